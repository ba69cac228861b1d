"""For a file whose headers say nothing to us: which kind lacks least, and the lines in which a person fills in what is what."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import yaml

from persona_pipeline.settings import Kind

from .fields import MAIN_MOMENT
from .format import KEYS, REQUIRED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from persona_pipeline.settings import Source

    from .model import ReadReport

_TELLING = {"survey": "a survey", "crm": "what customers are like", "signals": "notes, reviews or searches"}
_ONLY_A_DATE = 0.9
"""A date alone is read as a survey; nearly everything has one, so it is named last."""
_KINDS: tuple[Kind, ...] = get_args(Kind)
_PRICES = "amount or unit_price"

Trial = tuple["Source", "ReadReport"]


def nearest_first(trials: Sequence[Trial]) -> list[Trial]:
    """Trials by the share of needed columns that the file lacks; of those alike in the order of kinds."""
    return sorted(trials, key=lambda trial: (_lacking_share(*trial), _KINDS.index(trial[0].kind)))


def _lacking_share(source: Source, report: ReadReport) -> float:
    if report.error is None:
        return _ONLY_A_DATE if source.kind == "survey" else 0.0
    if not report.details.missing:
        return 2.0
    return min(1.0, report.details.missing / len(REQUIRED[source.kind]))


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
    """Lines for ``sources:`` with a ? for each header that a person has to name; empty where no column is lacking."""
    if not report.details.lacking:
        return ""
    columns: list[str] = []
    remark = ""
    for group in report.details.lacking:
        if group == _PRICES:
            columns += ["quantity", "unit_price"]
            remark = "   # or `amount: ?` in place of the last two, where the file has the total of a line"
        else:
            columns.append(group.partition(" or ")[0])
    if source.kind in ("orders", "web", "survey"):
        columns.insert(0, KEYS[source.kind][0])
    filled = ", ".join(f"{column}: ?" for column in dict.fromkeys(columns))
    start = yaml.safe_dump(
        [{"name": source.name, "kind": source.kind, "path": source.path}],
        sort_keys=False,
        allow_unicode=True,
        width=200,
    )
    return f"{start}  columns: {{{filled}}}{remark}\n"
