"""What persona.yaml says of questions: checked when it is read, in the source and in a survey's own file."""

from __future__ import annotations

from pathlib import Path

import pytest

from persona_pipeline.context import Context
from persona_pipeline.honesty.questions import keep_questions
from persona_pipeline.settings import ConfigError, Question, Settings, Source, load_settings
from persona_pipeline.warehouse import Warehouse


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("repeats: easy", r"persona\.yaml:\d+:\d+: .*question again repeats 'easy'; expected one of ease"),
        ("repeats: again", r"question again repeats 'again'; expected one of ease"),
        ("reversed: true", "expected `repeats` beside `reversed`"),
    ],
)
def test_a_repeat_names_another_question(tmp_path: Path, more: str, said: str) -> None:
    path = tmp_path / "persona.yaml"
    path.write_text(
        "sources:\n  - name: poll\n    kind: survey\n    path: inbox/*\n    questions:\n      ease: {column: a}\n"
        f"      again: {{column: b, {more}}}\n"
    )
    with pytest.raises(ConfigError, match=said):
        load_settings(path)


def test_a_survey_file_is_checked_alike(tmp_path: Path) -> None:
    (tmp_path / "persona.yaml").write_text(
        "sources:\n  - {name: poll, kind: survey, path: inbox/*, questions_file: poll.yaml}\n"
    )
    (tmp_path / "poll.yaml").write_text("confirmed: true\nquestions:\n  again: {column: b, repeats: ease}\n")
    with pytest.raises(ConfigError, match=r"poll\.yaml.*repeats 'ease'"):
        load_settings(tmp_path / "persona.yaml")


def test_which_questions_ask_an_age_and_make_a_battery(ctx: Context, warehouse: Warehouse) -> None:
    questions = {
        "age": Question(column="Q1", role="demographic"),
        "q_leeftijd": Question(column="Q2", role="demographic"),
        "years": Question(column="Q-demos-age", role="demographic"),
        "package": Question(column="Q3", role="demographic"),
        "average": Question(column="age of the car", role="other"),
        "site": Question(column="Q4", role="satisfaction"),
        "grid": Question(column="Q5", battery="rude"),
        "ticks": Question(columns=("Q6_1", "Q6_2"), battery="rude"),
    }
    source = Source(name="poll", kind="survey", path="inbox/*", questions=questions)
    keep_questions(Context(ctx.workspace, Settings(sources=(source,)), warehouse, ctx.as_of))
    found = dict(warehouse.query("select question_id, is_age from survey_questions"))
    assert {name for name, asks in found.items() if asks} == {"age", "q_leeftijd", "years"}
    assert dict(warehouse.query("select question_id, battery from survey_questions where battery is not null")) == {
        "site": "satisfaction",
        "grid": "rude",
    }
