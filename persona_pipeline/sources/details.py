"""The questions of a survey as its API describes them (SurveyMonkey details, Typeform form): texts and choices behind the ids."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from persona_pipeline.settings import ConfigError

from .headers import readable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_BYTES = 16 << 20


@dataclass(frozen=True)
class Detail:
    """One question: its text, its choices by id, and whether several may be ticked."""

    text: str
    choices: dict[str, str] = field(default_factory=dict)
    several: bool = False


def read_details(path: Path) -> dict[str, Detail]:
    """Header of the column that the API's responses get: what the question is.

    Raises:
        ConfigError: if the file is absent, too large, not JSON, or describes no questions.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ConfigError(f"{path}: found more than {MAX_BYTES:,} bytes; expected the details of one survey")
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}; expected the details of a survey as JSON") from error
    except ValueError as error:
        raise ConfigError(
            f"{path}: not JSON ({error}); expected the details of a survey. Mend: save it again."
        ) from error
    found = dict(_questions(document)) if isinstance(document, dict) else {}
    if not found:
        raise ConfigError(
            f"{path}: found no questions; expected SurveyMonkey's /surveys/ID/details (`pages`) or Typeform's /forms/ID (`fields`)."
        )
    return found


def _questions(document: dict[str, Any]) -> Iterator[tuple[str, Detail]]:
    for page in document.get("pages") or []:
        for question in page.get("questions") or []:
            yield from _surveymonkey(question)
    for each in document.get("fields") or []:
        yield from _typeform(each)


def _surveymonkey(question: dict[str, Any]) -> Iterator[tuple[str, Detail]]:
    number = str(question.get("id", ""))
    headings = question.get("headings") or [{}]
    text = readable(str(headings[0].get("heading", "")))
    answers = question.get("answers") or {}
    choices = {str(each.get("id")): readable(str(each.get("text", ""))) for each in answers.get("choices") or []}
    several = question.get("family") == "multiple_choice"
    yield number, Detail(text, choices, several)
    for row in answers.get("rows") or []:
        yield f"{number}.{row.get('id')}", Detail(f"{text} [{readable(str(row.get('text', '')))}]", choices, several)


def _typeform(each: dict[str, Any]) -> Iterator[tuple[str, Detail]]:
    properties = each.get("properties") or {}
    if nested := properties.get("fields"):
        for one in nested:
            yield from _typeform(one)
        return
    name = str(each.get("ref") or each.get("id") or "")
    yield name, Detail(readable(str(each.get("title", ""))), {}, bool(properties.get("allow_multiple_selection")))
