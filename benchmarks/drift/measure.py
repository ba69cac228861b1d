"""One seed of a scenario: when it was caught and as what, what was said falsely, and how often people were told."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from .scenarios import SCENARIOS
from .shop import Played, verdicts, write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from persona_pipeline.drift.verdict import Verdict
    from persona_pipeline.warehouse import Warehouse

VOLUMES = {"tiny": 0.13, "small": 0.39, "medium": 0.97, "large": 3.9}
"""Of the world of tests/drift/world.py: about 61, 183, 460 and 1,840 orders a night."""
BASELINES = (28, 56, 91, 182)
MERGED = 14
"""Alarms within so many nights of the last one are one episode, for everyone."""


@dataclass(frozen=True)
class Seen:
    """What one seed gave.

    Attributes:
        nights: nights that were judged from the change on.
        false_before: incidents before the change, over so many judged nights ``calm_nights``.
        delay: nights until the overall verdict is re-evaluate; 1 is the night of the change. None where never.
        cause: as it stood on that night.
        incidents: how often the overall verdict turned to re-evaluate from the change on.
        told: nights on which it, or a persona's, did: what people would be told of.
        episodes: incidents from the change on, merged within 14 nights.
    """

    scenario: str
    volume: str
    baseline: int
    seed: int
    nights: int
    calm_nights: int
    false_before: int
    delay: int | None
    cause: str
    incidents: int
    told: int
    episodes: int


def measure(warehouse: Warehouse, scenario: str, volume: str, baseline: int, seed: int) -> Seen:
    """Write the seed's nights down and read the verdicts."""
    played = Played(SCENARIOS[scenario], VOLUMES[volume], baseline, seed)
    write(warehouse, played)
    return seen(verdicts(warehouse, played), played, volume)


def seen(courses: dict[str, list[Verdict]], played: Played, volume: str) -> Seen:
    """Summarise the courses of a played scenario."""
    course, start = courses["all"], played.start
    began = turns(course)
    late = [n for n in began if n >= start]
    caught = next((n for n in range(start, len(course)) if course[n].word == "re-evaluate"), None)
    told = {n for one in courses.values() for n in turns(one) if n >= start}
    return Seen(
        played.scenario.name, volume, played.baseline, played.seed,
        nights=len(course) - start,
        calm_nights=start - played.baseline,
        false_before=len(began) - len(late),
        delay=None if caught is None else caught - start + 1,
        cause="" if caught is None else course[caught].cause,
        incidents=len(late),
        told=len(told),
        episodes=merged(late),
    )  # fmt: skip


def turns(course: Sequence[Verdict]) -> list[int]:
    """Nights on which a verdict turned to re-evaluate."""
    words = ["keep", *(verdict.word for verdict in course)]
    return [n for n in range(len(course)) if words[n + 1] == "re-evaluate" != words[n]]


def merged(nights: Sequence[int]) -> int:
    """Episodes: an alarm within 14 nights of the one before belongs to its episode."""
    return sum(1 for n, night in enumerate(nights) if n == 0 or night - nights[n - 1] > MERGED)


def as_record(one: Seen) -> dict[str, object]:
    """For a line of the cache."""
    return asdict(one)
