"""The challenger in the shadow, as something that can be proposed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from persona_pipeline.decisions import DecisionsError
from persona_pipeline.personas.definition import Definition, from_text, sha256_of
from persona_pipeline.personas.rejected import rejected_by_gists

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from persona_pipeline.decisions import Decisions, Version
    from persona_pipeline.warehouse import Warehouse


def rejected_challenger(store: Decisions, as_of: date, personas: Sequence[Mapping[str, Any]]) -> Version | None:
    """The version by which the challenger of a night was proposed and rejected; None where it was not.

    ``personas`` are its rows of ``cli/challenger_personas``: what is published of a challenger leaves its definition out.
    """
    return rejected_by_gists(store, as_of, [str(each["gist"]) for each in personas if each["in_challenger"]])


def newest_challenger(warehouse: Warehouse) -> tuple[date, Definition]:
    """Night and definition of the newest challenger.

    Raises:
        DecisionsError: if there is none.
    """
    rows = warehouse.query("select as_of, definition from marts.persona_challengers order by as_of desc limit 1")
    if not rows:
        raise DecisionsError(
            "there is no challenger yet. Mend: leave --challenger out, and one is fitted now.", "no_challenger"
        )
    night, text = rows[0]
    return night, from_text(text, sha256_of(text), where=f"marts.persona_challengers, night of {night}")
