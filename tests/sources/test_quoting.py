"""Why a file was refused is read by many, in logs, pages and alerts: it quotes names of columns and nothing of anybody's row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_pipeline.basics.addresses import without_addresses
from persona_pipeline.sources.quoting import is_like_a_row, quoted
from persona_pipeline.warehouse.connect import add_macros

if TYPE_CHECKING:
    from .conftest import Read

HEADER = "order_id,ordered_at,customer_id,email,product_name,category,quantity,unit_price,currency\n"
FILES = {
    "no line of names": "jan.jansen@geheim.nl,2026-11-20 10:00:00,C44,,Jan Jansen-Geheim,home,1,10.00,EUR\n" * 2,
    "no line of names and no address": "1001,2026-11-20 10:00:00,C44,,Jan Jansen-Geheim,home,1,10.00,EUR\n" * 2,
    "other bytes": (HEADER + "L1,2026-11-20,C1,jan@geheim.nl,Jan Jansen é,y,1,1,EUR\n").encode("latin-1"),
    "one column": "Jan Jansen jan@geheim.nl\n",
    "no JSON": "Jan Jansen jan@geheim.nl\n",
    "a member that is an address": '{"jan@geheim.nl": 1}\n',
}


@pytest.mark.parametrize("case", sorted(FILES))
def test_a_refused_file_names_nobody(read: Read, case: str) -> None:
    kind = {"no JSON": "x.json", "a member that is an address": "x.jsonl"}.get(case, "x.csv")
    error = read(FILES[case], name=kind).report.error
    assert error
    assert "geheim" not in error.lower()
    assert "Jan" not in error


def test_names_of_columns_are_quoted_and_values_counted() -> None:
    assert quoted(["bon", "bedrag in euro"]) == "'bon', 'bedrag in euro'"
    assert quoted([f"c{n}" for n in range(14)]).endswith("and 2 more")
    assert quoted(["Jan Jansen", "12.50"]) == "2 cells of which some are values (is the line of names missing?)"
    assert not is_like_a_row(["2e naam", "q1", "", "€"])


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    found = duckdb.connect()
    add_macros(found)
    return found


@given(st.text(alphabet="ab. ,;:@＠%40<>|'\"\n-é", max_size=40))
def test_addresses_are_masked_as_in_statements(con: duckdb.DuckDBPyConnection, text: str) -> None:
    assert con.execute("select mask_addresses(?)", [text]).fetchall() == [(without_addresses(text),)]
