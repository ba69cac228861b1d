"""A small generated shop, and nights over it through Dagster."""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import dagster as dg

from assets.definitions import build_defs
from assets.resources import NightResource
from persona_pipeline.contracts import TABLES
from persona_pipeline.sample import ShopOptions, generate
from persona_pipeline.settings import Workspace, load_settings
from persona_pipeline.warehouse import Warehouse, quote, quote_table

SHOP = ShopOptions(customers=240, nights=6, history_days=45, seed=3, first_night=date(2026, 3, 26))
"""The nights include 29 March, a day of 23 hours in Amsterdam."""

NIGHTS = tuple(SHOP.first_night + timedelta(days=n) for n in range(SHOP.nights))
Contents = dict[str, list[tuple[Any, ...]]]
KINDS = ("orders", "web", "survey")
RUN_COLUMNS = {"run_id", "started_at", "finished_at", "duration_s", "modified_ns", "token", "figures", "snapshot"}
"""Columns that tell of the run, not of the shop."""


def make_shop(folder: Path, *, dirt: bool = True) -> Path:
    """The shop's files; tests copy from them and change nothing."""
    generate(folder, replace(SHOP, dirt=dirt))
    return folder


def make_workspace(folder: Path, shop: Path, nights: Sequence[date] = ()) -> Workspace:
    """A workspace with the history and the files of ``nights`` in its inbox."""
    workspace = Workspace(folder)
    for kind in KINDS:
        (workspace.inbox / kind).mkdir(parents=True)
    text = (shop / "persona.yaml").read_text()
    workspace.config.write_text(f"{text}\nnight:\n  first_date: {SHOP.first_night}\n")
    arrive(workspace, shop / "history")
    for as_of in nights:
        arrive(workspace, shop / "nights" / str(as_of))
    return workspace


def arrive(workspace: Workspace, folder: Path) -> None:
    """Copy the files of ``folder/<kind>`` into the inbox."""
    for path in sorted(folder.glob("*/*")):
        shutil.copy2(path, workspace.inbox / path.parent.name / path.name)


def run_nights(workspace: Workspace, nights: Sequence[date], **resource: Any) -> dg.ExecuteInProcessResult:
    """One run of the nightly job over a night or a range of nights."""
    night = NightResource(workspace=str(workspace.root), patience_s=0, **resource)
    job = build_defs(workspace=workspace, resource_overrides={"night": night}).resolve_job_def("nightly_refresh")
    quiet = dg.RunConfig(loggers={"console": {"config": {"log_level": "CRITICAL"}}})
    if len(nights) == 1:
        return job.execute_in_process(partition_key=str(nights[0]), run_config=quiet, raise_on_error=False)
    tags = {"dagster/asset_partition_range_start": str(nights[0]), "dagster/asset_partition_range_end": str(nights[-1])}
    return job.execute_in_process(tags=tags, run_config=quiet, raise_on_error=False)


def contents(workspace: Workspace, *layers: str) -> Contents:
    """All rows of all tables of the layers, ordered, without what tells of the run."""
    with opened(workspace) as warehouse:
        return {
            table.name: warehouse.query(
                f"select {', '.join(quote(name) for name in table.column_names if name not in RUN_COLUMNS)} "
                f"from {quote_table(table.name)} order by all"
            )
            for table in TABLES.values()
            if table.layer in layers
        }


def opened(workspace: Workspace) -> Any:
    """The warehouse, to look at."""
    return Warehouse.open(workspace, load_settings(workspace.config), read_only=True)
