"""Decisions about drift on a warehouse: what later nights make of them, and that the order of runs does not matter."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from persona_pipeline.context import Context
from persona_pipeline.decisions import Decisions, DecisionsError
from persona_pipeline.drift import decisions as decide
from persona_pipeline.drift import refresh_verdict
from persona_pipeline.drift.history import history_of
from persona_pipeline.drift.incidents import Incident, Told, incidents_of, open_on
from persona_pipeline.drift.judge import judge
from persona_pipeline.drift.marks import Marks
from persona_pipeline.drift.verdict import courses
from persona_pipeline.settings import DriftSettings, Settings, Workspace
from persona_pipeline.warehouse import Warehouse

from .nights import accept_version, night, write_kpis
from .simulate import judged
from .world import World, kpis, shift_share

MakeContext = Callable[[date], Context]
START, LAST = 32, 41
TABLES = ("marts.drift_signals", "marts.persona_verdicts", "marts.drift_decisions")


def who(minute: int = 0) -> decide.Who:
    at = datetime(2026, 3, 1, 12, tzinfo=UTC) + timedelta(minutes=minute)
    return {"author": "Ann", "reason": "the spring sale", "at": at}


@pytest.fixture
def shifted(context: MakeContext) -> MakeContext:
    """Contexts on a warehouse whose second persona has grown by 10 points from START on."""
    fill(context(night(LAST)).warehouse)
    return context


def fill(warehouse: Warehouse) -> None:
    write_kpis(warehouse, kpis(World(LAST + 1, plant=shift_share(START, 10))))
    accept_version(warehouse)


def told(ctx: Context, persona: str) -> tuple[str, str, dict[str, Any]]:
    sql = "select verdict, reason, evidence from marts.persona_verdicts where as_of = $d and persona_id = $p"
    word, reason, evidence = ctx.warehouse.query(sql, {"d": ctx.as_of, "p": persona})[0]
    return word, reason, json.loads(evidence)


def state(warehouse: Warehouse) -> list[list[tuple[object, ...]]]:
    return [warehouse.query(f"select * from {name} order by all") for name in TABLES]


def opened(ctx: Context) -> Any:
    return Decisions.open(ctx.workspace, ctx.settings)


@pytest.mark.slow
def test_an_event_in_the_past_closes_the_alert_that_rests_on_it_and_taking_it_back_opens_it(
    shifted: MakeContext,
) -> None:
    before, after, later = (shifted(night(n)) for n in (LAST - 2, LAST - 1, LAST))
    refresh_verdict(before)
    assert told(before, "P02")[0] == "re-evaluate"
    was = state(before.warehouse)
    with opened(before) as store:
        made = decide.mark_event(
            store, night(START), night(LAST - 1), "Spring sale", oldest=night(0), newest=before.as_of, who=who()
        )
        assert (made.subject, made.payload["effective_as_of"]) == ("event:1", night(LAST - 1).isoformat())
    refresh_verdict(before)
    assert state(before.warehouse)[:2] == was[:2], "what was told stays, also when the night is run again"
    refresh_verdict(after)
    word, reason, evidence = told(after, "P02")
    assert word == "keep"
    assert "The night is a known event (Spring sale) and was left out." in reason
    assert evidence["event"] == "Spring sale"
    with opened(after) as store:
        decide.withdraw(store, 1, newest=after.as_of, who=who(1))
        with pytest.raises(DecisionsError, match="taken back before; events that hold: none"):
            decide.withdraw(store, 1, newest=after.as_of, who=who(2))
    refresh_verdict(after)
    assert told(after, "P02")[0] == "keep"
    refresh_verdict(later)
    assert told(later, "P02")[0] == "re-evaluate"


@pytest.mark.slow
def test_a_new_normal_learns_again_for_the_persona_only(shifted: MakeContext) -> None:
    before, after = shifted(night(LAST - 1)), shifted(night(LAST))
    refresh_verdict(before)
    with opened(before) as store:
        made = decide.accept_normal(store, "P02", personas=["P01", "P02", "P03"], newest=before.as_of, who=who())
        assert made.payload == {"effective_as_of": after.as_of.isoformat()}
        for wrong, said in (("P09", "there is no persona 'P09'; expected all, P01"), ("P02", "already")):
            with pytest.raises(DecisionsError, match=said):
                decide.accept_normal(store, wrong, personas=["P01", "P02"], newest=before.as_of, who=who())
    refresh_verdict(after)
    word, reason, evidence = told(after, "P02")
    assert word == "unknown"
    assert reason == (
        "The reference has 1 of 28 clean nights; there is no verdict before it is full. "
        "The comparison began anew on 15 February 2026: how things were by then was accepted as the new normal."
    )
    assert (evidence["reference"]["first"], evidence["normal"]) == ("2026-02-15", "2026-02-15")
    word, reason, evidence = told(after, "P03")
    assert word in ("keep", "watch")
    assert evidence["reference"]["nights"] == 28
    assert "normal" not in evidence
    assert after.warehouse.query("select version from marts.persona_verdicts where as_of = $d", {"d": after.as_of})[
        0
    ] == (1,)
    refresh_verdict(before)
    assert told(before, "P02")[0] == "re-evaluate"


def test_a_new_normal_of_all_is_full_after_its_own_nights() -> None:
    rows = kpis(World(70, plant=shift_share(START, 10)))
    marks = Marks(normal={"all": night(START)})
    history = history_of(rows)
    course = courses(judge(history, [frozenset()] * 70, DriftSettings(), marks))["P02"]
    assert {v.word for v in course[: START + 28]} == {"unknown"}
    assert "re-evaluate" not in {v.word for v in course[START + 28 :]}
    assert {v.word for v in course[START + 28 :]} <= {"keep", "watch"}
    assert courses(judged(rows))["P02"][-1].word == "re-evaluate"


@pytest.mark.parametrize(
    ("first", "last", "name", "said"),
    [
        (5, 4, "Sale", "before it begins"),
        (-9, -3, "Sale", "there is no night 2026-01-02: the first one that has figures is 2026-01-05"),
        (1, 120, "Sale", "has 120 nights; expected at most 92"),
        (900, 901, "Sale", "expected at most 731 days after it"),
        (1, 2, "<b>", "expected 1 to 80 signs"),
        (1, 2, "  ", "expected 1 to 80 signs"),
    ],
)
def test_an_event_that_cannot_be(shifted: MakeContext, first: int, last: int, name: str, said: str) -> None:
    with opened(shifted(night(LAST))) as store:
        with pytest.raises(DecisionsError, match=said):
            decide.mark_event(store, night(first), night(last), name, oldest=night(0), newest=night(LAST), who=who())
        nobody: decide.Who = {**who(), "reason": " "}
        with pytest.raises(DecisionsError, match="no reason"):
            decide.mark_event(store, night(1), night(2), "Sale", oldest=None, newest=night(LAST), who=nobody)
        assert store.log() == []


def test_what_the_store_lost_comes_back_from_the_warehouse(shifted: MakeContext) -> None:
    ctx, later = shifted(night(LAST - 1)), shifted(night(LAST))
    with opened(ctx) as store:
        decide.mark_event(store, night(3), night(4), "Fair", oldest=None, newest=night(LAST - 2), who=who())
    refresh_verdict(ctx)
    ctx.workspace.decisions.unlink()
    refresh_verdict(later)
    with opened(later) as store:
        found = store.log(decide.KINDS)
        assert [(d.kind, d.subject, d.author, d.at) for d in found] == [("drift.event", "event:1", "Ann", who()["at"])]
        assert decide.events_of(found)[0].nights == [night(3), night(4)]


def test_incidents_and_their_answers(shifted: MakeContext) -> None:
    words = "kkrrrkrr"
    rows = [Told(night(n), "P01", 1, {"k": "keep", "r": "re-evaluate"}[w], "share") for n, w in enumerate(words)]
    first, second = incidents_of([*rows[::2], *rows[1::2]])
    assert (first.first, first.last, first.nights, first.is_open) == (night(2), night(4), 3, False)
    assert second == Incident("P01", 1, night(6), night(7), "share", 2, is_open=True)
    assert open_on([first, second], None, None) == [second]
    assert open_on([first, second], night(3), "P01") == [first]
    with pytest.raises(DecisionsError, match="no incident of P02 is open now; those that were: P01 since 2026-01-11"):
        open_on([first, second], None, "P02")
    with opened(shifted(night(LAST))) as store:
        decide.answer(store, [first], right=False, newest=night(7), who=who())
        decide.answer(store, [first], right=True, newest=night(7), who=who(1))
        log = store.log(decide.KINDS)
    found = decide.answer_to(first, log)
    assert found is not None
    assert found.payload["answer"] == "real"
    assert decide.answer_to(second, log) is None


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed warehouse of the shifted world."""
    root = tmp_path_factory.mktemp("prepared")
    with Warehouse.open(Workspace(root), Settings()) as warehouse:
        fill(warehouse)
    return root


def play(root: Path, steps: list[int | str]) -> list[list[tuple[object, ...]]]:
    """Run nights (by number) and take decisions (by name) in the order given."""
    workspace, settings = Workspace(root), Settings()
    with Warehouse.open(workspace, settings) as warehouse:
        for step in steps:
            if isinstance(step, int):
                refresh_verdict(Context(workspace, settings, warehouse, night(step)))
                continue
            with Decisions.open(workspace, settings) as store:
                if step == "event":
                    decide.mark_event(store, night(36), night(40), "Sale", oldest=None, newest=night(37), who=who(1))
                elif step == "normal":
                    decide.accept_normal(store, "P01", personas=["P01"], newest=night(38), who=who(2))
                else:
                    decide.withdraw(store, 1, newest=night(39), who=who(3))
        return state(warehouse)


WHOLE: list[int | str] = [37, "event", 38, "normal", 39, "undo", 40]


@pytest.fixture(scope="module")
def uninterrupted(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> list[list[tuple[object, ...]]]:
    """What all nights leave behind when each is run once, in time."""
    return play(Path(shutil.copytree(prepared, tmp_path_factory.mktemp("whole") / "shop")), WHOLE)


@st.composite
def disturbed(draw: st.DrawFn) -> list[int | str]:
    """The same nights and decisions: some nights come late, some are run again; no decision reaches back."""
    steps: list[int | str] = []
    late: list[int] = []
    for step in WHOLE:
        if isinstance(step, int) and step < 40 and draw(st.booleans()):
            late.append(step)
        else:
            steps.append(step)
        done = [each for each in (*steps, *late) if isinstance(each, int)]
        if done and draw(st.booleans()):
            steps.append(draw(st.sampled_from(done)))
    return [*steps, *draw(st.permutations(late))]


@pytest.mark.slow
@given(steps=disturbed())
@hypothesis_settings(max_examples=4)
def test_decisions_and_reruns_in_any_order_leave_the_same_state(
    steps: list[int | str],
    prepared: Path,
    uninterrupted: list[list[tuple[object, ...]]],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    disturbed_shop = shutil.copytree(prepared, tmp_path_factory.mktemp("order") / "shop")
    assert play(Path(disturbed_shop), steps) == uninterrupted
