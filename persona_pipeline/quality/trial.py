"""What the rules would say of files that nobody takes in: in a warehouse of its own that is thrown away."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from persona_pipeline.context import Context
from persona_pipeline.settings import DecisionSettings, Settings, Workspace
from persona_pipeline.warehouse import Warehouse

from .validate import BatchVerdict, validate_batches

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from persona_pipeline.settings import Kind
    from persona_pipeline.sources import ReadReport


@dataclass(frozen=True)
class Trial:
    """What the rules said of one file.

    ``refused`` is reason code: rows, the most frequent first. ``examples`` are (row_number, reason_code, column, found, expected).
    ``held`` says in words why a night would hold the whole file, and is empty where it would not. What a source brought before is
    not known here, so volumes and emptied columns are not judged.
    """

    refused: dict[str, int]
    examples: tuple[tuple[Any, ...], ...]
    held: str


def try_rules(
    settings: Settings, kind: Kind, reports: Sequence[ReadReport], as_of: date, clock: Callable[[], datetime]
) -> list[Trial]:
    """Validate what was read of files of one kind, as the night of ``as_of`` would; one trial per report, in their order.

    Nothing of the workspace is opened: neither its warehouse nor its decisions.
    """
    alone = settings.model_copy(update={"decisions": DecisionSettings(url=None)})
    with tempfile.TemporaryDirectory(prefix="persona-pipeline-rules-") as folder:
        place = Workspace(Path(folder))
        with Warehouse.open(place, alone) as warehouse:
            verdicts = validate_batches(Context(place, alone, warehouse, as_of, clock=clock), kind, reports)
            return [_trial(warehouse, verdict) for verdict in verdicts]


def _trial(warehouse: Warehouse, verdict: BatchVerdict) -> Trial:
    load = {"load_id": verdict.load_id}
    reasons = warehouse.run("quality/reasons_of_rules", load)
    ordered = dict(sorted(reasons, key=lambda reason: (-reason[1], reason[0])))
    return Trial(
        ordered, tuple(warehouse.run("quality/examples_of_rules", load)), verdict.reason if verdict.held else ""
    )
