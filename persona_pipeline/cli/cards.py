"""personas card, personas overrule: read the card of a persona, and say what stands on it."""

import json
import sys
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Annotated, Literal

import typer
from pydantic import ValidationError

from persona_pipeline.cards import CARDS_FOLDER, OVERRULE, TAKE_BACK, Document, decided_words, markdown
from persona_pipeline.decisions import Decisions
from persona_pipeline.language import Code
from persona_pipeline.personas.registry import next_night
from persona_pipeline.settings import Binding, ConfigError, Settings, Texts, Workspace
from persona_pipeline.settings.cards import MOST_LINES, why_no_line

from .common import JsonOption, WorkspaceOption, open_workspace, print_json, tell
from .personas import AuthorOption, PersonaArgument, ReasonOption, newest_night, who_decides

NAMES: dict[Code, str] = {"en": "English", "nl": "Dutch"}
LanguageOption = Annotated[Code | None, typer.Option("--language", help="en or nl; without it the shop's language.")]
WordsLanguageOption = Annotated[
    Code | None,
    typer.Option(
        "--language",
        help="The language of the words, en or nl; without it the shop's. With --take-back only the words in this language go.",
    ),
]


def card(
    persona: PersonaArgument,
    workspace: WorkspaceOption = Path(),
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the card of a persona as it was published last: Markdown for people, JSON with all evidence for scripts."""
    place, settings = open_workspace(workspace)
    known = _published(place)
    if not known:
        raise ConfigError(
            f"{place.root}: no card has been published here yet. Mend: run `persona-pipeline refresh -w {place.root}`; there "
            "are cards as soon as there are personas."
        )
    _expect(persona, known)
    found = _read(known[persona])
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    text = markdown(found, language or settings.shop.language)
    if sys.stdout.isatty():
        tell(text)
    else:
        typer.echo(text, nl=False)


def overrule(
    persona: PersonaArgument,
    line: Annotated[
        str,
        typer.Argument(help="Which line: name, goals.1, relievers.2, ...; a field alone (story) for all its lines."),
    ],
    workspace: WorkspaceOption = Path(),
    text: Annotated[str | None, typer.Option("--text", help="The words, at most 400 signs.")] = None,
    language: WordsLanguageOption = None,
    figure: Annotated[
        str | None, typer.Option("--figure", help="Bind the words to a figure, such as mobile_share or channel:email.")
    ] = None,
    question: Annotated[str | None, typer.Option("--question", help="Bind them to a question of a survey.")] = None,
    answer: Annotated[str | None, typer.Option("--answer", help="The answer to that question.")] = None,
    is_: Annotated[
        Literal["above_average", "below_average"] | None,
        typer.Option("--is", help="Where it must lie against everybody else."),
    ] = None,
    at_least: Annotated[float | None, typer.Option("--at-least", help="What it must reach; shares as 0.3.")] = None,
    at_most: Annotated[float | None, typer.Option("--at-most", help="What it must not exceed.")] = None,
    take_back: Annotated[
        bool, typer.Option("--take-back", help="Let the data speak again, or persona.yaml where it says something.")
    ] = False,
    author: AuthorOption = None,
    reason: ReasonOption = None,
) -> None:
    """Put your words in place of a line of a card, or take them back.

    They stand from the next night on, under your name, and every refresh keeps them. Bound to a figure they are marked
    contradicted when it turns against them; without one they are an assumption. Said again, in this language or the other, they
    stay bound as they were; each language keeps its own words, author and reason. A card in the other language shows your words
    and says which language they are in, until you give it words of its own.

    Example: `persona-pipeline personas overrule P01 goals.1 --text "Find a present in time" --reason "12 interviews in May"`
    """
    place, settings = open_workspace(workspace)
    problem = why_no_line(line)
    if problem:
        raise ConfigError(f"{problem}.")
    known = _published(place)
    if known:
        _expect(persona, known)
    bound: dict[str, object] = {
        "figure": figure,
        "question": question,
        "answer": answer,
        "is": is_,
        "at_least": at_least,
        "at_most": at_most,
    }
    binding = bound if any(value is not None for value in bound.values()) else None
    payload = _payload(language or settings.shop.language, text, binding, take_back=take_back)
    with Decisions.open(place, settings) as store:
        standing = decided_words(store.log(kinds=(OVERRULE, TAKE_BACK)), settings)
        if take_back:
            _expect_words(persona, line, language, standing, settings)
            payload = {"language": language} if language else {}
        else:
            _expect_line(persona, line, known, standing, settings)
        who = who_decides(author, reason)
        first = next_night(store, newest_night(place))
        kind = TAKE_BACK if take_back else OVERRULE
        store.record(kind, f"{persona} {line}", payload | {"effective_as_of": first.isoformat()}, **who)
    only = f" in {NAMES[language]}" if take_back and language else ""
    tell(
        f"{persona} {line}: {'taken back' if take_back else 'recorded'}{only}; the card shows it from the night of {first} on"
    )


def _expect_line(
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


def _expect_words(
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


def _payload(
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


def _published(place: Workspace) -> dict[str, Path]:
    """The cards that were published last, by persona id; none where nothing was."""
    folder = place.published / CARDS_FOLDER
    if not folder.is_dir():
        return {}
    current = folder.resolve()  # a night that ends meanwhile moves the link, not these files
    return {path.stem: path for path in sorted(current.glob("P[0-9][0-9].json"))}


def _read(path: Path) -> Document:
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


def _expect(persona: str, known: Collection[str]) -> None:
    if persona not in known:
        raise ConfigError(f"there is no persona {persona!r}; expected one of {', '.join(known)}.")
