"""Everything that Dagster loads, put together in one place. Nothing is found by scanning."""

import dagster as dg

from persona_pipeline.settings import Workspace

from . import facts, intake, outputs, picture
from .freshness import freshness_checks, freshness_sensor
from .partitions import nights_of
from .resources import NightResource
from .schedules import nightly_job, nightly_schedule
from .sensors import delivery_sensor, failure_sensor, inbox_sensor, watch_sensor
from .workspace import current_workspace, settings_for_definitions


def build_defs(
    *, workspace: Workspace | None = None, resource_overrides: dict[str, object] | None = None
) -> dg.Definitions:
    """The code location for a workspace (by default the one that PERSONA_WORKSPACE names).

    ``resource_overrides`` replaces resources by name, for tests and for runs over another folder.

    Raises:
        ConfigError: if the workspace's persona.yaml is wrong.
    """
    place = workspace or current_workspace()
    settings = settings_for_definitions(place)
    nights = nights_of(settings)
    stages = by_night([*intake.ASSETS, *facts.ASSETS, *picture.ASSETS, *outputs.ASSETS], nights)
    fresh = freshness_checks(settings)
    job = nightly_job(stages, fresh)
    return dg.Definitions(
        assets=[*intake.inbox_files(), *stages],
        asset_checks=fresh,
        jobs=[job],
        schedules=[nightly_schedule(job, settings)],
        sensors=[
            inbox_sensor(job, nights, place),
            failure_sensor(place),
            watch_sensor(place),
            delivery_sensor(place),
            freshness_sensor(fresh),
        ],
        resources={"night": NightResource(workspace=str(place.root)), **(resource_overrides or {})},
        executor=dg.in_process_executor,
    )


def by_night(stages: list[dg.AssetsDefinition], nights: dg.PartitionsDefinition[str]) -> list[dg.AssetsDefinition]:
    """The same assets, partitioned by night."""
    return list(dg.map_asset_specs(lambda spec: spec.replace_attributes(partitions_def=nights), stages))


@dg.definitions
def defs() -> dg.Definitions:
    """What the code server loads; built when it asks, so that importing this module costs and warns nothing."""
    return build_defs()
