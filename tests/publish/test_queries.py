"""The example queries run on a published file and give rows; each says which question it answers."""

from pathlib import Path

import duckdb
import pytest

ROOT = Path(__file__).resolve().parents[2]
QUERIES = sorted((ROOT / "docs" / "queries").glob("*.sql"))


def test_there_are_queries() -> None:
    assert len(QUERIES) >= 8


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
