"""What can be asked of the generated shop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from .cast import APPEARING, NAMES, SHARES
from .drifts import EVERYBODY, FOR_EVERYBODY, KINDS, SOURCE_DRIFTS, Drift, DriftKind
from .limits import in_range, one_of

FileFormat = Literal["mixed", "csv", "jsonl", "parquet"]
MAX_DAYS = 3_650
MAX_DRIFTS = 8


@dataclass(frozen=True)
class ShopOptions:
    """Size, length and character of the shop. Equal options give equal bytes.

    ``customers`` is the number of people on any one day; they come and go, about one in 1,000 each day.
    The rates are means per customer and year, seasons evened out. An order has about 1.7 lines, a session 5.5 events.
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
        in_range("customers", self.customers, 20, 50_000_000)
        in_range("nights", self.nights, 0, MAX_DAYS)
        in_range("history_days", self.history_days, 0, MAX_DAYS)
        in_range("nights + history_days", self.nights + self.history_days, 1, MAX_DAYS)
        in_range("seed", self.seed, 0, 2**32)
        in_range("personas", self.personas, 2, len(NAMES))
        in_range("overlap", self.overlap, 0, 1)
        in_range("orders_per_customer", self.orders_per_customer, 0.1, 200)
        in_range("sessions_per_customer", self.sessions_per_customer, 0.1, 400)
        in_range("responses_per_customer", self.responses_per_customer, 0, 50)
        one_of("file_format", self.file_format, get_args(FileFormat))
        in_range("number of drifts", len(self.drifts), 0, MAX_DRIFTS)
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
    kind = drift.kind
    one_of("drift kind", kind, get_args(DriftKind))
    in_range(f"{kind}: start_night", drift.start_night, 1, max(options.nights, 1))
    if kind in SOURCE_DRIFTS:
        one_of(f"{kind}: source", drift.source, KINDS)
        in_range(f"{kind}: size (nights)", drift.size, 1, MAX_DAYS)
        return
    appearing = (APPEARING,) if kind == "persona_appears" else ()
    everybody = (EVERYBODY,) if kind in FOR_EVERYBODY else ()
    one_of(f"{kind}: persona", drift.persona, (*options.persona_names, *everybody, *appearing))
    if kind == "nps_falls":
        in_range(f"{kind}: size (points)", drift.size, 0.1, 10)
    else:
        in_range(f"{kind}: size (share)", drift.size, 0.001, _largest(drift, options))


def _largest(drift: Drift, options: ShopOptions) -> float:
    """No persona can lose more than it has, or gain more than the others have."""
    share = dict(zip(options.persona_names, SHARES[options.personas], strict=True)).get(drift.persona, 0.0)
    return {"persona_grows": 1 - share, "persona_shrinks": share}.get(drift.kind, 1.0)
