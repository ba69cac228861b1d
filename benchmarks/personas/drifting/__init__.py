"""Generated shops that change as planned, their facts laid straight into core under the true person, night by night to use.

Categories, sales channels and open answers are left out: what changes is what people do.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

from benchmarks.personas.shops import lay_out
from persona_pipeline.context import Context
from persona_pipeline.features import refresh_features
from persona_pipeline.personas import refresh_members
from persona_pipeline.sample import Drift, ShopOptions, behaviours, generate
from persona_pipeline.settings import PersonaSettings, RfmSettings, Settings, Workspace
from persona_pipeline.warehouse import Warehouse

if TYPE_CHECKING:
    from persona_pipeline.sample.behaviours import Behaviour

WINDOW_DAYS = 90
HISTORY_DAYS = 95
FIRST_NIGHT = date(2026, 4, 1)
FITTED_AFTER = 88  # days: nearly a full window, before anything drifts


@dataclass(frozen=True)
class Plan:
    """What is made: size, nights, what is planted, and whose members behave as whose from a night on."""

    customers: int = 1_200
    nights: int = 60
    seed: int = 7
    personas: int = 3
    overlap: float = 0.15
    drifts: tuple[Drift, ...] = ()
    merges: tuple[str, str, int] | None = None
    max_personas: int = 3

    @property
    def options(self) -> ShopOptions:
        return ShopOptions(
            customers=self.customers,
            nights=self.nights,
            history_days=HISTORY_DAYS,
            first_night=FIRST_NIGHT,
            seed=self.seed,
            file_format="parquet",
            dirt=False,
            personas=self.personas,
            overlap=self.overlap,
            drifts=self.drifts,
        )

    def night(self, number: int) -> date:
        """Day of a night, counted from 1."""
        return FIRST_NIGHT + timedelta(days=number - 1)

    @property
    def settings(self) -> Settings:
        wanted = PersonaSettings(max_personas=self.max_personas, min_customers=50, first_fit_after_days=FITTED_AFTER)
        return Settings(personas=wanted, rfm=RfmSettings(window_days=WINDOW_DAYS))


Night = Callable[[int], Context]


@contextmanager
def opened(plan: Plan, folder: Path) -> Iterator[Night]:
    """The shop's core in a warehouse of its own: a context for each night by number."""
    root = folder / "drifting"
    shutil.rmtree(root, ignore_errors=True)
    files, shop = root / "files", root / "shop"
    shop.mkdir(parents=True)
    with _timeline_of(plan):
        generate(files, plan.options)
    with Warehouse.open(Workspace(shop), plan.settings) as warehouse:
        _lay_out(warehouse, files, plan)
        yield lambda number: Context(Workspace(shop), plan.settings, warehouse, plan.night(number))
    shutil.rmtree(root, ignore_errors=True)


def run_night(ctx: Context) -> Context:
    """The picture of the night, and who is a member of what."""
    refresh_features(ctx)
    refresh_members(ctx)
    return ctx


@contextmanager
def _timeline_of(plan: Plan) -> Iterator[None]:
    """Members of one persona behave as those of another from a night on: the generator has no such drift of its own."""
    if plan.merges is None:
        yield
        return
    who, as_whom, start = plan.merges

    def timeline(options: ShopOptions) -> list[Behaviour]:
        found = behaviours.timeline(options)
        like = next(each.profile for each in found if each.persona == as_whom)
        day = options.day_of(start)
        kept = [each for each in found if each.persona != who]
        for each in (each for each in found if each.persona == who):
            kept += [replace(each, last_day=day - timedelta(days=1)), replace(each, first_day=day, profile=like)]
        return kept

    with patch("persona_pipeline.sample.scratch.timeline", timeline):
        yield


def _lay_out(warehouse: Warehouse, files: Path, plan: Plan) -> None:
    first, last = plan.options.first_day, plan.options.last_day
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    lay_out(warehouse, files, days, choices=False)
    warehouse.query(_text("truth"), {"truth": f"{files}/truth/customers.parquet"})
    warehouse.query(_text("identities"))


def _text(name: str) -> str:
    return Path(__file__).with_name(f"{name}.sql").read_text(encoding="utf-8")
