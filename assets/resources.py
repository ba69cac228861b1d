"""The one resource: the workspace, opened for one run. It hands out the domain's own context and nothing of its own."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import dagster as dg
from pydantic import PrivateAttr

from persona_pipeline.context import Context
from persona_pipeline.settings import Workspace, load_settings
from persona_pipeline.warehouse import Warehouse, hold_lock

from .workspace import clock, current_workspace


class NightResource(dg.ConfigurableResource["NightResource"]):
    """Holds the workspace's lock and one connection to its warehouse for as long as the run lasts.

    ``workspace`` is a folder with a persona.yaml; empty means the folder that PERSONA_WORKSPACE names. A run waits
    ``patience_s`` seconds for another one to end. ``accept_batches`` lists load ids that may pass although a gate holds
    them: launch a run with it to let a batch through that a person has looked at.
    """

    workspace: str = ""
    patience_s: float = 20.0
    accept_batches: list[str] = []

    _night: Callable[[date, Callable[[str], None]], Context] | None = PrivateAttr(default=None)

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["NightResource"]:
        """Lock, read the settings, open, fence off every older run; release all of it when the run ends."""
        workspace = self.place()
        settings = load_settings(workspace.config)
        run_id = context.run.run_id if context.run else f"by-hand-{uuid.uuid4().hex[:12]}"
        with (
            hold_lock(workspace.lock, patience_s=self.patience_s),
            Warehouse.open(workspace, settings, patience_s=self.patience_s) as warehouse,
        ):
            warehouse.claim(run_id)

            def night(as_of: date, progress: Callable[[str], None]) -> Context:
                accepted = frozenset(self.accept_batches)
                return Context(workspace, settings, warehouse, as_of, progress, accepted, clock)

            self._night = night
            yield self

    def place(self) -> Workspace:
        """The workspace that this resource serves."""
        return Workspace(Path(self.workspace).resolve()) if self.workspace else current_workspace()

    def night(self, as_of: date, progress: Callable[[str], None]) -> Context:
        """The domain's context for one night."""
        if self._night is None:
            raise RuntimeError("the workspace is not open; expected to be called inside a run")
        return self._night(as_of, progress)
