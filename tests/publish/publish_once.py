"""Publish the filled workspace named on the command line; run by tests in a process that is killed at a crash point."""

import sys
from pathlib import Path

from persona_pipeline.context import Context
from persona_pipeline.publish import publish_snapshot
from persona_pipeline.settings import PublishSettings, Settings, Workspace
from persona_pipeline.warehouse import Warehouse

from .filled import AS_OF

KEEP_ONE = Settings(publish=PublishSettings(keep_snapshots=1))

if __name__ == "__main__":
    workspace = Workspace(Path(sys.argv[1]))
    with Warehouse.open(workspace, KEEP_ONE) as warehouse:
        publish_snapshot(Context(workspace, KEEP_ONE, warehouse, AS_OF))
