"""In which phase a need, pain or wish belongs: that of its question, else of what it is about, else of its kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from persona_pipeline.warehouse import keep_rows

from .sentiment import topics_of

if TYPE_CHECKING:
    from persona_pipeline.warehouse import Warehouse

    from .lexicon import Lexicons

OF_KIND = {
    "channel": "see",
    "goal": "see",
    "need": "think",
    "decision_factor": "think",
    "site_search": "think",
    "pain": "do",
}


def keep_needs(warehouse: Warehouse, words: Lexicons) -> None:
    """Fill in the phases of the temporary table journey_wordings, which holds a bounded number of wordings."""
    phases = dict(warehouse.query("select touchpoint, phase from journey_phases"))
    lines = warehouse.query(
        "select kind, question, phase, wording from journey_wordings order by kind, question, wording"
    )
    placed = [
        (kind, question, phase or _phase(kind, wording, phases, words), wording)
        for kind, question, phase, wording in lines
    ]
    keep_rows(warehouse, "journey_wordings", "kind varchar, question varchar, phase varchar, wording varchar", placed)


def _phase(kind: str, wording: str, phases: dict[str, str], words: Lexicons) -> str:
    about = topics_of(wording, words) if kind == "pain" else ()
    return next((phases[each] for each in about if each in phases), OF_KIND[kind])
