"""Verdict rows as drift writes them, without the nights behind them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from persona_pipeline.warehouse import Warehouse

FIRST = date(2026, 3, 1)
SIGNALS = {
    "share": ("share", "active_share", "points", 8.9, None),
    "profile": ("profile", "centre", "sd", 0.5, "mobile_share"),
    "kpi": ("kpi", "conversion", "percent", -31.0, None),
    "global_kpi": ("kpi", "conversion", "percent", -15.2, None),
    "none": ("share", "active_share", "points", 0.4, None),
    "quality": ("share", "active_share", "points", 0.4, None),
}


_SIGNAL_COLUMNS = (
    *("level", "persona_id", "measure", "effect", "effect_unit", "low", "high"),
    *("cusum", "threshold", "direction", "since", "state"),
)


def night(number: int) -> date:
    return FIRST + timedelta(days=number)


def signal(cause: str, persona: str, **other: Any) -> dict[str, Any]:
    level, measure, unit, effect, feature = SIGNALS[cause]
    return {
        "level": level, "persona_id": persona, "measure": measure, "feature": feature, "effect": effect, "effect_unit": unit,
        "low": effect - 1.7, "high": effect + 1.7, "expected": 0.241, "recent": 0.33, "n_per_night": 4120, "z": 4.0,
        "cusum": 6.1, "threshold": 5.2, "direction": "up", "since": "2026-03-02", "state": "firing", **other,
    }  # fmt: skip


def fault(measure: str = "rows:web") -> dict[str, Any]:
    return signal(
        "none",
        "all",
        level="quality",
        measure=measure,
        effect=100.0,
        effect_unit="percent",
        low=60.0,
        high=150.0,
        expected=2000.0,
        recent=4000.0,
        z=6.2,
        threshold=5.0,
        cusum=None,
        state="blocked",
    )


def write_verdicts(
    warehouse: Warehouse,
    as_of: date,
    verdicts: dict[str, tuple[str, str, date]],
    *,
    version: int = 1,
    faults: tuple[dict[str, Any], ...] = (),
) -> None:
    """``verdicts``: persona id -> (verdict, cause, since)."""
    for table in ("marts.persona_verdicts", "marts.drift_signals"):
        warehouse.con.execute(f"delete from {table} where as_of = $d", {"d": as_of})
    for persona, (word, cause, since) in verdicts.items():
        contributor = signal(
            "profile",
            persona,
            level="feature",
            measure="feature:mobile_share",
            feature=None,
            effect=0.52,
            state="watch",
        )
        shown = {
            "contributors": [contributor], "event": None, "false_alarms_per_year": 0.25, "provisional": True, "quality": list(faults),
            "reference": {"first": "2026-01-05", "last": "2026-02-01", "needed": 28, "nights": 28},
            "signals": [signal(cause, persona)], "version": version, "written": True,
        }  # fmt: skip
        warehouse.con.execute(
            "insert into marts.persona_verdicts values ($d, $p, $v, $w, $c, $s, 'reason', $e)",
            {"d": as_of, "p": persona, "v": version, "w": word, "c": cause, "s": since, "e": json.dumps(shown)},
        )
        _write_signals(warehouse, as_of, [*shown["signals"], contributor, *(faults if persona == "all" else ())])


def _write_signals(warehouse: Warehouse, as_of: date, shown: Sequence[dict[str, Any]]) -> None:
    """The rows of marts.drift_signals that evidence is made of, each about as many people as it says."""
    for each in shown:
        warehouse.con.execute(
            "insert into marts.drift_signals by name select $as_of::date as as_of, $level as level, $persona_id as persona_id, "
            "$measure as measure, $effect as effect, $effect_unit as effect_unit, $low as low, $high as high, $cusum as cusum, "
            "$threshold as threshold, $direction as direction, $since::date as since, $n as n, $state as state",
            {"as_of": as_of, "n": each["n_per_night"], **{name: each[name] for name in _SIGNAL_COLUMNS}},
        )


def keep(since: date = FIRST) -> tuple[str, str, date]:
    return ("keep", "none", since)


def moved(cause: str, since: date) -> tuple[str, str, date]:
    return ("re-evaluate", cause, since)
