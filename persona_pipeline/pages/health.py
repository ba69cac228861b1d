"""What the data-health page shows, read from the warehouse: sources, files, where rows went, rules, refused rows."""

import json
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from persona_pipeline.context import Context
from persona_pipeline.contracts import RAW_OF
from persona_pipeline.quality import Rule, rules_of

from .published import Published

MOST_FILES = 30
LONGEST_EXPECTED = 300
"""What ``pages/quarantine`` reads of a sentence at most."""


@dataclass(frozen=True)
class SourceState:
    """One source: what it brought tonight; ``days_behind`` since the last business day it has data of.

    ``amiss`` says that its rows of the night are far from what it usually brings, ``missing`` that the night's are not there.
    """

    name: str
    kind: str
    files: int
    rows_in: int
    rows_accepted: int
    rows_quarantined: int
    files_stopped: int
    last_day: date | None
    days_behind: int | None
    late: bool
    amiss: bool = False
    missing: bool = False

    @property
    def rows_held(self) -> int:
        """Rows of files that were held back or refused whole."""
        return self.rows_in - self.rows_quarantined - self.rows_accepted

    @property
    def mood(self) -> str:
        if self.files_stopped:
            return "re-evaluate"
        return "keep" if self.is_current and not self.amiss else "watch"

    @property
    def is_current(self) -> bool:
        """It brought what was to be expected of it by now."""
        return not (self.files_stopped or self.late or self.missing or self.last_day is None)


@dataclass(frozen=True)
class Conservation:
    """Where a source's rows went; ``unexplained`` is what is left."""

    source: str
    kind: str
    rows_in: int
    rows_core: int
    rows_duplicate: int
    rows_replaced: int
    rows_quarantined: int

    @property
    def unexplained(self) -> int:
        return self.rows_in - self.rows_core - self.rows_duplicate - self.rows_replaced - self.rows_quarantined


@dataclass(frozen=True)
class LoadedFile:
    name: str
    source: str
    status: str
    reason: str
    rows_in: int | None
    rows_accepted: int | None
    rows_quarantined: int | None


@dataclass(frozen=True)
class SourceChange:
    """One change of a source's columns or questions; ``before`` and ``now`` are empty where there is nothing to compare."""

    as_of: date
    source: str
    file: str
    change: str
    header: str
    before: str
    now: str


@dataclass(frozen=True)
class MatchRate:
    figure: str
    rate: float | None
    rate_week_ago: float | None
    numerator: int | None
    denominator: int | None


@dataclass(frozen=True)
class Failing:
    """One value that broke a rule; ``row_number`` is None for rules over whole batches."""

    row_number: int | None
    found: str


@dataclass(frozen=True)
class RuleState:
    """What a rule said tonight; ``rule`` is None where the suite no longer has it."""

    table: str
    name: str
    reason_code: str
    severity: str
    batches: int
    batches_failed: int
    rows_checked: int
    rows_failed: int
    examples: tuple[Failing, ...]
    why: str
    rule: Rule | None


@dataclass(frozen=True)
class Example:
    file: str
    row_number: int
    column: str
    found: str
    expected: str
    expected_nl: str = ""
    """The same in Dutch, where a rule of ours refused the row; what a reader expected is told in English only."""


@dataclass(frozen=True)
class Refusal:
    """Rows of a kind that were refused for one reason, with a few examples."""

    kind: str
    reason_code: str
    rows: int
    examples: tuple[Example, ...]


@dataclass(frozen=True)
class Health:
    """Everything on the data-health page, for the night that was run (also where it was stopped)."""

    as_of: date
    sources: tuple[SourceState, ...]
    silent: tuple[str, ...]
    conservation: tuple[Conservation, ...]
    files: tuple[LoadedFile, ...]
    changes: tuple[SourceChange, ...]
    match_rates: tuple[MatchRate, ...]
    rules: tuple[RuleState, ...]
    refusals: tuple[Refusal, ...]

    @property
    def broken(self) -> tuple[RuleState, ...]:
        return tuple(rule for rule in self.rules if rule.batches_failed)


def read_health(ctx: Context, published: Published) -> Health:
    """The health of ``ctx.as_of``; match rates are those of the night that is shown, as ``published`` tells them."""
    run = ctx.warehouse.run
    night = {"as_of": ctx.as_of, "most": MOST_FILES, "min_cell": ctx.settings.publish.min_cell}
    patience = {source.name: source.late_after_days for source in ctx.settings.sources}
    amiss = dict(run("pages/amiss", night))
    sources = tuple(_source(row, ctx.as_of, patience, amiss) for row in run("pages/sources", night))
    seen = {source.name for source in sources}
    return Health(
        as_of=ctx.as_of,
        sources=sources,
        silent=tuple(source.name for source in ctx.settings.sources if source.name not in seen),
        conservation=tuple(Conservation(*row) for row in run("pages/conservation", night)),
        files=tuple(LoadedFile(*row) for row in run("pages/files", night)),
        changes=tuple(SourceChange(*row) for row in run("pages/source_changes", night)),
        match_rates=_match_rates(published),
        rules=tuple(_rule(row) for row in run("pages/rules", night)),
        refusals=_refusals(run("pages/quarantine", night)),
    )


def _match_rates(published: Published) -> tuple[MatchRate, ...]:
    """Tonight's, beside those of a week before."""
    before, now = (
        {row["figure"]: row for row in published.rows("marts.match_rates", f"as_of = $as_of - {days}")}
        for days in (7, 0)
    )
    return tuple(
        MatchRate(name, row["rate"], before.get(name, {}).get("rate"), row["numerator"], row["denominator"])
        for name, row in now.items()
    )


def _source(row: tuple[Any, ...], as_of: date, patience: dict[str, int], amiss: dict[str, bool]) -> SourceState:
    name, kind, files, rows_in, accepted, quarantined, stopped, last_day = row
    behind = (as_of - last_day).days if isinstance(last_day, date) else None
    late = behind is not None and behind >= patience.get(name, 2)
    missing = behind != 0 and amiss.get(name, False)
    return SourceState(
        name, kind, files, rows_in, accepted, quarantined, stopped, last_day, behind, late, name in amiss, missing
    )


def _rule(row: tuple[Any, ...]) -> RuleState:
    table, name, reason, severity, batches, failed, checked, rows_failed, examples, why = row
    try:
        rule = next((rule for rule in rules_of(str(table)) if rule.name == name), None)
    except FileNotFoundError:
        rule = None
    return RuleState(
        table,
        name,
        reason,
        severity,
        batches,
        failed,
        checked,
        rows_failed,
        _examples(examples),
        why or "",
        rule,
    )


def _examples(text: object) -> tuple[Failing, ...]:
    """Examples, whatever the shape of their JSON."""
    try:
        found = json.loads(str(text or "[]"))
    except ValueError:
        found = [str(text)]
    items = found if isinstance(found, list) else [found]
    return tuple(_example(item) for item in items[:5])


def _example(item: object) -> Failing:
    if not isinstance(item, dict):
        return Failing(None, str(item))
    row = item.pop("row_number", None)
    found = str(item["found"]) if "found" in item else ", ".join(f"{key}: {value}" for key, value in item.items())
    return Failing(row if isinstance(row, int) else None, found)


def _refusals(rows: list[tuple[Any, ...]]) -> tuple[Refusal, ...]:
    found = []
    for (kind, reason, count), group in groupby(rows, key=lambda row: (row[0], row[1], row[3])):
        examples = tuple(
            Example(
                str(row[4]), int(str(row[5])), str(row[2] or ""), str(row[6] or ""), str(row[7] or ""), _in_dutch(row)
            )
            for row in group
        )
        found.append(Refusal(str(kind), str(reason), int(str(count)), examples))
    return tuple(found)


def _in_dutch(row: tuple[Any, ...]) -> str:
    """What the rule that refused the row says in Dutch; empty where a reader refused it, or the rule is no more."""
    kind, reason, column, expected = row[0], row[1], row[2], str(row[7] or "")
    rules = rules_of(RAW_OF[str(kind)])
    same = (rule for rule in rules if (rule.reason_code, rule.column) == (reason, column))
    return next((rule.text_nl for rule in same if rule.expected[:LONGEST_EXPECTED] == expected), "")
