"""Words of people on a card: what is checked before they are kept, and the cards that were published last."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pydantic import ValidationError

from persona_pipeline.cards import CARDS_FOLDER, Document
from persona_pipeline.settings import Binding, ConfigError, Texts
from persona_pipeline.settings.cards import MOST_LINES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from persona_pipeline.language import Code
    from persona_pipeline.settings import Settings, Workspace

NAMES: dict[Code, str] = {"en": "English", "nl": "Dutch"}


def expect_line(
    persona: str, line: str, known: Mapping[str, Path], standing: Mapping[tuple[str, str], object], settings: Settings
) -> None:
    """That the card has the line, or that it is the next one of its field; before the first card any line will do."""
    field, _, number = line.partition(".")
    if not number or persona not in known:
        return
    card = json.loads(known[persona].read_text(encoding="utf-8"))  # only names: of whatever version the card is
    names = {each["line"] for each in card["lines"] if each["field"] == field}
    names |= {name for key, name in standing if key == persona} | set(settings.cards.overrule.get(persona, {}))
    places = sorted(int(name.partition(".")[2]) for name in names if name.startswith(f"{field}."))
    following = places[-1] + 1 if places else 1
    if int(number) in places or int(number) == following:
        return
    there = (
        f"there are {' and '.join(f'{field}.{place}' for place in places)}, and "
        if places
        else "there is none yet, and "
    )
    more = f"{there}{field}.{following} can be added" if following <= MOST_LINES else there.removesuffix(", and ")
    raise ConfigError(f"the card of {persona} has no line {line!r}; {more}.")


def expect_words(
    persona: str,
    line: str,
    language: Code | None,
    standing: Mapping[tuple[str, str], Mapping[Code, object]],
    settings: Settings,
) -> None:
    """That there are words to take back."""
    said = standing.get((persona, line), {})
    if said and (language is None or language in said):
        return
    if said:
        there = " and ".join(NAMES[code] for code in said)
        raise ConfigError(
            f"{persona} {line} was overruled in {there} only; there are no words in {NAMES[language or 'en']} to take back."
        )
    if line in settings.cards.overrule.get(persona, {}):
        raise ConfigError(
            f"the words of {persona} {line} are those of persona.yaml (cards.overrule). Mend: take them out there."
        )
    others = sorted(name for key, name in standing if key == persona)
    there = f"; overruled are {', '.join(others)}" if others else "; no line of this persona was"
    raise ConfigError(f"{persona} {line} was not overruled by command{there}.")


def said_payload(
    language: Code, text: str | None, binding: dict[str, object] | None, *, take_back: bool
) -> dict[str, object]:
    """What the decision says, checked as persona.yaml is."""
    if take_back:
        if text is not None or binding is not None:
            raise ConfigError("found --take-back together with words or evidence; expected one of the two.")
        return {}
    if text is None:
        raise ConfigError("found no words; expected --text, or --take-back to let the data speak again.")
    try:
        said: dict[str, object] = {"text": Texts.model_validate({language: text}).model_dump(exclude_none=True)}
        if binding is not None:
            checked = Binding.model_validate(binding)
            said["evidence"] = checked.model_dump(by_alias=True, exclude_none=True)
    except ValidationError as error:
        problems = (
            f"{'.'.join(map(str, each['loc']))}: {each['msg'].removeprefix('Value error, ')}" for each in error.errors()
        )
        raise ConfigError("; ".join(problem.removeprefix(": ") for problem in problems)) from error
    return said


def published_cards(place: Workspace) -> dict[str, Path]:
    """The cards that were published last, by persona id; none where nothing was."""
    folder = place.published / CARDS_FOLDER
    if not folder.is_dir():
        return {}
    current = folder.resolve()  # a night that ends meanwhile moves the link, not these files
    return {path.stem: path for path in sorted(current.glob("P[0-9][0-9].json"))}


def read_card(path: Path) -> Document:
    """A published card.

    Raises:
        ConfigError: if an earlier version of this program wrote it.
    """
    try:
        return Document.model_validate_json(path.read_text(encoding="utf-8"))
    except ValidationError as error:
        raise ConfigError(
            f"{path.name}: the card was published by another version of this program. Mend: run a night; it writes the cards anew."
        ) from error


def expect_persona(persona: str, known: Collection[str]) -> None:
    if persona not in known:
        raise ConfigError(f"there is no persona {persona!r}; expected one of {', '.join(known)}.")
