"""No estimate about a small group is told, nor follows from those that are; in the published file its n goes too."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from persona_pipeline.context import Context
from persona_pipeline.honesty import refresh_honesty
from persona_pipeline.warehouse import Warehouse, statement
from tests.publish.test_small_cells import CELL, COUNTS, HITS, Line, worked_out

from .surveys import Response, members, respond

FIGURES = (
    "persona_id varchar, answer varchar, n bigint, hits bigint, behind bigint, source varchar default 's', survey_id varchar default 'v', "
    "question_id varchar default 'q', role varchar default 'need', touchpoint varchar, phase varchar, unit varchar default 'share', "
    "plain double, low double, high double, weighted_value double, weighted_low double, weighted_high double, effective_n double, "
    "first_day date, last_day date"
)


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


@settings(max_examples=25, deadline=None)
@given(HITS)
def test_no_hidden_estimate_follows_from_the_others(con: duckdb.DuckDBPyConnection, hits: list[list[int]]) -> None:
    by_persona = dict(zip(("P01", "P02", "P03"), hits, strict=True))
    by_persona["all"] = [sum(column) for column in zip(*hits, strict=True)]
    rows = [
        (persona, str(number), sum(line), n, min(n, sum(line) - n), n / max(sum(line), 1))
        for persona, line in by_persona.items()
        for number, n in enumerate(line)
        if by_persona["all"][number] >= CELL
    ]
    assume(len([n for n in by_persona["all"] if n >= CELL]) >= 2 and sum(any(line) for line in hits) >= 2)
    con.execute(f"create or replace temp table survey_figures ({FIGURES})")
    con.executemany(
        "insert into survey_figures (persona_id, answer, n, hits, behind, plain) values (?, ?, ?, ?, ?, ?)", rows
    )
    con.execute("update survey_figures set weighted_value = plain, effective_n = n")
    found = con.execute(statement("marts/survey_estimates"), {"as_of": "2026-03-01", "min_cell": CELL}).fetchall()
    shown = {(row[1], row[8]): None if row[12] is None else row[11] for row in found if row[10]}
    assert all((row[12] is None) == (row[15] is None) for row in found), "the weighted goes where the plain one goes"
    for (persona, _), count in shown.items():
        size = sum(by_persona[persona])
        assert count is None or (count >= CELL and size - count >= CELL)
    whole = {answer for (persona, answer), count in shown.items() if persona == "all" and count is not None}
    cells = {cell: count for cell, count in shown.items() if cell[0] != "all"}
    lines = [Line(tuple(cell for cell in cells if cell[1] == answer)) for answer in whole]
    if all(total >= CELL or total == 0 for total in by_persona["all"]):
        lines += [Line(tuple(cell for cell in cells if cell[0] == persona)) for persona in ("P01", "P02", "P03")]
    assert worked_out(cells, lines) == set()


PAIRS = st.lists(st.tuples(COUNTS, COUNTS), min_size=2, max_size=6)


@settings(max_examples=30, deadline=None)
@given(PAIRS)
def test_no_hidden_share_of_respondents_follows(con: duckdb.DuckDBPyConnection, pairs: list[tuple[int, int]]) -> None:
    """Pairs of respondents and of people who did not answer."""
    rows = [(f"v{at}", answered, answered + others) for at, (answered, others) in enumerate(pairs)]
    con.execute(
        "create or replace temp table representation (value varchar, respondents bigint, people bigint, against varchar default 'members', "
        "dimension varchar default 'persona', all_people bigint, all_respondents bigint)"
    )
    con.executemany("insert into representation (value, respondents, people) values (?, ?, ?)", rows)
    con.execute(
        "update representation set all_people = (select sum(people) from representation), all_respondents = (select sum(respondents) from representation)"
    )
    found = con.execute(statement("marts/survey_representation"), {"as_of": "2026-03-01", "min_cell": CELL}).fetchall()
    counts = {value: (answered, people) for value, answered, people in rows}
    for at, share_at in ((0, 7), (1, 5)):
        total = sum(pair[at] for pair in counts.values())
        shown = {row[3]: counts[row[3]][at] if row[share_at] is not None else None for row in found}
        assert all(count is None or count == 0 or count >= CELL for count in shown.values())
        hidden = {value: counts[value][at] for value, count in shown.items() if count is None}
        if total >= CELL and any(hidden.values()):
            assert worked_out(shown, [Line(tuple(shown))]) == set()
            assert sum(hidden.values()) >= CELL
    assert all(row[8] is None for row in found if row[5] is None or row[7] is None), "a ratio tells both shares"


@pytest.mark.usefixtures("version")
def test_what_one_survey_leaves_of_another_is_not_told(ctx: Context, warehouse: Warehouse) -> None:
    """The profile holds both surveys: less the large one it would tell of the four whom only the small one asked."""
    people = [(f"k{number}", "P01", 1) for number in range(64)]
    members(warehouse, people)
    answers = ["speed" if number % 2 else "low price" for number in range(64)]
    large = [Response(f"a{n}", {"need": answers[n]}, who=f"k{n}") for n in range(60)]
    respond(warehouse, large)
    refresh_honesty(ctx)
    told = "select answer, hits, value is null from marts.survey_estimates where persona_id = 'all' and survey_id = 's' order by 1"
    assert warehouse.query(told) == [("low price", 30, False), ("speed", 30, False)]
    respond(warehouse, [Response(f"b{n}", {"need": answers[n]}, who=f"k{n}", survey="t") for n in range(60, 64)])
    refresh_honesty(ctx)
    assert warehouse.query(told) == [("low price", 30, True), ("speed", 30, True)]
