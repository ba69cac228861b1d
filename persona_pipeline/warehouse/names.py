"""The one place where an identifier becomes SQL text, and a path one that DuckDB reads as it stands."""

from pathlib import Path


def quote(name: str) -> str:
    """The identifier in double quotes, with quotes inside it doubled (SQL standard)."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """The text in single quotes, with quotes inside it doubled: for paths, options and comments, where DuckDB takes no parameter."""
    return "'" + text.replace("'", "''") + "'"


def exact_path(path: Path | str) -> str:
    """A path as DuckDB's readers take it, where ``*``, ``?`` and ``[`` would be a pattern: a file of ours is never one."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in str(path))


def quote_table(name: str) -> str:
    """``schema.table`` as two quoted identifiers.

    Raises:
        ValueError: if the name is not of the form schema.table.
    """
    schema, dot, table = name.partition(".")
    if not dot or not schema or not table:
        raise ValueError(f"expected schema.table, found {name!r}")
    return f"{quote(schema)}.{quote(table)}"
