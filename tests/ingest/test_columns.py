"""The columns of a source change: it is named, and the policy of the source says what becomes of the file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from persona_pipeline.context import Check, Context, StageReport
from persona_pipeline.core import conform_orders, resolve_identities
from persona_pipeline.ingest import take_in
from persona_pipeline.settings import Question, Settings, Source, Workspace

FIRST = "order_id,ordered_at,customer_id,amount,note,shelf\n1,2026-03-01T10:00,7,5.00,12,left\n"


@pytest.fixture
def policy() -> str:
    return "warn"


@pytest.fixture
def settings(policy: str) -> Settings:
    return Settings(
        sources=(
            Source(name="shop", kind="orders", path="inbox/orders/*", schema_changes=policy),  # type: ignore[arg-type]
            Source(
                name="poll",
                kind="survey",
                path="inbox/survey/*",
                questions={"nps": Question(column="Q1", role="nps")},
            ),
        )
    )


Drop = Callable[[str, str], StageReport]


@pytest.fixture
def drop(context: Callable[[date], Context], workspace: Workspace) -> Drop:
    """Put a file into the inbox of the orders and take it in."""

    def dropping(name: str, text: str, kind: str = "orders") -> StageReport:
        folder: Path = workspace.inbox / kind
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
        return take_in(context(date(2026, 3, 31)), kind)  # type: ignore[arg-type]

    return dropping


def check(report: StageReport, name: str = "columns_are_as_before") -> Check:
    return next(each for each in report.checks if each.name == name)


def second(header: str, cells: str) -> str:
    return f"{header}\n{cells}\n"


@pytest.mark.slow
def test_the_first_file_and_one_like_it_say_nothing(drop: Drop) -> None:
    assert check(drop("a.csv", FIRST)).passed
    assert check(drop("b.csv", FIRST.replace("\n1,", "\n2,"))).passed


@pytest.mark.slow
@pytest.mark.parametrize(
    ("header", "cells", "said"),
    [
        (
            "order_id,ordered_at,customer_id,amount,note,shelf,gift",
            "2,2026-03-02T10:00,7,5.00,12,left,yes",
            "column 'gift' is new",
        ),
        ("order_id,ordered_at,customer_id,amount,note", "2,2026-03-02T10:00,7,5.00,12", "column 'shelf' is gone"),
        (
            "order_id,ordered_at,customer_id,amount,note,shelf_name",
            "2,2026-03-02T10:00,7,5.00,12,left",
            "column 'shelf' is gone and 'shelf_name' is new: renamed?",
        ),
        (
            "order_id,ordered_at,customer_id,amount,note,shelf",
            "2,2026-03-02T10:00,7,5.00,twelve,left",
            "column 'note' held number values and now holds text values",
        ),
    ],
    ids=["new", "gone", "renamed", "kind"],
)
def test_a_change_is_named_and_the_file_taken_in(
    drop: Drop, context: Callable[[date], Context], header: str, cells: str, said: str
) -> None:
    drop("a.csv", FIRST)
    report = drop("b.csv", second(header, cells))
    found = check(report)
    assert not found.passed
    assert not found.blocking
    assert said in found.reason
    assert report.figures["files_accepted"] == 1
    noted = context(date(2026, 3, 31)).warehouse.query("select change, header from ops.source_changes")
    assert len(noted) == 1


@pytest.mark.slow
def test_the_same_change_is_told_once(drop: Drop) -> None:
    drop("a.csv", FIRST)
    text = second("order_id,ordered_at,customer_id,amount,note,shelf,gift", "{},2026-03-02T10:00,7,5.00,12,left,yes")
    assert not check(drop("b.csv", text.format(2))).passed
    assert check(drop("c.csv", text.format(3))).passed


@pytest.mark.parametrize("policy", ["stop"])
def test_stop_holds_the_file(drop: Drop) -> None:
    drop("a.csv", FIRST)
    report = drop("b.csv", second("order_id,ordered_at,customer_id,amount,note", "2,2026-03-02T10:00,7,5.00,12"))
    found = check(report, "batches_are_sound")
    assert not found.passed
    assert found.blocking
    assert "column 'shelf' is gone" in found.reason
    assert "schema_changes: stop" in found.reason
    assert report.figures["files_held"] == 1


@pytest.mark.parametrize("policy", ["accept"])
def test_accept_says_nothing(drop: Drop) -> None:
    drop("a.csv", FIRST)
    report = drop("b.csv", second("order_id,ordered_at,customer_id,amount,note", "2,2026-03-02T10:00,7,5.00,12"))
    assert check(report).passed
    assert report.figures["files_accepted"] == 1


IDS = ("startDate", "endDate", "status", "finished", "recordedDate", "_recordId", "QID1")


def answers(day: int, wording: str) -> str:
    """A Qualtrics file with one response."""
    ids = ",".join(f'"{{""ImportId"":""{each}""}}"' for each in IDS)
    moment = f"2026-03-0{day} 10:00:00"
    return (
        "StartDate,EndDate,Status,Finished,RecordedDate,ResponseId,Q1\n"
        f"Start,End,Type,Finished,Recorded,Id,{wording}\n{ids}\n{moment},{moment},IP Address,True,{moment},R_{day},9\n"
    )


def test_a_reworded_question_is_named(drop: Drop) -> None:
    assert check(drop("a.csv", answers(1, "How likely are you to recommend us?"), "survey")).passed
    found = check(drop("b.csv", answers(2, "How happy are you with us?"), "survey"))
    assert (
        "question 'Q1' was 'How likely are you to recommend us?' and now is 'How happy are you with us?'"
        in found.reason
    )


@pytest.mark.slow
def test_members_of_json_come_and_go(drop: Drop) -> None:
    line = '{"order_id":"%s","ordered_at":"2026-03-01T10:00","amount":5%s}\n'
    drop("a.jsonl", line % (1, ',"note":"x"'))
    assert check(drop("b.jsonl", line % (2, ""))).passed
    assert "'gift' is new" in check(drop("c.jsonl", line % (3, ',"gift":true'))).reason


@pytest.mark.slow
def test_a_held_batch_names_the_column_that_was_renamed(drop: Drop, context: Callable[[date], Context]) -> None:
    """`warn` takes a file in; where a rule holds it all the same, the reason tells what changed and how to map it."""
    head = "order_id,ordered_at,customer_id,amount,country\n"
    rows = "{0}-{1},2026-03-0{0}T10:00,c{1},5.00,NL\n"
    drop("a.csv", head + "".join(rows.format(1, number) for number in range(150)))
    ctx = context(date(2026, 3, 31))
    resolve_identities(ctx)
    conform_orders(ctx)
    report = drop("b.csv", head.replace("country", "Land") + "".join(rows.format(2, number) for number in range(150)))
    found = check(report, "batches_are_sound")
    assert "no value at all in country" in found.reason
    assert "column 'Land' is new" in found.reason
    assert "columns: {<our column>: <its header>}" in found.reason
