"""A survey on its way in: half answers do not stop the night, choices come apart, and a reworded question leaves both wordings."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from persona_pipeline.context import Context, StageReport
from persona_pipeline.core import conform_survey, resolve_identities
from persona_pipeline.ingest import take_in
from persona_pipeline.settings import Question, Settings, Source, Workspace
from persona_pipeline.warehouse import Warehouse

IDS = '"{""ImportId"":""_recordId""}","{""ImportId"":""recordedDate""}","{""ImportId"":""status""}","{""ImportId"":""finished""}",'
IDS += '"{""ImportId"":""QID1""}","{""ImportId"":""QID2_1""}","{""ImportId"":""QID2_2""}"\n'


def survey(day: int, wording: str, rows: int = 1, half: int = 0) -> str:
    header = f"ResponseId,RecordedDate,Status,Finished,Q1,Q2_1,Q2_2\nId,When,Status,Done,{wording},Where? - Web,Where? - Shop\n{IDS}"
    whole = "".join(f"R_{day}_{n},2026-03-0{day} 10:00:00,0,1,9,Web,1\n" for n in range(rows))
    return header + whole + "".join(f"H_{day}_{n},2026-03-0{day} 10:00:00,0,0,,,\n" for n in range(half))


@pytest.fixture
def settings() -> Settings:
    questions = {"nps": Question(column="Q1", role="nps"), "where": Question(columns=("Q2_1", "Q2_2"), role="channel")}
    return Settings(sources=(Source(name="poll", kind="survey", path="inbox/survey/*", questions=questions),))


@pytest.fixture
def play(context: Callable[[date], Context], workspace: Workspace) -> Callable[[int, str], StageReport]:
    (workspace.inbox / "survey").mkdir(parents=True)

    def run(day: int, text: str) -> StageReport:
        (workspace.inbox / "survey" / f"{day}.csv").write_text(text)
        ctx = context(date(2026, 3, 31))
        report = take_in(ctx, "survey")
        resolve_identities(ctx)
        conform_survey(ctx)
        return report

    return run


@pytest.mark.slow
def test_a_reworded_question_leaves_both_wordings(
    play: Callable[[int, str], StageReport], warehouse: Warehouse
) -> None:
    play(1, survey(1, "Would you recommend us?"))
    play(2, survey(2, "Would you recommend us?"))
    play(3, survey(3, "Would you really recommend us?"))
    rows = warehouse.query(
        "select question_id, column_header, question_text, first_load_id = last_load_id from ops.questions "
        "where question_id is not null order by all"
    )
    assert rows == [
        ("nps", "Q1", "Would you really recommend us?", True),
        ("nps", "Q1", "Would you recommend us?", False),
        ("where", "Q2_1", "Where? - Web", False),
        ("where", "Q2_2", "Where? - Shop", False),
    ]
    answers = warehouse.query(
        "select question_id, choice, answer_text from core.answers where response_id = 'R_1_0' order by all"
    )
    assert answers == [("nps", 1, "9"), ("where", 1, "Web"), ("where", 2, "Shop")]


def test_half_answers_are_set_aside_and_stop_nothing(
    play: Callable[[int, str], StageReport], warehouse: Warehouse
) -> None:
    report = play(1, survey(1, "Would you recommend us?", rows=40, half=30))
    assert not report.stopped_by, report.stopped_by
    assert warehouse.query("select reason_code, count(*) from quarantine.responses group by 1") == [
        ("partial_response", 30)
    ]
    assert warehouse.query("select rows_in, rows_accepted, rows_quarantined from ops.loads") == [(70, 40, 30)]


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-inf"])
@pytest.mark.parametrize("role", ["nps", "satisfaction"])
def test_a_word_that_a_cast_takes_for_a_number_is_a_word(
    word: str, role: str, context: Callable[[date], Context], workspace: Workspace
) -> None:
    (workspace.inbox / "survey").mkdir(parents=True)
    rows = "".join(f"k{n},2026-03-01 10:00,c{n},5\n" for n in range(30)) + f"x,2026-03-01 10:00,c1,{word}\n"
    (workspace.inbox / "survey" / "a.csv").write_text("response_id,submitted_at,customer_id,score\n" + rows)
    poll = Source(
        name="poll", kind="survey", path="inbox/survey/*", questions={"q": Question(column="score", role=role)}
    )
    ctx = replace(context(date(2026, 3, 31)), settings=Settings(sources=(poll,)))
    assert not take_in(ctx, "survey").stopped_by
    resolve_identities(ctx)
    conform_survey(ctx)
    told = ctx.warehouse.query("select answer_text, answer_number from core.answers where response_id = 'x'")
    assert told == [(word, None)]
    failed = "select rows_failed from ops.validation_results where rule = 'ratings_are_numbers'"
    assert ctx.warehouse.query(failed) == [(1,)]
