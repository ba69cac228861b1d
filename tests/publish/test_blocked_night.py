"""A night without data to trust keeps what was known before it, and says that tonight's data is what is wrong."""

import json
from datetime import timedelta
from typing import Any

import pytest

from persona_pipeline.context import Context
from persona_pipeline.publish import publish_snapshot

from .filled import AS_OF
from .test_small_evidence import HIDDEN, NAMES, SENTENCE, signal
from .test_snapshot import read

BEFORE = AS_OF - timedelta(days=1)
LEFT_OUT = " Part of tonight’s data was left out: The rows of orders fell from 419 to 0."
FAULT = {"level": "quality", "persona_id": "all", "measure": "rows:orders", "effect": -100.0, "expected": 419.0, "recent": 0.0, "state": "blocked"}  # fmt: skip


def blocked(ctx: Context, *, people: int = 0, before: tuple[int, int] = (90, 60)) -> None:
    """What stood last night about (buyers, who came back), and tonight's night on which no order can be trusted."""
    run = ctx.warehouse.query
    run("delete from marts.drift_signals where measure = 'conversion'")
    kpi = "insert into marts.persona_kpis values ($d, $p, 'repeat_rate', $n, $t, $t, null)"
    for persona, (all_of_them, back) in {"P01": before, "P02": (80, 40), "P03": (80, 40), "all": (300, 180)}.items():
        run(kpi, {"d": BEFORE, "p": persona, "n": all_of_them, "t": back})
        run(kpi, {"d": AS_OF, "p": persona, "n": people, "t": 0})
    row = "insert into marts.drift_signals values (?, ?, ?, ?, 0.93, ?, ?, 'percent', ?, ?, ?, ?, ?, 6.87, 'down', ?, ?, 42, null)"
    effect, low, high, cusum = (HIDDEN[name] for name in ("effect", "low", "high", "cusum"))
    own = [NAMES["level"], NAMES["persona_id"], NAMES["measure"]]
    ctx.warehouse.con.execute(row, [BEFORE, *own, 0.75, effect, low, high, before[0], -3.25, cusum, BEFORE, "firing"])
    tonight = 0.0123 if people else None
    ctx.warehouse.con.execute(row, [AS_OF, *own, tonight, effect, low, high, people, tonight, cusum, BEFORE, "blocked"])
    orders = ["quality", "all", "rows:orders"]
    ctx.warehouse.con.execute(row, [AS_OF, *orders, 0.0, -100.0, -99.8, -99.7, 0, -39.9, None, AS_OF, "blocked"])
    quiet = ["kpi", "P02", "repeat_rate"]
    ctx.warehouse.con.execute(row, [AS_OF, *quiet, None, 0.1, -1, 1, 0, None, 0.0, None, "blocked"])
    for night, state, fault, words in ((BEFORE, "firing", [], ""), (AS_OF, "blocked", [FAULT], LEFT_OUT)):
        shown = {"signals": [signal(state=state, z=tonight)], "contributors": [], "quality": fault}
        ctx.warehouse.query(
            "update marts.persona_verdicts set evidence = $e, reason = $r, verdict = 're-evaluate' where persona_id = 'P01' and as_of = $d",
            {"e": json.dumps(shown), "r": SENTENCE + words, "d": night},
        )


def told(ctx: Context, sql: str) -> list[tuple[Any, ...]]:
    return read(ctx.workspace.published / "personas.duckdb", sql)


@pytest.mark.slow
def test_what_was_known_stays_and_the_fault_is_told_beside_it(filled: Context, unverified: None) -> None:
    blocked(filled)
    publish_snapshot(filled)
    reason = "select reason from marts.persona_verdicts where persona_id = 'P01' and as_of = '2026-03-01'"
    assert told(filled, reason) == [(SENTENCE + LEFT_OUT,)]
    row = "select night_value, effect, low, high, n, z, cusum, state from marts.drift_signals where measure = 'repeat_rate' and persona_id = 'P01' and as_of = '2026-03-01'"
    effect, low, high, cusum = (HIDDEN[name] for name in ("effect", "low", "high", "cusum"))
    assert told(filled, row) == [(None, effect, low, high, 0, None, cusum, "blocked")]
    history = "select reason, last_night from answers.verdict_history where persona_id = 'P01' and verdict = 're-evaluate' order by last_night desc limit 1"
    assert told(filled, history) == [(SENTENCE, AS_OF)], "the reason that was found in trusted data"
    moved = "select persona_id, measure, expected, recent, effect, since, state from answers.moved_tonight where state = 'blocked' order by 1"
    assert told(filled, moved) == [
        ("P01", "repeat_rate", 0.929198, 0.752294, HIDDEN["effect"], BEFORE, "blocked"),
        ("all", "rows:orders", 0.93, 0.0, -100.0, AS_OF, "blocked"),
    ], "what stood at nothing is not listed"


@pytest.mark.slow
def test_what_was_about_too_few_people_before_stays_untold(filled: Context, unverified: None) -> None:
    """3 of 90 did not come back."""
    blocked(filled, before=(90, 87))
    publish_snapshot(filled)
    row = "select effect, low, high, z, cusum from marts.drift_signals where measure = 'repeat_rate' and persona_id = 'P01' and as_of = '2026-03-01'"
    assert told(filled, row) == [(None,) * 5]


@pytest.mark.slow
def test_of_a_few_people_tonight_nothing_is_told_though_what_was_known_before_is(
    filled: Context, unverified: None
) -> None:
    blocked(filled, people=3)
    publish_snapshot(filled)
    row = "select night_value, n, z, effect from marts.drift_signals where measure = 'repeat_rate' and persona_id = 'P01' and as_of = '2026-03-01'"
    assert told(filled, row) == [(None, None, None, HIDDEN["effect"])]
    z = "select json_extract_string(evidence, '$.signals[0].z') from marts.persona_verdicts where persona_id = 'P01' and as_of = '2026-03-01'"
    assert told(filled, z) == [(None,)]


@pytest.mark.slow
def test_a_verdict_that_is_withheld_for_its_data_does_not_speak_of_few_people(
    filled: Context, unverified: None
) -> None:
    """The fault is about rows; the signals beside it need not be tellable for it to be said."""
    words = "The night’s data cannot be trusted: The rows of orders fell from 419 to 0."
    blocked(filled, before=(7, 3))
    filled.warehouse.query(
        "update marts.persona_verdicts set verdict = 'unknown', cause = 'quality', reason = $r where persona_id = 'P01' and as_of = $d",
        {"r": words, "d": AS_OF},
    )
    publish_snapshot(filled)
    reason = "select reason from marts.persona_verdicts where persona_id = 'P01' and as_of = '2026-03-01'"
    assert told(filled, reason) == [(words,)]
