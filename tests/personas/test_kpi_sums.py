"""The day's figures: the same bytes whatever the order of rows and the threads, each person once, and no sum that wraps around."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import duckdb
import pytest

from persona_pipeline.personas.traits import TRAIT_NAMES
from persona_pipeline.warehouse import statement
from persona_pipeline.warehouse.schema import create_tables

NIGHT = date(2026, 3, 1)
ROW_GROUP = 122_880  # rows that DuckDB hands to a thread at a time
Night = dict[tuple[str, str], tuple[int, float, float, float | None]]


@contextmanager
def night(people: int, *, order: str = "key", threads: int = 2) -> Iterator[duckdb.DuckDBPyConnection]:
    """People of two personas, one in nine of none, who all came, were asked, and one in three of whom bought for an odd amount."""
    with duckdb.connect() as con:
        con.execute(f"set threads = {threads}")
        create_tables(con)
        con.execute(
            f"create temp table drawn as select 'c' || i as key, i, (hash(i) % 1000003) / 7 as odd from range({people}) as r(i) order by {order}"
        )
        places = ", ".join(f"sin(i + {number}) * odd / 1e4 as {name}" for number, name in enumerate(TRAIT_NAMES))
        for table, columns in {
            "core.customer_day": f"key as identity_key, date '{NIGHT}' as business_day, (i % 3 = 0)::int as orders, 1 as sessions, (i % 3 = 0)::int as purchase_sessions, 1 as responses",
            "core.orders": f"'s' as source, key as order_id, key as identity_key, date '{NIGHT}' as business_day, 'sale' as order_type, (odd / 100)::decimal(18, 4) as sales_amount from drawn where i % 3 = 0",
            "core.order_lines": f"'s' as source, key as order_id, 1 as line, date '{NIGHT}' as business_day, (odd / 100)::decimal(18, 4) as amount from drawn where i % 3 = 0",
            "core.responses": f"'s' as source, key as response_id, key as identity_key, date '{NIGHT}' as business_day, i % 11 as nps, 1 + odd / 1e5 as satisfaction",
            "kpi_members": "key as customer_key, 'P0' || (i % 2 + 1) as persona_id from drawn where i % 9 > 0",
            "persona_picture": "key as customer_key, i % 5 as tenure_days",
            "persona_space": f"key as customer_key, {places}",
            "persona_traits": f"unnest({list(TRAIT_NAMES)}) as name from range(1)",
            "marts.personas": "1 as version, unnest(['P01', 'P02']) as persona_id from range(1)",
        }.items():
            rows = f"select {columns}" if " from " in columns else f"select {columns} from drawn"
            con.execute(
                f"insert into {table} by name {rows}" if "." in table else f"create temp table {table} as {rows}"
            )
        yield con


def figures(con: duckdb.DuckDBPyConnection) -> Night:
    rows = con.execute(statement("marts/persona_kpis"), {"as_of": NIGHT, "version": 1}).fetchall()
    return {(persona, measure): tuple(rest) for _, persona, measure, *rest in rows}


def came(con: duckdb.DuckDBPyConnection, identity: str, person: str, **what: int) -> None:
    """Somebody who is known by ``person`` came under ``identity``."""
    counts: dict[str, Any] = {"orders": 0, "sessions": 0, "purchase_sessions": 0, "responses": 0, **what}
    columns = ", ".join(f"{count} as {name}" for name, count in counts.items())
    con.execute(
        f"insert into core.customer_day by name select ? as identity_key, ? as business_day, {columns}",
        [identity, NIGHT],
    )
    con.execute(
        "insert into core.identities select ?, 'visitor', ? where ? not in (select identity_key from core.identities)",
        [identity, person, identity],
    )


def test_the_order_of_rows_and_the_threads_make_no_difference() -> None:
    found = []
    for threads, order in ((1, "i"), (4, "odd desc"), (3, "hash(i + 1)")):
        with night(2 * ROW_GROUP, order=order, threads=threads) as con:
            found.append(figures(con))
    assert found[0] == found[1] == found[2]
    assert all(row[0] > 1000 for (persona, _), row in found[0].items() if persona != "none")
    assert found[0]["all", "revenue"][1] % 1 > 0, "sums of odd amounts, which added as doubles depend on the order"


def test_the_shop_is_the_sum_of_its_personas_and_of_those_without_one() -> None:
    with night(900) as con:
        found = figures(con)
    assert found["all", "active_share"] == (900, 800, 800, round(800 / 900, 6))
    assert found["P01", "active_share"][:2] == (800, 400)
    assert found["all", "conversion"][:3] == (900, 300, 300)
    for measure in ("orders", "revenue"):
        parts = [found[part, measure] for part in ("P01", "P02", "none")]
        assert found["all", measure][0] == sum(part[0] for part in parts)
        assert found["all", measure][1] == pytest.approx(sum(part[1] for part in parts), rel=1e-14)
    for name in TRAIT_NAMES:
        parts = [found[part, f"feature:{name}"] for part in ("P01", "P02")]
        assert found["all", f"feature:{name}"][0] == 800 == sum(part[0] for part in parts)
        assert found["all", f"feature:{name}"][1] == pytest.approx(sum(part[1] for part in parts), abs=1e-9)


def test_a_person_under_several_identifiers_is_one_person() -> None:
    """Also where the one that the person goes by did not come; all visits count, and where somebody stands counts once."""
    with night(90) as con:
        before = figures(con)
        came(con, "phone", "c1", sessions=2)
        came(con, "desk", "c1", sessions=1, purchase_sessions=1)
        after = figures(con)
        assert after["all", "active_share"] == before["all", "active_share"]
        assert after["P02", "feature:nps"] == before["P02", "feature:nps"]
        assert after["P02", "conversion"][0] == before["P02", "conversion"][0] + 3
        assert after["P02", "conversion"][1] == before["P02", "conversion"][1] + 1
        con.execute("delete from core.customer_day where identity_key = 'c1'")
        without = figures(con)
        assert without["all", "active_share"] == before["all", "active_share"]
        assert without["P02", "feature:nps"] == before["P02", "feature:nps"]
        assert without["P02", "conversion"][0] == before["P02", "conversion"][0] + 2


def test_who_only_sent_something_back_was_not_there() -> None:
    with night(90) as con:
        con.execute(
            "update core.customer_day set orders = 0, sessions = 0, purchase_sessions = 0, responses = 0 where identity_key = 'c1'"
        )
        found = figures(con)
    assert found["all", "active_share"][:2] == (89, 79)
    assert found["all", "feature:nps"][0] == 79


def test_visits_without_any_identifier_are_the_shops() -> None:
    with night(90) as con:
        con.execute(
            "insert into core.sessions by name select 'w' as source, 'g' || i as session_id, ? as business_day, i as purchases from range(2) as r(i)",
            [NIGHT],
        )
        found = figures(con)
    assert found["all", "conversion"][:2] == (92, 31)
    assert sum(found[persona, "conversion"][0] for persona in ("P01", "P02")) == 80


def test_a_place_too_far_out_is_an_error_and_no_other_number() -> None:
    with night(90) as con:
        con.execute("update persona_space set nps = 1e7 where customer_key = 'c1'")
        with pytest.raises(duckdb.ConversionException, match="INT64"):
            figures(con)
