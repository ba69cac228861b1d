"""Nobody can work out a small group from the totals of a figure."""

from collections.abc import Iterable
from itertools import combinations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from persona_pipeline.journey.kpis import KPIS
from persona_pipeline.warehouse import statement
from tests.publish.test_small_cells import Line, worked_out

CELL = 10
COUNTS = st.one_of(st.integers(0, 14), st.integers(0, 300))


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


@settings(max_examples=40)
@given(st.lists(COUNTS, min_size=2, max_size=6))
def test_no_hidden_persona_is_all_less_the_others(con: duckdb.DuckDBPyConnection, people: list[int]) -> None:
    counts = {f"P{n:02d}": count for n, count in enumerate(people, start=1)} | {"all": sum(people)}
    con.execute(
        "create or replace temp table journey_cells (family varchar, figure varchar, persona_id varchar, behind bigint)"
    )
    con.executemany("insert into journey_cells values ('contact', 'x', ?, ?)", list(counts.items()))
    hidden = {row[2] for row in con.execute(statement("journey/hidden"), {"min_cell": CELL}).fetchall()}
    shown = {name: None if name in hidden else count for name, count in counts.items() if count}
    assert all(count is None or count >= CELL for count in shown.values())
    cells = {name: count for name, count in shown.items() if name != "all"}
    if shown.get("all"):
        assert worked_out(cells, [Line(tuple(cells))]) == set()
        left = sum(counts[name] for name, count in cells.items() if count is None)
        assert left == 0 or left >= CELL


STEPS = ("session", "view", "cart", "checkout", "payment", "purchase")
RATES = {"product_view_rate": (0, 1), "cart_rate": (0, 2), "checkout_completion": (3, 5), "conversion": (0, 5)}
ENDS = st.lists(st.one_of(st.integers(0, 3), st.integers(0, 40)), min_size=12, max_size=12)
"""How many people of a persona end their one session at each step, and how many of those bought in another session."""


def visits_of(con: duckdb.DuckDBPyConnection, ends: list[list[int]]) -> dict[str, list[list[int]]]:
    """The night's funnels and KPIs of people with these visits; returns the deepest steps of the sessions of each person."""
    people = {
        f"P{at:02d}": [[n % 6, *[5] * (n // 6)] for n, count in enumerate(counts) for _ in range(count)]
        for at, counts in enumerate(ends, start=1)
    }
    members = [(persona, depths) for persona, line in people.items() for depths in line]
    empty = "select '' as persona_id, '' as touchpoint, '' as origin, 0 as n, 0 as n_before, 0::double as feeling, true as this_window where false"
    for name in ("feelings", "sentiments"):
        con.execute(f"create or replace temp table journey_{name} as {empty}")
    contacts = "'' as persona_id, '' as phase, '' as touchpoint, '' as channel, '' as unit, 0 as people"
    con.execute(f"create or replace temp table journey_contact_sums as select {contacts} where false")
    wordings = "'' as persona_id, '' as kind, '' as question, '' as wording, 0 as behind"
    con.execute(f"create or replace temp table journey_needs as select {wordings} where false")
    sizes = ", ".join(f"('{name}', 1, 1, 1, 1)" for name in (*people, "all"))
    con.execute(
        f"create or replace temp table journey_sizes as from (values {sizes}) as t(persona_id, members, in_web, in_orders, in_survey)"
    )
    con.execute(
        "create or replace temp table journey_members (member integer, persona_id varchar, order_value double, frequency integer, "
        "refund_share double, satisfaction double)"
    )
    con.execute(
        "insert into journey_members by name select unnest($m) as member, unnest($p) as persona_id",
        {"m": list(range(len(members))), "p": [persona for persona, _ in members]},
    )
    con.execute(
        "create or replace temp table journey_visits as select unnest($m) as member, unnest($d) as depth, false as bounced",
        {
            "m": [at for at, (_, depths) in enumerate(members) for _ in depths],
            "d": [depth for _, depths in members for depth in depths],
        },
    )
    for name in ("funnel_people", "ratios", "ranges", "cells"):
        con.execute(f"create or replace temp table journey_{name} as {statement(f'journey/{name}')}")
    con.execute(f"create or replace temp table journey_hidden as {statement('journey/hidden')}", {"min_cell": CELL})
    kpis = ", ".join(f"('{each.kpi}', '{each.phase}', '{each.unit}', '{each.better}')" for each in KPIS)
    con.execute(f"create or replace temp table journey_kpis as from (values {kpis}) as t(kpi, phase, unit, better)")
    con.execute("create or replace temp table journey_targets (kpi varchar, persona_id varchar, target double)")
    return {**people, "all": [depths for line in people.values() for depths in line]}


def solved(known: set[tuple[str, int]], personas: Iterable[str]) -> set[tuple[str, int]]:
    """What is known of (persona, step) once each total less all but one of its parts is taken."""
    found = set(known)
    for step in range(6):
        unknown = [(each, step) for each in (*personas, "all") if (each, step) not in known]
        if len(unknown) == 1:
            found.add(unknown[0])
    return found


@pytest.mark.slow
@settings(max_examples=80, deadline=None)
@given(st.lists(ENDS, min_size=2, max_size=4))
def test_nobody_can_work_out_that_few_were_lost_between_two_steps(
    con: duckdb.DuckDBPyConnection, ends: list[list[int]]
) -> None:
    people = visits_of(con, ends)
    night = {"as_of": "2026-03-10"}
    rows = con.execute(statement("marts/persona_funnels"), night).fetchall()
    sessions, persons = set(), set()
    for _, persona, number, _, reached, members, kept, _, _, lost, lost_people, of_all in rows:
        sessions |= {(persona, number)} if reached is not None or of_all is not None else set()
        persons |= {(persona, number)} if members is not None else set()
        if lost is not None or kept is not None:
            sessions |= {(persona, number - 1), (persona, number)}
        if lost_people is not None:
            persons |= {(persona, number - 1), (persona, number)}
    for _, persona, _, kpi, _, _, value, _, _, n, *_ in con.execute(
        statement("marts/persona_phase_kpis"), night
    ).fetchall():
        if n is not None and kpi in RATES:
            persons.add((persona, RATES[kpi][0]))
        if value is not None and kpi in RATES and RATES[kpi][0] == 0 and (persona, 0) in sessions:
            sessions.add((persona, RATES[kpi][1]))
        if value is not None and kpi == "checkout_completion" and sessions & {(persona, 3), (persona, 5)}:
            sessions |= {(persona, 3), (persona, 5)}
    personas = [name for name in people if name != "all"]
    for persona, line in people.items():
        known = sorted(step for name, step in solved(sessions, personas) if name == persona)
        for early, late in combinations(known, 2):
            few = sum(any(early <= depth < late for depth in depths) for depths in line)
            assert few == 0 or few >= CELL, f"{persona}: sessions between {STEPS[early]} and {STEPS[late]}"
        known = sorted(step for name, step in solved(persons, personas) if name == persona)
        for early, late in combinations(known, 2):
            few = sum(early <= max(depths) < late for depths in line)
            assert few == 0 or few >= CELL, f"{persona}: people between {STEPS[early]} and {STEPS[late]}"
