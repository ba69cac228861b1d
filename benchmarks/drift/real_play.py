"""Real files as nights: every day's rows arrive, and the night is run as it would have been."""

from __future__ import annotations

import os
import re
import shutil
from datetime import date
from typing import TYPE_CHECKING

from persona_pipeline.context import Context
from persona_pipeline.night import run_nights, run_stage
from persona_pipeline.settings import KEY_VARIABLE, Workspace, load_settings
from persona_pipeline.stages import STAGES, stages_after
from persona_pipeline.warehouse import Warehouse

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from persona_pipeline.context import Check

    from .real_shops import Shop

KEY = "a-key-for-tests-only-0123456789"
LOOK = 28
"""Every so many nights are shown to people, and so is the last: no verdict reads what that makes, and it takes most of the time."""
SHOWING = frozenset({"honesty", "journey", "cards"})
"""Stages that tell of one night what its members are like; beside those that publish it and write pages."""


def play(root: Path, shop: Shop, files: Path) -> None:
    """One day's rows a night, as they came. A batch that is held for its size is let through, as somebody who looked would."""
    os.environ.setdefault(KEY_VARIABLE, KEY)
    root.mkdir(parents=True, exist_ok=True)
    (root / "persona.yaml").write_text(shop.yaml, encoding="utf-8")
    workspace = Workspace(root)
    for source in shop.sources:
        (workspace.inbox / source).mkdir(parents=True, exist_ok=True)
    days = shop.days(files, root / "days")
    for number, file in enumerate(days, start=1):
        for source in shop.sources:
            shutil.copy2(file, workspace.inbox / source / file.name)
        _played(workspace, date.fromisoformat(file.stem), shown=number % LOOK == 0 or number == len(days))


def _played(workspace: Workspace, as_of: date, *, shown: bool) -> None:
    stopped = _night(workspace, as_of, shown=shown)
    held = frozenset(load for check in stopped for load in re.findall(r"\(load ([0-9a-f]{16})\)", check.reason))
    if held:
        print(f"{as_of}: held, and let through: {'; '.join(check.reason for check in stopped)}")
        stopped = _night(workspace, as_of, shown=shown, accepted=held)
    if stopped:
        raise SystemExit(f"{as_of}: stopped by {'; '.join(check.reason for check in stopped)}")


def _night(
    workspace: Workspace, as_of: date, *, shown: bool, accepted: frozenset[str] = frozenset()
) -> Sequence[Check]:
    """A night, with what shows it to people or without; returns the gates that stopped it."""
    settings = load_settings(workspace.config)
    with Warehouse.open(workspace, settings, run_id=f"played-{as_of}") as warehouse:
        ctx = Context(workspace, settings, warehouse, as_of, accepted_batches=accepted)
        if shown:
            return run_nights(ctx, [as_of]).stopped_by
        stopped: list[Check] = []
        skipped: set[str] = set()
        for stage in STAGES:
            if not stage.newest and stage.name not in SHOWING | skipped:
                report = run_stage(ctx, stage)
                if report.stopped_by:
                    stopped.extend(report.stopped_by)
                    skipped |= stages_after(stage.name)
        return stopped
