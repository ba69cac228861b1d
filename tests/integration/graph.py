"""What Dagster would show, as plain data; and the snapshot of it: ``python -m tests.integration.graph`` writes it anew."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import dagster as dg

from persona_pipeline.settings import Workspace

SNAPSHOT = Path(__file__).with_name("graph.json")
PERSONA_YAML = """
shop:
  timezone: Europe/Amsterdam
night:
  first_date: 2026-01-01
"""


@cache
def definitions() -> dg.Definitions:
    """The definitions of a workspace in Amsterdam whose first night is 2026-01-01."""
    import tempfile

    from assets.definitions import build_defs

    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder))
        workspace.config.write_text(PERSONA_YAML)
        return build_defs(workspace=workspace)


def picture() -> dict[str, Any]:
    """Assets with their edges, group, kinds and owners; checks; jobs; schedules; sensors."""
    defs = definitions()
    graph = defs.resolve_asset_graph()
    repository = defs.get_repository_def()
    return {
        "assets": {
            key.to_user_string(): " | ".join(
                (
                    str(graph.get(key).group_name),
                    " ".join(sorted(graph.get(key).kinds)),
                    " ".join(sorted(graph.get(key).owners)),
                    "from " + " ".join(sorted(parent.to_user_string() for parent in graph.get(key).parent_keys)),
                )
            )
            for key in sorted(graph.get_all_asset_keys(), key=lambda key: key.path)
        },
        "checks": sorted(f"{key.asset_key.to_user_string()}: {key.name}" for key in graph.asset_check_keys),
        "jobs": sorted(job.name for job in repository.get_all_jobs() if not job.name.startswith("__")),
        "schedules": {each.name: [each.cron_schedule, each.execution_timezone] for each in repository.schedule_defs},
        "sensors": {each.name: each.default_status.value for each in repository.sensor_defs},
    }


if __name__ == "__main__":
    SNAPSHOT.write_text(json.dumps(picture(), indent=1) + "\n")
