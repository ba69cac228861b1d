"""For a file whose headers say nothing to us: which kind lacks least, and the lines in which a person fills in what is what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from persona_pipeline.settings import FILL_IN, KINDS

from .fields import MAIN_MOMENT
from .format import KEYS, REQUIRED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from persona_pipeline.settings import Source

    from .model import ReadReport

_TELLING = {"survey": "a survey", "crm": "what customers are like", "signals": "notes, reviews or searches"}
_TELLS_LITTLE = ("survey", "crm")
"""A date, or a customer number, is nearly all that these need, and nearly every file has one: no sign of the kind."""
_PRICES = "amount or unit_price"

Trial = tuple["Source", "ReadReport"]


def nearest_first(trials: Sequence[Trial]) -> list[Trial]:
    """Trials by the share of needed columns that the file lacks; of those alike in the order of kinds."""
    return sorted(trials, key=lambda trial: (_lacking_share(*trial), KINDS.index(trial[0].kind)))


def _lacking_share(source: Source, report: ReadReport) -> float:
    if source.kind in _TELLS_LITTLE and (report.error is None or report.details.missing):
        return 1.0
    if report.error is None:
        return 0.0
    return min(1.0, report.details.missing / len(REQUIRED[source.kind])) if report.details.missing else 2.0


def lacking_in(source: Source, report: ReadReport) -> str:
    """What keeps a file from being of a kind, in a line."""
    if report.error is None:
        date = report.details.columns.get(MAIN_MOMENT[source.kind], "")
        return (
            f"{source.kind}: it has a date ({date}), and nothing that tells of {_TELLING.get(source.kind, source.kind)}"
        )
    lacking = report.details.lacking
    return f"{source.kind}: no column {', no '.join(lacking)}" if lacking else f"{source.kind}: {report.error}"


def skeleton_yaml(source: Source, report: ReadReport) -> str:
    """Lines for ``sources:`` with a "?" for each header that a person has to name; empty where no column is lacking."""
    if not report.details.lacking:
        return ""
    columns = ["unit_price" if group == _PRICES else group.partition(" or ")[0] for group in report.details.lacking]
    remark = "   # unit_price: the price of one piece; `amount` in its place where that is the total of the line"
    key = KEYS[source.kind][0]
    there = {header.strip().casefold() for header in report.details.headers}
    if source.kind in ("orders", "web", "survey") and key not in there:
        columns.append(key)
    filled = ", ".join(f'{column}: "{FILL_IN}"' for column in dict.fromkeys(columns))
    encoding = {} if source.encoding == "utf-8" else {"encoding": source.encoding}
    start = yaml.safe_dump(
        [{"name": source.name, "kind": source.kind, "path": source.path, **encoding}],
        sort_keys=False,
        allow_unicode=True,
        width=200,
    )
    return f"{start}  columns: {{{filled}}}{remark if 'unit_price' in columns else ''}\n"
