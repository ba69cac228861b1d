"""What can be asked of the generated shop. No default hides here that the files do not show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from persona_pipeline.settings import Kind

from .cast import APPEARING, NAMES

DriftKind = Literal[
    "persona_grows",
    "persona_shrinks",
    "persona_splits",
    "persona_appears",
    "behaviour_changes",
    "conversion_falls",
    "nps_falls",
    "source_late",
    "source_doubles",
    "source_breaks",
]
FileFormat = Literal["mixed", "csv", "jsonl", "parquet"]

KINDS: tuple[Kind, ...] = ("orders", "web", "survey")
SOURCE_DRIFTS: tuple[DriftKind, ...] = ("source_late", "source_doubles", "source_breaks")
SHARE_DRIFTS: tuple[DriftKind, ...] = ("persona_grows", "persona_shrinks", "persona_splits", "persona_appears", "behaviour_changes", "conversion_falls")
EVERYBODY = "all"
MAX_DAYS = 3_650
MAX_DRIFTS = 8


@dataclass(frozen=True)
class Drift:
    """One planted change, from the night ``start_night`` on (the first night is 1).

    ``persona`` names who changes: a persona of the shop, or ``all`` for the last three of these rows. ``source`` names
    the source of a ``source_*`` drift. What ``size`` means:

    | kind | size |
    |---|---|
    | persona_grows, persona_shrinks | share of all customers that it gains or loses: 0.10 is ten points. People of the one leave, people of the other come |
    | persona_appears | share of all customers that the new persona takes, from everybody alike |
    | persona_splits | share of its members that go their own way |
    | behaviour_changes | how far its members go to another way of visiting and buying, 0 to 1 |
    | conversion_falls | relative fall of the chance that a visit ends in an order: 0.15 is 15 percent |
    | nps_falls | points by which its mean answer to the NPS question falls, 0 to 10 |
    | source_late | nights that nothing comes; all of it comes on the night after |
    | source_doubles | nights on which its file comes twice, the second time under another name |
    | source_breaks | nights on which one of its columns has another name |
    """

    kind: DriftKind
    persona: str = EVERYBODY
    start_night: int = 1
    size: float = 0.1
    source: Kind = "orders"


@dataclass(frozen=True)
class ShopOptions:
    """Size, length and character of the shop. Equal options give equal bytes.

    ``customers`` is the number of people on any one day; they come and go, about one in 1,000 each day.
    The rates are means per customer and year over everybody, seasons evened out. An order has about 1.7 lines, a session 5 events.
    ``overlap`` says how alike the personas are: 0 is easy to tell apart, 1 is hard.

    Raises:
        ValueError: if an option is out of range; says which, what was found and what is allowed.
    """

    customers: int = 6_000
    nights: int = 45
    history_days: int = 150
    seed: int = 7
    first_night: date = date(2026, 3, 2)
    file_format: FileFormat = "mixed"
    drifts: tuple[Drift, ...] = ()
    dirt: bool = True
    personas: int = 3
    overlap: float = 0.15
    orders_per_customer: float = 22.0
    sessions_per_customer: float = 50.0
    responses_per_customer: float = 3.0

    def __post_init__(self) -> None:
        _range("customers", self.customers, 20, 50_000_000)
        _range("nights", self.nights, 0, MAX_DAYS)
        _range("history_days", self.history_days, 0, MAX_DAYS)
        _range("nights + history_days", self.nights + self.history_days, 1, MAX_DAYS)
        _range("seed", self.seed, 0, 2**32)
        _range("personas", self.personas, 2, len(NAMES))
        _range("overlap", self.overlap, 0, 1)
        _range("orders_per_customer", self.orders_per_customer, 0.1, 200)
        _range("sessions_per_customer", self.sessions_per_customer, 0.1, 400)
        _range("responses_per_customer", self.responses_per_customer, 0, 50)
        _one_of("file_format", self.file_format, get_args(FileFormat))
        _range("number of drifts", len(self.drifts), 0, MAX_DRIFTS)
        for drift in self.drifts:
            _check_drift(drift, self)

    @property
    def persona_names(self) -> tuple[str, ...]:
        return NAMES[: self.personas]

    @property
    def first_day(self) -> date:
        """First day with data: the beginning of the history."""
        return self.first_night - timedelta(days=self.history_days)

    @property
    def last_day(self) -> date:
        """The last night, or the last day of the history where there are no nights."""
        return self.first_night + timedelta(days=self.nights - 1)

    def day_of(self, night: int) -> date:
        """The business day of a night, counted from 1."""
        return self.first_night + timedelta(days=night - 1)


def _check_drift(drift: Drift, options: ShopOptions) -> None:
    _one_of("drift kind", drift.kind, get_args(DriftKind))
    _range(f"{drift.kind}: start_night", drift.start_night, 1, max(options.nights, 1))
    if drift.kind in SOURCE_DRIFTS:
        _one_of(f"{drift.kind}: source", drift.source, KINDS)
        _range(f"{drift.kind}: size (nights)", drift.size, 1, MAX_DAYS)
        return
    if drift.kind in SHARE_DRIFTS:
        _range(f"{drift.kind}: size (share)", drift.size, 0.001, 1)
    else:
        _range(f"{drift.kind}: size (points)", drift.size, 0.1, 10)
    everybody = (EVERYBODY,) if drift.kind in ("behaviour_changes", "conversion_falls", "nps_falls", "persona_appears") else ()
    newcomer = (APPEARING,) if drift.kind == "persona_appears" else ()
    _one_of(f"{drift.kind}: persona", drift.persona, (*options.persona_names, *everybody, *newcomer))


def _range(name: str, found: float, lowest: float, highest: float) -> None:
    if not lowest <= found <= highest:
        raise ValueError(f"{name}: found {found}; expected {lowest:,} to {highest:,}")


def _one_of(name: str, found: str, allowed: tuple[str, ...]) -> None:
    if found not in allowed:
        raise ValueError(f"{name}: found {found!r}; expected one of {', '.join(allowed)}")
