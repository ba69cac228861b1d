"""Which alerts another one silences: a source that is broken, or a night that failed, explains the drift that follows it.

As in Alertmanager an alert silences while it stands, also where it is silenced itself; one that was told before stays told.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from persona_pipeline.drift import measure_of
from persona_pipeline.settings import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from .message import Message

_EVERY: frozenset[str] = frozenset(KINDS)


def silenced(alerts: Sequence[Message], kinds: Mapping[str, str]) -> dict[str, str]:
    """Id of a silenced alert -> id of the one that silences it.

    Args:
        alerts: all alerts that are known.
        kinds: kind of each source by its name.
    """
    standing = sorted((a for a in alerts if a.standing), key=lambda a: (a.as_of, a.alert_id))
    found: dict[str, str] = {}
    for target in standing:
        for source in standing:
            if source.alert_id != target.alert_id and _explains(source, target, kinds):
                found.setdefault(target.alert_id, source.alert_id)
    return found


def _explains(source: Message, target: Message, kinds: Mapping[str, str]) -> bool:
    broken = _broken_since(source)
    if broken is None:
        return False
    if target.rule == "verdict_re_evaluate":
        touched = _kinds_of(source, kinds)
        return _began(target) >= broken and all(touched & needed for needed in _needed(target))
    if target.rule == "quality_blocked" and source.rule == "source_late":
        return target.subject.partition(":")[2] == source.subject and target.as_of >= broken
    return (
        target.rule == "night_missing"
        and source.rule in ("gate_stopped", "run_failed")
        and source.as_of >= _began(target)
    )


def _broken_since(source: Message) -> date | None:
    """First day that may be wrong; None for what breaks no data. A source that never brought anything changed nothing either."""
    if source.rule == "source_late":
        last = source.evidence.get("last_day")
        return date.fromisoformat(last) + timedelta(days=1) if last else None
    return source.as_of if source.rule in ("quality_blocked", "gate_stopped", "run_failed") else None


def _kinds_of(source: Message, kinds: Mapping[str, str]) -> frozenset[str]:
    if source.rule in ("gate_stopped", "run_failed"):
        return _EVERY
    measure, _, name = source.subject.partition(":")
    name = name or measure
    if measure == "match_rate":
        return frozenset({"orders", "web", "survey"})
    return frozenset({kinds.get(name, name)})


def _began(alert: Message) -> date:
    began = alert.evidence.get("began")
    return date.fromisoformat(began) if began else alert.as_of


def _needed(alert: Message) -> Iterator[frozenset[str]]:
    """For each signal behind a verdict the kinds of sources that it is made from; none for a measure that is watched no longer, whose
    alert therefore nothing silences.
    """
    signals: Mapping[str, Sequence[Mapping[str, Any]]] = alert.evidence.get("signals") or {}
    for measure in {str(signal.get("measure")) for rows in signals.values() for signal in rows} or {"active_share"}:
        known = measure_of(measure)
        yield known.inputs if known else frozenset()
