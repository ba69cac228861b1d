"""Responses of survey APIs: nested pages and answers become one flat object a response, before its members are looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from persona_pipeline.warehouse import statement

from .jsonl import LINES, member_names
from .model import FileRefused

if TYPE_CHECKING:
    import duckdb

_STATEMENTS = {
    "typeform_responses": {"landing_id", "answers", "submitted_at"},
    "surveymonkey_responses": {"collector_id", "survey_id", "pages"},
}
"""Statement: the members by which a response of that API is known."""


def flattened(con: duckdb.DuckDBPyConnection, names: tuple[str, ...]) -> tuple[str, ...]:
    """Member names after flattening; the same where the objects are no responses of a known API.

    Raises:
        FileRefused: bad_json, where two answers of one response go by the same name.
    """
    name = next((each for each, members in _STATEMENTS.items() if members <= set(names)), None)
    if name is None:
        return names
    con.execute(f"create or replace temp table {LINES} as {statement(f'sources/{name}')}")
    found = member_names(con)
    if found is None:
        raise FileRefused(
            "bad_json",
            found="two answers under one name in one response",
            expected="each question once",
            mend="export it again.",
        )
    return found
