"""GA4's daily tables in BigQuery, as the JSON lines that its own export would write. Needs Google's library and credentials."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from .errors import FeedError, MissingExtra, said

if TYPE_CHECKING:
    from pathlib import Path

    from persona_pipeline.settings.feeds import BigQueryFeed

    from .windows import Window

PAGE_ROWS = 5_000


def fill(source: str, feed: BigQueryFeed, window: Window, path: Path) -> int:
    """Write the events of every daily table of the window; a day without a table has not been exported yet.

    Raises:
        FeedError: without library or credentials, or if BigQuery refuses.
    """
    client = _client(source, feed)
    rows = 0
    with path.open("w", encoding="utf-8", newline="") as file, _explained(source, feed):
        day = window.first
        while day <= window.last:
            for text in _events(client, feed, f"events_{day:%Y%m%d}"):
                file.write(text + "\n")
                rows += 1
            day += timedelta(days=1)
    return rows


def reach(source: str, feed: BigQueryFeed) -> str:
    """Whether the dataset can be seen.

    Raises:
        FeedError: without library or credentials, or if BigQuery refuses.
    """
    client = _client(source, feed)
    with _explained(source, feed):
        tables = sum(1 for _ in client.list_tables(f"{feed.project}.{feed.dataset}", max_results=1_000))
    return f"answers; {tables} tables in {feed.dataset}"


def _events(client: Any, feed: BigQueryFeed, table: str) -> Any:
    from google.api_core.exceptions import NotFound

    name = f"`{feed.project}.{feed.dataset}.{table}`"  # parts that settings/feeds.py lets through, no values
    sql = f"select to_json_string(t) as event from {name} as t"  # noqa: S608
    try:
        for row in client.query_and_wait(sql, page_size=PAGE_ROWS):
            yield row["event"]
    except NotFound:
        return


def _client(source: str, feed: BigQueryFeed) -> Any:
    try:
        from google.auth.exceptions import GoogleAuthError
        from google.cloud.bigquery import Client
    except ImportError as error:
        raise MissingExtra(source, "bigquery", "google-cloud-bigquery") from error
    try:
        return Client(project=feed.project)
    except (GoogleAuthError, OSError) as error:
        raise FeedError(
            f"source {source}: no credentials for BigQuery: {said(error)}. Mend: export GOOGLE_APPLICATION_CREDENTIALS=... "
            "(the file of a service account with BigQuery Data Viewer and Job User)."
        ) from error


class _explained:  # noqa: N801 (used as a statement)
    """Turns what Google's library raises into a FeedError."""

    def __init__(self, source: str, feed: BigQueryFeed) -> None:
        self._source, self._feed = source, feed

    def __enter__(self) -> None:
        return None

    def __exit__(self, _type: object, error: BaseException | None, _trace: object) -> None:
        from google.api_core.exceptions import GoogleAPIError
        from google.auth.exceptions import GoogleAuthError

        if isinstance(error, GoogleAPIError | GoogleAuthError | OSError):
            raise FeedError(
                f"source {self._source}: BigQuery dataset {self._feed.project}.{self._feed.dataset} could not be read: "
                f"{said(error)}. Mend: look at project, dataset and the rights of the service account."
            ) from error
