"""Where figures are written down, beside those measured before; and how a table of them is printed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

RESULTS = Path(__file__).resolve().parents[1] / "results" / "personas.json"


def merge(figures: Mapping[str, float]) -> None:
    """Write figures down by name; what other parts measured stays."""
    before: dict[str, float] = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    after = before | {name: round(float(value), 4) for name, value in figures.items()}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(dict(sorted(after.items())), indent=2) + "\n")


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows below a head, the first column to the left and figures with three digits."""
    cells = [[f"{cell:.3f}" if isinstance(cell, float) else str(cell) for cell in row] for row in rows]
    wide = [max(len(str(line[place])) for line in [head, *cells]) for place in range(len(head))]
    for line in [list(head), *cells]:
        print(
            "  ".join(
                str(cell).ljust(wide[0]) if place == 0 else str(cell).rjust(wide[place])
                for place, cell in enumerate(line)
            ),
            flush=True,
        )
