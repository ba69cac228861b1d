"""The nights: one partition per as-of date, a day of the business time zone. A night exists once its day has ended."""

from datetime import date

import dagster as dg

from persona_pipeline.settings import Settings


def nights_of(settings: Settings) -> dg.DailyPartitionsDefinition:
    """One partition per local day from the first date on; days of 23 and 25 hours are days like any other."""
    return dg.DailyPartitionsDefinition(
        start_date=settings.night.first_date.isoformat(), timezone=settings.shop.timezone
    )


def dates_of(partition_keys: list[str]) -> tuple[date, ...]:
    """The as-of dates of partition keys, in order."""
    return tuple(sorted(date.fromisoformat(key) for key in partition_keys))
