"""The parts of a change add up to it, to the last digit, and each is what its name says."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from persona_pipeline.moves.changes import FIGURES
from persona_pipeline.warehouse import statement

SIDES = ("told_side", "data_side", "then_side", "now_side")
VALUE = st.one_of(st.none(), st.integers(-2, 3), st.decimals(min_value=-9999, max_value=99999, places=6))
PERSON = st.tuples(
    st.lists(st.sampled_from(["P01", "P02", ""]), min_size=4, max_size=4), st.lists(VALUE, min_size=4, max_size=4)
)


@dataclass(frozen=True)
class Person:
    """Persona ('' where no member) and value (of every figure alike) on each of the four sides."""

    personas: list[str]
    values: list[Any]


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute("create table moves_figures (figure varchar, place integer, is_total boolean, unit varchar)")
    con.executemany("insert into moves_figures values (?, ?, ?, ?)", FIGURES)
    con.execute("create table moves_compared as select 'night' as compared, date '2026-03-01' as compared_as_of")
    for side in SIDES:
        con.execute(f"create table {side} (customer_key varchar, persona_id varchar, x decimal(18, 6)[])")
    return con


def parts(con: duckdb.DuckDBPyConnection, people: list[Person]) -> dict[tuple[str, str], dict[str, Any]]:
    """What the statements say, by persona and figure."""
    for place, side in enumerate(SIDES):
        con.execute(f"delete from {side}")
        for number, person in enumerate(people):
            if person.personas[place]:
                x = [1, *[person.values[place]] * 9]
                con.execute(f"insert into {side} values (?, ?, ?)", [f"c{number}", person.personas[place], x])
    con.execute(
        "create or replace table moves_sums (compared varchar, persona_id varchar, place integer, n bigint, total decimal(38, 6))"
    )
    for compared, side in (("night", "told_side"), ("tonight", "now_side")):
        con.execute(f"create or replace view moves_side as from {side}")
        con.execute(
            f"insert into moves_sums by name select '{compared}' as compared, * from ({statement('moves/sums')})"
        )
    con.execute(
        f"create or replace table moves_steps as select 'night' as compared, * from ({statement('moves/steps')})"
    )
    result = con.execute(statement("marts/persona_changes"), {"as_of": "2026-03-02"})
    names = [column[0] for column in result.description or []]
    rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    return {(row["persona_id"], row["figure"]): row for row in rows}


def level(
    people: list[Person], side: int, persona: str, *, total: bool, among: set[int] | None = None
) -> tuple[int, Fraction | None]:
    """n and figure of a persona on a side, by the definition of a sum and of a mean, in exact fractions."""
    values = [
        person.values[side]
        for number, person in enumerate(people)
        if person.personas[side] and persona in (person.personas[side], "all") and (among is None or number in among)
    ]
    known = [Fraction(value) for value in values if value is not None]
    if total:
        return len(known), sum(known, Fraction(0))
    return len(known), sum(known, Fraction(0)) / len(known) if known else None


def in_it(person: Person, side: int, persona: str, *, total: bool) -> bool:
    own = bool(person.personas[side]) and persona in (person.personas[side], "all")
    return own and (total or person.values[side] is not None)


def near(found: Decimal | None, wanted: Fraction | None) -> bool:
    if found is None or wanted is None:
        return found is None and wanted is None
    return abs(Fraction(found) - wanted) < Fraction(3, 10**6)


@settings(max_examples=25)
@given(st.lists(PERSON, min_size=1, max_size=9))
def test_the_parts_add_up_exactly_and_mean_what_they_say(
    con: duckdb.DuckDBPyConnection, drawn: list[tuple[list[str], list[Any]]]
) -> None:
    people = [Person(*each) for each in drawn]
    found = parts(con, people)
    for (persona, figure), row in found.items():
        if figure == "members":
            continue
        total = figure in ("revenue", "orders", "sessions")
        (n0, told), (_, data), (_, then), (n3, now) = (level(people, side, persona, total=total) for side in range(4))
        assert (row["n_then"], row["n"]) == (n0, n3)
        assert near(row["value_then"], told)
        assert near(row["value"], now)
        if told is None or now is None:
            assert row["change"] is None
            assert row["data"] is None or now is not None
            continue
        assert row["data"] + row["definition"] + row["mix"] + row["behaviour"] == row["change"], "to the last digit"
        assert row["change"] == row["value"] - row["value_then"]
        same = {
            number
            for number, person in enumerate(people)
            if in_it(person, 2, persona, total=total) and in_it(person, 3, persona, total=total)
        }
        data = told if data is None else data
        then = data if then is None else then
        assert near(row["data"], data - told)
        assert near(row["definition"], then - data)
        _, before = level(people, 2, persona, total=total, among=same)
        _, after = level(people, 3, persona, total=total, among=same)
        behaviour = after - before if before is not None and after is not None else Fraction(0)
        assert near(row["behaviour"], behaviour)
        assert near(row["mix"], now - then - behaviour)


@settings(max_examples=12)
@given(st.lists(PERSON, min_size=1, max_size=9))
def test_the_people_behind_a_part_are_those_who_make_it(
    con: duckdb.DuckDBPyConnection, drawn: list[tuple[list[str], list[Any]]]
) -> None:
    """A figure about few people is found by this number, so it counts exactly those without whom the part would be nothing."""
    people = [Person(*each) for each in drawn]
    for (persona, figure), row in parts(con, people).items():
        if figure not in ("revenue", "order_value", "members"):
            continue
        total = figure != "order_value"

        def worth(person: Person, side: int, persona: str = persona, total: bool = total, figure: str = figure) -> Any:
            if not in_it(person, side, persona, total=total):
                return None
            return Fraction(1) if figure == "members" else Fraction(person.values[side] or 0)

        made = {"data_people": 0, "definition_people": 0, "mix_people": 0, "behaviour_people": 0}
        for person in people:
            told, data, then, now = (worth(person, side) for side in range(4))
            for part, before, after in (("data_people", told, data), ("definition_people", data, then)):
                made[part] += (before or 0) != (after or 0) or (not total and (before is None) != (after is None))
            stayed = then is not None and now is not None
            made["behaviour_people"] += stayed and then != now
            if not stayed:
                made["mix_people"] += any(each is not None and (not total or each != 0) for each in (then, now))
        assert {name: row[name] for name in made} == made, (persona, figure)


def test_a_table_small_enough_to_read(con: duckdb.DuckDBPyConnection) -> None:
    """One is corrected, one is placed anew, one leaves, one comes, one stays and spends more."""
    people = [
        Person(["P01", "P01", "P01", "P01"], [10, 12, 12, 12]),  # a late order of 2
        Person(["P01", "P01", "P02", "P02"], [20, 20, 20, 20]),  # the new version places them elsewhere
        Person(["P01", "P01", "P01", ""], [30, 30, 30, None]),  # leaves
        Person(["", "", "", "P01"], [None, None, None, 50]),  # comes
        Person(["P01", "P01", "P01", "P01"], [40, 40, 40, 47]),  # spends 7 more
    ]
    found = parts(con, people)
    names = ("value_then", "value", "change", "data", "definition", "mix", "behaviour")
    revenue = found["P01", "revenue"]
    assert [revenue[name] for name in names] == [100, 109, 9, 2, -20, 20, 7]
    assert [found["all", "revenue"][name] for name in names] == [100, 129, 29, 2, 0, 20, 7]
    assert [found["P02", "members"][name] for name in names] == [0, 1, 1, 0, 1, 0, 0]
    mean = found["P01", "order_value"]
    # 25 -> 25.5 -> (12, 30, 40) 27.333333 -> without who left (12, 40) 26 -> (12, 47) 29.5 -> with who came 36.333333
    assert [mean[name] for name in names] == [
        25,
        Decimal("36.333333"),
        Decimal("11.333333"),
        Decimal("0.5"),
        Decimal("1.833333"),
        Decimal("5.5"),
        Decimal("3.5"),
    ]
