"""Where files come from elsewhere: object stores, plain HTTP, APIs and databases. What comes is a file before it is data."""

from .errors import UNKNOWN_BYTES, FeedError
from .pull import Puller, is_pulled, pull, reach
from .remote import RemoteFile, download, has_changed, is_remote, listed, none_there

__all__ = [
    "UNKNOWN_BYTES",
    "FeedError",
    "Puller",
    "RemoteFile",
    "download",
    "has_changed",
    "is_pulled",
    "is_remote",
    "listed",
    "none_there",
    "pull",
    "reach",
]
