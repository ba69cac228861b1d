"""A shop whose currency is not that of its files: said once for all of them, with what to set."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from persona_pipeline.sources import currencies_refused

if TYPE_CHECKING:
    from persona_pipeline.context import Context
    from persona_pipeline.sources import ReadReport


@dataclass
class ForeignMoney:
    """Rows of held files that were refused for their currency, by that currency, among all rows of these files."""

    rows: int = 0
    found: Counter[str] = field(default_factory=Counter)

    def add(self, report: ReadReport) -> None:
        """Count the rows of a file that is held."""
        found = currencies_refused([report])
        if found:
            self.rows += report.rows_in
            self.found += found

    def told(self, ctx: Context) -> str:
        """Which currency was found in how many rows, and which setting to change; empty where nothing was held for it."""
        if not self.found:
            return ""
        shop = ctx.settings.shop.currency
        most, count = self.found.most_common(1)[0]
        counts = " and ".join(f"{rows:,} in {name}" for name, rows in self.found.most_common())
        said = f"of {self.rows:,} rows {counts}; expected {shop}, which is `shop.currency` in persona.yaml. Mend: "
        rates = f"name a table with the rates of {', '.join(sorted(self.found))} under `shop.rates`"
        if 2 * count <= self.rows:
            return f"{said}{rates}"
        if ctx.warehouse.query("select 1 from ops.loads where status = 'accepted' limit 1"):
            return f"{said}{rates}; or, where the shop's money is {most}, begin a new workspace: rows were taken in with {shop} before"
        return f"{said}set `shop.currency: {most}` in persona.yaml and run the night again; or, where {shop} is right, {rates}"
