"""Labels that are missing, as lines to fill in, and labels that stand for nothing, with file and line."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

import yaml

from persona_pipeline.cards.unlabelled import Wording, called, labels_of_nothing, params, without_label, wordings
from persona_pipeline.language import LANGUAGES
from persona_pipeline.settings import labels_of
from persona_pipeline.settings.labelled import line_of_label
from persona_pipeline.settings.labels import near
from persona_pipeline.settings.located import compose
from persona_pipeline.warehouse import statement
from persona_pipeline.warehouse.store import used

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import duckdb

    from persona_pipeline.language import Code
    from persona_pipeline.settings import Settings, Source, Workspace

TABLES = {"category": "categories", "touchpoint": "touchpoints"}


def words_of_night(con: duckdb.DuckDBPyConnection, settings: Settings) -> list[Wording] | None:
    """The shop's own words as of the newest night of a warehouse; None before the first night."""
    newest = con.execute(statement("cli/newest_night")).fetchall()[0][0]
    if newest is None:
        return None
    sql = statement("labels/wordings")
    return wordings(con.execute(sql, used(con, sql, params(settings, newest))).fetchall(), settings)


def to_fill_in(found: list[Wording], settings: Settings, code: Code) -> str:
    """What has no label in the language, as lines of persona.yaml with an empty place for each."""
    missing = without_label(found, settings, code)
    top: dict[str, Any] = {}
    for one in missing:
        if one.kind in TABLES:
            top.setdefault(TABLES[one.kind], {})[one.text] = _empty(code)
        elif one.kind == "attribute":
            top.setdefault("attributes", {}).setdefault(one.of, {})[one.text] = _empty(code)
    parts = [_yaml({"labels": top})] if top else []
    questions: dict[str, Any] = {}
    for one in missing:
        if one.kind == "question":
            questions.setdefault(one.text, {})["labels"] = _empty(code)
        elif one.kind == "answer":
            questions.setdefault(one.of, {}).setdefault("answers", {})[one.text] = _empty(code)
    for place, names in _homes(questions, settings):
        parts.append(f"# {place}\n{_yaml({'questions': {name: questions[name] for name in names}})}")
    return "\n".join(parts)


def _empty(code: Code) -> dict[str, str]:
    return {code: ""}


def _yaml(value: dict[str, Any]) -> str:
    text: str = yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=1_000)
    return text


def _homes(questions: dict[str, Any], settings: Settings) -> Iterator[tuple[str, list[str]]]:
    """Where each question is described: its file, or its source in persona.yaml."""
    homes = [(_file_of(source), name) for name in questions for source in settings.sources if name in source.questions]
    first = {name: place for place, name in reversed(homes)}
    for place, each in groupby(sorted((place, name) for name, place in first.items()), key=lambda home: home[0]):
        yield place, [name for _, name in each]


def _file_of(source: Source) -> str:
    return source.questions_file or f"persona.yaml, source {source.name}"


def of_nothing(found: list[Wording], settings: Settings, place: Workspace) -> list[str]:
    """A sentence for each label of a word that the newest night has not seen: where it stands, and what may be meant."""
    strange = labels_of_nothing(found, settings)
    return [_strange(one, found, settings, place) for one in strange]


def _strange(one: Wording, found: list[Wording], settings: Settings, place: Workspace) -> str:
    path, at = _where(one, settings, place)
    what = f"answer to {one.of}" if one.kind == "answer" else f"value of {one.of}" if one.of else "category"
    tables = [labels_of(settings, code) for code in LANGUAGES]
    mine = [each for each in found if (each.kind, each.of) == (one.kind, one.of)]
    unlabelled = [each.text for each in mine if all(called(each, labels) is None for labels in tables)]
    return f"{line_of_label(path, compose(path), at)}: {one.text!r} is labelled, and no {what} of this night{near(one.text, unlabelled)}"


def _where(one: Wording, settings: Settings, place: Workspace) -> tuple[Path, tuple[Any, ...]]:
    if one.kind == "category":
        return place.config, ("labels", "categories", one.text)
    if one.kind == "attribute":
        return place.config, ("labels", "attributes", one.of, one.text)
    number, source = next(
        (number, source)
        for number, source in enumerate(settings.sources)
        if one.of in source.questions and one.text in source.questions[one.of].answers
    )
    within: tuple[Any, ...] = ("questions", one.of, "answers", one.text)
    if source.questions_file is not None:
        return place.root / source.questions_file, within
    return place.config, ("sources", number, *within)
