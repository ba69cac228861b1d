"""Rows of the nights that peers in environments of their own are given, and what is counted of their alarms.

Needs numpy and pandas only, so that it runs beside every peer. The nights are those of benchmarks/drift/counts.py.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

BASELINE, AFTER, MERGED = 91, 12, 14
SCENARIOS = ("S0", "S1", "S1c", "S2", "S3")
FEATURES = ("frequency", "monetary", "order_value", "mobile_share", "email_share", "pages_per_session")
RESULTS = Path(__file__).resolve().parents[1] / "results"


class Course(NamedTuple):
    """What a way said of every night, reference nights included; what it was not asked of is silent.

    Attributes:
        alarms: by its own limits.
        scores: larger for stranger; "tuned" alarms above the largest of the reference nights. None where that is not asked.
    """

    alarms: npt.NDArray[np.bool_]
    scores: Floats | None


class Rows(NamedTuple):
    """Rows of one night: active customers (persona, features), visits (bought: yes or no), orders (log value)."""

    customers: pd.DataFrame
    visits: pd.DataFrame
    orders: pd.DataFrame


@dataclass
class Nights:
    """One seed of a scenario.

    Attributes:
        shares: active customers, nights x personas.
        orders: visits with an order and without one, nights x 2.
        values: n, sum and sum of squares, nights x personas x (log order value, then the features) x 3.
        start: night of the change.
        rows: by night, of the reference nights and of those that are judged.
    """

    scenario: str
    seed: int
    shares: Floats
    orders: Floats
    values: Floats
    start: int

    def __post_init__(self) -> None:
        self.last = len(self.shares) if self.scenario == "S0" else self.start + AFTER
        self.rows = {night: self._rows(night) for night in (*range(BASELINE), *range(self.start, self.last))}

    def reference(self, size: int | None = None) -> Rows:
        """Rows of all reference nights; ``size``: so many of each kind at most, as many of every night, by chance."""
        each = [self.rows[night] for night in range(BASELINE)]
        return Rows(
            *(
                pd.concat([_some(one, size, n) for n, one in enumerate(k)], ignore_index=True)
                for k in zip(*each, strict=True)
            )
        )

    def courses(self, judge: Callable[[Rows], Mapping[str, tuple[bool, float]]]) -> dict[str, Course]:
        """Ask night by night: whether it alarms and its score, by way."""
        asked = {night: judge(rows) for night, rows in self.rows.items()}
        found: dict[str, Course] = {}
        for way in asked[0]:
            alarms, scores = np.zeros(self.last, dtype=bool), np.zeros(self.last)
            for night, each in asked.items():
                alarms[night], scores[night] = each[way]
            found[way] = Course(alarms, scores)
        return found

    def _rows(self, night: int) -> Rows:
        counts = self.shares[night].astype(int)
        personas = np.repeat([f"P{n + 1:02d}" for n in range(len(counts))], counts)
        features = {name: self._drawn(night, n + 1) for n, name in enumerate(FEATURES)}
        return Rows(
            pd.DataFrame({"persona": personas, **features}),
            pd.DataFrame({"bought": np.repeat(["yes", "no"], self.orders[night].astype(int))}),
            pd.DataFrame({"order": self._drawn(night, 0)}),
        )

    def _drawn(self, night: int, measure: int) -> Floats:
        """Normal values with the very sums of the night, which is what they would be had they been drawn before the sums."""
        rng = np.random.default_rng((1 + self.seed, night, measure))
        return np.concatenate([_values(rng, *persona) for persona in self.values[night, :, measure]])


def read(file: Path, scenarios: Sequence[str] = SCENARIOS) -> Iterator[Nights]:
    """Every seed of these scenarios."""
    data = np.load(file)
    for key in sorted({name.rsplit("_", 1)[0] for name in data.files}):
        scenario, seed = key.split("_")
        if scenario not in scenarios:
            continue
        arrays = (data[f"{key}_{part}"].astype(float) for part in ("shares", "orders", "values"))
        yield Nights(scenario, int(seed), *arrays, int(data[f"{key}_start"]))


def measure(
    name: str,
    packages: Sequence[str],
    given: str,
    ways: Mapping[str, Callable[[Nights], Mapping[str, Course]]],
    more: Callable[[], Mapping[str, float]] = dict,
) -> None:
    """Follow every seed of the file on the command line, and write benchmarks/results/drift_NAME.json.

    Args:
        name: of the peer.
        packages: whose versions are written down.
        given: what the peer was given, in words.
        ways: from nights to what was said of them. Those named on the command line are run, on the scenarios
            named there; figures of the others stay.
        more: further figures, asked when all is done.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("--ways", nargs="+", choices=list(ways), default=list(ways))
    parser.add_argument("--scenarios", nargs="+", choices=SCENARIOS, default=SCENARIOS)
    args = parser.parse_args()
    found: dict[str, dict[str, list[int | None]]] = {}
    seconds, nights, ran = dict.fromkeys(args.ways, 0.0), 0, {}
    for one in read(args.file, args.scenarios):
        nights += len(one.rows)
        for way in args.ways:
            began = time.process_time()
            courses = ways[way](one)
            seconds[way] += time.process_time() - began
            for says, course in courses.items():
                for how, alarms in _hows(says, course).items():
                    _count(found.setdefault(how, {}), one, alarms)
                    ran[how] = way
        print(one.scenario, one.seed, {way: round(taken) for way, taken in seconds.items()}, flush=True)
    path = RESULTS / f"drift_{name}.json"
    figures = {
        "command": f"python -m benchmarks.drift.{name}_peer FILE.npz",
        "given": given,
        "versions": {package: version(package) for package in packages},
        "ways": {
            how: each | {"seconds_per_night": round(seconds[ran[how]] / nights, 5)} for how, each in found.items()
        },
        **more(),
    }
    before = json.loads(path.read_text()) if path.exists() else {}
    if before.get("versions") == figures["versions"] and before.get("given") == given:
        ways_before = before["ways"]
        figures["ways"] = ways_before | {how: ways_before.get(how, {}) | each for how, each in figures["ways"].items()}
    path.write_text(json.dumps(figures, indent=2, sort_keys=True) + "\n")


def episodes(late: Sequence[int]) -> int:
    """Alarms within 14 nights of the one before are one."""
    return sum(1 for n, night in enumerate(late) if n == 0 or night - late[n - 1] > MERGED)


def _hows(says: str, course: Course) -> dict[str, npt.NDArray[np.bool_]]:
    if course.scores is None:
        return {says: course.alarms}
    return {f"{says}, default": course.alarms, f"{says}, tuned": course.scores > course.scores[:BASELINE].max()}


def _count(found: dict[str, list[int | None]], one: Nights, alarms: npt.NDArray[np.bool_]) -> None:
    """Of calm years nights and episodes, of changes the nights until one alarms: 1 is the night of the change."""
    late = [int(night) for night in np.nonzero(alarms[one.start : one.last])[0]]
    if one.scenario == "S0":
        found.setdefault("calm_alarm_nights", []).append(len(late))
        found.setdefault("calm_episodes", []).append(episodes(late))
    else:
        found.setdefault(f"delays_{one.scenario}", []).append(late[0] + 1 if late else None)


def _values(rng: np.random.Generator, n: float, total: float, squares: float) -> Floats:
    drawn = rng.normal(size=int(n))
    if len(drawn) < 2:
        return np.full(len(drawn), total)
    spread = np.sqrt(max(squares / n - (total / n) ** 2, 0.0))
    values: Floats = total / n + spread * (drawn - drawn.mean()) / drawn.std()
    return values


def _some(frame: pd.DataFrame, size: int | None, seed: int) -> pd.DataFrame:
    each = len(frame) if size is None else min(size // BASELINE, len(frame))
    return frame if each == len(frame) else frame.sample(each, random_state=seed)
