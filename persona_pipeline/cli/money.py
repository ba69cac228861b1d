"""Is the shop's currency that of its files? The newest file of each source of orders is read as a night would, and thrown away."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from persona_pipeline.ingest.discover import look
from persona_pipeline.settings import ConfigError
from persona_pipeline.sources import ReadJob, currencies_refused, currencies_taken, read_files, read_rates, write_spans

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator

    from persona_pipeline.ingest.discover import InboxFile
    from persona_pipeline.settings import Settings, Source, Workspace
    from persona_pipeline.sources import ReadReport

LARGEST_BYTES = 50_000_000
"""Larger files take longer to read than whoever asks wants to wait."""


def currencies(workspace: Workspace, settings: Settings) -> Iterator[tuple[Source, bool, str, str]]:
    """For each source of orders with files in the inbox: whether its currency fits, what was found, and what to do."""
    for source in settings.sources_of("orders"):
        newest = max(look(workspace, source).files, key=lambda file: file.modified_ns, default=None)
        if newest is None or newest.remote is not None:
            continue
        if newest.bytes > LARGEST_BYTES:
            yield source, True, f"not looked at: {newest.name} has {newest.bytes / 1e6:,.0f} MB", ""
            continue
        report = _read(workspace, settings, newest)
        if report is not None:
            yield source, *_judged(report[0], report[1], report[2], newest.name, settings.shop.currency)


def _read(
    workspace: Workspace, settings: Settings, file: InboxFile
) -> tuple[Counter[str], Counter[str], ReadReport] | None:
    """Rows taken and refused by currency; None where the file cannot be read, which the night says."""
    shop = settings.shop
    with tempfile.TemporaryDirectory(prefix="persona-pipeline-doctor-") as name:
        folder = Path(name)
        rates = None
        if shop.rates is not None:
            try:
                rates = write_spans(read_rates(workspace.root / shop.rates, shop.currency), folder / "rates.csv")
            except ConfigError:  # said of the table itself
                return None
        job = ReadJob("doctor", file.source, file.path, file.name, shop.timezone, shop.currency, folder, rates=rates)
        (report,) = read_files([job], settings.warehouse)
        if report.error is not None:
            return None
        return currencies_taken(report), currencies_refused([report]), report


def _judged(
    taken: Counter[str], refused: Counter[str], report: ReadReport, name: str, shop: str
) -> tuple[bool, str, str]:
    counts = ", ".join(f"{rows:,} rows in {currency}" for currency, rows in (taken + refused).most_common())
    found = f"{name}: {counts or f'no amount among {report.rows_in:,} rows'}; shop.currency is {shop}"
    if not refused:
        return True, found, ""
    most = refused.most_common(1)[0][0]
    rates = f"name a table with the rates of {', '.join(sorted(refused))} under `shop.rates`"
    if 2 * refused.total() <= (taken + refused).total():
        return False, found, rates
    return (
        False,
        found,
        f"set `shop.currency: {most}` in persona.yaml (a workspace that took in rows with {shop} begins anew), or {rates}",
    )
