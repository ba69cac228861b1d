"""Figures of the seeds that are done: printed as tables, and written down by name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.personas.results import table

from . import aims
from .cells import HOME, Cache, Cell, per_year
from .measure import BASELINES, VOLUMES, Seen
from .scenarios import SCENARIOS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

RESULTS = Path(__file__).resolve().parents[1] / "results" / "drift.json"
RECALLS = (3, 5, 10)
Figures = dict[str, float]


def scenarios(cache: Cache) -> Figures:
    """Print what is known of every cell that has been measured."""
    figures: Figures = {}
    calm, caught, quiet = [], [], []
    for volume in VOLUMES:
        for baseline in BASELINES:
            ending = f"{volume}" if baseline == HOME[1] else f"{volume}_{baseline}"
            for name in SCENARIOS:
                found = cache.of(Cell(name, volume, baseline))
                place = (volume, baseline, len(found))
                if found and name == "S0":
                    rate, low, high = _rate(found)
                    calm.append(("calm year", *place, rate, low, high))
                    figures[f"false_per_year_{volume}_{baseline}"] = rate
                    figures[f"false_per_year_low_{volume}_{baseline}"] = low
                    figures[f"false_per_year_high_{volume}_{baseline}"] = high
                    figures[f"calm_years_{volume}_{baseline}"] = len(found)
                elif found and SCENARIOS[name].causes:
                    named = _caught(found)
                    caught.append((SCENARIOS[name].says, *place, *named.values()))
                    figures |= {f"{key}_{name}_{ending}": value for key, value in named.items()}
                elif found:
                    share = float(np.mean([one.delay is not None for one in found]))
                    quiet.append(
                        (SCENARIOS[name].says, *place, share, float(np.mean([one.incidents for one in found])))
                    )
                    figures[f"incidents_on_{name}_{ending}"] = quiet[-1][-1]
                    figures[f"false_on_{name}" + ("" if (volume, baseline) == HOME else f"_{ending}")] = share
    head = ("", "volume", "nights", "n")
    print("\nFalse re-evaluations a year, all levels together, with their 95 % Poisson interval")
    table((*head, "a year", "from", "to"), calm)
    print("\nPlanted changes: nights until caught, share caught within 3, 5, 10 nights, right cause, times told, flaps")
    table((*head, "median", "p90", "@3", "@5", "@10", "cause", "told", "flaps"), caught)
    print("\nWhere nothing should be said: share of seeds with a re-evaluate, and incidents a seed")
    table((*head, "false", "incidents"), quiet)
    figures |= _together(cache)
    aims.show(figures)
    return figures


def poisson_interval(count: int) -> tuple[float, float]:
    """Exact 95 % interval of a count's mean (Garwood 1936)."""
    from scipy.stats import chi2

    low = float(chi2.ppf(0.025, 2 * count)) / 2 if count else 0.0
    return low, float(chi2.ppf(0.975, 2 * count + 2)) / 2


def merge(figures: Mapping[str, float]) -> None:
    """Write figures down by name; what other parts measured stays. What never happens is written as null."""
    before: dict[str, float | None] = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    now = {name: round(float(value), 4) if np.isfinite(value) else None for name, value in figures.items()}
    RESULTS.write_text(json.dumps(dict(sorted((before | now).items())), indent=2) + "\n")


def _rate(found: Sequence[Seen]) -> tuple[float, float, float]:
    count, years = per_year(found)
    low, high = poisson_interval(count)
    return count / years, low / years, high / years


def _caught(found: Sequence[Seen]) -> Figures:
    """Seeds that already stood at re-evaluate before the change say nothing of its delay, and are left out."""
    fair = [one for one in found if not one.false_before]
    delays = np.array([one.delay or np.inf for one in fair])
    named = [one.cause in SCENARIOS[one.scenario].causes for one in fair if one.delay]
    told = [one for one in fair if one.delay]
    return {
        "delay_median": float(np.quantile(delays, 0.5, method="lower")),
        "delay_p90": float(np.quantile(delays, 0.9, method="higher")),
        **{f"recall{n}": float(np.mean(delays <= n)) for n in RECALLS},
        "cause_right": float(np.mean(named)) if named else np.nan,
        "told": float(np.mean([one.told for one in told])) if told else np.nan,
        "flaps": float(np.mean([one.incidents - 1 for one in told])) if told else np.nan,
    }


def _together(cache: Cache) -> Figures:
    """Over all planted changes at medium volume with 91 nights."""
    found = [one for name, each in SCENARIOS.items() if each.causes for one in cache.of(Cell(name, *HOME))]
    caught = [one for one in found if one.delay and not one.false_before]
    if not caught:
        return {}
    right = [one.cause in SCENARIOS[one.scenario].causes for one in caught]
    return {
        "cause_right_share": float(np.mean(right)),
        "told_per_incident": float(np.mean([one.told for one in caught])),
        "flaps_per_incident": float(np.mean([one.incidents - 1 for one in caught])),
        "seeds_medium_91": min(len(cache.of(Cell(name, *HOME))) for name in SCENARIOS if name not in ("S0", "S10")),
    }
