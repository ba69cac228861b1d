"""``persona-pipeline sources check``: what would become of a file, without taking it in."""

# ruff: noqa: S608 (names are ours; everything else is a quoted literal or a parameter)

from __future__ import annotations

import fnmatch
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from persona_pipeline.settings import Kind, Settings, ShopSettings, Source, WarehouseSettings

from .fields import MAIN_MOMENT
from .file_check import Example, FileCheck, together
from .format import KEYS
from .formats import formats_of
from .model import ReadJob, ReadReport
from .parent import read_files
from .profile import column_values
from .propose import NO_DAY, propose, source_yaml
from .siblings import likeness
from .survey_yaml import survey_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .details import Detail

EXAMPLES = 3
UNKNOWN = "unknown"
_OF_THE_HEADER = ("missing_column", "unusable_format", "wrong_delimiter", "duplicate_column", "bad_header")


def check_files(
    paths: Sequence[Path], settings: Settings | None = None, details: Mapping[str, Detail] | None = None
) -> list[FileCheck]:
    """Read files as a night would, into a folder that is thrown away. Files of one header in one folder are told about together.

    Args:
        paths: files; none of them is changed.
        settings: persona.yaml; a file that none of its sources names, and every file where it is None, gets a proposal.
        details: the questions of a survey as its API describes them, for the proposal of a survey file.
    """
    with tempfile.TemporaryDirectory(prefix="persona-pipeline-check-") as folder:
        checker = _Checker(Path(folder), settings, details or {})
        groups: dict[object, list[Path]] = {}
        for path in paths:
            groups.setdefault((path.parent, likeness(path), checker.source_of(path)), []).append(path)
        return [found for files in groups.values() for found in checker.check_group(files)]


class _Checker:
    def __init__(self, folder: Path, settings: Settings | None, details: Mapping[str, Detail]) -> None:
        self._folder, self._details = folder, details
        self._sources = settings.sources if settings else ()
        self._shop = settings.shop if settings else None
        self._limits = settings.warehouse if settings else WarehouseSettings()
        self._currency = self._shop.currency if self._shop else ""
        self._reads = 0

    def source_of(self, path: Path) -> str | None:
        """The source of persona.yaml that takes the file in."""
        return next((each.name for each in self._sources if takes(each, path)), None)

    def check_group(self, files: Sequence[Path]) -> list[FileCheck]:
        """Files with one likeness: the first is looked at closely, the others are read as it was."""
        first, source = self._check(files[0])
        rest = files[1:]
        if first.error_code in _OF_THE_HEADER:
            return [replace(first, others=tuple(rest))]
        if first.error is not None:
            return [first, *(self.check_group(rest) if rest else [])]
        same, alone = [first], list[FileCheck]()
        for path, report in zip(rest, self._read_all([(path, source) for path in rest]), strict=True):
            like = report.error is None and (report.format, report.details.columns) == (first.format, first.columns)
            (same if like else alone).append(self._described(path, source, report, [], known=first.source is not None))
        return [together(same), *alone]

    def _check(self, path: Path) -> tuple[FileCheck, Source]:
        source = next((each for each in self._sources if takes(each, path)), None)
        if source is not None:
            report = self.read(path, [source])[0]
            return self._described(path, source, report, [], known=True), source
        found = propose(path, lambda sources: self.read(path, sources))
        currency = _only_currency(found.report)
        if currency and not self._shop:
            self._currency = currency
            found = propose(path, lambda sources: self.read(path, sources))
            found.findings.append(f"amounts are in {currency}; the shop needs `currency: {currency}`")
        check = self._described(path, found.source, found.report, found.findings, known=False)
        if found.nearest:
            check = replace(check, kind=UNKNOWN, yaml="", survey="", notes=(), nearest=found.nearest)
        return check, found.source

    def read(self, path: Path, sources: Sequence[Source]) -> list[ReadReport]:
        """One trial for each source."""
        return self._read_all([(path, source) for source in sources])

    def _read_all(self, trials: Sequence[tuple[Path, Source]]) -> list[ReadReport]:
        shop = self._shop or ShopSettings()
        jobs = []
        for path, source in trials:
            self._reads += 1
            name, currency = f"check{self._reads}", self._currency or shop.currency
            jobs.append(ReadJob(name, source, path.absolute(), path.name, shop.timezone, currency, self._folder))
        return list(read_files(jobs, self._limits)) if jobs else []

    def _described(
        self, path: Path, source: Source, report: ReadReport, findings: list[str], *, known: bool
    ) -> FileCheck:
        check = _described(path, source, report, findings, known=known)
        shop = self._shop or ShopSettings()
        money = "" if source.kind == "survey" else self._currency or shop.currency
        if source.constants.get(MAIN_MOMENT[source.kind]) == NO_DAY:
            check = replace(check, first_day=None, last_day=None)
        if check.error_code == "unusable_format":
            check = replace(check, yaml="")
        return replace(
            check,
            timezone=_zone(report.details.timezone, source, self._shop),
            currency=money
            if self._shop or self._currency or not money
            else f"{money} (unless persona.yaml says another)",
            notes=next((each.notes for each in formats_of(source.kind) if each.name == report.format), ()),
            survey=_survey(path, report, self._details) if source.kind == "survey" and report.error is None else "",
        )


def takes(source: Source, path: Path) -> bool:
    """Whether the source's pattern names the file."""
    pattern = (source.path or f"{source.place}/*").removeprefix("./").replace("**/", "*")
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


def _zone(zone: str, source: Source, shop: ShopSettings | None) -> str:
    """The zone of times without an offset, and who says so."""
    if not zone:
        return ""
    if zone == source.timezone:
        return f"{zone} (this source's)"
    if shop is None and zone == ShopSettings().timezone:
        return f"{zone} (unless persona.yaml says another)"
    return f"{zone} (the shop's)" if shop is not None and zone == shop.timezone else f"{zone} (the file's own)"


def _survey(path: Path, report: ReadReport, details: Mapping[str, Detail]) -> str:
    values = column_values(report.accepted)
    return survey_yaml(path.name, report.details.unmapped, report.details.texts, values, details)


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
