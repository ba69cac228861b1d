"""For a file that no source of persona.yaml names: which source would take it in? Tries what the file itself suggests."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

import duckdb
import yaml

from persona_pipeline.settings import KINDS, Kind, Source

from .fields import MAIN_MOMENT
from .format import REQUIRED
from .formats import formats_of
from .model import ReadReport
from .siblings import alike, date_pattern, name_for, pattern_for
from .skeleton import lacking_in, nearest_first

if TYPE_CHECKING:
    from pathlib import Path

_DATES = (
    "%d-%m-%Y",
    "%d/%m/%Y",
    "%d.%m.%Y",
    "%m/%d/%Y",
    "%m-%d-%Y",
    "%Y/%m/%d",
    "%Y%m%d",
    "%d-%m-%y",
    "%d/%m/%y",
    "%m/%d/%y",
)
_CLOCKS = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")
_EPOCH_DIGITS = {10: "epoch_s", 13: "epoch_ms", 16: "epoch_us"}
Encoding = Literal["utf-8", "utf-16", "latin-1", "cp1252"]
_ENCODINGS: tuple[Encoding, ...] = ("utf-16", "cp1252")
NO_DAY = "2000-01-01"
"""Stands for the day that a file without dates does not tell, while it is looked at."""
_SAMPLE = 2_000
_ABOUT_PEOPLE = frozenset({"birth_year", "age_band", "gender", "education", "household", "income", "marketing_consent"})
_MENDABLE = ("missing_column", "unusable_format")
DAY_TO_NAME = "the day of the survey, such as 2026-03-01"
"""What a person has to put in place of; as a date it is refused with a clear word."""

Read = Callable[[Sequence[Source]], list[ReadReport]]


@dataclass(frozen=True)
class Proposal:
    """The source that reads most of a file, what it reads, and what people should look at.

    Where the file fits no kind (``is_known`` is false), ``nearest`` says for each kind what it lacks, and is empty where it
    cannot be read at all; ``source`` and ``report`` are then those of the nearest.
    """

    source: Source
    report: ReadReport
    findings: list[str]
    is_known: bool = True
    nearest: tuple[str, ...] = ()


def propose(path: Path, read: Read, kinds: Sequence[Kind] = KINDS) -> Proposal:
    """Try every kind, then mend step by step what the file itself suggests.

    Args:
        path: the file.
        read: one trial for each source.
        kinds: what it may be; a single one is a person's word, and believed where the file can be read as that.
    """
    trials, decoding = _decoded_trials(path, read, kinds)
    findings = list(decoding)
    source, report = trials[0]
    for code, step in _STEPS:
        changes = step(path, source, report)
        for (changed, finding), trial in zip(changes, read([each for each, _ in changes]), strict=True):
            if _is_better(trial, report, code):
                source, report = changed, trial
                findings.append(finding)
                break
    if is_sure(path, source, report) or (len(kinds) == 1 and report.error is None):
        return Proposal(*_in_its_zone(source, report, read), findings)
    ordered = nearest_first(trials)
    unreadable = len({each.error for _, each in trials}) == 1 and not report.details.lacking
    nearest = () if unreadable else tuple(lacking_in(*trial) for trial in ordered)
    return Proposal(*ordered[0], decoding, is_known=False, nearest=nearest)


def _in_its_zone(source: Source, report: ReadReport, read: Read) -> tuple[Source, ReadReport]:
    """The source with the zone in which files of its format are usually written, and the file read in that."""
    known = next((each for each in formats_of(source.kind) if each.name == report.format), None)
    if known is None or known.timezone is None or source.timezone:
        return source, report
    zoned = source.model_copy(update={"timezone": known.timezone})
    return zoned, read([zoned])[0]


def source_yaml(source: Source, report: ReadReport) -> str:
    """The lines to paste under ``sources:``."""
    dumped: dict[str, Any] = source.model_dump(mode="json", exclude_defaults=True)
    fields = {"name": dumped.pop("name"), "kind": dumped.pop("kind"), "path": dumped.pop("path"), **dumped}
    if source.late_after_days == Source(name="any", kind=source.kind, path="any").late_after_days:
        fields.pop("late_after_days", None)
    if report.refused is not None and _refused(report, "unterminated_last_line"):
        fields["final_newline"] = "optional"
    if source.kind == "survey" and not source.questions:
        fields["questions_file"] = f"surveys/{source.name}.yaml"
    if (moment := MAIN_MOMENT[source.kind]) in fields.get("constants", {}):
        fields["constants"][moment] = DAY_TO_NAME if source.kind == "survey" else DAY_TO_NAME.replace("survey", "rows")
    return yaml.safe_dump([fields], sort_keys=False, allow_unicode=True, width=200)


def _decoded_trials(path: Path, read: Read, kinds: Sequence[Kind]) -> tuple[list[tuple[Source, ReadReport]], list[str]]:
    """Trials in UTF-8; in the encoding that fits where it is not."""
    trials = _by_kind(path, read, kinds)
    if trials[0][1].error_code != "bad_encoding":
        return trials, []
    for encoding in _ENCODINGS:
        other = _by_kind(path, read, kinds, encoding)
        if other[0][1].error_code != "bad_encoding":
            return other, [f"the text is not UTF-8; it reads as {encoding}: check names with accents"]
    return trials, []


def _by_kind(
    path: Path, read: Read, kinds: Sequence[Kind], encoding: Encoding = "utf-8"
) -> list[tuple[Source, ReadReport]]:
    """A trial for each kind, the best first: read at all, by the particular format, by the most that had to be there."""
    files = alike(path)
    name, pattern = name_for(files), pattern_for(files)
    sources = [Source(name=name, kind=kind, path=pattern, encoding=encoding) for kind in kinds]
    return sorted(zip(sources, read(sources), strict=True), key=lambda pair: _rank(path, *pair), reverse=True)


def is_sure(path: Path, source: Source, report: ReadReport) -> float:
    """1 where the file is of the source's kind, 0.5 where it looks like it, 0 where there is too little to go by.

    A date alone makes a survey; that is too little unless the file's place says so or its headers ask.
    """
    known = _particular(source, report)
    if report.error is not None:
        return 0.5 if known and report.error_code in _MENDABLE else 0.0
    if source.kind in ("crm", "signals") and not (known or _is_named(path, source) or _tells_people(report)):
        return 0.0
    if source.kind != "survey" or _is_named(path, source) or "response_id" in report.details.columns:
        return 1.0
    return 0.5 if known and any("?" in each or len(each.split()) > 3 for each in report.details.unmapped) else 0.0


def _tells_people(report: ReadReport) -> bool:
    """Whether at least two columns say what a customer is like; a date and a number alone are in every export."""
    return len(_ABOUT_PEOPLE.intersection(report.details.columns)) >= 2


def _is_named(path: Path, source: Source) -> bool:
    return any(source.kind in part.casefold() for part in path.parts)


def _particular(source: Source, report: ReadReport) -> int:
    """How many headers the file shares with its format alone."""
    return max((len(each.signature) for each in formats_of(source.kind) if each.name == report.format), default=0)


def _rank(path: Path, source: Source, report: ReadReport) -> tuple[float, ...]:
    sure, named = is_sure(path, source, report), _is_named(path, source)
    missing = report.details.missing or (0 if sure else 1)
    return sure, -missing, _particular(source, report), len(REQUIRED[source.kind]), named, len(report.details.columns)


def _is_better(trial: ReadReport, report: ReadReport, code: str) -> bool:
    """Whether a change took away what it was meant to take away. Rows may still be refused for something else."""
    if report.error is not None:
        return trial.error_code != code
    return trial.error is None and len(_refused(trial, code)) < len(_refused(report, code))


def _undated(path: Path, source: Source, report: ReadReport) -> list[tuple[Source, str]]:
    """A survey, list or report whose export has no dates: read it as of one day, to see the rest."""
    moment = MAIN_MOMENT[source.kind]
    if (
        source.kind in ("orders", "web")
        or report.error_code != "missing_column"
        or f"is {moment}" not in (report.error or "")
    ):
        return []
    if source.kind != "crm" and not _particular(source, report):
        return []
    pattern = None if source.kind == "survey" else date_pattern(alike(path))
    if pattern is not None:
        named = source.model_copy(update={"date_in_name": pattern})
        return [
            (
                named,
                f"no column holds a date: rows hold from the day in the file's name (`date_in_name: {pattern}`); make sure that it is that day",
            )
        ]
    dated = source.model_copy(update={"constants": {**source.constants, moment: NO_DAY}})
    if source.kind == "survey":
        return [(dated, "no column holds a date: write the day of the survey under `constants: {submitted_at: ...}`")]
    return [
        (
            dated,
            f"no column holds a date: write the day under `constants: {{{moment}: ...}}`, or name files by their day and set `date_in_name`",
        )
    ]


def _moments(_path: Path, source: Source, report: ReadReport) -> list[tuple[Source, str]]:
    texts = _refused(report, "bad_timestamp")
    if not texts:
        return []
    fitting = [each for each in _formats(texts[0]) if all(_fits(text, each) for text in texts)]
    warning = (
        f"; {' and '.join(fitting[1:])} would fit too: make sure which is day and which is month"
        if len(fitting) > 1
        else ""
    )
    return [
        (source.model_copy(update={"timestamp_format": each}), f"times look like {texts[0]!r}, read as {each}{warning}")
        for each in fitting[:1]
    ]


def _formats(text: str) -> list[str]:
    if text.isdigit() and len(text) in _EPOCH_DIGITS:
        return [_EPOCH_DIGITS[len(text)]]
    return [date + clock for date in _DATES for clock in _CLOCKS]


def _fits(text: str, timestamp_format: str) -> bool:
    if timestamp_format.startswith("epoch"):
        return text.isdigit()
    try:
        year = datetime.strptime(text, timestamp_format).year  # noqa: DTZ007 - only whether it fits
    except ValueError:
        return False
    return 1990 <= year <= 2100


def _numbers(_path: Path, source: Source, report: ReadReport) -> list[tuple[Source, str]]:
    texts = _refused(report, "bad_number")
    if not texts:
        return []
    comma = any(re.fullmatch(r"[+-]?[\d. ']*,\d{1,2}", text) for text in texts)
    decimal = "," if comma else "."
    marks = {mark for text in texts for mark in ".,' " if mark != decimal and mark in text.strip()}
    thousands = marks.pop() if len(marks) == 1 else ""
    finding = f"amounts look like {texts[0]!r}: decimal {decimal!r}" + (
        f", thousands {thousands!r}" if thousands else ""
    )
    return [(source.model_copy(update={"decimal": decimal, "thousands": thousands}), finding)]


def _refused(report: ReadReport, code: str) -> list[str]:
    """What stood in refused cells."""
    if report.refused is None:
        return []
    with duckdb.connect() as con:
        rows = con.execute(
            "select distinct found from read_parquet($path) where reason_code = $code and found is not null order by all limit $sample",
            {"path": str(report.refused), "code": code, "sample": _SAMPLE},
        ).fetchall()
    return [row[0] for row in rows]


_STEPS: tuple[tuple[str, Callable[[Path, Source, ReadReport], list[tuple[Source, str]]]], ...] = (
    ("missing_column", _undated),
    ("bad_timestamp", _moments),
    ("bad_number", _numbers),
)
