"""sources pull: ask feeds for what is not on the disk yet, without a night. And what doctor and `sources check` say of feeds."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from persona_pipeline import feeds
from persona_pipeline.ingest.discover import look
from persona_pipeline.settings import ConfigError, Settings, Source, Workspace
from persona_pipeline.warehouse import hold_lock

from .common import (
    DAY,
    FAILED,
    JsonOption,
    WorkspaceOption,
    complain,
    open_workspace,
    print_json,
    say,
    tell,
    yesterday,
)
from .told import listening

WARNING = "warning: "
"""Begins what is said of a source that answers and has nothing."""
Day = Annotated[
    datetime | None,
    typer.Option("--as-of", **DAY, help="Last business day to ask for. Default: yesterday."),
]
Again = Annotated[
    datetime | None,
    typer.Option(
        "--since",
        **DAY,
        help="Ask again from this day on, whatever was pulled before.",
    ),
]


def pull(
    names: Annotated[list[str] | None, typer.Argument(help="Sources; all with a feed where none is named.")] = None,
    as_of: Day = None,
    since: Again = None,
    workspace: WorkspaceOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Ask APIs and databases for what is new and write it to feeds/NAME/; the next night takes it in.

    Files behind a URL (s3://, https://) need no pull: the night copies them.
    """
    place, settings = open_workspace(workspace)
    last = _day(settings, as_of)
    chosen = _chosen(settings, names or [])
    done, failed = [], False
    with hold_lock(place.lock):
        for source in chosen:
            try:
                again = since.date() if since else None
                pulls = feeds.pull(feeds.Puller(place, settings, source, say), last, again=again)
            except feeds.FeedError as error:
                complain(str(error))
                failed = True
                continue
            done += [{"source": source.name, **vars(each)} for each in pulls]
            if not as_json:
                tell(f"{source.name}: {sum(each.records for each in pulls):,} records up to {last}")
    if as_json:
        print_json(done)
    if failed:
        raise typer.Exit(FAILED)


def reached(workspace: Workspace, settings: Settings) -> Iterator[tuple[Source, bool, str]]:
    """Each source that comes from elsewhere: whether it answers, and what was found."""
    last = yesterday(settings)
    for source in settings.sources:
        if feeds.is_pulled(source):
            try:
                yield source, True, feeds.reach(feeds.Puller(workspace, settings, source), last)
            except feeds.FeedError as error:
                yield source, False, str(error)
        elif feeds.is_remote(source):
            with listening("persona_pipeline.feeds", lambda _record: None):  # told here, in the answer
                inbox = look(workspace, source, last)
            words = "; ".join(inbox.problems) or f"{len(inbox.files)} files at {source.path}"
            if not inbox.files and not inbox.problems and (none := feeds.none_there(source, last)):
                words = f"{WARNING}{none}"
            yield source, not inbox.problems, words


def check_feeds(root: Path, *, as_json: bool) -> None:
    """Say of each source that comes from elsewhere whether it answers; exit code 1 where one does not."""
    place, settings = open_workspace(root)
    found = list(reached(place, settings))
    if not found:
        raise ConfigError(
            "no files were named, and no source of persona.yaml comes from elsewhere. Mend: name files, or give a source a `feed`."
        )
    if as_json:
        print_json([{"source": source.name, "ok": ok, "found": words} for source, ok, words in found])
    for source, ok, words in () if as_json else found:
        state = "FAILS" if not ok else "WARNS" if words.startswith(WARNING) else "ok"
        tell(f"{state}  {source.name}: {words.removeprefix(WARNING)}")
    if not all(ok for _, ok, _ in found):
        raise typer.Exit(FAILED)


def _day(settings: Settings, asked: datetime | None) -> date:
    """The day that was asked for; not in the future, for what is pulled counts as complete up to it."""
    today = yesterday(settings) + timedelta(days=1)
    if asked is not None and asked.date() > today:
        raise ConfigError(f"--as-of {asked.date()} lies in the future; expected {today} or earlier.")
    return asked.date() if asked is not None else today - timedelta(days=1)


def _chosen(settings: Settings, names: Sequence[str]) -> list[Source]:
    having = {source.name: source for source in settings.sources if feeds.is_pulled(source)}
    strange = [name for name in names if name not in having]
    if strange or not having:
        known = ", ".join(having) or "none; files behind a URL are copied by the night itself"
        raise ConfigError(
            f"{', '.join(strange) or 'persona.yaml'}: no source with a feed to pull. Sources with one: {known}."
        )
    return [having[name] for name in names] if names else list(having.values())
