"""A small chart in signs that every channel shows: how far what moved was from normal, night by night."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from persona_pipeline.drift import day

from . import frame

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from persona_pipeline.settings import Settings

    from .message import Message

    Ask = Callable[[dict[str, Any]], Sequence[tuple[Any, ...]]]

_BARS, _GAP = "▁▂▃▄▅▆▇█", "·"
_FEWEST = 5


def charts_of(alerts: Sequence[Message], ask: Ask, settings: Settings, as_of: date) -> dict[str, str]:
    """A line with a chart for each verdict that stands, by alert id: of the first signal behind it.

    Args:
        alerts: alerts of nights.
        ask: gives the rows of sql/alerts/effects.sql for its parameters.
        settings: language, and how many people a figure is told of.
        as_of: the last night that is shown.
    """
    found = {}
    for alert in alerts:
        signals = alert.evidence.get("signals") or {}
        if alert.rule != "verdict_re_evaluate" or not alert.standing or not any(signals.values()):
            continue
        first: dict[str, Any] = next(rows[0] for rows in signals.values() if rows)
        about = {name: first[name] for name in ("level", "persona_id", "measure")}
        rows = ask({**about, "as_of": as_of, "min_cell": settings.publish.min_cell})
        line = _line(rows, settings)
        if line is not None:
            found[alert.alert_id] = line
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


def _line(rows: Sequence[tuple[Any, ...]], settings: Settings) -> str | None:
    effects = [row[1] for row in rows]
    if len([effect for effect in effects if effect is not None]) < _FEWEST:
        return None
    language = settings.shop.language
    return frame.CHART(language, nights=str(len(rows)), last=day(rows[-1][0], language), chart=bars(effects))
