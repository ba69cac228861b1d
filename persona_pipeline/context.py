"""What a stage of the night is given and what it hands back. Stages return what they found; the runner decides."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from persona_pipeline.settings import Settings, Workspace
from persona_pipeline.warehouse import Warehouse

END_OF_TIME = date(2100, 12, 31)
"""Later days are refused by reading, whatever the clock says."""


def silent(_message: str) -> None:
    """The progress listener that hears nothing."""


@dataclass(frozen=True)
class Context:
    """Everything a stage may use.

    ``progress`` takes one line for people; it goes to stderr or to Dagster's log, never into a result.
    ``accepted_batches`` are the loads that a person lets pass although a gate holds them.
    ``clock`` gives the time in UTC: for the night's bookkeeping, for what a webhook signs, and to refuse nights
    and rows that lie ahead of it. It decides nothing else; without it those columns stay empty and no webhook is called.
    ``last_try`` is false where whoever runs the stage tries again after an error that may pass: nobody is woken before.
    """

    workspace: Workspace
    settings: Settings
    warehouse: Warehouse
    as_of: date
    progress: Callable[[str], None] = silent
    accepted_batches: frozenset[str] = frozenset()
    clock: Callable[[], datetime] | None = None
    last_try: bool = True

    @property
    def today(self) -> date | None:
        """Today in the shop's time zone; None where there is no clock."""
        return None if self.clock is None else self.clock().astimezone(ZoneInfo(self.settings.shop.timezone)).date()

    @property
    def last_day(self) -> date:
        """The last day on which anything can have happened: tomorrow, because clocks differ and zones too."""
        return END_OF_TIME if self.today is None else self.today + timedelta(days=1)


@dataclass(frozen=True)
class Check:
    """One gate: whether it held, and what failed. ``blocking`` gates stop everything that depends on the stage."""

    name: str
    table: str
    passed: bool
    blocking: bool
    reason: str = ""
    examples: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class StageReport:
    """What a stage did: rows by table as they now are, figures of its own, and its gates."""

    rows: dict[str, int] = field(default_factory=dict)
    figures: dict[str, Any] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()

    @property
    def stopped_by(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if check.blocking and not check.passed)
