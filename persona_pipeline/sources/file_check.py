"""What `sources check` has to say about one file, or about several that read the same way."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path


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
    ``rows_without_key`` how many lack all of them. ``refused`` counts refused rows by reason code. ``others`` are files that
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
    keys: dict[str, int]
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


def together(checks: Sequence[FileCheck]) -> FileCheck:
    """One report on files that read the same way: figures added up, the first file's example rows."""
    first = checks[0]
    refused: Counter[str] = Counter()
    keys: Counter[str] = Counter()
    for each in checks:
        refused.update(each.refused)
        keys.update(each.keys)
    days = [day for each in checks for day in (each.first_day, each.last_day) if day is not None]
    return replace(
        first,
        others=tuple(each.path for each in checks[1:]),
        rows=sum(each.rows for each in checks),
        rows_accepted=sum(each.rows_accepted for each in checks),
        rows_without_key=sum(each.rows_without_key for each in checks),
        keys={name: keys[name] for name in first.keys},
        refused=dict(refused.most_common()),
        first_day=min(days, default=None),
        last_day=max(days, default=None),
    )
