"""Files behind a URL: which there are, and a copy of one. Object stores through fsspec, plain HTTP through urllib3.

Credentials come from the environment, the way each store's own tools find them.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from persona_pipeline.settings.feeds import FilesFeed

from . import objects, web
from .errors import FeedError

if TYPE_CHECKING:
    from persona_pipeline.settings import Source

LOGGER = logging.getLogger("persona_pipeline.feeds")
HTTP = ("http", "https")


@dataclass(frozen=True)
class RemoteFile:
    """A file as its store describes it. ``bytes`` is -1 and ``version`` empty where the store does not say."""

    url: str
    bytes: int
    version: str
    token_variable: str | None = None

    @property
    def path(self) -> Path:
        """Its name, for the suffixes."""
        return Path(PurePosixPath(unquote(urlsplit(self.url).path)).name)

    @property
    def modified_ns(self) -> int:
        """A number made from the version, for the place where local files have the time of their last change."""
        return int.from_bytes(hashlib.sha256(self.version.encode()).digest()[:7], "big")


def is_remote(source: Source) -> bool:
    """Whether the source's files lie behind a URL."""
    return "://" in source.path


def listed(source: Source, as_of: date | None) -> tuple[RemoteFile, ...]:
    """The files that there are, by name. A URL with ``{date:...}`` stands for the last days up to ``as_of``.

    Without ``as_of`` such a URL names nothing. Of dated files those that are not there are passed over; where none is
    there, the logger ``persona_pipeline.feeds`` gets a warning.

    Raises:
        FeedError: if the store cannot be reached or refuses, or if an undated file is not there.
    """
    dated = "{date" in source.path
    found: dict[str, RemoteFile] = {}
    for url in _expanded(source, as_of):
        for file in _look(source, url, may_lack=dated):
            found[file.url] = file
    if not found and (words := none_there(source, as_of)):
        LOGGER.warning("%s", words)
    return tuple(found[url] for url in sorted(found))


def none_there(source: Source, as_of: date | None) -> str:
    """What to say where a dated URL names no file on any day; empty where it is not dated.

    Raises:
        FeedError: if ``path`` cannot be filled with a date.
    """
    urls = _expanded(source, as_of)
    if "{date" not in source.path or not urls:
        return ""
    return (
        f"source {source.name}: none of the {len(urls)} files from {urls[0]} to {urls[-1]} is there; expected one for at least one day. "
        "Mend: correct `path`, or look at whether the export runs."
    )


def download(source: str, file: RemoteFile, target: Path) -> tuple[str, int]:
    """Copy the file to ``target``, on the disk before this returns; gives its SHA-256 and size.

    Raises:
        FeedError: if it does not come whole, after retries.
    """
    if urlsplit(file.url).scheme in HTTP:
        return web.download(source, file.url, file.token_variable, target)
    return objects.download(source, file.url, target)


def has_changed(source: Source, file: RemoteFile) -> bool:
    """Whether the store describes the file differently now.

    Raises:
        FeedError: if the store cannot be reached.
    """
    if urlsplit(file.url).scheme in HTTP:
        return _look(source, file.url, may_lack=False) != [file]
    return objects.describe_one(source.name, file.url) != (file.bytes, file.version)


def _expanded(source: Source, as_of: date | None) -> list[str]:
    if "{date" not in source.path:
        return [source.path]
    if as_of is None:
        return []
    days = source.feed.look_back_days if source.feed is not None else FilesFeed().look_back_days
    try:
        return sorted({source.path.format(date=as_of - timedelta(days=back)) for back in range(days + 1)})
    except (ValueError, KeyError, IndexError) as error:
        raise FeedError(
            f"source {source.name}: `path` {source.path} is not understood ({error}); expected {{date:%Y-%m-%d}} or the like."
        ) from error


def _look(source: Source, url: str, *, may_lack: bool) -> list[RemoteFile]:
    token = source.feed.token_variable if isinstance(source.feed, FilesFeed) else None
    if urlsplit(url).scheme in HTTP:
        about = web.describe(source.name, url, token, may_lack=may_lack)
        return [] if about is None else [RemoteFile(url, *about, token)]
    return [RemoteFile(name, *about) for name, about in objects.describe(source.name, url, may_lack=may_lack)]
