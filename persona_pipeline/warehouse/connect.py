"""Open a DuckDB file with its limits set at the moment of opening, before any log is replayed."""

import tempfile
from pathlib import Path

import duckdb

from persona_pipeline.basics.addresses import ADDRESS, MASK
from persona_pipeline.basics.signs import CONTROL, DELETE, EXCEPT_ASCII, HALVES

from .names import literal

PUBLISHED_STORAGE = "v1.2.0"
"""Storage version of the published file, which DuckDB 1.4, 1.5 and 2.0 all open."""
WAREHOUSE_STORAGE = "v1.5.0"
"""Storage version of the warehouse, which no older client has to open: writes a quarter faster than v1.2.0, and tells when a
write-ahead log belongs to another file."""
_MASK = f"""
create or replace temp macro mask_addresses(text) as
case
    when contains(text, '@') or contains(text, '＠') or contains(text, '%40')
        then regexp_replace(text, {literal(ADDRESS)}, '{MASK}', 'g')
    else text
end
"""
"""``mask_addresses(text)`` in every statement: the text without e-mail addresses."""
_HASH = """
create or replace temp macro hash_address(text) as sha256(lower(trim(text)))
"""
"""``hash_address(text)``: tells whether two e-mail addresses are one, without telling it."""
_MASK_PEOPLE = r"""
create or replace temp macro mask_people(text) as
regexp_replace(
    regexp_replace(
        regexp_replace(
            mask_addresses(text),
            '(?i)(?:https?://|www\.)\S+|\b\d{4} ?[A-Z]{2}\b|\+?\d(?:[ ./()-]?\d){5,}', '***', 'g'
        ),
        '(^|[^\p{L}])\p{Lu}\p{Ll}+(?:straat|weg|laan|plein|gracht|kade|dijk|steeg|hof|road|street|avenue|lane) \d+\w?', '\1***', 'g'
    ),
    '([\p{Ll}\d,;:()"’\x27-]\s+)\p{Lu}\p{Ll}[\p{L}’\x27-]*(?:\s+(?:(?:van|von|de|der|den|het|ter|ten|te|la|le|of)\s+)*\p{Lu}\p{Ll}[\p{L}’\x27-]*)*',
    '\1***', 'g'
)
"""
"""``mask_people(text)``: the text without addresses, links, postcodes, long numbers, and words within a sentence that begin with a
capital, which in Dutch and English are the names of people, places and makes. A name that begins a sentence stays."""
_UNSEEN = "".join(f"\\x{{{code:X}}}" for code in (*CONTROL, DELETE, *EXCEPT_ASCII) if code not in HALVES)
"""Halves of characters are in no text of DuckDB, and its expressions do not know them."""
_SIGNS = f"""
create or replace temp macro plain_signs(text) as
regexp_replace(text, '[{_UNSEEN}]', chr(65533), 'g')
"""
"""``plain_signs(text)``: control characters and marks that turn the direction of writing become U+FFFD."""
_CELL = r"""
create or replace temp macro plain_cell(text) as
case
    when regexp_matches(text, '^\s*[=+@＝＋－＠-]') and not regexp_matches(text, '^[+-]?\d+([.,]\d+)?$')
        then chr(39) || plain_signs(text)
    else plain_signs(text)
end
"""
"""``plain_cell(text)``: text for a table that people may open in a spreadsheet. What would be a formula there gets an apostrophe before
it, as OWASP advises against CSV injection; a number is none and stays as it is."""
CHECKPOINT_AT = "256MB"
"""Size of the write-ahead log at which it is written into the file. At DuckDB's 16 MB a night stops for it several times."""


def connect(
    path: Path | None,
    *,
    read_only: bool = False,
    memory_limit: str = "1GB",
    threads: int = 2,
    spill: Path | None = None,
    spill_limit: str = "50GB",
    keep_order: bool = True,
) -> duckdb.DuckDBPyConnection:
    """A connection in UTC that never downloads an extension.

    Args:
        path: database file; None for one in memory.
        read_only: open it beside other readers, and write nothing.
        memory_limit: such as ``1GB``.
        threads: threads of one statement.
        spill: folder for what does not fit into memory.
        spill_limit: how much of the disk that may take.
        keep_order: whether rows without ORDER BY keep the order in which they were read. Where it is kept, threads write row
            groups that are not full, and the next checkpoint writes every one of them again (8 CPU seconds in place of 4 for a
            million events, and twice the file).

    Raises:
        duckdb.IOException: if another process has the file open.
    """
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory_limit,
        "threads": threads,
        "temp_directory": str(spill or Path(tempfile.gettempdir()) / "persona-pipeline-spill"),
        "max_temp_directory_size": spill_limit,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "preserve_insertion_order": keep_order,
    }
    if path is not None and not read_only:
        config["storage_compatibility_version"] = WAREHOUSE_STORAGE
        config["checkpoint_threshold"] = CHECKPOINT_AT
    con = duckdb.connect(str(path or ":memory:"), read_only=read_only, config=config)
    con.execute("set timezone = 'UTC'")
    con.execute("set enable_progress_bar = false")
    add_macros(con)
    return con


def add_macros(con: duckdb.DuckDBPyConnection) -> None:
    """Make the functions of this project known to a connection; a cursor is one of its own and knows none."""
    for macro in (_MASK, _HASH, _MASK_PEOPLE, _SIGNS, _CELL):
        con.execute(macro)
