"""Hand what persona.yaml says of a survey's questions to SQL: their order, scales, batteries, repeats and opposites."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from persona_pipeline.warehouse import keep_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from persona_pipeline.context import Context
    from persona_pipeline.settings import Question, Settings, Source

_AGE = re.compile(r"(?<![^\W_])(age|leeftijd|leeftijdsgroep)(?![^\W_])|how old|hoe oud", re.IGNORECASE)
_RATINGS = "satisfaction"
_QUESTION_COLUMNS = (
    "source varchar, question_id varchar, place integer, lowest double, highest double, battery varchar, is_age boolean, "
    "repeats varchar, is_reversed boolean, is_repeated boolean"
)


def keep_questions(ctx: Context) -> None:
    """Fill the temporary tables survey_questions (a row per question) and survey_opposites (both orders of each pair)."""
    keep_rows(ctx.warehouse, "survey_questions", _QUESTION_COLUMNS, _questions(ctx.settings))
    columns = "source varchar, role varchar, one varchar, other varchar"
    keep_rows(ctx.warehouse, "survey_opposites", columns, sorted(set(_opposites(ctx.settings))))


def rule_of(ctx: Context) -> str:
    """Hash of everything in persona.yaml by which a response is judged: the thresholds and the questions."""
    surveys = ctx.settings.surveys
    thresholds = (
        surveys.min_rated_items,
        surveys.straight_share,
        surveys.speeding_share,
        surveys.min_timed,
        surveys.age_tolerance_years,
        surveys.flag_factor,
        surveys.weight_floor,
    )
    roles = [
        (source.name, key, question.role)
        for source in ctx.settings.sources_of("survey")
        for key, question in source.questions.items()
    ]
    said = repr((thresholds, list(_questions(ctx.settings)), sorted(set(_opposites(ctx.settings))), roles))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _questions(settings: Settings) -> Iterator[tuple[object, ...]]:
    for source in settings.sources_of("survey"):
        repeated = {question.repeats for question in source.questions.values()}
        for place, (key, question) in enumerate(source.questions.items()):
            lowest, highest = (0.0, 10.0) if question.role == "nps" else question.scale or (1.0, 5.0)
            yield (
                source.name,
                key,
                place,
                lowest,
                highest,
                _battery(question),
                _asks_age(key, question),
                question.repeats,
                question.reversed,
                key in repeated,
            )


def _battery(question: Question) -> str | None:
    """Several choices in one answer are no row of a grid."""
    if question.between is not None:
        return None
    return question.battery or (_RATINGS if question.role == _RATINGS else None)


def _asks_age(key: str, question: Question) -> bool:
    texts = (key, question.label or "", question.column or "")
    return question.role == "demographic" and any(_AGE.search(text) for text in texts)


def _opposites(settings: Settings) -> Iterator[tuple[str, str, str, str]]:
    for source in settings.sources_of("survey"):
        yield from _pairs(source)


def _pairs(source: Source) -> Iterator[tuple[str, str, str, str]]:
    for question in source.questions.values():
        for one, other in question.opposites:
            first, second = one.strip().lower(), other.strip().lower()
            yield source.name, question.role, first, second
            yield source.name, question.role, second, first
