"""When nights run: every local day once, at a time of the business time zone."""

from collections.abc import Sequence

import dagster as dg
from dagster._core.definitions.partitions.partitioned_schedule import (
    UnresolvedPartitionedAssetScheduleDefinition,
)
from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition as AssetJob

from persona_pipeline.settings import Settings

NightSchedule = dg.ScheduleDefinition | UnresolvedPartitionedAssetScheduleDefinition
"""What Dagster makes of a partitioned asset job's schedule; it exports no name for it."""


def nightly_job(stages: Sequence[dg.AssetsDefinition], later: Sequence[dg.AssetChecksDefinition]) -> AssetJob:
    """All stages of a night, in one process: a process a step costs seconds, and only one may hold the warehouse.

    ``later`` are checks on the same assets that are not part of the night.
    """
    return dg.define_asset_job(
        "nightly_refresh",
        selection=dg.AssetSelection.assets(*stages) - dg.AssetSelection.checks(*later),
        description="One night, from new files to pages. May be run again at any time with the same result.",
        executor_def=dg.in_process_executor,
        tags={"dagster/priority": "1"},
    )


def nightly_schedule(job: AssetJob, settings: Settings) -> NightSchedule:
    """Every local day at the configured time, the night of the day before.

    Where the clocks skip that time the night starts at the next full hour, and where they pass it twice it runs once.
    """
    hour, _, minute = settings.night.starts_at.partition(":")
    return dg.build_schedule_from_partitioned_job(
        job,
        name="every_night",
        description=f"Daily at {settings.night.starts_at} {settings.shop.timezone}: the night of the day that has ended.",
        hour_of_day=int(hour),
        minute_of_hour=int(minute),
        default_status=dg.DefaultScheduleStatus.RUNNING,
    )


__all__ = ["AssetJob", "nightly_job", "nightly_schedule"]
