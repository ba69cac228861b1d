"""A real grid of nine questions: who gave one answer to all of them is flagged, weighs less, and is a handful of hundreds."""

import csv
import shutil
from datetime import date
from pathlib import Path

import pytest

from persona_pipeline.context import Context
from persona_pipeline.core import conform_survey, resolve_identities
from persona_pipeline.honesty import refresh_response_quality
from persona_pipeline.ingest import take_in
from persona_pipeline.settings import Question, Settings, ShopSettings, Source, Workspace
from persona_pipeline.warehouse import Warehouse


@pytest.mark.slow
def test_nine_questions_about_flying(tmp_path: Path, shared_data: Path) -> None:
    file = shared_data / "survey" / "surveymonkey" / "flying-etiquette.csv"
    (tmp_path / "inbox").mkdir()
    shutil.copy(file, tmp_path / "inbox" / file.name)
    with file.open(encoding="utf-8") as text:
        rows = list(csv.DictReader(text))
    rude = [name for name in rows[0] if "rude" in name]
    source = Source(
        name="fly",
        kind="survey",
        path="inbox/*",
        final_newline="optional",
        constants={"submitted_at": "2022-11-17"},
        questions={f"rude_{at}": Question(column=name, battery="rude") for at, name in enumerate(rude)},
    )
    workspace, settings = Workspace(tmp_path), Settings(shop=ShopSettings(timezone="UTC"), sources=(source,))
    with Warehouse.open(workspace, settings) as warehouse:
        ctx = Context(workspace, settings, warehouse, date(2022, 11, 30))
        assert not take_in(ctx, "survey").stopped_by
        resolve_identities(ctx)
        conform_survey(ctx)
        refresh_response_quality(ctx)
        found = warehouse.query(
            "select count(*), count(straight_lining), count(*) filter (where straight_lining), count(*) filter (where weight = 0.5), "
            "count(speeding) from marts.response_quality"
        )
    answers = [[row[name] for name in rude] for row in rows]
    judged = [each for each in answers if sum(cell != "" for cell in each) >= 6]
    straight = [each for each in judged if len(set(each) - {""}) == 1]
    assert found == [(len(rows), len(judged), len(straight), len(straight), 0)]
    print(f"{len(judged)} people answered six or more, {len(straight)} of them all alike")
    assert 0 < len(straight) < 0.02 * len(judged)
