"""The challenger in the shadow, as something that can be proposed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from persona_pipeline.decisions import DecisionsError
from persona_pipeline.personas.definition import Definition, from_text, sha256_of

if TYPE_CHECKING:
    from datetime import date

    from persona_pipeline.warehouse import Warehouse


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
