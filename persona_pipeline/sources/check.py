"""``persona-pipeline sources check``: what would become of a file, without taking it in."""

# ruff: noqa: S608 (names are ours; everything else is a quoted literal or a parameter)

from __future__ import annotations

import fnmatch
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from persona_pipeline.settings import Kind, Settings, ShopSettings, Source, WarehouseSettings

from .format import KEYS
from .model import ReadJob, ReadReport
from .parent import read_files
from .propose import propose, source_yaml

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

EXAMPLES = 3


@dataclass(frozen=True)
class Example:
    """A record that would be refused."""

    row_number: int
    line_number: int | None
    reason_code: str
    column: str | None
    found: str | None
    expected: str


@dataclass(frozen=True)
class FileCheck:
    """What would become of one file.

    ``source`` is the source of persona.yaml that takes it in, None where none does; then ``yaml`` is a proposal to paste.
    ``columns`` is our column: header in the file. ``keys`` says for each key column how many accepted rows lack it, and
    ``rows_without_key`` how many lack all of them. ``refused`` counts refused rows by reason code.
    """

    path: Path
    source: str | None
    kind: Kind
    format: str
    why: str
    container: str
    encoding: str
    delimiter: str
    decimal: str
    columns: dict[str, str]
    unmapped: tuple[str, ...]
    rows: int
    rows_accepted: int
    first_day: date | None
    last_day: date | None
    keys: dict[str, int]
    rows_without_key: int
    refused: dict[str, int]
    examples: tuple[Example, ...]
    findings: tuple[str, ...]
    error: str | None
    error_code: str | None
    yaml: str


def check_files(paths: Sequence[Path], settings: Settings | None = None) -> list[FileCheck]:
    """Read files as a night would, into a folder that is thrown away.

    Args:
        paths: files; none of them is changed.
        settings: persona.yaml; a file that none of its sources names, and every file where it is None, gets a proposal.
    """
    with tempfile.TemporaryDirectory(prefix="persona-pipeline-check-") as folder:
        checker = _Checker(Path(folder), settings)
        return [checker.check(path) for path in paths]


class _Checker:
    def __init__(self, folder: Path, settings: Settings | None) -> None:
        self._folder = folder
        self._sources = settings.sources if settings else ()
        self._shop = settings.shop if settings else None
        self._limits = settings.warehouse if settings else WarehouseSettings()
        self._currency = self._shop.currency if self._shop else ""
        self._reads = 0

    def check(self, path: Path) -> FileCheck:
        source = next((each for each in self._sources if takes(each, path)), None)
        if source is not None:
            report = self.read(path, [source])[0]
            return _described(path, source, report, [], known=True)
        proposed, report, findings = propose(path, lambda sources: self.read(path, sources))
        currency = _only_currency(report)
        if currency and not self._shop:
            self._currency = currency
            proposed, report, findings = propose(path, lambda sources: self.read(path, sources))
            findings.append(f"amounts are in {currency}; the shop needs `currency: {currency}`")
        return _described(path, proposed, report, findings, known=False)

    def read(self, path: Path, sources: Sequence[Source]) -> list[ReadReport]:
        """One trial for each source."""
        shop = self._shop or ShopSettings()
        jobs = []
        for source in sources:
            self._reads += 1
            name, currency = f"check{self._reads}", self._currency or shop.currency
            jobs.append(ReadJob(name, source, path.absolute(), path.name, shop.timezone, currency, self._folder))
        return list(read_files(jobs, self._limits))


def takes(source: Source, path: Path) -> bool:
    """Whether the source's pattern names the file."""
    pattern = source.path.removeprefix("./").replace("**/", "*")
    return fnmatch.fnmatch(path.as_posix(), pattern) or fnmatch.fnmatch(path.absolute().as_posix(), f"*/{pattern}")


def _described(path: Path, source: Source, report: ReadReport, findings: list[str], *, known: bool) -> FileCheck:
    refused, examples = _refused(report)
    keys, without = _keys(source.kind, report)
    return FileCheck(
        path=path,
        source=source.name if known else None,
        kind=source.kind,
        format=report.format,
        why=report.details.why,
        container=report.details.container,
        encoding=report.details.encoding or source.encoding,
        delimiter=report.details.delimiter,
        decimal=source.decimal,
        columns=report.details.columns,
        unmapped=report.details.unmapped,
        rows=report.rows_in,
        rows_accepted=report.rows_accepted,
        first_day=report.first_day,
        last_day=report.last_day,
        keys=keys,
        rows_without_key=without,
        refused=refused,
        examples=examples,
        findings=(*findings, *_findings(report, refused, without)),
        error=report.error,
        error_code=report.error_code,
        yaml=source_yaml(source, report),
    )


def _refused(report: ReadReport) -> tuple[dict[str, int], tuple[Example, ...]]:
    if report.refused is None:
        return {}, ()
    with duckdb.connect() as con:
        path = {"path": str(report.refused)}
        counts = con.execute(
            "select reason_code, count(*) from read_parquet($path) group by all order by 2 desc, 1", path
        ).fetchall()
        rows = con.execute(
            "select row_number, line_number, reason_code, column_name, found, expected from read_parquet($path) "
            "qualify row_number() over (partition by reason_code, column_name order by row_number) <= 1 order by row_number limit $limit",
            {**path, "limit": EXAMPLES},
        ).fetchall()
    return {row[0]: int(row[1]) for row in counts}, tuple(Example(*row) for row in rows)


def _only_currency(report: ReadReport) -> str | None:
    """The currency of all rows, where every one is refused for it."""
    if report.refused is None or report.rows_accepted:
        return None
    with duckdb.connect() as con:
        rows = con.execute(
            "select distinct reason_code, found from read_parquet($path) limit 2", {"path": str(report.refused)}
        ).fetchall()
    return rows[0][1] if len(rows) == 1 and rows[0][0] == "other_currency" else None


def _keys(kind: Kind, report: ReadReport) -> tuple[dict[str, int], int]:
    if report.accepted is None:
        return {}, 0
    counts = ", ".join(f"count(*) filter (where {name} is null)" for name in KEYS[kind])
    none = " and ".join(f"{name} is null" for name in KEYS[kind])
    with duckdb.connect() as con:
        row = con.execute(
            f"select {counts}, count(*) filter (where {none}) from read_parquet($path)", {"path": str(report.accepted)}
        ).fetchall()[0]
    return dict(zip(KEYS[kind], row[:-1], strict=True)), int(row[-1])


def _findings(report: ReadReport, refused: dict[str, int], without_key: int) -> list[str]:
    found = []
    if report.details.strict:
        found.append("some lines break the rules of CSV or JSON; the file is read record by record, which is slower")
    if set(refused) & {"unterminated_last_line"}:
        found.append("the last line has no line end; if the export never writes one, set `final_newline: optional`")
    if "other_currency" in refused:
        found.append("amounts are in another currency than the shop's; set `shop.currency`, or convert them first")
    if report.rows_accepted and without_key == report.rows_accepted:
        found.append("no row has a key of a person: these rows count in totals and never in personas")
    return found
