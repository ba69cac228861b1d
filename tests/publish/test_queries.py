"""The example queries run on a published file and give rows; each says which question it answers."""

from pathlib import Path

import duckdb
import pytest

ROOT = Path(__file__).resolve().parents[2]
QUERIES = sorted((ROOT / "docs" / "queries").glob("*.sql"))


def test_there_are_queries() -> None:
    assert len(QUERIES) >= 8


@pytest.mark.slow
@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_the_query_answers_its_question(published: Path, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    question = text.splitlines()[0]
    assert question.startswith("-- ")
    assert question.endswith("?")
    con = duckdb.connect(str(published / "personas.duckdb"), read_only=True)
    try:
        assert con.execute(text).fetchall(), f"{path.name} gives no rows on the filled file"
    finally:
        con.close()


def test_segments_of_few_are_one_line_that_gives_none_away(published: Path) -> None:
    """Seven of one persona in a segment: the segment goes for every persona, and another with it."""
    query = next(path for path in QUERIES if path.name.startswith("05")).read_text(encoding="utf-8")
    con = duckdb.connect()
    con.execute("create schema answers; create table answers.this_snapshot as select 10 as min_cell")
    sizes = {("A", "Loyal"): 40, ("A", "Lost"): 7, ("A", "New"): 30, ("A", "Asleep"): 90}
    sizes |= {("B", "Loyal"): 60, ("B", "Lost"): 50, ("B", "New"): 20, ("B", "Asleep"): 80}
    con.execute("create table answers.members_tonight (name varchar, segment varchar, monetary decimal(18, 2))")
    for (name, segment), people in sizes.items():
        con.execute("insert into answers.members_tonight select ?, ?, 2 from range(?)", [name, segment, people])
    assert [row[:4] for row in con.execute(query).fetchall()] == [
        ("A", "Asleep", 90, 0.539), ("A", "Loyal", 40, 0.24), ("A", "other segments", 37, 0.222),
        ("B", "Asleep", 80, 0.381), ("B", "other segments", 70, 0.333), ("B", "Loyal", 60, 0.286),
    ]  # fmt: skip
    con.execute("delete from answers.members_tonight where name = 'A' and segment = 'Lost'")
    assert len(con.execute(query).fetchall()) == 7, "nobody is not few: all are told"


def test_three_segments_of_few_are_all_in_the_one_line() -> None:
    """The third is no safer for the two before it: its people would be those of the segment less the other persona."""
    query = next(path for path in QUERIES if path.name.startswith("05")).read_text(encoding="utf-8")
    con = duckdb.connect()
    con.execute("create schema answers; create table answers.this_snapshot as select 10 as min_cell")
    con.execute("create table answers.members_tonight (name varchar, segment varchar, monetary decimal(18, 2))")
    sizes = {"A": (6, 6, 7, 50), "B": (40, 41, 42, 43)}
    for name, people in sizes.items():
        for segment, size in zip(("Lost", "New", "Promising", "Loyal"), people, strict=True):
            con.execute("insert into answers.members_tonight select ?, ?, 2 from range(?)", [name, segment, size])
    assert [row[:3] for row in con.execute(query).fetchall()] == [
        ("A", "Loyal", 50), ("A", "other segments", 19), ("B", "other segments", 123), ("B", "Loyal", 43),
    ]  # fmt: skip
