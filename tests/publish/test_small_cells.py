"""Nobody can work out a small group: an attacker who knows every published total solves for what is hidden."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from persona_pipeline.context import Context
from persona_pipeline.contracts import PUBLISHED
from persona_pipeline.publish import ANSWERS, publish_snapshot
from persona_pipeline.rfm.grid import GRID
from persona_pipeline.warehouse import statement

from .attack import counts_people
from .filled import AS_OF
from .test_snapshot import read

CELL = 10
NET_DIFFERENCE = ("answers.segments_tonight", "change")
"""Between two sizes that are both told: it says of nobody that they came or left."""
COUNTS = st.one_of(st.integers(0, 14), st.integers(0, 300))


@dataclass(frozen=True)
class Line:
    """Cells (by name) and what they add up to, where the reader knows it."""

    cells: tuple[object, ...]


def worked_out(shown: Mapping[Any, int | None], lines: Iterable[Line]) -> set[Any]:
    """The hidden cells whose value follows from the shown ones and the totals of the lines."""
    hidden = [name for name, value in shown.items() if value is None]
    rows = [[float(name in line.cells) for name in hidden] for line in lines]
    if not hidden or not rows:
        return set()
    _, sizes, basis = np.linalg.svd(np.array(rows))
    free = basis[int((sizes > 1e-9).sum()) :]
    return {name for number, name in enumerate(hidden) if not np.any(np.abs(free[:, number]) > 1e-9)}


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute("create schema marts")
    return con


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.lists(COUNTS, min_size=25, max_size=25))
def test_no_hidden_cell_of_the_grid_is_a_total_less_the_others(
    con: duckdb.DuckDBPyConnection, counts: list[int]
) -> None:
    people = dict(zip(GRID, counts, strict=True))
    values = [(r, fm, GRID[r, fm], count) for (r, fm), count in people.items()]
    con.execute("create or replace table sizes (r integer, fm integer, segment varchar, customers bigint)")
    con.executemany("insert into sizes values (?, ?, ?, ?)", values)
    con.execute(
        "create or replace view marts.rfm_segments as select current_date as as_of, r as r_score, fm as fm_score, segment from sizes, range(customers)"
    )
    con.execute(
        "create or replace view marts.rfm_summary as select current_date as as_of, segment, sum(customers)::bigint as customers, 1 as monetary from sizes group by segment"
    )
    today = con.execute("select current_date").fetchall()[0][0]
    given_ = {"as_of": today, "min_cell": CELL}
    cells = {(r, fm): n for r, fm, n in con.execute(statement("pages/grid"), given_).fetchall()}
    totals = {row[0]: row[1] for row in con.execute(statement("pages/segments"), given_).fetchall()}
    assert all(n >= CELL for n in [*cells.values(), *totals.values()] if n)
    assert {cell: n for cell, n in cells.items() if n is not None}.items() <= people.items()
    in_segment = [Line(tuple(cell for cell in cells if GRID[cell] == name)) for name, n in totals.items() if n]
    assert worked_out(cells, in_segment) == set()
    everybody = sum(counts)
    hidden = [name for name, n in totals.items() if n is None]
    rest = everybody - sum(n for n in totals.values() if n is not None)
    if everybody >= CELL:
        assert not hidden or (len(hidden) >= 2 and rest >= CELL)
    for name in hidden:
        assert all(cells[cell] is None for cell in cells if GRID[cell] == name)


HITS = st.lists(st.lists(COUNTS, min_size=4, max_size=4), min_size=3, max_size=3)


@pytest.mark.slow
@settings(max_examples=80, deadline=None)
@given(HITS)
def test_no_hidden_answer_follows_from_those_of_all_or_from_the_other_answers(
    con: duckdb.DuckDBPyConnection, hits: list[list[int]]
) -> None:
    by_persona = dict(zip(("P01", "P02", "P03"), hits, strict=True))
    by_persona["all"] = [sum(column) for column in zip(*hits, strict=True)]
    rows = [
        (persona, f"answer:q:{number}", "q", sum(line), min(n, sum(line) - n), n)
        for persona, line in by_persona.items()
        for number, n in enumerate(line)
        if by_persona["all"][number] >= CELL  # the others are not listed at all
    ]
    listed = [total for total in by_persona["all"] if total >= CELL]
    assume(len(listed) >= 2 and sum(any(line) for line in hits) >= 2)  # else there is nothing to hide it among
    con.execute(
        "create or replace temp table profile_figures (persona_id varchar, figure varchar, question varchar, n bigint, behind bigint, hits bigint, source varchar default 'survey', unit varchar default 'share', figure_value double, low double, high double)"
    )
    con.executemany(
        "insert into profile_figures (persona_id, figure, question, n, behind, hits) values (?, ?, ?, ?, ?, ?)", rows
    )
    con.execute("update profile_figures set figure_value = hits / nullif(n, 0), low = 0, high = 1")
    found = con.execute(statement("marts/persona_profiles"), {"as_of": "2026-03-01", "min_cell": CELL}).fetchall()
    shown = {(row[1], row[2]): None if row[5] is None else round(row[5] * row[8]) for row in found if row[8]}
    sizes = {row[1]: row[8] for row in found}
    for (persona, _), count in shown.items():
        assert count is None or (count >= CELL and sizes[persona] - count >= CELL)
    whole = {figure for persona, figure in shown if persona == "all" and shown[persona, figure] is not None}
    cells = {cell: count for cell, count in shown.items() if cell[0] != "all"}
    lines = [Line(tuple(cell for cell in cells if cell[1] == figure)) for figure in whole]
    if all(total >= CELL or total == 0 for total in by_persona["all"]):
        lines += [Line(tuple(cell for cell in cells if cell[0] == persona)) for persona in ("P01", "P02", "P03")]
    assert worked_out(cells, lines) == set()


@pytest.mark.slow
def test_published_figures_hold_no_small_group(filled: Context, unverified: None) -> None:
    """Rates, NPS and signals say how many there were; so do the sums behind them, and the difference from the whole."""
    run = filled.warehouse.query
    run("update marts.rfm_summary set customers = 9, customers_tonight = 10 where segment = 'Loyal'")
    run("delete from marts.persona_kpis")
    for persona, buyers, back in (("P01", 40, 30), ("P02", 30, 28), ("P03", 90, 60), ("all", 160, 118)):
        run(
            "insert into marts.persona_kpis values ($d, $p, 'repeat_rate', $n, $t, $t, $t / $n)",
            {"d": AS_OF, "p": persona, "n": buyers, "t": back},
        )
    run("insert into marts.persona_kpis values ($d, 'all', 'nps', 40, 21, 27, 0.525)", {"d": AS_OF})
    run("update marts.drift_signals set n = 4, persona_id = 'P03' where measure = 'active_share'")
    run(
        "update marts.daily_figures set customers = 9, responses = 40, promoters = 24, detractors = 3, nps_answers = 40 where business_day = $d",
        {"d": AS_OF},
    )
    publish_snapshot(filled)
    path = filled.workspace.published / "personas.duckdb"
    assert (
        read(path, "select count(*) from marts.drift_signals where n < 10 or (n is null and level <> 'quality' and (effect is not null or low is not null or night_value is not null))")
        == [(0,)]
    )  # fmt: skip
    assert read(path, "select persona_id, n, total, value is null from marts.persona_kpis where measure = 'repeat_rate' order by 1") == [
        ("P01", None, None, True),
        ("P02", None, None, True),
        ("P03", 90, 60, False),
        ("all", 160, 118, False),
    ]  # fmt: skip
    assert read(path, "select n, total, total_squares from marts.persona_kpis where measure = 'nps'") == [
        (40, 21, None)
    ], "promoters and detractors would follow from both sums"
    day = "select orders, customers, sessions, responses, promoters, detractors, nps_answers from marts.daily_figures where business_day = '2026-03-01'"
    assert read(path, day) == [(40, None, 900, 40, None, None, 40)]
    hidden = "select segment from marts.rfm_summary where as_of = '2026-03-01' and customers is null"
    assert len(read(path, hidden)) >= 2


@pytest.mark.slow
def test_the_money_of_the_members_is_that_of_the_personas(filled: Context, unverified: None) -> None:
    """A member with nothing but a refund has no RFM segment; the refund counts all the same."""
    run = filled.warehouse.query
    run("delete from marts.rfm_segments where recency_days < 5")
    run(
        "update marts.customer_features set monetary = -12.5, frequency = null, recency_days = null where recency_days < 5"
    )
    publish_snapshot(filled)
    path = filled.workspace.published / "personas.duckdb"
    money = run("select sum(monetary) from marts.customer_features")[0][0]
    assert read(path, "select sum(monetary) from answers.members_tonight") == [(money,)]


@pytest.mark.slow
def test_no_small_count_is_left_in_any_aggregate(published: Path) -> None:
    """Whatever the contract says is a number of people, in every table and view but those with rows of one person each."""
    counts = [
        (table.name, column.name)
        for table in (*PUBLISHED, *ANSWERS)
        if "customer_key" not in table.column_names and table.layer != "ops"
        for column in table.columns
        if counts_people(table, column) and (table.name, column.name) != NET_DIFFERENCE
    ]
    assert {"marts.persona_changes", "marts.persona_journey", "answers.segments_tonight"} <= {
        name for name, _ in counts
    }
    for table, name in counts:
        found = read(published / "personas.duckdb", f"select count(*) from {table} where {name} between 1 and 9")
        assert found == [(0,)], f"{table}.{name}"
    people = "numerator between 1 and 9 or denominator - numerator between 1 and 9"
    assert read(published / "personas.duckdb", f"select count(*) from marts.match_rates where {people}") == [(0,)]


@pytest.mark.slow
def test_the_ledger_tells_of_no_few_people(filled: Context) -> None:
    """Sizes of one version add up to a total that readers know; a share of nearly all tells of the few others."""
    filled.warehouse.query(
        "update marts.persona_ledger set overlap = 0.99, contained = 1, stayed = 0.6 where persona_id = 'P01'"
    )
    publish_snapshot(filled)
    with duckdb.connect(str(filled.workspace.published / "personas.duckdb"), read_only=True) as con:
        rows = con.execute(
            "select persona_id, people, overlap, contained, stayed from marts.persona_ledger order by persona_id"
        ).fetchall()
    assert rows == [("P01", None, None, 1.0, 0.6), ("P02", None, None, None, None), ("P03", None, None, None, None)]
