"""Which file goes where: months of history, nights, and what a drift of a source does to its files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from persona_pipeline.settings import Kind

    from .drifts import Drift, DriftKind
    from .options import ShopOptions

RENAMED: dict[Kind, tuple[str, str]] = {
    "orders": ("unit_price", "price_each"),
    "web": ("event_name", "action"),
    "survey": ("response_id", "answer_ref"),
}
"""What ``source_breaks`` does: the column of each source and the name that it gets."""
RESENT_EVERY, RESENT_ON = 14, 10
"""With dirt, the orders of the night before come once more, whole, on night 10, 24, 38, ..."""


@dataclass(frozen=True)
class Period:
    """Days that are written together: a month of the history (``night`` is None) or one night."""

    first_day: date
    last_day: date
    night: int | None


@dataclass(frozen=True)
class Block:
    """Days that are made at once: of one month, history and nights apart; nobody's behaviour changes inside."""

    periods: tuple[Period, ...]

    @property
    def first_day(self) -> date:
        return self.periods[0].first_day

    @property
    def last_day(self) -> date:
        return self.periods[-1].last_day

    def period_of(self, day: date) -> Period:
        """The period that a day of the block belongs to."""
        return next(period for period in self.periods if period.first_day <= day <= period.last_day)


@dataclass(frozen=True)
class Target:
    """A file to be written, relative to the output folder; ``copies`` are further names for the same bytes."""

    path: Path
    copies: tuple[Path, ...] = ()
    renamed: tuple[str, str] | None = None


def periods(options: ShopOptions) -> Iterator[Period]:
    """The months of the history in order, then the nights."""
    start = options.first_day
    while start < options.first_night:
        next_month = (start.replace(day=1) + timedelta(days=32)).replace(day=1)
        end = min(next_month, options.first_night)
        yield Period(start, end - timedelta(days=1), None)
        start = end
    for night in range(1, options.nights + 1):
        yield Period(options.day_of(night), options.day_of(night), night)


def blocks(options: ShopOptions) -> Iterator[Block]:
    """All periods in order, as blocks."""
    starts = {options.day_of(drift.start_night) for drift in options.drifts} | {options.first_night}
    block: list[Period] = []
    for period in periods(options):
        if block and (period.first_day in starts or period.first_day.day == 1 or period.night is None):
            yield Block(tuple(block))
            block = []
        block.append(period)
    if block:
        yield Block(tuple(block))


def target(kind: Kind, period: Period, options: ShopOptions) -> Target | None:
    """Where the rows of a source go, None where they never come (a late source that is still late at the end)."""
    ending = extension(kind, options)
    if period.night is None:
        return Target(Path("history", kind, f"{kind}-history-{period.first_day:%Y-%m}.{ending}"))
    arrives = _arrival(kind, period.night, options)
    if arrives > options.nights:
        return None
    folder = _folder(arrives, kind, options)
    name = f"{kind}-{period.last_day}"
    copies = [folder / f"{name}-again.{ending}"] if _standing("source_doubles", kind, period.night, options) else []
    if kind == "orders" and options.dirt and resent(period.night, options):
        copies.append(_folder(period.night + 1, kind, options) / f"{name}-resent.{ending}")
    broken = _standing("source_breaks", kind, period.night, options)
    return Target(folder / f"{name}.{ending}", tuple(copies), RENAMED[kind] if broken else None)


def resent(night: int, options: ShopOptions) -> bool:
    """True where the orders file of this night comes whole once more on the next one."""
    return (night + 1) % RESENT_EVERY == RESENT_ON and night < options.nights


def extension(kind: Kind, options: ShopOptions) -> str:
    """``mixed`` is what shops often have: tables from the shop and the survey tool, JSON lines from the tracker."""
    if options.file_format == "mixed":
        return "jsonl" if kind == "web" else "csv"
    return options.file_format


def _folder(night: int, kind: Kind, options: ShopOptions) -> Path:
    return Path("nights", str(options.day_of(night)), kind)


def _arrival(kind: Kind, night: int, options: ShopOptions) -> int:
    late = _standing("source_late", kind, night, options)
    return late.start_night + int(late.size) if late else night


def _standing(drift_kind: DriftKind, kind: Kind, night: int, options: ShopOptions) -> Drift | None:
    """The drift of this kind that touches the source on the night, if any."""
    for drift in options.drifts:
        if (
            drift.kind == drift_kind
            and drift.source == kind
            and drift.start_night <= night < drift.start_night + int(drift.size)
        ):
            return drift
    return None
