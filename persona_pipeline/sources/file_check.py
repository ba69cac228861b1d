"""What `sources check` has to say about one file, or about several that read the same way."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path


EXAMPLES = 3
"""Refused rows that are shown of a file."""


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
    ``columns`` is our column: header in the file. ``rows_lacking`` says for each column that tells whom a row is about how many
    rows lack it, of those that can be read, and ``rows_without_key`` how many lack all of them. ``refused`` counts refused rows by
    reason code, as the night does: by the reader and, where they were asked, by the rules; ``rows`` are ``rows_accepted`` and
    these. ``held`` says why a night would hold the whole file; then it takes in none of them. ``others`` are files that
    read the same way; all figures are over them too. ``proposed`` is the name in the proposal. ``kind`` is "unknown" where the
    file fits none: then ``nearest`` says what each lacks, ``headers`` what the file has, and ``skeleton`` is YAML to fill in.
    ``survey`` is a proposal for surveys/<name>.yaml.
    """

    path: Path
    source: str | None
    kind: str
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
    rows_lacking: dict[str, int]
    rows_without_key: int
    refused: dict[str, int]
    examples: tuple[Example, ...]
    findings: tuple[str, ...]
    error: str | None
    error_code: str | None
    yaml: str
    timezone: str = ""
    currency: str = ""
    notes: tuple[str, ...] = ()
    proposed: str = ""
    nearest: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    skeleton: str = ""
    others: tuple[Path, ...] = ()
    survey: str = ""
    held: str = ""

    @property
    def rows_refused(self) -> int:
        """Rows that would go to quarantine."""
        return sum(self.refused.values())


def as_json(check: FileCheck) -> dict[str, Any]:
    """The check as plain values, for scripts: examples are records, and every count is a number under its name."""
    told = {"path": str(check.path), "others": [str(each) for each in check.others]}
    return {**asdict(check), **told, "rows_refused": check.rows_refused}


def with_rules(
    check: FileCheck, refused: Mapping[str, int], examples: Sequence[Example], held: Sequence[str]
) -> FileCheck:
    """The check with what the rules say beside what the reader said: the rows that they refuse are not taken in either."""
    counts = Counter(check.refused)
    counts.update(refused)
    shown = (*check.examples[: max(1, EXAMPLES - len(examples))], *examples)[:EXAMPLES]
    return replace(
        check,
        rows_accepted=check.rows_accepted - sum(refused.values()),
        refused=dict(counts.most_common()),
        examples=shown,
        held="; ".join(dict.fromkeys(held)),
    )


def together(checks: Sequence[FileCheck]) -> FileCheck:
    """One report on files that read the same way: figures added up, the first file's example rows."""
    first = checks[0]
    refused: Counter[str] = Counter()
    lacking: Counter[str] = Counter()
    for each in checks:
        refused.update(each.refused)
        lacking.update(each.rows_lacking)
    days = [day for each in checks for day in (each.first_day, each.last_day) if day is not None]
    return replace(
        first,
        others=tuple(each.path for each in checks[1:]),
        rows=sum(each.rows for each in checks),
        rows_accepted=sum(each.rows_accepted for each in checks),
        rows_without_key=sum(each.rows_without_key for each in checks),
        rows_lacking={name: lacking[name] for name in first.rows_lacking},
        refused=dict(refused.most_common()),
        first_day=min(days, default=None),
        last_day=max(days, default=None),
    )
