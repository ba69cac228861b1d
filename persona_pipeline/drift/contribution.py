"""How much each signal that stands out has to do with what is said of its persona."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .findings import Finding

_STANDS_OUT = frozenset({"firing", "watch"})
_JUDGED = frozenset({"share", "profile", "kpi"})


def with_contributions(found: Sequence[Finding]) -> list[Finding]:
    """The same findings; those of a persona that stand out share one among them, and the features of its centre another.

    A signal that is judged has the part that its evidence, in thresholds, is of theirs. A feature has the part that its
    squared move is of the squared distance by which they moved the centre. Signals that are calm, blocked, or about the
    data or everybody's movements have none: what they would be a part of is not said of anybody.
    """
    weights = {id(finding): _weight(finding) for finding in found if finding.state in _STANDS_OUT}
    whole: defaultdict[tuple[str, bool], float] = defaultdict(float)
    for finding in found:
        whole[_belongs(finding)] += weights.get(id(finding), 0.0)
    return [
        replace(finding, contribution=round(weights[id(finding)] / total, 6))
        if weights.get(id(finding)) and (total := whole[_belongs(finding)])
        else finding
        for finding in found
    ]


def _belongs(finding: Finding) -> tuple[str, bool]:
    return finding.persona_id, finding.level == "feature"


def _weight(finding: Finding) -> float:
    if finding.level == "feature":
        return (finding.effect or 0.0) ** 2
    return finding.weight if finding.level in _JUDGED else 0.0
