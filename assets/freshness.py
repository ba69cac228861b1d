"""Is last night there? A check on what people read, which the UI shows and a sensor keeps up to date."""

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import dagster as dg

from persona_pipeline.settings import Settings

from .describe import asset_key

READ_BY_PEOPLE = ("published.personas", "published.pages")
ROOM_HOURS = 4
"""Hours after the start of the night by which its results must be there."""


def freshness_checks(settings: Settings) -> Sequence[dg.AssetChecksDefinition]:
    """The partition of the last ended day must be there some hours after the night began.

    A freshness policy would look at the time of the last run alone, and be content when an old night was run again.
    """
    hour, _, minute = settings.night.starts_at.partition(":")
    with _known_as_superseded():
        return dg.build_time_partition_freshness_checks(
            assets=[asset_key(name) for name in READ_BY_PEOPLE],
            deadline_cron=f"{int(minute)} {(int(hour) + ROOM_HOURS) % 24} * * *",
            timezone=settings.shop.timezone,
            severity=dg.AssetCheckSeverity.ERROR,
        )


def freshness_sensor(checks: Sequence[dg.AssetChecksDefinition]) -> dg.SensorDefinition:
    """Evaluates the checks when they may have changed."""
    with _known_as_superseded():
        return dg.build_sensor_for_freshness_checks(
            freshness_checks=checks, default_status=dg.DefaultSensorStatus.RUNNING
        )


@contextmanager
def _known_as_superseded() -> Iterator[None]:
    """Dagster points to freshness policies instead; see freshness_checks for why they do not serve."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*is superseded", category=FutureWarning)
        yield
