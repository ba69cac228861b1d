"""BigQuery without Google's library or credentials is a clear error; what is written is what the tables hold."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from persona_pipeline.feeds import FeedError, bigquery, pull, reach

from .conftest import AS_OF, MakePuller

FEED = {"type": "bigquery", "project": "my-project", "dataset": "analytics_1"}


def test_without_the_library(puller: MakePuller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "google.cloud.bigquery", None)
    for act in (pull, reach):
        with pytest.raises(FeedError, match=r"pip install 'persona-pipeline\[bigquery\]'"):
            act(puller("web", **FEED), AS_OF)


def test_days_without_a_table_are_passed_over(puller: MakePuller, monkeypatch: pytest.MonkeyPatch) -> None:
    class NotFound(Exception):
        pass

    _pretend(monkeypatch, "google.api_core.exceptions", NotFound=NotFound, GoogleAPIError=NotFound)
    _pretend(monkeypatch, "google.auth.exceptions", GoogleAuthError=NotFound)

    class Client:
        def query_and_wait(self, sql: str, *, page_size: int) -> Any:
            assert page_size > 0
            if "events_20260302" not in sql:
                raise NotFound
            return [{"event": json.dumps({"event_date": "20260302", "event_timestamp": "1772445600000000"})}]

    monkeypatch.setattr(bigquery, "_client", lambda _source, _feed: Client())
    shop = puller("web", **FEED)
    assert [each.records for each in pull(shop, AS_OF)] == [1]
    (path,) = shop.folder.glob("*.jsonl")
    assert json.loads(path.read_text())["event_date"] == "20260302"


def _pretend(monkeypatch: pytest.MonkeyPatch, name: str, **members: Any) -> None:
    parts = name.split(".")
    for count in range(1, len(parts) + 1):
        module = ModuleType(".".join(parts[:count]))
        module.__path__ = [str(Path())]
        if count == len(parts):
            vars(module).update(members)
        monkeypatch.setitem(sys.modules, ".".join(parts[:count]), module)
