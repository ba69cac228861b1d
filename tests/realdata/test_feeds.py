"""Recorded answers of real APIs, and real files, through the feeds that would bring them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from persona_pipeline.feeds import Puller, pull
from persona_pipeline.settings import Settings, Source, Workspace
from tests.feeds.api_server import Answer, serving

pytest.importorskip("dlt", reason="needs the extra api")
pytestmark = pytest.mark.integration


def test_surveymonkeys_bulk_responses(shared_data: Path, workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    found = sorted((shared_data / "formats" / "surveymonkey_api").glob("*responses__bulk*.json"))
    if not found:
        pytest.skip("the recorded answers are not there")
    monkeypatch.setenv("SURVEYMONKEY_TOKEN", "token")
    recorded = found[0].read_bytes()
    with serving(lambda _asked: Answer(200, recorded)) as server:
        feed = {"type": "surveymonkey", "survey": "318754279", "url": server.url, "since": date(2022, 3, 1)}
        source = Source.model_validate({"name": "poll", "kind": "survey", "feed": feed})
        puller = Puller(workspace, Settings(sources=(source,)), source)
        pulls = pull(puller, date(2022, 3, 10))
    written = [json.loads(line) for line in (puller.folder / pulls[0].file).read_text().splitlines()]
    assert written == json.loads(recorded)["data"]
    assert len(written) > 1
