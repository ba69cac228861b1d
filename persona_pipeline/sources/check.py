"""``persona-pipeline sources check``: what would become of a file, without taking it in."""

from __future__ import annotations

import fnmatch
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from persona_pipeline.settings import KINDS, Settings, ShopSettings, Source, WarehouseSettings

from .fields import MAIN_MOMENT
from .figures import findings_of, key_counts, only_currency, refused_rows, sharing_of_numbers
from .file_check import Example, FileCheck, together, with_rules
from .formats import formats_of
from .model import ReadJob, ReadReport
from .parent import read_files
from .placing import already_taken, placed
from .profile import column_values
from .propose import NO_DAY, Proposal, propose, source_yaml
from .rates import read_rates, write_spans
from .siblings import likeness
from .skeleton import skeleton_yaml
from .survey_yaml import survey_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from persona_pipeline.settings import Kind

    from .details import Detail

UNKNOWN = "unknown"
_OF_THE_HEADER = ("missing_column", "unusable_format", "wrong_delimiter", "duplicate_column", "bad_header")


def check_files(
    paths: Sequence[Path],
    settings: Settings | None = None,
    details: Mapping[str, Detail] | None = None,
    *,
    workspace: Path | None = None,
    kinds: Sequence[Kind] = KINDS,
    rules: Rules | None = None,
) -> list[FileCheck]:
    """Read files as a night would, into a folder that is thrown away. Files of one header in one folder are told about together.

    Args:
        paths: files; none of them is changed.
        settings: persona.yaml; a file that none of its sources names, and every file where it is None, gets a proposal.
        details: the questions of a survey as its API describes them, for the proposal of a survey file.
        workspace: the folder of persona.yaml: where its table of rates lies and where proposed paths begin. Where it is None,
            there are no rates and paths are proposed as they were given.
        kinds: what files may be that no source names.
        rules: asks the rules of the suites about what was read, as a night does; without it only reading refuses rows.

    Raises:
        ConfigError: if the table of rates that persona.yaml names cannot be read.
    """
    with tempfile.TemporaryDirectory(prefix="persona-pipeline-check-") as folder:
        checker = _Checker(Path(folder), settings, details or {}, workspace, kinds)
        groups: dict[object, list[Path]] = {}
        for path in paths:
            groups.setdefault((path.parent, likeness(path), checker.source_of(path)), []).append(path)
        checks = checker.with_sharing([found for files in groups.values() for found in checker.check_group(files)])
        return checks if rules is None else checker.with_rules(checks, rules)


class RuleRefusals(Protocol):
    """What the rules of the suites said of one file: rows by reason code, examples, and why a night would hold it whole."""

    @property
    def refused(self) -> dict[str, int]: ...
    @property
    def examples(self) -> tuple[tuple[Any, ...], ...]: ...
    @property
    def held(self) -> str: ...


Rules = Callable[["Kind", "Sequence[Source]", str, "Sequence[ReadReport]"], "Sequence[RuleRefusals]"]
"""Asks the rules about files of one kind, with their sources and the shop's currency; an answer per report, in their order."""


@dataclass(frozen=True)
class _Read:
    """How a file was read last: by which source, with which outcome, and in which currency the shop counts."""

    source: Source
    report: ReadReport
    currency: str


class _Checker:
    def __init__(
        self,
        folder: Path,
        settings: Settings | None,
        details: Mapping[str, Detail],
        workspace: Path | None,
        kinds: Sequence[Kind],
    ) -> None:
        self._folder, self._details, self._workspace, self._kinds = folder, details, workspace, kinds
        self._sources = settings.sources if settings else ()
        self._shop = settings.shop if settings else None
        self._limits = settings.warehouse if settings else WarehouseSettings()
        self._taken = {each.name for each in self._sources}
        self._rates: Path | None = None
        if self._shop and self._shop.rates and workspace is not None:
            self._rates = write_spans(
                read_rates(workspace / self._shop.rates, self._shop.currency), folder / "rates.csv"
            )
        self._reads = 0
        self._read: dict[Path, _Read] = {}

    def source_of(self, path: Path) -> str | None:
        """The source of persona.yaml that takes the file in."""
        return next((each.name for each in self._sources if takes(each, path)), None)

    def with_sharing(self, checks: list[FileCheck]) -> list[FileCheck]:
        """The checks; the last proposal says where sources would share customer numbers."""
        proposals = [each for each in checks if each.proposed]
        orders = [each.name for each in self._sources if each.kind == "orders" and not each.identity_space]
        said = sharing_of_numbers(proposals, orders)
        return [
            replace(each, findings=(*each.findings, said)) if said and each is proposals[-1] else each
            for each in checks
        ]

    def with_rules(self, checks: list[FileCheck], rules: Rules) -> list[FileCheck]:
        """The checks, with the rows that the rules refuse too: all files of a kind are asked about at once."""
        asked: dict[tuple[Kind, str], list[_Read]] = {}
        for check in checks:
            if check.kind != UNKNOWN and check.error is None:
                for path in (check.path, *check.others):
                    read = self._read[path]
                    asked.setdefault((read.source.kind, read.currency), []).append(read)
        said: dict[str, RuleRefusals] = {}
        for (kind, currency), reads in asked.items():
            sources = tuple({each.source.name: each.source for each in reads}.values())
            reports = [each.report for each in reads]
            said |= zip((each.load_id for each in reports), rules(kind, sources, currency, reports), strict=True)
        return [self._with_rules(check, said) for check in checks]

    def _with_rules(self, check: FileCheck, said: Mapping[str, RuleRefusals]) -> FileCheck:
        ids = [self._read[path].report.load_id for path in (check.path, *check.others) if path in self._read]
        found = [said[load_id] for load_id in ids if load_id in said]
        refused = Counter[str]()
        for each in found:
            refused.update(each.refused)
        examples = tuple(Example(row, None, *rest) for row, *rest in found[0].examples) if found else ()
        return with_rules(check, refused, examples, [each.held for each in found if each.held])

    def check_group(self, files: Sequence[Path]) -> list[FileCheck]:
        """Files with one likeness: the first is looked at closely, the others are read as it was."""
        first, source, currency = self._check(files[0])
        rest = files[1:]
        if first.error_code in _OF_THE_HEADER:
            return [replace(first, others=tuple(rest))]
        if first.error is not None:
            return [first, *(self.check_group(rest) if rest else [])]
        same, alone = [first], list[FileCheck]()
        reports = self._read_all([(path, source) for path in rest], currency)
        for path, report in zip(rest, reports, strict=True):
            like = report.error is None and (report.format, report.details.columns) == (first.format, first.columns)
            check = self._described(path, source, report, currency, known=first.source is not None)
            (same if like else alone).append(check)
        return [together(same), *alone]

    def _check(self, path: Path) -> tuple[FileCheck, Source, str]:
        """The check of a file, the source that reads it, and the currency that its amounts were taken to be in."""
        currency = (self._shop or ShopSettings()).currency
        source = next((each for each in self._sources if takes(each, path)), None)
        if source is not None:
            report = self._read_all([(path, source)], currency)[0]
            return self._described(path, source, report, currency, known=True), source, currency
        found = self._propose(path, currency)
        own = None if self._shop else only_currency(found.report)
        if own:
            currency = own
            found = self._propose(path, currency)
            found.findings.append(f"amounts are in {currency}; the shop needs `currency: {currency}`")
        check, source = self._proposed(path, found, currency)
        return check, source, currency

    def _propose(self, path: Path, currency: str) -> Proposal:
        return propose(path, lambda sources: self._read_all([(path, each) for each in sources], currency), self._kinds)

    def _proposed(self, path: Path, found: Proposal, currency: str) -> tuple[FileCheck, Source]:
        source = found.source
        if not found.is_known:
            check = self._described(path, source, found.report, currency, found.findings, known=False)
            check = replace(check, kind=UNKNOWN, yaml="", survey="", proposed="", notes=(), nearest=found.nearest)
            if not found.report.details.lacking:
                return check, source
            source, to_do = placed(path, source, self._taken, self._workspace)
            skeleton = skeleton_yaml(source, found.report)
            findings = (*check.findings, *([to_do] if to_do else []))
            return replace(check, headers=found.report.details.headers, skeleton=skeleton, findings=findings), source
        if found.report.error_code != "unusable_format":
            found.findings.extend(already_taken(self._sources, source.kind, found.report.format))
            source, to_do = placed(path, source, self._taken, self._workspace)
            found.findings.extend([to_do] if to_do else [])
        return self._described(path, source, found.report, currency, found.findings, known=False), source

    def _read_all(self, trials: Sequence[tuple[Path, Source]], currency: str) -> list[ReadReport]:
        zone = (self._shop or ShopSettings()).timezone
        jobs = []
        for path, source in trials:
            self._reads += 1
            name = f"check{self._reads}"
            jobs.append(
                ReadJob(name, source, path.absolute(), path.name, zone, currency, self._folder, rates=self._rates)
            )
        return list(read_files(jobs, self._limits)) if jobs else []

    def _described(
        self,
        path: Path,
        source: Source,
        report: ReadReport,
        currency: str,
        findings: Sequence[str] = (),
        *,
        known: bool,
    ) -> FileCheck:
        self._read[path] = _Read(source, report, currency)
        check = _described(path, source, report, findings, known=known, has_rates=self._rates is not None)
        if source.constants.get(MAIN_MOMENT[source.kind]) == NO_DAY:
            check = replace(check, first_day=None, last_day=None)
        if check.error_code == "unusable_format":
            check = replace(check, yaml="", proposed="")
        said = currency if self._shop else f"{currency} (unless persona.yaml says another)"
        return replace(
            check,
            timezone=_zone(report.details.timezone, source, self._shop),
            currency="" if source.kind == "survey" else said,
            notes=next((each.notes for each in formats_of(source.kind) if each.name == report.format), ()),
            survey=_survey(path, report, self._details) if source.kind == "survey" and report.error is None else "",
        )


def takes(source: Source, path: Path) -> bool:
    """Whether the source's pattern names the file."""
    pattern = (source.path or f"{source.place}/*").removeprefix("./").replace("**/", "*")
    return fnmatch.fnmatch(path.as_posix(), pattern) or fnmatch.fnmatch(path.absolute().as_posix(), f"*/{pattern}")


def _described(
    path: Path, source: Source, report: ReadReport, findings: Sequence[str], *, known: bool, has_rates: bool
) -> FileCheck:
    refused, examples = refused_rows(report)
    keys, without = key_counts(source.kind, report)
    seen = findings_of(report, refused, without, kind=source.kind, known=known, has_rates=has_rates)
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
        rows_lacking=keys,
        rows_without_key=without,
        refused=refused,
        examples=examples,
        findings=(*findings, *seen),
        error=report.error,
        error_code=report.error_code,
        yaml=source_yaml(source, report),
        proposed="" if known else source.name,
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
