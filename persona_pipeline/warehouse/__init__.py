"""Open DuckDB, run a .sql file, replace or merge a table in one transaction. Nothing here knows what a persona is."""

from .connect import connect
from .kinds import look_at
from .lock import Busy, Fenced, hold_lock
from .names import exact_path, literal, quote, quote_table
from .rows import keep_rows, replace_night_rows
from .schema import OtherVersion, create_tables
from .sql import is_statement, statement
from .store import Warehouse

__all__ = [
    "Busy",
    "Fenced",
    "OtherVersion",
    "Warehouse",
    "connect",
    "create_tables",
    "exact_path",
    "hold_lock",
    "is_statement",
    "keep_rows",
    "literal",
    "look_at",
    "quote",
    "quote_table",
    "replace_night_rows",
    "statement",
]
