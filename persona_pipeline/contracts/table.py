"""What a table is: its key, its columns, what they mean. No table is described here; see the layer modules beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace

LAYERS = ("raw", "quarantine", "ops", "core", "marts")


@dataclass(frozen=True)
class Column:
    """One column: DuckDB type, and its meaning in words an analyst can use (units included)."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True)
class Table:
    """One table of the warehouse.

    ``key`` names the columns that identify a row; no index enforces it (tests do), because DuckDB indexes spill badly.
    ``published`` says whether analysts get it, and ``history`` whether the published copy holds all nights or the last.
    ``inside`` names the columns that the published copy does not have.
    """

    name: str
    meaning: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    published: bool = False
    history: bool = True
    inside: tuple[str, ...] = ()

    @property
    def layer(self) -> str:
        return self.name.partition(".")[0]

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def by_night(self) -> bool:
        """True where each night writes its own rows, marked with ``as_of``."""
        return self.layer == "marts" and "as_of" in self.column_names

    def as_published(self) -> Table:
        """The table as analysts get it: without the columns that stay inside."""
        shown = tuple(column for column in self.columns if column.name not in self.inside)
        return replace(self, columns=shown, inside=())


def columns(*rows: tuple[str, str, str]) -> tuple[Column, ...]:
    """Columns from (name, type, meaning) rows."""
    return tuple(Column(*row) for row in rows)
