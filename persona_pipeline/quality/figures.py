"""The figures of a batch that the batch rules look at: how much was refused, and what the source brought before."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, inf, nan, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

from persona_pipeline.decisions import Decisions
from persona_pipeline.decisions.events import EVENT, WITHDRAW, marked_days
from persona_pipeline.warehouse import exact_path, statement

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from persona_pipeline.context import Context
    from persona_pipeline.sources import ReadReport

    from .pieces import Reader
    from .tally import Tally

MIN_USUAL_ROWS = 20
"""Days of fewer rows are not judged by volume: 2 responses instead of 7 are chance, not a broken export."""
MIN_KNOWN_WEEKS = 3
"""Same weekdays that must be known before a day is held against them."""
LEVEL_DAYS = 3
"""Days before, all known, whose level a small day is held against: fewer would let one bad day excuse the next."""
BAND_DAYS = 14
"""Days before that must be known before it is said how far a source goes up and down by itself."""
BAND_SPREADS = 4.0
"""So many times its own ups and downs a source must fall to be warned of."""
BAND_YEARS = round(1 / (NormalDist().cdf(-BAND_SPREADS) * 365.25), -1)
"""By chance a day falls so far once in so many years, to the nearest ten."""
BAND_TOP = 0.8
"""A day with more of what is usual than this is never warned of, however steady its source is."""
MIN_REFUSED_ROWS = 3
"""One or two refused rows never hold a batch, however small it is: they are dirt, not a fault of the export."""
DAILY = frozenset({"orders", "web"})
"""Kinds whose days can be held against other days. A whole list of customers and a handful of changes are both usual, and
answers come in waves: the last days of one are small, and no reason to stop a night."""
_OF_MONEY = ("other_currency", "currency_contradicts")
MIN_ROWS_OF_COLUMN = 100
"""A column is called emptied when so many rows have no value, and so many of the day before mostly had one."""


@dataclass(frozen=True)
class BatchFigures:
    """What the batch rules look at and what their messages show. NaN: not known, so the rule does not apply."""

    unreadable: int
    error: str
    rows_in: int
    rows_refused: int
    rows_left_if_any: float
    refused_share: float
    max_refused_share: float
    refused_over_limit: float
    top_reason: str
    emptied_columns: int
    emptied_names: str
    main_day: date | None
    day_rows: float
    usual_rows: float
    lately: str
    min_volume_share: float
    max_volume_share: float
    volume_over_lowest: float
    volume_over_highest: float
    later_share: float
    last_day: date | None
    volume_weeks: int = 0
    band_rows: float = nan
    volume_over_band: float = nan


def figures_of(reader: Reader, reports: Sequence[ReadReport], tally: Tally) -> list[BatchFigures]:
    """The figures of each load, in the order of the reports."""
    ctx = reader.ctx
    params = {
        "kind": reader.kind,
        "weeks": ctx.settings.quality.volume_weeks,
        "different_days": _different_days(ctx) if reader.kind in DAILY else [],
    }
    counted = (
        reader.run(
            "volumes", params | {"known_weeks": MIN_KNOWN_WEEKS, "level_days": LEVEL_DAYS, "band_days": BAND_DAYS}
        )
        if reader.kind in DAILY
        else []
    )
    volumes = {row[0]: row[1:] for row in counted}
    later = {row[0]: row[1:] for row in reader.run("later_days", {"as_of": ctx.as_of})}
    emptied = _emptied_columns(reader)
    return [
        _figures(
            reader,
            report,
            tally.refused[number],
            volume=volumes.get(number, (None, nan, nan, 1.0, nan)),
            later=later.get(number, (0.0, None)),
            emptied=emptied.get(number, []),
        )
        for number, report in enumerate(reports)
    ]


def _different_days(ctx: Context) -> list[date]:
    """Days that are known to be special: named in persona.yaml, public holidays of its countries, or marked by somebody since.

    Raises:
        DecisionsError: if the store of decisions cannot be used.
    """
    with Decisions.open(ctx.workspace, ctx.settings) as store:
        marked = marked_days(store.log([EVENT, WITHDRAW]))
    return sorted(marked | ctx.settings.drift.events.keys() | _holidays(ctx))


def _holidays(ctx: Context) -> set[date]:
    """Public holidays of `drift.holidays`, around the night."""
    if not ctx.settings.drift.holidays:
        return set()
    from holidays import country_holidays

    years = range(ctx.as_of.year - 1, ctx.as_of.year + 2)
    return {day for country in ctx.settings.drift.holidays for day in country_holidays(country, years=years)}


def _figures(
    reader: Reader,
    report: ReadReport,
    refused_by_rules: int,
    *,
    volume: tuple[Any, ...],
    later: tuple[Any, ...],
    emptied: list[str],
) -> BatchFigures:
    quality = reader.ctx.settings.quality
    refused = report.rows_refused + refused_by_rules
    wrong, judged_rows = refused - report.details.set_aside, report.rows_in - report.details.set_aside
    share = wrong / judged_rows if judged_rows else 0.0
    main_day, day_rows, usual_rows, level, spread = volume
    judged = usual_rows if usual_rows >= MIN_USUAL_ROWS else nan
    band = _band(judged * level, spread)
    lowest = judged * level * quality.min_volume_share
    return BatchFigures(
        unreadable=int(report.error is not None),
        error=report.error or "",
        rows_in=report.rows_in,
        rows_refused=refused,
        rows_left_if_any=report.rows_in - refused if report.rows_in else nan,
        refused_share=share,
        max_refused_share=quality.max_refused_share,
        refused_over_limit=_over(share, quality.max_refused_share) if wrong >= MIN_REFUSED_ROWS else 0.0,
        top_reason=_top_reason(reader, report) if refused else "",
        emptied_columns=len(emptied),
        emptied_names=", ".join(emptied),
        main_day=main_day,
        day_rows=day_rows,
        usual_rows=usual_rows,
        lately=f", and {level:.0%} of what is usual on the {LEVEL_DAYS} days before" if level < 1 else "",
        min_volume_share=quality.min_volume_share,
        max_volume_share=quality.max_volume_share,
        volume_over_lowest=_over_lowest(day_rows, judged * level, quality.min_volume_share),
        volume_over_highest=day_rows / (judged * quality.max_volume_share),
        later_share=later[0],
        last_day=later[1],
        volume_weeks=quality.volume_weeks,
        band_rows=band,
        volume_over_band=nan if day_rows < lowest or not band > lowest else day_rows / band,
    )


def _band(usual: float, spread: float) -> float:
    """The fewest rows that the source's own ups and downs explain, where so many are usual; NaN where that is not known."""
    if not (usual > 0 and spread >= 0):
        return nan
    chance = 1.0 / usual
    return usual * min(BAND_TOP, exp(-BAND_SPREADS * sqrt(spread**2 + chance)))


def _over(share: float, limit: float) -> float:
    """How many times the limit; beyond all bounds where nothing is allowed and something is there."""
    if limit:
        return share / limit
    return inf if share else 0.0


def _over_lowest(rows: float, usual: float, share: float) -> float:
    """How many times the fewest rows that pass; infinite where any number does."""
    return inf if share == 0 else rows / (usual * share)


def _top_reason(reader: Reader, report: ReadReport) -> str:
    """The reason code that refused most rows of the load, by the reader or by the rules."""
    params = {"load_id": report.load_id}
    reasons = reader.ctx.warehouse.run("quality/reasons_of_rules", params)
    if report.refused is not None:
        reasons += reader.run("reasons_of_reader", {"refused": exact_path(report.refused)})
    code = max(reasons, key=lambda reason: (reason[1], reason[0]))[0] if reasons else "no stated reason"
    return f"{code} ({_currencies(reader, report)})" if code in _OF_MONEY and report.refused else str(code)


def _currencies(reader: Reader, report: ReadReport) -> str:
    """Which currencies were refused, in how many rows, and what was expected."""
    found = reader.run("currencies_refused", {"refused": exact_path(report.refused or "")})
    counts = ", ".join(f"{currency} in {rows:,} rows" for currency, rows in found)
    return f"{counts}; shop.currency is {reader.ctx.settings.shop.currency}"


def _emptied_columns(reader: Reader) -> dict[int, list[str]]:
    """Load number: columns that the day before mostly filled and this load does not fill at all."""
    if not reader.files or reader.kind == "signals":  # notes and search terms fill other columns, in turn
        return {}
    before = _counts(reader, f"filled_before_{reader.kind}", {"kind": reader.kind})
    if not before:
        return {}
    now = _counts(reader, f"filled_{reader.kind}", {"files": reader.files})
    return {load: names for load in before.keys() & now.keys() if (names := _emptied(before[load], now[load]))}


def _emptied(before: dict[str, int], now: dict[str, int]) -> list[str]:
    if min(before["rows"], now["rows"]) < MIN_ROWS_OF_COLUMN:
        return []
    return [name for name in now if now[name] == 0 and before[name] >= 0.5 * before["rows"]]


def _counts(reader: Reader, name: str, params: dict[str, Any]) -> dict[int, dict[str, int]]:
    result = reader.con.execute(statement(f"quality/{name}"), params)
    names = [column[0] for column in result.description or []]
    return {row[0]: dict(zip(names[1:], row[1:], strict=True)) for row in result.fetchall()}
