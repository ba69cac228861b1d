"""Which shop each public set of real data makes, and how its rows come day by day."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from collections.abc import Callable

SQL = Path(__file__).parent / "sql"

RETAIL = """\
shop: {name: Online Retail, timezone: Europe/London, currency: GBP}
sources:
  - {name: retail, kind: orders, format: online_retail, path: inbox/retail/*.csv}
"""
GA4 = """\
shop: {name: GA4 sample, timezone: UTC, currency: USD}
sources:
  - name: ga4
    kind: web
    path: inbox/ga4/*.csv
    timezone: UTC
    columns: {visitor_id: user_pseudo_id, customer_id: user_pseudo_id}
  - name: shop
    kind: orders
    format: csv
    path: inbox/shop/*.csv
    timezone: UTC
    timestamp_format: epoch_us
    columns:
      order_id: event_timestamp
      customer_id: user_pseudo_id
      ordered_at: event_timestamp
      product_id: item_id
      product_name: item_name
      quantity: quantity
      unit_price: price_in_usd
      amount: item_revenue_in_usd
      country: country
personas: {first_fit_after_days: 14}
"""
PANEL = """\
shop: {name: Open e-commerce panel, timezone: America/New_York, currency: USD}
sources:
  - name: panel
    kind: survey
    format: csv
    path: inbox/panel/*.csv
    timestamp_format: "%m/%d/%Y %H:%M:%S"
    late_after_days: 9999
    columns: {response_id: Survey ResponseID, submitted_at: RecordedDate, customer_id: Survey ResponseID}
    questions:
      age: {column: Q-demos-age, role: demographic}
      gender: {column: Q-demos-gender, role: demographic}
      education: {column: Q-demos-education, role: demographic}
      income: {column: Q-demos-income, role: demographic}
      household: {column: Q-amazon-use-hh-size, role: demographic}
      how_often: {column: Q-amazon-use-how-oft, role: other}
      life_changes: {column: Q-life-changes, role: other, separator: ","}
personas: {first_fit_after_days: 28}
"""


@dataclass(frozen=True)
class Shop:
    """A shop made of public files: its persona.yaml, the sources that get each day's rows, and the day of a row in SQL."""

    yaml: str
    sources: tuple[str, ...]
    days: Callable[[Path, Path], list[Path]]


def as_they_are(folder: Path, into: Path) -> list[Path]:
    """The files are one a day already."""
    del into
    return sorted(folder.glob("*.csv"))


def by_day(statement: str) -> Callable[[Path, Path], list[Path]]:
    """Cut one file into one file a day; ``statement`` names the day of each row."""

    def cut(file: Path, into: Path) -> list[Path]:
        into.mkdir(parents=True, exist_ok=True)
        with duckdb.connect() as con:
            con.execute((SQL / f"{statement}.sql").read_text(), {"file": str(file)})
            days = [row[0] for row in con.execute((SQL / "days_of_rows.sql").read_text()).fetchall()]
            made = [into / f"{day}.csv" for day in days]
            for day, path in zip(days, made, strict=True):
                con.execute((SQL / "rows_of_day.sql").read_text(), {"day": day})
                con.table("day_rows").to_csv(str(path))
        return made

    return cut


SHOPS = {
    "retail": Shop(RETAIL, ("retail",), as_they_are),
    "ga4": Shop(GA4, ("ga4", "shop"), by_day("ga4_rows")),
    "panel": Shop(PANEL, ("panel",), by_day("panel_rows")),
}
