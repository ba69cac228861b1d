"""Pull a feed: ask for the days that are not on the disk yet, and write what comes as files of the workspace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from persona_pipeline.settings.feeds import BigQueryFeed, FilesFeed, SqlFeed

from . import bigquery, database, store
from .apis import plan_of
from .errors import FeedError, Moved
from .windows import Window, windows

if TYPE_CHECKING:
    from pathlib import Path

    from persona_pipeline.settings import Settings, Source, Workspace
    from persona_pipeline.settings.feeds import PulledFeed

Say = Callable[[str], None]


@dataclass(frozen=True)
class Puller:
    """One source with a feed that is pulled, and what is needed to pull it."""

    workspace: Workspace
    settings: Settings
    source: Source
    say: Say = lambda _message: None

    @property
    def folder(self) -> Path:
        return self.workspace.feeds / self.source.name

    @property
    def feed(self) -> PulledFeed:
        if self.source.feed is None or isinstance(self.source.feed, FilesFeed):
            raise ValueError(f"source {self.source.name} has no feed that is pulled")
        return self.source.feed

    @property
    def zone(self) -> str:
        return self.settings.shop.timezone


def is_pulled(source: Source) -> bool:
    """Whether the source has a feed whose answers are written to files first."""
    return source.feed is not None and not isinstance(source.feed, FilesFeed)


def pull(puller: Puller, as_of: date, *, again: date | None = None) -> tuple[store.Pull, ...]:
    """Ask for everything up to the end of ``as_of`` that no earlier pull covered, and for the days to look back.

    Nothing is asked where the files on the disk reach ``as_of`` already, unless ``again`` names a day to begin with.
    What was pulled before a failure stays; the next pull goes on behind it.

    Raises:
        FeedError: if the feed cannot be reached, refuses, or does not answer whole.
    """
    source, feed, folder = puller.source, puller.feed, puller.folder
    store.sweep(folder)
    asked = windows(
        store.pulled_to(folder),
        as_of=as_of,
        since=feed.since or puller.settings.night.first_date,
        look_back_days=feed.look_back_days,
        zone=puller.zone,
        again=again,
    )
    if not asked:
        puller.say(f"source {source.name}: pulled up to {as_of} before; nothing is asked")
    if asked and isinstance(feed, SqlFeed) and feed.cursor_column is None:
        asked = (Window(asked[0].first, asked[-1].last, puller.zone),)
    pulls = []
    for window in asked:
        pulls.append(store.write(folder, _name(feed, window), window.first, window.last, _fill(puller, window)))
        puller.say(f"source {source.name}: {pulls[-1].records:,} records for {window.first} to {window.last}")
    return tuple(pulls)


def reach(puller: Puller, as_of: date) -> str:
    """Ask for very little; returns what was found, in words.

    Raises:
        FeedError: if the feed cannot be reached or refuses.
    """
    window = Window(as_of - timedelta(days=1), as_of, puller.zone)
    feed, name = puller.feed, puller.source.name
    if isinstance(feed, SqlFeed):
        columns = database.columns(name, feed, puller.workspace.root)
        return f"answers with the columns {', '.join(columns)}"
    if isinstance(feed, BigQueryFeed):
        return bigquery.reach(name, feed)
    from .client import pages

    records = next(pages(name, plan_of(name, feed, window)), [])
    return f"answers; {len(records)} records on the first page of {window.first} to {window.last}"


def _name(feed: PulledFeed, window: Window) -> str:
    """A whole table has one name, so that its next version replaces it; windows have one each."""
    if not isinstance(feed, SqlFeed):
        return f"{window.name}.jsonl"
    return f"{window.name}.parquet" if feed.cursor_column else "everything.parquet"


def _fill(puller: Puller, window: Window) -> Callable[[Path], int]:
    feed, name = puller.feed, puller.source.name
    if isinstance(feed, SqlFeed):
        zone = puller.source.timezone or puller.zone
        return partial(database.fill, name, feed, puller.workspace.root, Window(window.first, window.last, zone))
    if isinstance(feed, BigQueryFeed):
        return partial(bigquery.fill, name, feed, window)
    return partial(_fill_from_api, puller, window)


def _fill_from_api(puller: Puller, window: Window, path: Path) -> int:
    from .client import RESTARTS

    for _ in range(RESTARTS):
        records = _write_pages(puller, window, path)
        if records is not None:
            return records
        puller.say(f"source {puller.source.name}: records moved while they were read; asking again from the first page")
    raise FeedError(
        f"source {puller.source.name}: the records of {window.first} to {window.last} changed {RESTARTS} times while they were "
        "paged through; nothing was taken in. Mend: pull at a quieter hour."
    )


def _write_pages(puller: Puller, window: Window, path: Path) -> int | None:
    """The number of records; None where they moved between pages."""
    from .client import pages, write_json

    name, records = puller.source.name, 0
    plan = plan_of(name, puller.feed, window)
    with path.open("w", encoding="utf-8", newline="") as file:
        try:
            for number, page in enumerate(pages(name, plan), start=1):
                file.writelines(write_json(record) for record in page)
                records += len(page)
                puller.say(f"source {name}: page {number}, {records:,} records so far")
        except Moved:
            return None
    return records
