"""What the row rules said, counted per load: no row is kept here but up to five examples per load and rule."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt

    from .engine import Outcome
    from .pieces import Piece
    from .suites import Rule

EXAMPLES = 5
"""Failing rows that are shown per load and rule."""


@dataclass
class Tally:
    """Grows piece by piece. Loads and rules go by their number: position in the reports and in the suite."""

    rules: Sequence[Rule]
    checked: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    failed: dict[tuple[int, int], int] = field(default_factory=lambda: defaultdict(int))
    refused: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    examples: dict[tuple[int, int], dict[int, float | None]] = field(default_factory=dict)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)

    def count(self, loads: npt.NDArray[np.int64], rows: npt.NDArray[np.int64]) -> None:
        """Count rows as checked: so many of each of these loads."""
        import numpy as np

        for load, checked in enumerate(np.bincount(loads, weights=rows).tolist()):
            self.checked[load] += int(checked)

    def note_error(self, rule: int, outcome: Outcome, loads: npt.NDArray[np.int64]) -> None:
        """Note that a rule gave no answer about rows of these loads."""
        import numpy as np

        if outcome.error:
            self.errors |= {(int(load), rule): outcome.error for load in np.unique(loads)}

    def add(self, piece: Piece, outcomes: Sequence[Outcome]) -> npt.NDArray[np.int64]:
        """Count the failures of a piece; returns for each of its rows the first critical rule that it broke, or -1."""
        import numpy as np

        first = np.full(len(piece.loads), -1, dtype=np.int64)
        for number, (rule, outcome) in enumerate(zip(self.rules, outcomes, strict=True)):
            if not len(outcome.positions):
                continue
            loads, counts = np.unique(piece.loads[outcome.positions], return_counts=True)
            for load, count in zip(loads.tolist(), counts.tolist(), strict=True):
                self.failed[load, number] += count
            self._show(piece, number, outcome.positions)
            if rule.critical:
                unclaimed = outcome.positions[first[outcome.positions] == -1]
                first[unclaimed] = number
        _count(self.refused, piece.loads[first >= 0])
        return first

    def _show(self, piece: Piece, rule: int, positions: npt.NDArray[np.int64]) -> None:
        """Keep the failing rows with the lowest row numbers of each load."""
        import numpy as np

        loads, rows, measured = (
            piece.loads[positions],
            piece.rows[positions],
            measures(piece, self.rules[rule], positions),
        )
        order = np.lexsort((rows, loads))
        starts = np.flatnonzero(np.r_[True, np.diff(loads[order]) != 0])
        for start, end in zip(starts.tolist(), [*starts[1:].tolist(), len(order)], strict=True):
            load = int(loads[order[start]])
            few = order[start : min(end, start + EXAMPLES)]
            shown = self.examples.get((load, rule), {}) | dict(
                zip(rows[few].tolist(), measured[few].tolist(), strict=True)
            )
            self.examples[load, rule] = {row: shown[row] for row in sorted(shown)[:EXAMPLES]}


def measures(piece: Piece, rule: Rule, positions: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """What the rule looked at in these rows; NaN where that is a text."""
    import numpy as np

    column = piece.frame[rule.measure]
    if column.dtype.kind not in "if":
        return np.full(len(positions), np.nan)
    return column.to_numpy(dtype=np.float64)[positions]


def _count(counts: dict[int, int], loads: npt.NDArray[np.int64]) -> None:
    import numpy as np

    for load, count in enumerate(np.bincount(loads).tolist() if len(loads) else []):
        if count:
            counts[load] += count
