"""personas card, personas overrule: read the card of a persona, and say what stands on it."""

import sys
from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Literal

import typer
from pydantic import ValidationError

from persona_pipeline.cards import CARDS_FOLDER, OVERRULE, TAKE_BACK, Document, markdown
from persona_pipeline.decisions import Decisions
from persona_pipeline.language import Code
from persona_pipeline.personas.registry import next_night
from persona_pipeline.settings import Binding, ConfigError, Texts, Workspace
from persona_pipeline.settings.cards import why_no_line

from .common import JsonOption, WorkspaceOption, open_workspace, print_json, tell
from .personas import AuthorOption, PersonaArgument, ReasonOption, newest_night, who_decides

LanguageOption = Annotated[Code | None, typer.Option("--language", help="en or nl; without it the shop's language.")]


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
    found = Document.model_validate_json(known[persona].read_text(encoding="utf-8"))
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
    language: LanguageOption = None,
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
    stay bound as they were.

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
    who = who_decides(author, reason)
    with Decisions.open(place, settings) as store:
        first = next_night(store, newest_night(place))
        kind = TAKE_BACK if take_back else OVERRULE
        store.record(kind, f"{persona} {line}", payload | {"effective_as_of": first.isoformat()}, **who)
    tell(
        f"{persona} {line}: {'taken back' if take_back else 'recorded'}; the card shows it from the night of {first} on"
    )


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


def _expect(persona: str, known: Collection[str]) -> None:
    if persona not in known:
        raise ConfigError(f"there is no persona {persona!r}; expected one of {', '.join(known)}.")
