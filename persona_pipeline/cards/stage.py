"""The stage of the night that writes the persona cards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from persona_pipeline.context import StageReport
from persona_pipeline.contracts import TABLES

from .compose import compose
from .gather import gather
from .sayings import sayings
from .shape import FIELDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from persona_pipeline.context import Context

    from .compose import Card
    from .shape import Line

CARDS = "marts.persona_cards"


def refresh_cards(ctx: Context) -> StageReport:
    """Write tonight's card of every persona; needs its profile and, where there is one, what the survey says.

    The personas are those that tonight's members belong to: without members there are no cards.

    Raises:
        DecisionsError: if the store of decisions cannot be read.
    """
    import pandas as pd

    version: int | None = ctx.warehouse.run("cards/version", {"as_of": ctx.as_of})[0][0]
    cards: list[Card] = []
    if version is not None:
        said = sayings(ctx)
        personas = gather(ctx, version)
        _warn(ctx, {each.persona_id for each in personas}, said)
        cards = [compose(each, said.get(each.persona_id, []), ctx.settings, ctx.as_of) for each in personas]
        _warn_of_gaps(ctx, cards)
    rows = [_row(card, line, ctx.as_of, version or 0) for card in cards for line in card.lines]
    frame = pd.DataFrame(rows, columns=list(TABLES[CARDS].column_names), dtype="object")
    count = ctx.warehouse.replace_frame(CARDS, frame, as_of=ctx.as_of)
    states = [line.state for card in cards for line in card.lines]
    return StageReport(
        rows={CARDS: count},
        figures={"cards": len(cards), **{state: states.count(state) for state in sorted(set(states))}},
    )


def _warn(ctx: Context, known: set[str], said: Mapping[str, object]) -> None:
    """Say which settings and words of people stand on no card tonight: a persona or a question that there is none of."""
    for persona_id in sorted(said.keys() - known):
        ctx.progress(f"words of people for {persona_id} stand on no card: there is no such persona tonight")
    asked = {question for source in ctx.settings.sources for question in source.questions}
    for field, questions in ctx.settings.cards.questions.items():
        for question in sorted(set(questions) - asked):
            ctx.progress(f"cards.questions.{field} names the question {question!r}, which no source asks")


def _warn_of_gaps(ctx: Context, cards: Sequence[Card]) -> None:
    """Say which lines of persona.yaml stand beyond the next one of their field: a slip of the pen, more often than not."""
    for card in cards:
        own = {line.name for line in card.lines if line.voices is None}
        for name in ctx.settings.cards.overrule.get(card.persona_id, {}):
            field, _, number = name.partition(".")
            before = {f"{field}.{place}" for place in range(1, int(number))} if number else set()
            missing = sorted(before - own - set(ctx.settings.cards.overrule[card.persona_id]))
            if missing:
                ctx.progress(
                    f"cards.overrule.{card.persona_id}.{name} in persona.yaml: the card has no {', '.join(missing)}, so this line was "
                    f"added at the end. Mend: name the line that you mean (`persona-pipeline personas card {card.persona_id}`)"
                )


def _row(card: Card, line: Line, as_of: date, version: int) -> dict[str, Any]:
    evidence = line.evidence
    row: dict[str, Any] = {
        "as_of": as_of,
        "persona_id": card.persona_id,
        "version": version,
        "line": line.name,
        "block": FIELDS[line.field].block,
        "field": line.field,
        "position": line.position,
        "text_en": line.text_en,
        "text_nl": line.text_nl,
        "state": line.state,
        "note": line.note,
        **_people(line),
        "instead_en": line.instead_en,
        "instead_nl": line.instead_nl,
        "follows": line.follows,
    }
    if evidence is None:
        return row
    effect = evidence.effect
    return row | {
        "metric": evidence.metric,
        "answer": evidence.answer,
        "source": evidence.source,
        "unit": evidence.unit,
        "value": evidence.value,
        "low": evidence.low,
        "high": evidence.high,
        "n": evidence.n if evidence.n_told else None,
        "weighed": evidence.weighed,
        "unweighed_value": evidence.plain,
        "unweighed_others": evidence.others_plain,
        "first_day": evidence.first_day,
        "last_day": evidence.last_day,
        "others_value": evidence.others_value,
        "others_n": evidence.others_n if evidence.n_told else None,
        "effect": effect.size if effect else None,
        "effect_low": effect.low if effect else None,
        "effect_high": effect.high if effect else None,
    }


def _people(line: Line) -> dict[str, Any]:
    """Who said the words of each language; those of English stand first, as columns without an ending."""
    if line.voices is None:
        return {}
    english, dutch = line.voices["en"], line.voices["nl"]
    return {
        "author": english.author,
        "said_on": english.said_on,
        "reason": english.reason,
        "written_in": english.language,
        "author_nl": dutch.author,
        "said_on_nl": dutch.said_on,
        "reason_nl": dutch.reason,
        "written_in_nl": dutch.language,
    }
