"""A challenger as rows of marts.persona_challengers and marts.persona_challenger_personas."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from persona_pipeline.personas.definition import to_text

from .wording import sentence

if TYPE_CHECKING:
    from datetime import date

    from persona_pipeline.personas import Definition
    from persona_pipeline.personas.gain import Gain
    from persona_pipeline.personas.match import Fate
    from persona_pipeline.personas.shadow import Shadow

Row = dict[str, Any]


def challenger_row(found: Shadow, known: Definition, *, as_of: date, why: str, smallest: float) -> Row:
    """The challenger as a whole; ``smallest`` is the gain in percent from which it matters."""
    fitted, gain = found.challenger.fitted, found.gain
    events = [fate.event for fate in found.challenger.fates]
    row = {
        "as_of": as_of,
        "version": known.version,
        "why": why,
        "outcome": outcome(gain, smallest),
        "gain": _percent(gain.gain) if gain else None,
        "gain_low": _percent(gain.low) if gain else None,
        "gain_high": _percent(gain.high) if gain else None,
        "chance": _percent(gain.chance) if gain else None,
        "number_gain": _percent(gain.number_gain) if gain else None,
        "smallest": smallest,
        "n": gain.people if gain else None,
        "personas": len(fitted.personas),
        "reference_personas": len(known.personas),
        "same_personas": sum(event in ("survives", "moves") for event in events),
        "least_comes_back": min(found.returning),
        "people": fitted.people,
        "definition": to_text(fitted),
    }
    return row | {"sentence": sentence(row, "en")}


def outcome(gain: Gain | None, smallest: float) -> str:
    """better, small (more than chance, but too little to matter), chance, or too_few people to say."""
    if gain is None:
        return "too_few"
    if not gain.better:
        return "chance"
    return "better" if 100 * (gain.gain - gain.number_gain) >= smallest else "small"


def persona_rows(found: Shadow, known: Definition, as_of: date) -> list[Row]:
    """One row for each persona of the challenger, then for each in force that it does not have.

    A persona that nobody is matched with has no id yet: N1, N2, ... by size. It gets one when the challenger is proposed.
    """
    fates = found.challenger.fates
    new = [fate for fate in fates if fate.new is not None]
    fresh = iter(range(1, len(new) + 1))
    ids = {int(fate.new or 0): fate.persona or f"N{next(fresh)}" for fate in new}
    names = {persona.persona_id: persona for persona in known.personas}
    rows = []
    for fate in fates:
        if fate.new is None:
            old = names[str(fate.persona)]
            own = {"in_challenger": False, "name": old.name, "gist": old.gist, "share": None, "comes_back": None}
            persona_id = str(fate.persona)
        else:
            made = found.challenger.fitted.personas[fate.new]
            own = {"in_challenger": True, "name": made.name, "gist": made.gist, "share": made.share}
            own["comes_back"] = found.returning[fate.new]
            persona_id = ids[fate.new]
        rows.append({"as_of": as_of, "persona_id": persona_id, **own, **_identity(fate, ids)})
    return sorted(rows, key=lambda row: str(row["persona_id"]))


def _identity(fate: Fate, ids: dict[int, str]) -> Row:
    return {
        "event": fate.event,
        "from_ids": ", ".join(sorted(fate.sources)),
        "to_ids": ", ".join(sorted(ids[number] for number in fate.targets)),
        "people": fate.people,
        **asdict(fate.figures),
    }


def _percent(share: float) -> float:
    return round(100 * share, 4) + 0.0
