"""Ways from one page to the next that dlt does not bring along, as dlt paginators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from dlt.sources.helpers.rest_client.paginators import BasePaginator

from persona_pipeline.feeds.errors import Moved

if TYPE_CHECKING:
    from collections.abc import Callable

    from requests import Request, Response


class NextAddress(BasePaginator):
    """Follows the address that the answer names, always at the host that was asked: a token goes nowhere else."""

    def __init__(self, find: Callable[[Response], str | None]) -> None:
        super().__init__()
        self._find = find
        self._next = ""

    def update_state(self, response: Response, data: list[Any] | None = None) -> None:
        self._next = self._find(response) or ""
        self._has_next_page = bool(self._next)

    def update_request(self, request: Request) -> None:
        if self._next:
            asked, named = urlsplit(str(request.url)), urlsplit(self._next)
            request.url = urlunsplit((asked.scheme, asked.netloc, named.path, named.query, ""))
            request.params = {}


class NumberedPages(BasePaginator):
    """Pages 1 to n, where headers tell how many there are, and how many records."""

    def __init__(self, pages_header: str, records_header: str) -> None:
        super().__init__()
        self._headers = pages_header, records_header
        self._page, self._records = 1, ""

    def update_state(self, response: Response, data: list[Any] | None = None) -> None:
        pages, records = (response.headers.get(name, "") for name in self._headers)
        if self._page > 1 and records != self._records:
            raise Moved
        self._records = records
        self._has_next_page = bool(data) and (not pages or self._page < int(pages))
        self._page += 1

    def update_request(self, request: Request) -> None:
        request.params = {**_params(request), "page": self._page}


class OffsetPages(BasePaginator):
    """Steps of ``limit`` until a page is not full."""

    def __init__(self, name: str, limit: int) -> None:
        super().__init__()
        self._name, self._limit, self._offset = name, limit, 0

    def update_state(self, response: Response, data: list[Any] | None = None) -> None:
        self._has_next_page = data is not None and len(data) >= self._limit
        self._offset += self._limit

    def update_request(self, request: Request) -> None:
        request.params = {**_params(request), self._name: self._offset}


class BeforeToken(BasePaginator):
    """Newest first; each page begins before the last record of the one before."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit, self._token = limit, ""

    def update_state(self, response: Response, data: list[Any] | None = None) -> None:
        self._has_next_page = data is not None and len(data) >= self._limit
        self._token = data[-1]["token"] if data else ""

    def update_request(self, request: Request) -> None:
        request.params = {**_params(request), "before": self._token}


def _params(request: Request) -> dict[str, Any]:
    """The query, which every plan gives as a mapping."""
    return dict(request.params) if isinstance(request.params, dict) else {}
