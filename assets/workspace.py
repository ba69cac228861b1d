"""Which workspace this code location serves, and its settings, as they are known when the definitions load."""

import os
import warnings
from datetime import UTC, datetime
from pathlib import Path

from persona_pipeline.settings import ConfigError, Settings, Workspace, load_settings

WORKSPACE_VARIABLE = "PERSONA_WORKSPACE"


class NoWorkspace(UserWarning):
    """The definitions were loaded without a workspace, with the default settings."""


def current_workspace() -> Workspace:
    """The folder that ``PERSONA_WORKSPACE`` names; the directory that Dagster was started in otherwise."""
    return Workspace(Path(os.environ.get(WORKSPACE_VARIABLE, ".")).resolve())


def settings_for_definitions(workspace: Workspace) -> Settings:
    """The workspace's settings; the defaults, with a warning, where it has no persona.yaml yet.

    So ``dg check defs`` works in a fresh checkout. Runs are strict: they fail with the way to mend it.

    Raises:
        ConfigError: if there is a persona.yaml and it is wrong; a night in the wrong time zone is worse than none.
    """
    if workspace.config.is_file():
        return load_settings(workspace.config)
    warnings.warn(
        f"{workspace.config}: no such file; partitions and schedule use the default time zone and first date. "
        f"Mend: set {WORKSPACE_VARIABLE} to a workspace, or make one: `persona-pipeline init {workspace.root}`.",
        NoWorkspace,
        stacklevel=2,
    )
    return Settings()


def clock() -> datetime:
    """The time, in UTC, for the night's bookkeeping; the one place here that reads it."""
    return datetime.now(UTC)  # noqa: TID251


__all__ = ["WORKSPACE_VARIABLE", "ConfigError", "NoWorkspace", "clock", "current_workspace", "settings_for_definitions"]
