"""Objects of S3, Google Cloud Storage and Azure, through fsspec. Nothing is remembered between two looks."""

from __future__ import annotations

import hashlib
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from .errors import UNKNOWN_BYTES, FeedError, MissingExtra, said

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EXTRAS = {
    "s3": ("s3", "s3fs"), "s3a": ("s3", "s3fs"),
    "gs": ("gcs", "gcsfs"), "gcs": ("gcs", "gcsfs"),
    "abfs": ("azure", "adlfs"), "abfss": ("azure", "adlfs"), "az": ("azure", "adlfs"),
    "memory": ("", "fsspec"),
}  # fmt: skip
"""Scheme: extra and library."""
OPTIONS: dict[str, dict[str, Any]] = {
    "s3fs": {"config_kwargs": {"connect_timeout": 15, "read_timeout": 60, "retries": {"max_attempts": 4}}},
    "adlfs": {"anon": False},
}
"""Timeouts, and: no anonymous look where credentials are missing."""
VERSIONS = ("ETag", "etag", "generation", "md5Hash", "LastModified", "last_modified", "updated", "created")
"""What stores call the mark of a version; the first that is there counts."""
CHUNK = 1 << 20

About = tuple[int, str]
"""Size in bytes, and version."""


def describe(source: str, url: str, *, may_lack: bool) -> Iterator[tuple[str, About]]:
    """Address, size and version of each object that the pattern names.

    Raises:
        FeedError: if the store cannot be reached or refuses, or if the folder is not there.
    """
    scheme = url.partition("://")[0]
    with _explained(source, url):
        store = _store(source, scheme)
        found = _matching(store, url)
        if not found and not may_lack:
            store.ls(_folder(store, url), refresh=True)  # raises where not even the folder is there
    for name, about in sorted(found.items()):
        yield f"{scheme}://{name}", _about(about)


def describe_one(source: str, url: str) -> About:
    """Size and version of one object, whose address is taken literally.

    Raises:
        FeedError: if it is gone, or if the store cannot be reached.
    """
    with _explained(source, url):
        store = _store(source, url.partition("://")[0])
        return _about(store.info(store._strip_protocol(url)))


def download(source: str, url: str, target: Path) -> tuple[str, int]:
    """Copy the object; on the disk before this returns. Gives its SHA-256 and size.

    Raises:
        FeedError: if it does not come whole.
    """
    digest, size = hashlib.sha256(), 0
    with _explained(source, url):
        store = _store(source, url.partition("://")[0])
        with store.open(url, "rb", block_size=8 * CHUNK, cache_type="readahead") as reader, target.open("wb") as writer:
            while chunk := reader.read(CHUNK):
                digest.update(chunk)
                writer.write(chunk)
                size += len(chunk)
            writer.flush()
            os.fsync(writer.fileno())
            expected = reader.size
    if size != expected:
        raise FeedError(f"source {source}: {url}: {size:,} of {expected:,} bytes came. Mend: run the night again.")
    return digest.hexdigest(), size


def _about(told: dict[str, Any]) -> About:
    size = told.get("size")
    return UNKNOWN_BYTES if size is None else int(size), next(
        (str(told[mark]) for mark in VERSIONS if told.get(mark)), ""
    )


def _matching(store: Any, url: str) -> dict[str, dict[str, Any]]:
    path = store._strip_protocol(url)
    last = path.rpartition("/")[2]
    if not any(mark in path for mark in "*?[") and "." not in last:
        path = f"{path.rstrip('/')}/*"
    found: dict[str, dict[str, Any]] = store.glob(path, detail=True)
    return {name: about for name, about in found.items() if about.get("type") == "file"}


def _folder(store: Any, url: str) -> str:
    """The part before the first wildcard."""
    parts: list[str] = []
    for part in store._strip_protocol(url).split("/"):
        if any(mark in part for mark in "*?[") or (parts and "." in part):
            break
        parts.append(part)
    return "/".join(parts)


def _store(source: str, scheme: str) -> Any:
    if scheme not in EXTRAS:
        known = ", ".join(f"{each}://" for each in ("s3", "gs", "abfs", "https"))
        raise FeedError(f"source {source}: {scheme}:// is not known; expected one of {known}. Mend: correct `path`.")
    extra, library = EXTRAS[scheme]
    import fsspec

    try:
        return fsspec.filesystem(scheme, skip_instance_cache=True, use_listings_cache=False, **OPTIONS.get(library, {}))
    except ImportError as error:
        raise MissingExtra(source, extra, library) from error


@contextmanager
def _explained(source: str, url: str) -> Iterator[None]:
    """Every store's client raises errors of its own; they end in one that says what to do."""
    try:
        yield
    except FeedError:
        raise
    except FileNotFoundError as error:
        raise FeedError(
            f"source {source}: {url}: there is no such bucket, folder or file. Mend: correct `path` of the source."
        ) from error
    except PermissionError as error:
        raise FeedError(
            f"source {source}: {url}: the store refuses ({said(error)}). Mend: give these credentials the right to list and read."
        ) from error
    except Exception as error:
        raise FeedError(
            f"source {source}: {url} could not be reached: {type(error).__name__}: {said(error)}. "
            "Mend: look at the credentials in the environment, and whether the store is up."
        ) from error
