"""How long answering took comes along from every export that says so; where it is garbled the response is taken all the same."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal

import pytest

from tests.sources.conftest import Read

SURVEY = {"kind": "survey"}
BEGUN, SECONDS = datetime(2026, 3, 1, 10, 0), Decimal("312.000")


@pytest.mark.parametrize(
    ("text", "name", "begun", "seconds"),
    [
        (
            "StartDate,EndDate,Status,Finished,Duration (in seconds),ResponseId\n2026-03-01 10:00:00,2026-03-01 10:05:12,0,1,312,R_1\n",
            "qualtrics.csv", BEGUN, SECONDS,
        ),
        (
            "Respondent ID,Start Date,End Date,Q\n1,2026-03-01 10:00:00,2026-03-01 10:05:12,x\n",
            "monkey.csv", BEGUN, None,
        ),
        ("Respondent ID,Start Date,Q\n1,2026-03-01 10:00:00,x\n", "monkey.csv", None, None),
        (
            "#,Q,Start Date (UTC),Submit Date (UTC)\nabc,x,2026-03-01 10:00:00,2026-03-01 10:05:12\n",
            "typeform.csv", BEGUN, None,
        ),
        ("Timestamp,Q\n2026-03-01 10:05:12,x\n", "google.csv", None, None),
        (
            json.dumps({"items": [{"landing_id": "a", "token": "a", "response_id": "a", "landed_at": "2026-03-01T10:00:00Z",
                                   "submitted_at": "2026-03-01T10:05:12Z", "answers": []}]}),
            "typeform.json", BEGUN, None,
        ),
        (
            json.dumps({"data": [{"id": "1", "collector_id": "4", "survey_id": "9", "response_status": "completed", "total_time": 312,
                                  "date_created": "2026-03-01T10:00:00+00:00", "date_modified": "2026-03-01T10:05:12+00:00", "pages": []}]}),
            "monkey.json", BEGUN, SECONDS,
        ),
        (
            "response_id,submitted_at,duration_seconds,started_at\n1,2026-03-01 10:05:12,soon,yesterday\n",
            "own.csv", None, None,
        ),
    ],
)  # fmt: skip
def test_beginning_and_duration(
    read: Read, text: str, name: str, begun: datetime | None, seconds: Decimal | None
) -> None:
    outcome = read(text, name, **SURVEY)
    assert outcome.report.error is None
    assert outcome.refused == []
    assert outcome.column("started_at") == [begun]
    assert outcome.column("duration_s") == [seconds]
