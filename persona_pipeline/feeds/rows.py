"""Rows of a database to one Parquet file, piece by piece, every value exact: decimals, moments with their zone, long numbers.

The types follow from the values: the pieces are kept apart until all are there, then written under the types that hold all.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from .errors import FeedError, said

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

MOST_DIGITS = 38
"""Digits of the widest decimal that DuckDB reads."""


class Rows(Protocol):
    """Some rows, with the names of their columns."""

    @property
    def names(self) -> tuple[str, ...]: ...
    @property
    def rows(self) -> list[tuple[Any, ...]]: ...


def write(source: str, pieces: Iterator[Rows], path: Path) -> int:
    """Write all pieces to ``path``; returns the number of rows. No more than one piece is in memory.

    Raises:
        FeedError: if two columns share a name, or a value has no place in Parquet.
    """
    import pyarrow.parquet as pq

    count, parts, schemas = 0, [], []
    with TemporaryDirectory(prefix=".part-", dir=path.parent) as folder:
        for number, piece in enumerate(pieces):
            table = _table(source, piece)
            parts.append(Path(folder) / f"{number}.parquet")
            pq.write_table(table, parts[-1])
            schemas.append(table.schema)
            count += table.num_rows
        if count:
            schema = _common(schemas)
            with pq.ParquetWriter(path, schema, compression="zstd") as writer:
                for part in parts:
                    writer.write_table(_cast(pq.read_table(part), schema))
    return count


def _table(source: str, piece: Rows) -> pa.Table:
    import pyarrow as pa

    twice = sorted({name for name in piece.names if piece.names.count(name) > 1})
    if twice:
        raise FeedError(
            f"source {source}: two columns are named {', '.join(twice)}. Mend: give each a name of its own."
        )
    columns = {}
    for index, name in enumerate(piece.names):
        try:
            columns[name] = _array([_plain(row[index]) for row in piece.rows])
        except (pa.ArrowException, TypeError, ValueError, OverflowError) as error:
            raise FeedError(
                f"source {source}: column {name} cannot be kept exactly: {said(error)}. Mend: leave it out, or cast it in a query."
            ) from error
    return pa.table(columns)


def _array(values: list[Any]) -> pa.Array:
    """An array under one type; where values of several kinds meet (SQLite), all become text."""
    import pyarrow as pa

    kinds = {type(value) for value in values if value is not None}
    if kinds == {int} and any(not -(2**63) <= value < 2**63 for value in values if value is not None):
        values = [None if value is None else Decimal(value) for value in values]
        kinds = {Decimal}
    if kinds == {datetime} and len({value.tzinfo for value in values if value is not None}) > 1:
        raise ValueError("moments with and without a time zone in one column")
    if len(kinds) > 1:
        return pa.array([None if value is None else _text(value) for value in values], pa.string())
    if kinds == {Decimal}:
        digits, scale = _digits(values)
        if digits + scale > MOST_DIGITS:
            return pa.array([None if value is None else _text(value) for value in values], pa.string())
        return pa.array(values, pa.decimal128(max(1, digits + scale), scale))
    return pa.array(values)


def _digits(values: list[Any]) -> tuple[int, int]:
    """Digits before and after the point that hold all values."""
    before, after = 0, 0
    for value in values:
        if value is None:
            continue
        _, digits, exponent = value.as_tuple()
        if not isinstance(exponent, int):
            raise TypeError(f"{value} is not a number")
        before, after = max(before, len(digits) + exponent), max(after, -exponent)
    return before, after


def _plain(value: Any) -> Any:
    """The value as one that Parquet knows."""
    if isinstance(value, datetime):
        return value if value.tzinfo is None else value.astimezone(UTC)
    if isinstance(value, UUID | time | timedelta):
        return str(value)
    if isinstance(value, dict | list | tuple):
        return json.dumps(value, ensure_ascii=False, default=_text)
    if value is None or isinstance(value, str | bool | int | float | Decimal | date):
        return value
    raise TypeError(f"a {type(value).__name__} is no text, number or time")


def _text(value: Any) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat(sep=" ") if isinstance(value, datetime) else str(value)


def _common(schemas: list[pa.Schema]) -> pa.Schema:
    import pyarrow as pa

    return pa.schema([(name, _wider([schema.field(name).type for schema in schemas])) for name in schemas[0].names])


def _wider(types: list[pa.DataType]) -> pa.DataType:
    """The type that holds the values of all pieces."""
    import pyarrow as pa

    found = [each for each in dict.fromkeys(types) if not pa.types.is_null(each)]
    if not found:
        return pa.string()
    if len(found) == 1:
        return found[0]
    if all(pa.types.is_decimal(each) for each in found):
        scale = max(each.scale for each in found)
        digits = max(each.precision - each.scale for each in found)
        if digits + scale <= MOST_DIGITS:
            return pa.decimal128(digits + scale, scale)
    return pa.string()


def _cast(table: pa.Table, schema: pa.Schema) -> pa.Table:
    return table.cast(schema)
