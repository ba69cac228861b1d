"""Read many accepted files together, in pieces of bounded size, as the narrow frames that the row rules look at.

Rows that look the same to every rule are judged once: a million page views are some thousand different rows to the rules. Rows
of a group that broke any rule are then read one by one.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from persona_pipeline.contracts import RAW_OF
from persona_pipeline.warehouse import exact_path, quote, quote_table, statement
from persona_pipeline.warehouse.store import used

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import duckdb
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from persona_pipeline.context import Context
    from persona_pipeline.settings import Kind
    from persona_pipeline.sources import ReadReport

VECTOR_ROWS = 2048
"""Rows that DuckDB hands over at once; a piece is a whole number of them."""


@dataclass(frozen=True)
class Groups:
    """Rows that no rule can tell apart: what the rules look at, the load, the rows that look so, the number of the group."""

    frame: pd.DataFrame
    loads: npt.NDArray[np.int64]
    sizes: npt.NDArray[np.int64]
    numbers: npt.NDArray[np.int64]


@dataclass(frozen=True)
class Piece:
    """Rows of one or many loads: what the rules look at, where each row came from (load number, row number), and its group."""

    frame: pd.DataFrame
    loads: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int64]
    groups: npt.NDArray[np.int64]


class Reader:
    """A second connection to the warehouse that reads the batches while the first one writes what they broke.

    It holds the temp tables ``batch_loads`` (load_number, load_id, file_name), ``batch_days`` (rows per load and day)
    and ``day_limits`` (the last day that is believed of each load), and the view ``raw_rows`` of what came in before.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection, ctx: Context, kind: Kind, files: list[str]) -> None:
        self.con = con
        self.ctx = ctx
        self.kind = kind
        self.files = files

    def run(self, name: str, params: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """Run ``sql/quality/<name>.sql``."""
        return self.con.execute(statement(f"quality/{name}"), params or {}).fetchall()

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Run a statement about the temp tables of this module."""
        return self.con.execute(sql).fetchall()

    def groups(self) -> Iterator[Groups]:
        """Every accepted row in exactly one group, in frames of at most ``quality.piece_rows`` groups (and at least one vector)."""
        if not self.files:
            return
        grouped = f"select * exclude (row_number), count(*) as group_rows from ({self._frame}) group by all"  # noqa: S608 - our own statement
        numbered = f"select row_number() over () as group_number, * from ({grouped})"  # noqa: S608 - as above
        self.con.execute(f"create or replace temp table rule_groups as {numbered}", self._params)
        self.con.execute("from rule_groups order by group_number")
        for frame in self._chunks():
            loads, sizes, numbers = (
                frame.pop(name).to_numpy() for name in ("load_number", "group_rows", "group_number")
            )
            yield Groups(_cheap(frame), loads, sizes, numbers)

    def pieces(self, groups: npt.NDArray[np.int64]) -> Iterator[Piece]:
        """Every row of these groups once, in frames as large as those of ``groups``.

        Raises:
            RuntimeError: if other rows were found than the groups have.
        """
        import pandas as pd

        self.con.register("group_numbers", pd.DataFrame({"group_number": groups}))
        self.con.execute(
            "create or replace temp table some_groups as from rule_groups semi join group_numbers using (group_number)"
        )
        self.con.unregister("group_numbers")
        names = [row[0] for row in self.query("select column_name from (describe some_groups)")]
        same = " and ".join(
            f"r.{quote(name)} is not distinct from g.{quote(name)}"
            for name in names
            if name not in ("group_number", "group_rows")
        )
        self.con.execute(
            f"select r.*, g.group_number from ({self._frame}) as r join some_groups as g on {same}",  # noqa: S608 - our own statement and quoted identifiers
            self._params,
        )
        found = 0
        for frame in self._chunks():
            loads, rows, numbers = (
                frame.pop(name).to_numpy() for name in ("load_number", "row_number", "group_number")
            )
            found += len(frame)
            yield Piece(_cheap(frame), loads, rows, numbers)
        expected = int(self.query("select coalesce(sum(group_rows), 0) from some_groups")[0][0])
        if found != expected:
            raise RuntimeError(f"{expected} rows were to be looked at one by one and {found} were found")

    @property
    def _frame(self) -> str:
        return statement(f"quality/frame_{self.kind}")

    @property
    def _params(self) -> dict[str, Any]:
        params = {"files": self.files, "currency": self.ctx.settings.shop.currency, "latest": self.ctx.last_day}
        return used(self.con, self._frame, params)

    def _chunks(self) -> Iterator[pd.DataFrame]:
        vectors = max(1, self.ctx.settings.quality.piece_rows // VECTOR_ROWS)
        while len(frame := self.con.fetch_df_chunk(vectors)):
            yield frame


@contextmanager
def open_reader(ctx: Context, kind: Kind, reports: Sequence[ReadReport], names: dict[str, str]) -> Iterator[Reader]:
    """A reader over the accepted rows of the reports; ``names`` holds the file name of each load that is known."""
    with ctx.warehouse.con.cursor() as con:
        files = [exact_path(report.accepted) for report in reports if report.accepted is not None]
        reader = Reader(con, ctx, kind, files)
        raw = quote_table(RAW_OF[kind])
        con.execute(f"create or replace temp view raw_rows as select * from {raw}")  # noqa: S608 - quoted identifier
        con.execute(statement("quality/create_batch_loads"))
        con.executemany(
            "insert into batch_loads values (?, ?, ?)",
            [(number, report.load_id, names.get(report.load_id)) for number, report in enumerate(reports)],
        )
        days = statement("quality/batch_days" if files else "quality/no_batch_days")
        con.execute(f"create or replace temp table batch_days as {days}", {"files": files} if files else {})
        limits = statement("quality/day_limits")
        con.execute(
            f"create or replace temp table day_limits as {limits}", {"as_of": ctx.as_of, "latest": ctx.last_day}
        )
        if kind == "survey":
            _note_scales(con, ctx)
        yield reader


def _note_scales(con: duckdb.DuckDBPyConnection, ctx: Context) -> None:
    """The questions that are rated, with their scales, as the temp table ``rated_questions``."""
    con.execute(statement("quality/create_rated_questions"))
    rated = [
        (source.name, name, question.role, *((0.0, 10.0) if question.role == "nps" else question.scale or (1.0, 5.0)))
        for source in ctx.settings.sources_of("survey")
        for name, question in source.questions.items()
        if question.role in ("nps", "satisfaction")
    ]
    if rated:
        con.executemany("insert into rated_questions values (?, ?, ?, ?, ?)", rated)


def _cheap(frame: pd.DataFrame) -> pd.DataFrame:
    """Whole numbers of 64 bits, floats and categories: Great Expectations compares others one by one."""
    cheap = {"i": "int64", "u": "int64", "b": "int64", "f": "float64"}
    return frame.astype({name: cheap.get(frame[name].dtype.kind, "category") for name in frame.columns})
