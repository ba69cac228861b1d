"""Real shops from the data beside the checkout, laid straight into core, and what their people spent in the 90 days after."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from persona_pipeline.context import Context
from persona_pipeline.core.days import set_days
from persona_pipeline.features import keep_picture, refresh_features
from persona_pipeline.rfm import refresh_segments
from persona_pipeline.settings import PersonaSettings, Settings, WarehouseSettings, Workspace
from persona_pipeline.warehouse import Warehouse

from .facts import fill_orders
from .shops import text

if TYPE_CHECKING:
    from collections.abc import Iterator

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "orders"
AHEAD_DAYS = 90


@dataclass(frozen=True)
class Real:
    """A data set: the folder, the statement that reads its order lines, its first day and the last that may be looked at."""

    name: str
    lines: str
    first_day: date
    as_of: date
    attributes: str = ""


SHOPS = (
    Real("online_retail", "online_retail_lines", date(2010, 12, 1), date(2011, 9, 10)),
    Real("completejourney", "completejourney_lines", date(2017, 1, 1), date(2017, 10, 2), "completejourney_attributes"),
)


def data() -> Path | None:
    """The folder of public data sets; None where there is none (PERSONA_BENCH_DATA names another)."""
    import os

    folder = Path(os.environ.get("PERSONA_BENCH_DATA", DATA))
    return folder if folder.is_dir() else None


@contextmanager
def opened(real: Real, folder: Path) -> Iterator[Context]:
    """Core filled with everything, features and RFM of ``as_of`` computed, its picture in persona_picture."""
    where = data()
    if where is None:
        raise FileNotFoundError(
            f"{DATA}: expected the public data sets there. Mend: set PERSONA_BENCH_DATA to their folder"
        )
    root = folder / f"warehouse-{real.name}"
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    settings = Settings(personas=PersonaSettings(max_personas=3), warehouse=WarehouseSettings(threads=2))
    with Warehouse.open(Workspace(root), settings) as warehouse:
        ctx = Context(Workspace(root), settings, warehouse, real.as_of)
        _lay_out(warehouse, real, where / real.name)
        refresh_features(ctx)
        refresh_segments(ctx)
        keep_picture(ctx, real.as_of, "persona_picture")
        yield ctx


def _lay_out(warehouse: Warehouse, real: Real, folder: Path) -> None:
    here = {"folder": str(folder)}
    fill_orders(warehouse, text(real.lines), here)
    if real.attributes:
        params = here | {"first_day": real.first_day}
        warehouse.query(f"insert into core.customer_attributes by name {text(real.attributes)}", params)
    set_days(warehouse, [real.first_day + timedelta(days=n) for n in range((real.as_of - real.first_day).days + 1)])
    with warehouse.transaction():
        warehouse.replace_days("core.customer_day", "days")
