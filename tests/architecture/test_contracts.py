"""Every table and column is described, has a key, and is filled by exactly one stage of the night."""

import re

import pytest

from persona_pipeline.contracts import LAYERS, QUARANTINE_OF, RAW_OF, TABLES, Table

NAMES = sorted(TABLES)
SNAKE = re.compile(r"^[a-z][a-z0-9_]*$")


@pytest.mark.parametrize("name", NAMES)
def test_a_table_says_what_it_is(name: str) -> None:
    table = TABLES[name]
    assert table.layer in LAYERS
    assert table.meaning.endswith("."), "the meaning is a sentence"
    assert table.grain.startswith("one row"), "the grain says what a row is"


@pytest.mark.parametrize("name", NAMES)
def test_every_column_says_what_it_is(name: str) -> None:
    for column in TABLES[name].columns:
        assert SNAKE.match(column.name), column.name
        assert len(column.meaning.strip()) >= 3, f"{name}.{column.name} has no meaning that helps an analyst"


@pytest.mark.parametrize("name", NAMES)
def test_a_key_names_columns_of_the_table(name: str) -> None:
    table = TABLES[name]
    assert table.key
    assert set(table.key) <= set(table.column_names)
    assert len(set(table.column_names)) == len(table.columns), "a column is there twice"


@pytest.mark.parametrize("name", NAMES)
def test_money_is_decimal(name: str) -> None:
    table = TABLES[name]
    money = [c for c in table.columns if re.search(r"(revenue|amount|price|refunded?)$", c.name)]
    floats = [c.name for c in money if c.type in ("DOUBLE", "FLOAT", "REAL")]
    assert table.layer == "marts" or not floats, "sums of floats differ between runs; money is DECIMAL"


def test_sources_land_in_tables_that_exist() -> None:
    assert set(RAW_OF) == set(QUARANTINE_OF) == {"orders", "web", "survey", "crm", "signals"}
    assert set(RAW_OF.values()) | set(QUARANTINE_OF.values()) <= set(TABLES)


def test_what_is_published_holds_no_raw_data() -> None:
    leaky: list[Table] = [t for t in TABLES.values() if t.published and t.layer in ("raw", "quarantine")]
    assert not leaky
