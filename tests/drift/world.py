"""A small world of nights: rows of marts.persona_kpis drawn from known personas, with whatever is planted in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd

FIRST = date(2026, 1, 5)
PERSONAS = ("P01", "P02", "P03")
FEATURES = ("frequency", "monetary", "order_value", "mobile_share", "email_share", "pages_per_session")


@dataclass
class Night:
    """What a night is drawn from; a plant changes it."""

    active: float = 4000.0
    shares: np.ndarray = field(default_factory=lambda: np.array([0.42, 0.34, 0.24]))
    sessions_per_active: float = 3.0
    conversion: np.ndarray = field(default_factory=lambda: np.array([0.05, 0.035, 0.03]))
    order_value: np.ndarray = field(default_factory=lambda: np.array([4.0, 3.6, 4.4]))
    centre: np.ndarray = field(default_factory=lambda: np.zeros((3, len(FEATURES))))
    nps: np.ndarray = field(default_factory=lambda: np.array([0.30, 0.2, 0.25]))
    responses: float = 60.0


Plant = Callable[[int, Night], Night]


def nothing(_number: int, night: Night) -> Night:
    return night


@dataclass(frozen=True)
class World:
    """How many nights, how large a shop, and how much nights differ beyond chance."""

    nights: int
    seed: int = 1
    volume: float = 1.0
    noise: float = 0.06
    memory: float = 0.25
    plant: Plant = nothing


def kpis(world: World) -> pd.DataFrame:
    """Rows of marts.persona_kpis. The noise is the same with and without a plant."""
    rng = np.random.default_rng(world.seed)
    drift = _wander(rng, world.nights, 3 + 3 + 3 * len(FEATURES), world.memory)
    rows: list[tuple[object, ...]] = []
    for number in range(world.nights):
        day = FIRST + timedelta(days=number)
        night = Night()
        night = replace(
            night,
            active=night.active * world.volume * _week(day) * np.exp(0.05 * rng.normal()),
            responses=night.responses * world.volume,
        )
        night = world.plant(number, night)
        rows += _rows(day, night, rng, drift[number] * world.noise, _weekend(day))
    return pd.DataFrame(rows, columns=["as_of", "persona_id", "measure", "n", "total", "total_squares"])


def shift_share(start: int, points: float, persona: int = 1, stop: int = 10**9) -> Plant:
    """A persona grows by so many points, the others shrink alike."""

    def plant(number: int, night: Night) -> Night:
        if not start <= number < stop:
            return night
        change = np.full(3, -points / 200.0)
        change[persona] = points / 100.0
        return replace(night, shares=night.shares + change)

    return plant


def scale_conversion(start: int, factors: tuple[float, float, float], stop: int = 10**9) -> Plant:
    def plant(number: int, night: Night) -> Night:
        return replace(night, conversion=night.conversion * np.array(factors)) if start <= number < stop else night

    return plant


def move_centre(start: int, sd: float, persona: int = 2, features: tuple[int, ...] = (3, 4)) -> Plant:
    def plant(number: int, night: Night) -> Night:
        if number < start:
            return night
        centre = night.centre.copy()
        centre[persona, list(features)] += sd
        return replace(night, centre=centre)

    return plant


def promotion(on: int) -> Plant:
    """Twice the visitors for one night, with another mix and a better conversion."""

    def plant(number: int, night: Night) -> Night:
        if number != on:
            return night
        return replace(
            night, active=night.active * 2, shares=np.array([0.34, 0.46, 0.20]), conversion=night.conversion * 1.3
        )

    return plant


def volumes(world: World, faults: dict[int, float] | None = None, kind: str = "web") -> pd.DataFrame:
    """Rows per day of one source, with a fault's factor on some days."""
    rng = np.random.default_rng(world.seed + 999)
    rows = []
    for number in range(-60, world.nights):
        day = FIRST + timedelta(days=number)
        usual = 20_000 * world.volume * _week(day) * np.exp(0.06 * rng.normal())
        rows.append((day, kind, kind, int(usual * (faults or {}).get(number, 1.0))))
    return pd.DataFrame(rows, columns=["business_day", "source", "kind", "rows_core"])


def _wander(rng: np.random.Generator, nights: int, width: int, memory: float) -> np.ndarray:
    """Standard normal series with lag-1 correlation ``memory``."""
    found = np.zeros((nights, width))
    found[0] = rng.normal(size=width)
    for number in range(1, nights):
        found[number] = memory * found[number - 1] + np.sqrt(1 - memory**2) * rng.normal(size=width)
    return found


def _weekend(day: date) -> bool:
    return day.weekday() >= 5


def _week(day: date) -> float:
    return (1.0, 0.97, 0.96, 0.98, 1.05, 1.2, 1.15)[day.weekday()]


def _rows(
    day: date, night: Night, rng: np.random.Generator, noise: np.ndarray, weekend: bool
) -> list[tuple[object, ...]]:
    tilt = np.array([0.0, 0.08, -0.05]) if weekend else np.zeros(3)
    weights = night.shares * np.exp(noise[:3] + tilt)
    active = rng.multinomial(rng.poisson(night.active), weights / weights.sum())
    conversion = np.clip(night.conversion * np.exp(noise[3:6] * 0.8 + (0.05 if weekend else 0.0)), 0, 1)
    sessions = rng.poisson(active * night.sessions_per_active)
    orders = rng.binomial(sessions, conversion)
    repeats = rng.binomial(orders, 0.6)
    answered = rng.poisson(night.responses * active / max(active.sum(), 1))
    centre = night.centre + noise[6:].reshape(3, -1) * 0.5 + (0.05 if weekend else 0.0)
    rows: list[tuple[object, ...]] = []
    for index, persona in enumerate(PERSONAS):
        rows.append((day, persona, "active_share", active.sum(), active[index], active[index]))
        rows.append((day, persona, "conversion", sessions[index], orders[index], orders[index]))
        rows.append((day, persona, "repeat_rate", orders[index], repeats[index], repeats[index]))
        rows.append(
            (day, persona, "order_value", orders[index], *_sums(rng, night.order_value[index], 0.7, orders[index]))
        )
        rows.append((day, persona, "nps", answered[index], *_answers(rng, night.nps[index], answered[index])))
        rows.extend(
            (day, persona, f"feature:{name}", active[index], *_sums(rng, centre[index, j], 1.0, active[index]))
            for j, name in enumerate(FEATURES)
        )
    return rows + _all(rows, day)


def _sums(rng: np.random.Generator, mean: float, sd: float, n: int) -> tuple[float, float]:
    """Sum and sum of squares of n normal values, drawn without drawing them."""
    if n == 0:
        return 0.0, 0.0
    average = mean + sd * rng.normal() / np.sqrt(n)
    spread = sd**2 * rng.chisquare(n - 1) if n > 1 else 0.0
    return n * average, spread + n * average**2


def _answers(rng: np.random.Generator, nps: float, n: int) -> tuple[float, float]:
    promoters, _, detractors = rng.multinomial(n, [0.25 + nps / 2 + 0.1, 0.4, 0.25 - nps / 2])
    return float(promoters - detractors), float(promoters + detractors)


def _all(rows: list[tuple[object, ...]], day: date) -> list[tuple[object, ...]]:
    every: dict[str, np.ndarray] = {}
    for _, _, measure, *figures in rows:
        if measure != "active_share":
            every[str(measure)] = every.get(str(measure), np.zeros(3)) + np.array(figures, dtype=float)
    return [(day, "all", name, *figures.tolist()) for name, figures in sorted(every.items())]
