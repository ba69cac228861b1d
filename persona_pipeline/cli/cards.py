"""personas card, personas overrule: read the card of a persona, and say what stands on it."""

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from persona_pipeline.cards import OVERRULE, TAKE_BACK, decided_words, markdown
from persona_pipeline.decisions import Decisions
from persona_pipeline.desk.overrule import (
    NAMES,
    expect_line,
    expect_persona,
    expect_words,
    published_cards,
    read_card,
    said_payload,
)
from persona_pipeline.desk.reading import newest_night
from persona_pipeline.language import Code
from persona_pipeline.personas.registry import next_night
from persona_pipeline.settings import ConfigError, labels_of
from persona_pipeline.settings.cards import why_no_line

from .common import JsonOption, WorkspaceOption, open_workspace, print_json, tell
from .personas import AuthorOption, PersonaArgument, ReasonOption, who_decides

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
    known = published_cards(place)
    if not known:
        raise ConfigError(
            f"{place.root}: no card has been published here yet. Mend: run `persona-pipeline refresh -w {place.root}`; there "
            "are cards as soon as there are personas."
        )
    expect_persona(persona, known)
    found = read_card(known[persona])
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    spoken = language or settings.shop.language
    text = markdown(found, spoken, labels=labels_of(settings, spoken))
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
    known = published_cards(place)
    if known:
        expect_persona(persona, known)
    bound: dict[str, object] = {
        "figure": figure,
        "question": question,
        "answer": answer,
        "is": is_,
        "at_least": at_least,
        "at_most": at_most,
    }
    binding = bound if any(value is not None for value in bound.values()) else None
    payload = said_payload(language or settings.shop.language, text, binding, take_back=take_back)
    with Decisions.open(place, settings) as store:
        standing = decided_words(store.log(kinds=(OVERRULE, TAKE_BACK)), settings)
        if take_back:
            expect_words(persona, line, language, standing, settings)
            payload = {"language": language} if language else {}
        else:
            expect_line(persona, line, known, standing, settings)
        who = who_decides(author, reason)
        first = next_night(store, newest_night(place))
        kind = TAKE_BACK if take_back else OVERRULE
        store.record(kind, f"{persona} {line}", payload | {"effective_as_of": first.isoformat()}, **who)
    if take_back:
        only = f" in {NAMES[language]}" if language else ""
        tell(
            f"{persona} {line}: your words{only} are taken back; from the night of {first} on the card shows in their place what "
            "persona.yaml says there, or else the data"
        )
    else:
        tell(f"{persona} {line}: recorded; the card shows your words from the night of {first} on")
