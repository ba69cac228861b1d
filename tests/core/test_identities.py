"""Which identifiers are one person, and that pseudonyms are HMAC-SHA256."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_pipeline.context import Context
from persona_pipeline.core import resolve_identities
from persona_pipeline.core.identities import key_pads, pseudonym
from persona_pipeline.settings import KEY_VARIABLE, ConfigError, Settings, Source
from persona_pipeline.warehouse import Warehouse, connect

from .rows import event, line, load

DAY = date(2026, 3, 1)
AT = datetime(2026, 3, 1, 9)


@pytest.fixture
def settings() -> Settings:
    return Settings(
        sources=(
            Source(name="shop", kind="orders", path="a/*"),
            Source(name="other", kind="orders", path="a/*", identity_space="other"),
            Source(name="site", kind="web", path="b/*"),
        )
    )


def people(warehouse: Warehouse, key: str) -> dict[str, str]:
    """Plain identifier: plain leading identifier of its person."""
    plain = {identity: value for value, identity in warehouse.query("select value, identity_key from raw.identifiers")}
    return {plain[i]: plain[c] for i, c in warehouse.query("select identity_key, customer_key from core.identities")}


@pytest.mark.slow
@given(st.binary(min_size=16, max_size=100), st.text(min_size=1, max_size=50))
def test_sql_computes_the_same_hmac_as_python(secret: bytes, value: str) -> None:
    inner, outer = key_pads(secret)
    sql = "select left(sha256($o::blob || unhex(sha256($i::blob || encode('email' || ':' || $v)))), 32)"
    with connect(None) as con:
        assert con.execute(sql, {"o": outer, "i": inner, "v": value}).fetchall()[0][0] == pseudonym(
            "email", value, secret
        )


def test_mail_addresses_are_normalised_and_belong_to_the_account(
    warehouse: Warehouse, context: Callable[[date], Context], key: str
) -> None:
    load(
        warehouse,
        "orders",
        "a",
        1,
        [line("1", DAY, customer_id="7", email=" Ann@Example.org"), line("2", DAY, email="ann@example.org")],
    )
    resolve_identities(context(DAY))
    assert people(warehouse, key) == {"7": "7", "ann@example.org": "7"}
    assert warehouse.query("select identity_key from raw.identifiers where value = '7'") == [
        (pseudonym("customer", "7", key.encode()),)
    ]


def test_two_accounts_with_one_address_are_one_person_and_chains_are_followed(
    warehouse: Warehouse, context: Callable[[date], Context], key: str
) -> None:
    rows = [
        line("1", DAY, customer_id=a, email=e)
        for a, e in (("1", "a@x"), ("2", "a@x"), ("2", "b@x"), ("3", "b@x"), ("9", "z@x"))
    ]
    load(warehouse, "orders", "a", 1, rows)
    resolve_identities(context(DAY))
    found = people(warehouse, key)
    assert len({found[i] for i in ("1", "2", "3", "a@x", "b@x")}) == 1
    assert found["9"] == found["z@x"] == "9"


def test_a_shared_device_joins_nobody(warehouse: Warehouse, context: Callable[[date], Context], key: str) -> None:
    rows = [
        event("1", AT, visitor_id="v", customer_id="1"),
        event("2", AT, visitor_id="v", customer_id="2"),
        event("3", AT.replace(day=2), visitor_id="v", customer_id="2"),
        event("4", AT, visitor_id="w"),
    ]
    load(warehouse, "web", "a", 1, rows, source="site")
    resolve_identities(context(date(2026, 3, 2)))
    assert people(warehouse, key) == {"1": "1", "2": "2", "v": "2", "w": "w"}


def test_a_marketplace_address_joins_nobody(warehouse: Warehouse, context: Callable[[date], Context], key: str) -> None:
    load(warehouse, "orders", "a", 1, [line(str(n), DAY, customer_id=str(n), email="till@x") for n in range(30)])
    resolve_identities(context(DAY))
    assert len(set(people(warehouse, key).values())) == 31


def test_customer_numbers_of_another_space_are_other_people(
    warehouse: Warehouse, context: Callable[[date], Context]
) -> None:
    load(warehouse, "orders", "a", 1, [line("1", DAY, customer_id="7")])
    load(warehouse, "orders", "b", 2, [line("1", DAY, customer_id="7")], source="other")
    resolve_identities(context(DAY))
    assert warehouse.query("select count(distinct customer_key), min(namespace) from core.identities") == [
        (2, "customer")
    ]


def test_without_a_key_nothing_is_written(
    warehouse: Warehouse, context: Callable[[date], Context], monkeypatch: pytest.MonkeyPatch
) -> None:
    load(warehouse, "orders", "a", 1, [line("1", DAY, customer_id="7")])
    monkeypatch.delenv(KEY_VARIABLE)
    with pytest.raises(ConfigError, match="is not set"):
        resolve_identities(context(DAY))
    assert warehouse.count("raw.identifiers") == 0
