"""Everything that the rules said about the loads of one run, and the batch rules themselves."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from string import Formatter
from typing import TYPE_CHECKING, Any

from .engine import Outcome, check
from .suites import BATCH_SUITE, Rule, rules_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from persona_pipeline.sources import ReadReport

    from .figures import BatchFigures
    from .tally import Tally


@dataclass(frozen=True)
class Finding:
    """What one rule said about one load. ``rows_failed`` is None and ``error`` is set where the check crashed."""

    rule: Rule
    rows_checked: int
    rows_failed: int | None
    error: str = ""

    @property
    def success(self) -> bool:
        return self.rows_failed == 0


@dataclass(frozen=True)
class Findings:
    """Loads go by their number, which is their position in the reports."""

    reports: Sequence[ReadReport]
    tally: Tally
    figures: Sequence[BatchFigures]
    outcomes: Sequence[Outcome]

    def of_rows(self, load: int) -> list[Finding]:
        """What each row rule said about the load, in the suite's order."""
        found = []
        for number, rule in enumerate(self.tally.rules):
            error = self.tally.errors.get((load, number), "")
            failed = None if error else self.tally.failed.get((load, number), 0)
            found.append(Finding(rule, self.tally.checked[load], failed, error))
        return found

    def of_batch(self, load: int) -> list[Finding]:
        """What each batch rule said about the load, in the suite's order; the batch counts as one row."""
        pairs = zip(rules_of(BATCH_SUITE), self.outcomes, strict=True)
        return [
            Finding(rule, 1, None if outcome.error else int(load in outcome.positions), outcome.error)
            for rule, outcome in pairs
        ]

    def found(self, load: int, rule: Rule) -> str:
        """What a batch rule found, in words and figures."""
        return rule.found.format_map(asdict(self.figures[load]))

    def measured(self, load: int, rule: Rule) -> dict[str, Any]:
        """The figures behind what a batch rule found and expected, by name: for whoever says it in other words."""
        names = {name for text in (rule.found, rule.expected) for _, name, _, _ in Formatter().parse(text) if name}
        figures = asdict(self.figures[load])
        return {name: figures[name] for name in sorted(names)}

    def expected(self, load: int, rule: Rule) -> str:
        """What a batch rule would have accepted, in words and figures."""
        return rule.expected.format_map(asdict(self.figures[load]))


def check_batches(figures: Sequence[BatchFigures]) -> list[Outcome]:
    """Run the suite over batches: positions are load numbers. An exception breaks every rule for every load."""
    import pandas as pd

    rules = rules_of(BATCH_SUITE)
    try:
        frame = pd.DataFrame([asdict(batch) for batch in figures])
        measures = list(dict.fromkeys(rule.measure for rule in rules))
        return check(BATCH_SUITE, frame[measures].astype("float64"))
    except Exception as error:  # noqa: BLE001 - whatever it is, the batches were not checked: the gate must not open
        import numpy as np

        return [Outcome(rule.name, np.empty(0, dtype=np.int64), f"{type(error).__name__}: {error}") for rule in rules]
