"""Nobody can work out a small group from the totals of a figure."""

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
