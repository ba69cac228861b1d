"""Generated shops whose personas are known: made once, and their facts laid straight into core under the true person.

Identity resolution, dirt and late files are other parts' business; here every row belongs to the person who made it, and
what is hidden of a person is hidden on purpose.
"""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from persona_pipeline.context import Context
from persona_pipeline.core.days import set_days
from persona_pipeline.features import keep_picture
from persona_pipeline.sample import ShopOptions, generate
from persona_pipeline.settings import PersonaSettings, RfmSettings, Settings, WarehouseSettings, Workspace
from persona_pipeline.warehouse import Warehouse

from .facts import fill_orders, fill_sessions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SQL = Path(__file__).with_name("sql")
WINDOW_DAYS = 90
AS_OF = date(2026, 3, 1)


@dataclass(frozen=True)
class Shop:
    """What is drawn: personas, how alike they are (0 to 1), the share of people hidden from web and from the survey."""

    personas: int
    overlap: float
    missing: float = 0.0
    seed: int = 7
    customers: int = 2_000

    @property
    def options(self) -> ShopOptions:
        return ShopOptions(
            customers=self.customers,
            nights=0,
            history_days=WINDOW_DAYS,
            first_night=AS_OF + timedelta(days=1),
            seed=self.seed,
            file_format="parquet",
            dirt=False,
            personas=self.personas,
            overlap=self.overlap,
        )

    @property
    def folder(self) -> str:
        return f"shop-{self.personas}-{self.overlap}-{self.seed}-{self.customers}"


@cache
def text(name: str) -> str:
    return (SQL / f"{name}.sql").read_text(encoding="utf-8")


def made(shop: Shop, folder: Path) -> Path:
    """The folder of the generated files; made once, whatever is hidden of it later."""
    out = folder / shop.folder
    if not (out / "truth").exists():
        shutil.rmtree(out, ignore_errors=True)
        generate(out, shop.options)
    return out


@contextmanager
def opened(shop: Shop, folder: Path, *, max_personas: int) -> Iterator[Context]:
    """The shop in a warehouse of its own, its picture of the last day in the temporary table persona_picture."""
    files = made(shop, folder)
    root = folder / "warehouse"
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    settings = Settings(
        personas=PersonaSettings(max_personas=max_personas, min_customers=50),
        rfm=RfmSettings(window_days=WINDOW_DAYS),
        warehouse=WarehouseSettings(threads=2),
    )
    with Warehouse.open(Workspace(root), settings) as warehouse:
        days = [AS_OF - timedelta(days=n) for n in range(WINDOW_DAYS + 1)]
        lay_out(warehouse, files, days, missing=shop.missing, seed=shop.seed)
        ctx = Context(Workspace(root), settings, warehouse, AS_OF)
        keep_picture(ctx, AS_OF, "persona_picture")
        yield ctx


def lay_out(
    warehouse: Warehouse,
    files: Path,
    days: Sequence[date],
    *,
    missing: float = 0.0,
    seed: int = 0,
    choices: bool = True,
) -> None:
    """Fill core from the generated files, and the rollup of ``days`` from core, by the night's own statements.

    missing: share of the people hidden from web and from the survey, drawn by ``seed``. Without ``choices`` nothing is known of
    categories, sales channels and open answers.
    """
    con = warehouse.con
    warehouse.query(text("people"), {"truth": f"{files}/truth/customers.parquet", "missing": missing, "seed": seed})
    for kind in ("orders", "web", "survey"):
        con.execute(
            f"create or replace temp view {kind} as from read_parquet('{files}/**/{kind}/*.parquet', union_by_name = true)"
        )
    lines = text("order_lines")
    fill_orders(warehouse, lines if choices else f"select * exclude (category, channel) from ({lines})")
    fill_sessions(warehouse, text("events"))
    for table in ("responses", "answers") if choices else ("responses",):
        con.execute(f"insert into core.{table} by name {text(table)}")
    set_days(warehouse, days)
    with warehouse.transaction():
        warehouse.replace_days("core.customer_day", "days")
