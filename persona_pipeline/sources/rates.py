"""Exchange rates that the user supplies: read strictly, turned into spans of days, handed to the process that reads files.

A rate holds from its day until the next one, and at most 31 days: a table that nobody keeps up must not go on by itself.
"""

# ruff: noqa: S608 (names are ours; everything else is a quoted literal)

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import zip_longest
from typing import TYPE_CHECKING

from persona_pipeline.settings import EARLIEST_YEAR, LATEST_YEAR, ConfigError
from persona_pipeline.warehouse import literal

from .staged import file_literal

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

RATES = "rates_of_days"
MAX_AGE_DAYS = 31
LOWEST, HIGHEST = Decimal("0.00001"), Decimal(1_000_000)
"""What one unit of any money can be worth in any other; a thousand times beyond what there is."""
MAX_BYTES = 20_000_000
_NUMBER = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,12})?")
_HEADER = ("date", "currency", "rate")


@dataclass(frozen=True)
class Rate:
    """What one unit of ``currency`` is worth in the shop's currency, from ``first_day`` to the day before ``end_day``."""

    currency: str
    first_day: date
    end_day: date
    rate: Decimal


def read_rates(path: Path, currency: str) -> tuple[Rate, ...]:
    """The rates of a CSV file with the columns date, currency and rate, in spans, by currency and day.

    ``currency`` is the shop's own; tables of central banks name it too, and there it must be worth 1.

    Raises:
        ConfigError: for the first line that does not fit.
    """
    found: dict[tuple[str, date], Decimal] = {}
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _wrong(path, 1, f"more than {MAX_BYTES:,} bytes", "a table of rates: a line a day and currency")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigError(
            f"{path.name}: the rates cannot be read ({error.strerror}). Mend: correct `shop.rates` in persona.yaml."
        ) from error
    except UnicodeDecodeError as error:
        raise _wrong(path, 1, "text that is not UTF-8", "UTF-8 text") from error
    try:
        lines = list(csv.reader(text.splitlines()))
    except csv.Error as error:
        raise _wrong(path, 1, f"what is no CSV ({error})", ",".join(_HEADER)) from error
    header = tuple(cell.strip().casefold() for cell in next(iter(lines), ()))
    if header != _HEADER:
        raise _wrong(path, 1, f"the header {','.join(header)!r}", f"{','.join(_HEADER)}")
    for line, cells in enumerate(lines[1:], start=2):
        if cells:
            foreign, day, rate = _rate(path, line, cells)
            if (foreign, day) in found:
                raise _wrong(path, line, f"a second rate of {foreign} for {day}", "one rate a day and currency")
            if foreign == currency and rate != 1:
                raise _wrong(path, line, f"{rate} for {currency}", f"1, because {currency} is the shop's own currency")
            found[foreign, day] = rate
    return _spans(found)


def write_spans(rates: tuple[Rate, ...], path: Path) -> Path:
    """Write the spans where the process that reads files can see them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("currency", "first_day", "end_day", "rate"))
        writer.writerows((each.currency, each.first_day, each.end_day, each.rate) for each in rates)
    return path


def load_spans(con: duckdb.DuckDBPyConnection, path: Path | None, currency: str) -> None:
    """Fill the temp table RATES (currency, first_day, end_day, rate); the shop's own currency is always worth 1."""
    types = "{'currency': 'VARCHAR', 'first_day': 'DATE', 'end_day': 'DATE', 'rate': 'DECIMAL(18,8)'}"
    con.execute(
        f"create or replace temp table {RATES} as select {literal(currency)} as currency, date '0001-01-01' as first_day, "
        "date '9999-12-31' as end_day, cast(1 as decimal(18,8)) as rate"
    )
    if path is not None:
        con.execute(
            f"insert into {RATES} select * from read_csv({file_literal(path)}, header = true, columns = {types}) "
            f"where currency <> {literal(currency)}"
        )


def _rate(path: Path, line: int, cells: list[str]) -> tuple[str, date, Decimal]:
    if len(cells) != len(_HEADER):
        raise _wrong(path, line, f"{len(cells)} fields", "three: date, currency, rate")
    day_text, currency, rate_text = (cell.strip() for cell in cells)
    try:
        day = datetime.strptime(day_text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day, not a moment
    except ValueError as error:
        raise _wrong(path, line, repr(day_text), "a date such as 2026-03-01") from error
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise _wrong(path, line, repr(day_text), f"a year between {EARLIEST_YEAR} and {LATEST_YEAR}")
    if not re.fullmatch("[A-Z]{3}", currency):
        raise _wrong(path, line, repr(currency), "a currency of three capitals, ISO 4217")
    if not _NUMBER.fullmatch(rate_text):
        raise _wrong(path, line, repr(rate_text[:50]), "a number such as 1.1825, with a point")
    rate = Decimal(rate_text)
    if not LOWEST <= rate <= HIGHEST:
        raise _wrong(
            path, line, repr(rate_text), f"{LOWEST:f} to {HIGHEST:,}: what one unit is worth in the shop's currency"
        )
    return currency, day, rate


def _spans(found: dict[tuple[str, date], Decimal]) -> tuple[Rate, ...]:
    keys = sorted(found)
    spans = []
    for (currency, day), following in zip_longest(keys, keys[1:]):
        end = day + timedelta(days=MAX_AGE_DAYS)
        if following is not None and following[0] == currency:
            end = min(end, following[1])
        spans.append(Rate(currency, day, end, found[currency, day]))
    return tuple(spans)


def _wrong(path: Path, line: int, found: str, expected: str) -> ConfigError:
    return ConfigError(f"{path.name}:{line}: found {found}; expected {expected}. Mend: correct the table of rates.")
