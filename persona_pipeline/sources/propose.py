"""For a file that no source of persona.yaml names: which source would take it in? Tries what the file itself suggests."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import duckdb
import yaml

from persona_pipeline.settings import Kind, Source

from .format import REQUIRED
from .formats import formats_of
from .model import ReadReport

if TYPE_CHECKING:
    from pathlib import Path

KINDS: tuple[Kind, ...] = ("orders", "web", "survey")
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
_ENCODINGS = ("utf-16", "cp1252")
_SAMPLE = 2_000

Read = Callable[[Sequence[Source]], list[ReadReport]]


def propose(path: Path, read: Read) -> tuple[Source, ReadReport, list[str]]:
    """The source that reads most of the file, what it reads, and what people should look at."""
    source, report = _best_kind(path, read)
    findings: list[str] = []
    for code, step in (("bad_encoding", _encoding), ("bad_timestamp", _moments), ("bad_number", _numbers)):
        changes = step(source, report)
        for (changed, finding), trial in zip(changes, read([each for each, _ in changes]), strict=True):
            if _is_better(trial, report, code):
                source, report = changed, trial
                findings.append(finding)
                break
    return source, report, findings


def source_yaml(source: Source, report: ReadReport) -> str:
    """The lines to paste under ``sources:``."""
    fields: dict[str, Any] = source.model_dump(mode="json", exclude_defaults=True)
    known = next((each for each in formats_of(source.kind) if each.name == report.format), None)
    if known is not None and known.timezone and not source.timezone:
        fields["timezone"] = known.timezone
    if source.kind == "survey" and not source.questions and report.details.unmapped:
        fields["questions"] = {_slug(header): {"column": header, "role": "other"} for header in report.details.unmapped}
    return yaml.safe_dump([fields], sort_keys=False, allow_unicode=True, width=200)


def _best_kind(path: Path, read: Read) -> tuple[Source, ReadReport]:
    """The kind that fits best: read at all, by the particular format, by the most that had to be there."""
    name = _slug(path.stem)
    pattern = f"{path.parent.as_posix()}/*{''.join(path.suffixes)}"
    sources = [Source(name=name, kind=kind, path=pattern) for kind in KINDS]
    return max(zip(sources, read(sources), strict=True), key=lambda pair: _rank(path, *pair))


def _rank(path: Path, source: Source, report: ReadReport) -> tuple[float, ...]:
    named = any(source.kind in part.casefold() for part in path.parts)
    # A date alone makes a survey; that is too little to go by unless the file's place says so.
    sure = report.error is None and (source.kind != "survey" or named or "response_id" in report.details.columns)
    particular = max((len(each.signature) for each in formats_of(source.kind) if each.name == report.format), default=0)
    missing = report.details.missing or (0 if sure else 1)
    return sure, -missing, particular, len(REQUIRED[source.kind]), named, len(report.details.columns)


def _is_better(trial: ReadReport, report: ReadReport, code: str) -> bool:
    """Whether a change took away what it was meant to take away. Rows may still be refused for something else."""
    if report.error is not None:
        return trial.error_code != code
    return trial.error is None and len(_refused(trial, code)) < len(_refused(report, code))


def _encoding(source: Source, report: ReadReport) -> list[tuple[Source, str]]:
    if report.error_code != "bad_encoding":
        return []
    return [
        (
            source.model_copy(update={"encoding": each}),
            f"the text is not UTF-8; it reads as {each}: check names with accents",
        )
        for each in _ENCODINGS
    ]


def _moments(source: Source, report: ReadReport) -> list[tuple[Source, str]]:
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


def _numbers(source: Source, report: ReadReport) -> list[tuple[Source, str]]:
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


def _slug(text: str) -> str:
    """A name as persona.yaml wants it."""
    slug = re.sub(r"[^a-z0-9]+", "_", text.casefold()).strip("_")[:60]
    return slug if slug[:1].isalpha() else f"file_{slug}".rstrip("_")
