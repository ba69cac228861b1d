"""personas card, personas overrule: read the card of a persona, and say what stands on it."""

import getpass
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal

import duckdb
import typer
from pydantic import ValidationError

from persona_pipeline.cards import OVERRULE, TAKE_BACK, Document, markdown, read_cards
from persona_pipeline.decisions import Decisions
from persona_pipeline.language import Code
from persona_pipeline.settings import Binding, ConfigError, Settings, Texts, Workspace
from persona_pipeline.settings.cards import FIELDS, SINGLE, is_line
from persona_pipeline.warehouse import connect

from .common import JsonOption, WorkspaceOption, open_workspace, print_json, tell

PersonaArgument = Annotated[str, typer.Argument(help="Id of the persona, such as P01.")]
LanguageOption = Annotated[Code | None, typer.Option("--language", help="en or nl; without it the shop's language.")]


def card(
    persona: PersonaArgument,
    workspace: WorkspaceOption = Path(),
    language: LanguageOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the card of a persona as it was published last: Markdown for people, JSON with all evidence for scripts."""
    place, settings = open_workspace(workspace)
    found = _published(place, settings, persona)
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
    reason: Annotated[
        str, typer.Option("--reason", help="Why; stands on the card. Asked for where it is left out.", prompt="Why")
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
    author: Annotated[
        str | None, typer.Option("--author", help="Who says so; without it the user of this computer.")
    ] = None,
) -> None:
    """Put your words in place of a line of a card, or take them back.

    They stand from the next night on, under your name, and every refresh keeps them. Bound to a figure they are marked
    contradicted when it turns against them; without one they are an assumption.

    Example: `persona-pipeline personas overrule P01 goals.1 --text "Find a present in time" --reason "12 interviews in May"`
    """
    place, settings = open_workspace(workspace)
    name = _line(line)
    known = {each.persona_id: each for each in _all_published(place, settings)}
    if known and persona not in known:
        raise ConfigError(f"there is no persona {persona}; expected one of {', '.join(known)}.")
    payload = _payload(
        settings.shop.language if language is None else language,
        text,
        None
        if figure is question is None
        else {
            "figure": figure,
            "question": question,
            "answer": answer,
            "is": is_,
            "at_least": at_least,
            "at_most": at_most,
        },
        take_back=take_back,
    )
    with Decisions.open(place, settings) as store:
        first = _next_night(store, known)
        store.record(
            TAKE_BACK if take_back else OVERRULE,
            f"{persona} {name}",
            payload | {"from": first.isoformat()},
            author=author or getpass.getuser(),
            reason=reason,
            at=datetime.now(UTC),
        )
    when = f"from the night of {first} on" if known else "from the first night with personas on"
    tell(f"{persona} {name}: {'taken back' if take_back else 'recorded'}; the card shows it {when}")


def _line(name: str) -> str:
    if is_line(name):
        return name
    field = name.partition(".")[0]
    if field not in FIELDS:
        raise ConfigError(f"a card has no line {name!r}; expected one of {', '.join(FIELDS)}, such as goals.1.")
    expected = field if field in SINGLE else f"{field}.1 to {field}.9, or {field} for all its lines"
    raise ConfigError(f"a card has no line {name!r}; expected {expected}.")


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
        said = Texts.model_validate({language: text}).model_dump(exclude_none=True)
        bound = (
            None if binding is None else Binding.model_validate(binding).model_dump(by_alias=True, exclude_none=True)
        )
    except ValidationError as error:
        problems = (
            f"{'.'.join(map(str, each['loc']))}: {each['msg'].removeprefix('Value error, ')}" for each in error.errors()
        )
        raise ConfigError("; ".join(problem.removeprefix(": ") for problem in problems)) from error
    return {"text": said, "evidence": bound}


def _next_night(store: Decisions, known: dict[str, Document]) -> date:
    """The first night that no run has begun; the first of all where none was ever run."""
    nights = [each.as_of for each in known.values()]
    begun = store.newest_night()
    newest = max([*nights, *([begun] if begun else [])], default=None)
    return date.min if newest is None else newest + timedelta(days=1)


def _published(place: Workspace, settings: Settings, persona: str) -> Document:
    found = {each.persona_id: each for each in _all_published(place, settings)}
    if not found:
        raise ConfigError(
            f"{place.root}: no card has been published here yet. Mend: run `persona-pipeline refresh -w {place.root}`; there "
            "are cards as soon as there are personas."
        )
    if persona not in found:
        raise ConfigError(f"there is no persona {persona}; expected one of {', '.join(found)}.")
    return found[persona]


def _all_published(place: Workspace, settings: Settings) -> list[Document]:
    """The cards of the published file, which a running night does not lock; none where nothing was published."""
    path = place.published / "personas.duckdb"
    if not path.exists():
        return []
    con = connect(path.resolve(), read_only=True)
    try:
        return read_cards(con, settings)
    except duckdb.CatalogException:  # published before there were cards
        return []
    finally:
        con.close()
