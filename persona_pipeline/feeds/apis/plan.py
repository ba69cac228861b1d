"""How an API is asked: plain data and two small functions. Sending, retrying and checking is done in client.py."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from persona_pipeline.feeds.errors import FeedError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dlt.sources.helpers.rest_client.paginators import BasePaginator


@dataclass(frozen=True)
class Plan:
    """One question to an API, from its first page to its last.

    Args:
        variables: environment variables that hold the credentials; named where they are refused.
        headers: credentials among them; sent to the host of ``url`` only.
        basic: user and password, where the API wants them so.
        body: form fields of a POST, credentials among them; a GET where empty.
        member: where the records are in the answer; empty where the answer is the list.
        refusal: why an answer with status 200 is none, in the API's words; empty where it is one.
    """

    url: str
    path: str
    params: Mapping[str, Any]
    variables: tuple[str, ...]
    paginator: BasePaginator
    headers: Mapping[str, str] = field(default_factory=dict)
    basic: tuple[str, str] | None = None
    body: Mapping[str, Any] = field(default_factory=dict)
    member: str = ""
    refusal: Callable[[Any], str] = lambda _answer: ""

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not be shown."""
        return (*self.headers.values(), *(self.basic or ()), str(self.body.get("token_auth", "")))

    def records(self, answer: Any) -> list[dict[str, Any]]:
        """The records of one page, as they came.

        Raises:
            FeedError: if there is no list of objects where it should be.
        """
        found = answer.get(self.member) if self.member and isinstance(answer, dict) else answer
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            expected = f"a list of objects under {self.member!r}" if self.member else "a list of objects"
            raise FeedError(
                f"{self.path} answered with something else than {expected}. Mend: is `url` the right address?"
            )
        return found
