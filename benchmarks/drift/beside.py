"""Peers beside the verdict, on the same nights: one table of what benchmarks/results/drift*.json hold.

python -m benchmarks.drift --parts beside     # prints it as docs/drift-peers.md has it
"""

from __future__ import annotations

import json
from statistics import mean
from typing import TYPE_CHECKING, Any

from .units import AFTER, RESULTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

PLANTED = {"S1": "10 points", "S1c": "3 points", "S2": "conversion", "S3": "centre"}
HEAD = ("Way", "False episodes a year", "Alarm nights a year", *PLANTED.values(), "Seconds a night")
RULES = {
    "z_over_3_28_nights_before": "z over 3, 28 nights before",
    "z_over_3_14_nights_with_itself_as_elementary": "z over 3, 14 nights with itself (as Elementary)",
    "psi_over_0.1": "PSI over 0.1",
    "psi_over_0.25": "PSI over 0.25",
    "chi-square_p_below_0.05": "chi-square p below 0.05",
}
PEERS = {
    "evidently": "Evidently",
    "nannyml": "NannyML",
    "whylogs": "whylogs",
    "river": "River",
    "ks": "KS p below 0.05",
}
NEVER, NOT_ASKED = "never", "-"


def rows() -> Iterator[tuple[str, ...]]:
    """Cells of HEAD: the verdict first, then the rules of peers.py, then the packages."""
    ours = read("drift")
    yield (
        "**persona-pipeline, the verdict**",
        f"{ours['false_per_year_medium_91']:.2f}",
        NOT_ASKED,
        *(_nights(ours[f"delay_median_{name}_medium"]) for name in PLANTED),
        f"{ours['seconds_per_night_456']:.2f}",
    )
    for key, says in RULES.items():
        for how in ("default", "tuned"):
            yield (
                f"{says}, {how}",
                f"{ours[f'peer_episodes_per_year_{key}_{how}']:.1f}",
                _rounded(ours[f"peer_alarm_nights_per_year_{key}_{how}"]),
                *(_rule(ours, f"peer_delay_median_{name}_{key}_{how}") for name in PLANTED),
                NOT_ASKED,
            )
    for name, title in PEERS.items():
        for way, figures in read(f"drift_{name}")["ways"].items():
            yield (
                f"{title}: {way}",
                f"{mean(figures['calm_episodes']):.1f}",
                _rounded(mean(figures["calm_alarm_nights"])),
                *(median(figures[f"delays_{planted}"]) for planted in PLANTED),
                _seconds(figures["seconds_per_night"]),
            )


def markdown() -> str:
    """The table, in Markdown."""
    lines = [HEAD, ("---",) * len(HEAD), *rows()]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def median(delays: Sequence[int | None]) -> str:
    """The lower median of the nights until an alarm; None, not within 12 nights, comes last."""
    ordered = sorted(AFTER + 1 if one is None else one for one in delays)
    middle = ordered[(len(ordered) - 1) // 2]
    return NEVER if middle > AFTER else str(middle)


def read(name: str) -> dict[str, Any]:
    """A file of benchmarks/results/."""
    found: dict[str, Any] = json.loads((RESULTS / f"{name}.json").read_text())
    return found


def _rule(ours: Mapping[str, Any], place: str) -> str:
    return _nights(ours[place]) if place in ours else NOT_ASKED


def _nights(value: float | None) -> str:
    return NEVER if value is None else f"{value:.0f}"


def _rounded(value: float) -> str:
    return f"{value:.1f}" if value < 10 else f"{value:.0f}"


def _seconds(value: float) -> str:
    return f"{value:.3f}" if value >= 0.001 else "<0.001"
