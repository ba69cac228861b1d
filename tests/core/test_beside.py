"""Periods of customer attributes and signals each once; who they are about is one person over all kinds."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from persona_pipeline.context import Context
from persona_pipeline.core import conform_crm, conform_orders, conform_signals, resolve_identities, roll_up
from persona_pipeline.core.identities import pseudonym
from persona_pipeline.settings import Settings, Source, Workspace
from persona_pipeline.warehouse import Warehouse

from .rows import line, load, unload

DAY = date(2026, 3, 1)
SOURCES = (
    Source(name="shop", kind="orders", path="a/*"),
    Source(name="list", kind="crm", path="b/*"),
    Source(name="desk", kind="signals", path="c/*"),
)


@pytest.fixture
def settings() -> Settings:
    return Settings(sources=SOURCES)


@pytest.fixture
def ctx(context: Callable[[date], Context]) -> Context:
    return context(date(2026, 3, 31))


def day(number: int) -> date:
    return DAY + timedelta(days=number)


def person(customer: str | None, on: date, **more: Any) -> dict[str, Any]:
    return {"customer_id": customer, "business_day": on, "valid_from": datetime(on.year, on.month, on.day), **more}


def signal(signal_id: str, on: date = DAY, **more: Any) -> dict[str, Any]:
    at = datetime(on.year, on.month, on.day, 9)
    return {"signal_id": signal_id, "business_day": on, "signal_at": at, "signal_type": "note", **more}


def conform(ctx: Context) -> None:
    for stage in (resolve_identities, conform_orders, conform_crm, conform_signals, roll_up):
        stage(ctx)


def periods(warehouse: Warehouse, column: str = "region") -> list[tuple[Any, ...]]:
    return warehouse.query(
        f"select i.value, a.valid_from, a.valid_to, a.{column} from core.customer_attributes as a "
        "join raw.identifiers as i using (identity_key) order by all"
    )


def test_equal_neighbours_are_one_period(warehouse: Warehouse, ctx: Context) -> None:
    for number, region in enumerate(("Utrecht", "Utrecht", "Drenthe", "Utrecht")):
        load(warehouse, "crm", f"l{number}", number, [person("1", day(number), region=region)], source="list")
    conform(ctx)
    assert periods(warehouse) == [
        ("1", day(0), day(2), "Utrecht"),
        ("1", day(2), day(3), "Drenthe"),
        ("1", day(3), None, "Utrecht"),
    ]
    counts = "select sum(rows_raw), sum(rows_core), sum(rows_duplicate), sum(rows_replaced) from ops.row_counts"
    assert warehouse.query(counts) == [(4, 3, 1, 0)]


def test_a_late_version_changes_its_own_person_only(warehouse: Warehouse, ctx: Context) -> None:
    both = [person("1", day(0), region="a"), person("2", day(0), region="a")]
    load(warehouse, "crm", "first", 1, both, source="list")
    load(
        warehouse, "crm", "third", 2, [person("1", day(9), region="a"), person("2", day(9), region="b")], source="list"
    )
    conform(ctx)
    before = [row for row in periods(warehouse) if row[0] == "2"]
    load(warehouse, "crm", "late", 3, [person("1", day(4), region="b")], source="list")
    conform(ctx)
    assert [row[1:] for row in periods(warehouse) if row[0] == "1"] == [
        (day(0), day(4), "a"),
        (day(4), day(9), "b"),
        (day(9), None, "a"),
    ]
    assert [row for row in periods(warehouse) if row[0] == "2"] == before
    assert warehouse.query("select sum(rows_raw - rows_core - rows_duplicate - rows_replaced) from ops.row_counts") == [
        (0,)
    ]


def test_of_two_versions_of_a_day_the_last_load_wins_and_comes_back_when_that_leaves(
    warehouse: Warehouse, ctx: Context
) -> None:
    load(warehouse, "crm", "b", 1, [person("1", DAY, region="first")], source="list")
    load(warehouse, "crm", "a", 2, [person("1", DAY, region="second")], source="list")
    conform(ctx)
    assert periods(warehouse) == [("1", DAY, None, "second")]
    assert warehouse.query("select rows_core, rows_duplicate, rows_replaced from ops.row_counts") == [(1, 0, 1)]
    unload(warehouse, "crm", "a")
    conform(ctx)
    assert periods(warehouse) == [("1", DAY, None, "first")]
    unload(warehouse, "crm", "b")
    conform(ctx)
    assert periods(warehouse) == []


@pytest.mark.parametrize(
    ("column", "given", "kept"),
    [
        ("birth_year", 1893, None),
        ("birth_year", 1900, 1900),
        ("birth_year", 2016, 2016),
        ("birth_year", 2017, None),
        ("marketing_consent", "yes", "yes"),
        ("marketing_consent", "maybe", None),
        ("household", "YOLO", "YOLO"),
    ],
)
def test_what_cannot_be_right_is_left_out(
    warehouse: Warehouse, ctx: Context, column: str, given: object, kept: object
) -> None:
    load(warehouse, "crm", "l", 1, [person("1", DAY, **{column: given})], source="list")
    conform(ctx)
    assert periods(warehouse, column) == [("1", DAY, None, kept)]


VERSIONS = st.lists(
    st.tuples(st.sampled_from("123"), st.integers(0, 12), st.sampled_from("ab")),
    min_size=1,
    max_size=14,
    unique_by=lambda version: version[:2],
)


@pytest.fixture(scope="module")
def one_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """One for all examples: making its tables takes longer than an example."""
    workspace = Workspace(tmp_path_factory.mktemp("periods"))
    with Warehouse.open(workspace, Settings(sources=SOURCES)) as opened:
        yield opened


@pytest.mark.slow
@hypothesis_settings(max_examples=12)
@given(VERSIONS, st.randoms(use_true_random=False), st.integers(1, 4))
def test_periods_follow_from_the_versions_and_not_from_their_order(
    one_warehouse: Warehouse, versions: list[tuple[str, int, str]], order: Any, nights: int
) -> None:
    shuffled = list(versions)
    order.shuffle(shuffled)
    expected = [row for customer in "123" for row in told(customer, versions)]
    assert conformed(one_warehouse, [shuffled[n::nights] for n in range(nights)]) == expected


def told(customer: str, versions: list[tuple[str, int, str]]) -> list[tuple[Any, ...]]:
    """The periods, the slow way: day by day."""
    said: list[tuple[date, str]] = []
    for _, number, region in sorted(version for version in versions if version[0] == customer):
        if not said or said[-1][1] != region:
            said.append((day(number), region))
    ends = [*(start for start, _ in said[1:]), None]
    return [(customer, start, end, region) for (start, region), end in zip(said, ends, strict=False)]


def conformed(warehouse: Warehouse, nights: list[list[tuple[str, int, str]]]) -> list[tuple[Any, ...]]:
    for table in ("raw.attributes", "core.customer_attributes", "ops.loads", "ops.row_counts", "ops.pending_days"):
        warehouse.con.execute(f"delete from {table}")
    ctx = Context(Workspace(Path()), Settings(sources=SOURCES), warehouse, day(31))
    for number, versions in enumerate(nights):
        rows = [person(customer, day(on), region=region) for customer, on, region in versions]
        load(warehouse, "crm", f"l{number}", number, rows, source="list")
        resolve_identities(ctx)
        conform_crm(ctx)
    unexplained = "select coalesce(sum(rows_raw - rows_core - rows_duplicate - rows_replaced), 0) from ops.row_counts"
    assert warehouse.query(unexplained) == [(0,)]
    return periods(warehouse)


def test_a_signal_counts_once_and_the_last_load_corrects_it(warehouse: Warehouse, ctx: Context) -> None:
    load(warehouse, "signals", "a", 1, [signal("s1", value=3), signal("s1", value=4), signal("s2")], source="desk")
    load(warehouse, "signals", "b", 2, [signal("s1", day(1), value=5)], source="desk")
    conform(ctx)
    found = warehouse.query("select signal_id, business_day, value from core.signals order by 1")
    assert found == [("s1", day(1), Decimal("5.0000")), ("s2", DAY, None)]
    counts = "select business_day, rows_raw, rows_core, rows_duplicate, rows_replaced from ops.row_counts order by 1"
    assert warehouse.query(counts) == [(DAY, 3, 1, 0, 2), (day(1), 1, 1, 0, 0)]
    unload(warehouse, "signals", "b")
    conform(ctx)
    assert warehouse.query("select value from core.signals where signal_id = 's1'") == [(Decimal("4.0000"),)]


def test_addresses_in_texts_are_masked(warehouse: Warehouse, ctx: Context) -> None:
    note = signal("s", text="Mail Jo@Example.org, or jo@b.nl", subject="jo@b.nl asks", email="jo@example.org")
    load(warehouse, "signals", "a", 1, [note], source="desk")
    conform(ctx)
    assert warehouse.query("select text, subject from core.signals") == [("Mail ***@***, or ***@***", "***@*** asks")]


def test_one_person_over_all_kinds(warehouse: Warehouse, ctx: Context, key: str) -> None:
    """A list of customers tells which address is which account; orders by the address alone then are that account's."""
    load(warehouse, "orders", "o", 1, [line("1", DAY, email="jo@example.org")])
    conform(ctx)
    assert warehouse.query("select customer_key from core.customers") == [
        (pseudonym("email", "jo@example.org", key.encode()),)
    ]
    load(warehouse, "crm", "c", 2, [person("7", DAY, email="JO@example.org ", region="a")], source="list")
    load(warehouse, "signals", "s", 3, [signal("n", email="jo@example.org")], source="desk")
    conform(ctx)
    account = pseudonym("customer", "7", key.encode())
    assert warehouse.query("select customer_key from core.customers") == [(account,)]
    who = "select customer_key from {} join core.identities using (identity_key)"
    assert warehouse.query(who.format("core.customer_attributes")) == [(account,)]
    assert warehouse.query(who.format("core.signals")) == [(account,)]


def test_neither_enters_the_daily_rollup(warehouse: Warehouse, ctx: Context) -> None:
    load(warehouse, "crm", "c", 1, [person("7", DAY)], source="list")
    load(warehouse, "signals", "s", 2, [signal("n", customer_id="7")], source="desk")
    conform(ctx)
    assert warehouse.count("core.customer_day") == warehouse.count("marts.daily_figures") == 0
