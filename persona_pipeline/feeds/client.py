"""Ask an API page by page through dlt's REST client: retries, Retry-After, refused tokens, answers that were cut off.

dlt is used as a client alone: no pipeline runs, so it keeps no state and reports to nobody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .errors import FeedError, MissingExtra, said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dlt.sources.helpers.rest_client.client import RESTClient
    from requests import Response

    from .apis import Plan

ATTEMPTS = 5
BACKOFF_S = 1.0
LONGEST_WAIT_S = 120.0
TIMEOUTS_S = (10.0, 120.0)
RESTARTS = 3
"""So often a question is asked from its first page again when its records moved while it was answered."""


def pages(source: str, plan: Plan) -> Iterator[list[dict[str, Any]]]:
    """The records of each page.

    Raises:
        FeedError: if the API cannot be reached, refuses, or does not answer whole after all retries.
        Moved: if records moved between pages.
    """
    client = _client(source, plan)
    from requests.exceptions import RequestException

    try:
        for page in client.paginate(
            plan.path,
            method="POST" if plan.body else "GET",
            params=dict(plan.params),
            data=dict(plan.body) or None,
            paginator=plan.paginator,
            data_selector=plan.member or "$",
            hooks={"response": [_judge(source, plan)]},
        ):
            yield plan.records(read_json(page.response.content))
    except RequestException as error:
        raise FeedError(
            f"source {source}: {plan.url} could not be read: {said(error, *plan.secrets)}. "
            f"It was tried {ATTEMPTS} times; nothing of this pull was taken in. Mend: look whether it is up, and run the night again."
        ) from error
    except FeedError as error:
        raise FeedError(f"source {source}: {error}" if "source " not in str(error) else str(error)) from error


def read_json(body: bytes) -> Any:
    """JSON with its numbers as they are written: 19.90 stays 19.90.

    Raises:
        ValueError: if it is not JSON, or not whole.
    """
    import simplejson

    return simplejson.loads(body.decode("utf-8"), use_decimal=True)


def write_json(record: dict[str, Any]) -> str:
    """One record as a line of JSON."""
    import simplejson

    return str(simplejson.dumps(record, use_decimal=True, ensure_ascii=False)) + "\n"


def _client(source: str, plan: Plan) -> RESTClient:
    try:
        from dlt.common.configuration.specs import RuntimeConfiguration
        from dlt.sources.helpers.requests import Client
        from dlt.sources.helpers.rest_client.client import RESTClient
    except ImportError as error:
        raise MissingExtra(source, "api", "dlt") from error
    http = Client(
        request_timeout=TIMEOUTS_S,
        raise_for_status=False,
        request_max_attempts=ATTEMPTS,
        request_backoff_factor=BACKOFF_S,
        request_max_retry_delay=LONGEST_WAIT_S,
        session_attrs={"max_redirects": 0, "auth": plan.basic or _as_it_is},
    )
    return RESTClient(
        plan.url,
        headers={"Accept": "application/json", **plan.headers},
        session=http.session,
        config=RuntimeConfiguration(),
    )


def _as_it_is(request: Any) -> Any:
    """No further credentials: requests would put those of a .netrc over the header."""
    return request


def _judge(source: str, plan: Plan) -> Callable[..., None]:
    """The hook that looks at every answer before it counts; what it raises as a RequestException may be tried again."""
    from requests.exceptions import ChunkedEncodingError, HTTPError

    def judge(response: Response, *_args: Any, **_kwargs: Any) -> None:
        status = response.status_code
        if status in (401, 403):
            raise _refused(source, plan, f"answered {status}")
        if 300 <= status < 400:
            raise FeedError(
                f"source {source}: {plan.url} redirects to another address. Mend: put the final address into `url`."
            )
        if status >= 400:
            raise HTTPError(f"{plan.path} answered {status}", response=response)
        try:
            answer = read_json(response.content)
        except ValueError as error:
            raise ChunkedEncodingError(
                f"{plan.path} answered with JSON that is not whole ({said(error)})", response=response
            ) from error
        reason = plan.refusal(answer)
        if reason:
            raise _refused(source, plan, f"says: {said(ValueError(reason), *plan.secrets)}")

    return judge


def _refused(source: str, plan: Plan, found: str) -> FeedError:
    return FeedError(
        f"source {source}: {plan.url} {found}. The token in {' and '.join(plan.variables)} is wrong, has expired, or may not "
        "read this. Mend: make a new one with read access and put it into the environment."
    )
