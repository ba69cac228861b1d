"""Alerts that late and corrected rows take back or add, one sentence each: people who acted on one must hear of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from persona_pipeline.language import marked

if TYPE_CHECKING:
    from datetime import date

    from persona_pipeline.context import Context
    from persona_pipeline.language import Language

    from .picture import Picture

SAYS: dict[str, str] = {
    "withdrawn": marked(
        "Withdrawn: the alert of %(day)s about %(who)s. With the rows that came in late or were corrected since, it would not have been "
        "raised."
    ),
    "due": marked(
        "Not told at the time: with the rows that came in late or were corrected since, %(who)s would have been due for "
        "re-evaluation from %(day)s."
    ),
}


def restated(ctx: Context, language: Language, picture: Picture) -> tuple[str, ...]:
    """Sentences about the night that is shown; none on a night that took in nothing that matters to a verdict."""
    if picture.shown is None:
        return ()
    names = {persona.persona_id: persona.name for persona in picture.personas}
    rows: list[tuple[str, str, date]] = ctx.warehouse.run("pages/restated", {"as_of": picture.shown})
    return tuple(
        language.text(SAYS[alert], who=_who(language, persona_id, names), day=language.day(since))
        for persona_id, alert, since in rows
    )


def _who(language: Language, persona_id: str, names: dict[str, str]) -> str:
    return language.text("the whole shop") if persona_id == "all" else names.get(persona_id, persona_id)
