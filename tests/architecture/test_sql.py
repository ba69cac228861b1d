"""SQL lives in files: one statement each, named after the table that it fills, and sqlglot can carry it to Spark."""

import ast
import re
from pathlib import Path

import sqlglot
from sqlglot import exp

from persona_pipeline.contracts import PUBLISHED, TABLES
from persona_pipeline.publish import ANSWERS

from .tree import DOMAIN, SQL, for_each, label, parsed, python_files

FILES = sorted(SQL.rglob("*.sql"))
CARRIED = [path for path in FILES if path.parent.name in ("core", "marts")]
STATEMENT = re.compile(r"^\s*(select|insert|update|delete|create|with|merge|copy|attach|drop|alter)\b", re.IGNORECASE)


@for_each(FILES)
def test_a_file_holds_one_statement(path: Path) -> None:
    statements = [s for s in sqlglot.parse(path.read_text(), read="duckdb") if s is not None]
    assert len(statements) == 1, "one statement a file"


@for_each(CARRIED)
def test_spark_can_run_it(path: Path) -> None:
    spark = sqlglot.transpile(
        path.read_text(), read="duckdb", write="spark", unsupported_level=sqlglot.ErrorLevel.RAISE
    )
    assert len(spark) == 1
    assert spark[0].strip()


@for_each(CARRIED)
def test_the_statement_gives_the_columns_of_its_table(path: Path) -> None:
    told = {table.name: table for table in PUBLISHED} if "publish" in path.parts else TABLES
    table = told.get(f"{path.parent.name}.{path.stem}")
    if table is None:
        return  # a statement that supports others; those that fill a table are named after it
    tree = sqlglot.parse_one(path.read_text(), read="duckdb")
    if not isinstance(tree, exp.Query) or "*" in tree.named_selects:
        return
    strange = set(tree.named_selects) - set(table.column_names)
    assert not strange, f"{table.name} has no such columns"


@for_each(sorted(SQL.glob("publish/*/*.sql")))
def test_a_statement_that_publishes_is_named_after_what_it_fills(path: Path) -> None:
    """A table without a statement of its own is cut at the night and no more: a misspelt file would hide nothing."""
    assert f"{path.parent.name}.{path.stem}" in {table.name for table in (*PUBLISHED, *ANSWERS)}


@for_each(FILES)
def test_keywords_are_lower_case(path: Path) -> None:
    code = re.sub(r"--[^\n]*|'[^']*'|\"[^\"]*\"", "", path.read_text())
    shouted = re.findall(r"\b(SELECT|FROM|WHERE|GROUP BY|ORDER BY|JOIN|WITH|UNION|HAVING|QUALIFY|INSERT)\b", code)
    assert not shouted


@for_each(python_files(DOMAIN))
def test_no_percent_or_format_builds_sql(path: Path) -> None:
    """Ruff (S608) watches the f-strings; every exception there says why its parts are identifiers and not values."""
    found = []
    for node in ast.walk(parsed(path)):
        text = None
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and isinstance(node.left, ast.Constant):
            text = node.left.value
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "format"
            and isinstance(node.func.value, ast.Constant)
        ):
            text = node.func.value.value
        if isinstance(text, str) and STATEMENT.match(text):
            found.append(f"{label(path)}:{node.lineno}")
    assert not found, "values go in as parameters ($name), identifiers through warehouse.quote"
