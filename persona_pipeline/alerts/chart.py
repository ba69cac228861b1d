"""A small chart in signs that every channel shows: how far what moved was from normal, night by night."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from persona_pipeline.drift import day

from . import frame

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from persona_pipeline.language import Code

    from .message import Message

    Ask = Callable[[dict[str, Any]], Sequence[tuple[Any, ...]]]

_BARS, _GAP = "▁▂▃▄▅▆▇█", "·"
_FEWEST = 5


@dataclass(frozen=True)
class Chart:
    """How far a figure was from normal on the nights up to the last one."""

    effects: tuple[float | None, ...]
    last: date

    def line(self, language: Code) -> str:
        """The chart, and what it shows, on one line."""
        nights, chart = str(len(self.effects)), bars(self.effects)
        return frame.CHART(language, nights=nights, last=day(self.last, language), chart=chart)


def charts_of(alerts: Sequence[Message], ask: Ask, as_of: date, min_cell: int) -> dict[str, Chart]:
    """A chart for each verdict that stands, by alert id: of the first signal behind it.

    Args:
        alerts: alerts of nights.
        ask: gives the rows of sql/alerts/effects.sql for its parameters.
        as_of: the last night that is shown.
        min_cell: a figure about fewer people is not told.
    """
    found = {}
    for alert in alerts:
        signals = alert.evidence.get("signals") or {}
        if alert.rule != "verdict_re_evaluate" or not alert.standing or not any(signals.values()):
            continue
        first: dict[str, Any] = next(rows[0] for rows in signals.values() if rows)
        about = {name: first[name] for name in ("level", "persona_id", "measure")}
        rows = ask({**about, "as_of": as_of, "min_cell": min_cell})
        if sum(effect is not None for _, effect in rows) >= _FEWEST:
            found[alert.alert_id] = Chart(tuple(effect for _, effect in rows), rows[-1][0])
    return found


def bars(effects: Sequence[float | None]) -> str:
    """A bar a night, as high as the effect in the direction of the last one; a dot where nothing is known.

    >>> bars([0.0, -0.2, None, 1.0, 2.0])
    '▁▁·▄█'
    """
    last = next((effect for effect in reversed(effects) if effect is not None), 0.0)
    heights = [None if effect is None else max(0.0, effect if last >= 0 else -effect) for effect in effects]
    top = max((height for height in heights if height is not None), default=0.0) or 1.0
    return "".join(_GAP if h is None else _BARS[int(h / top * (len(_BARS) - 1))] for h in heights)
