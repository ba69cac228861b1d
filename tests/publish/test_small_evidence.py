"""What a table hides, no text of the same file tells: evidence, sentences, alerts and what the stages reported."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from persona_pipeline.context import Context
from persona_pipeline.publish import publish_snapshot
from persona_pipeline.telling import FIGURES

from .filled import AS_OF
from .test_snapshot import read

HIDDEN = {"effect": -19.128457, "low": -22.938178, "high": -15.138619, "z": -3.252718, "cusum": 10.318914}
BEHIND = {"expected": 0.929198, "recent": 0.752294}
NAMES = {"level": "kpi", "persona_id": "P01", "measure": "repeat_rate"}
REST = {"feature": None, "effect_unit": "percent", "threshold": 6.87, "direction": "down", "since": None}
SENTENCE = "P01's repeat rate fell from 92.9198 % to 75.2294 % (-19.128457 %); n = 7 a night."


def signal(n_per_night: int = 65, **changed: Any) -> dict[str, Any]:
    return {**NAMES, **REST, **HIDDEN, **BEHIND, "n_per_night": n_per_night, "state": "firing", **changed}


def plant(ctx: Context, shown: dict[str, Any], *, n: int, buyers: tuple[int, int] = (90, 60)) -> None:
    """A KPI of P01 that fires: its people (all, and those who came back), its row, and all the places that quote it."""
    run = ctx.warehouse.query
    for persona, (people, back) in {"P01": buyers, "P02": (80, 40), "P03": (80, 40), "all": (300, 180)}.items():
        run(
            "insert into marts.persona_kpis values ($d, $p, 'repeat_rate', $n, $t, $t, $t / $n)",
            {"d": AS_OF, "p": persona, "n": people, "t": back},
        )
    ctx.warehouse.con.execute(
        "insert into marts.drift_signals values (?, 'kpi', 'P01', 'repeat_rate', 0.93, 0.75, ?, 'percent', ?, ?, ?, ?, ?, 6.87, 'down', ?, 'firing', 42, 0.6)",
        [AS_OF, *(HIDDEN[name] for name in ("effect", "low", "high")), n, HIDDEN["z"], HIDDEN["cusum"], AS_OF],
    )
    verdict = json.dumps({"signals": [shown], "contributors": [], "quality": []})
    run(
        "update marts.persona_verdicts set evidence = $e, reason = $r, verdict = 're-evaluate' where persona_id in ('P01', 'all') and as_of = $d",
        {"e": verdict, "r": SENTENCE, "d": AS_OF},
    )
    alert = json.dumps({"signals": {"P01": [shown]}, "subjects": ["P01", "all"], "version": 1})
    run("update ops.alerts set as_of = $d, body = $b, evidence = $e", {"d": AS_OF, "b": SENTENCE, "e": alert})
    run("delete from ops.alert_texts")
    for language in ("en", "nl"):
        run(
            "insert into ops.alert_texts select alert_id, $l, title, $b, $b from ops.alerts",
            {"l": language, "b": SENTENCE},
        )
    report = json.dumps({"rows": {"marts.drift_signals": 5}, "reason": SENTENCE, "verdict": "re-evaluate"})
    run("insert into ops.stages values ($d, 'verdict', 'run-1', 0.5, $r)", {"d": AS_OF, "r": report})


def texts(path: Path) -> list[str]:
    """Every text and every JSON value that stands anywhere in the published file."""
    con = duckdb.connect(str(path), read_only=True)
    try:
        columns = con.execute(
            "select schema_name || '.' || table_name, column_name from duckdb_columns() where data_type in ('VARCHAR', 'JSON') and not internal"
        ).fetchall()
        return [
            str(row[0])
            for table, column in columns
            for row in con.execute(f"select distinct {column} from {table} where {column} is not null").fetchall()
        ]
    finally:
        con.close()


def told_in_texts(path: Path) -> set[str]:
    found = "\n".join(texts(path))
    wanted = [*HIDDEN.values(), *BEHIND.values(), "92.9198", "n = 7 a night"]
    return {str(figure) for figure in wanted if str(figure).lstrip("-") in found}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("n", "buyers", "n_per_night"),
    [(7, (7, 3), 65), (70, (70, 66), 65), (70, (70, 40), 7)],
    ids=["few that night", "few who did not come back", "few a night in the evidence"],
)
def test_an_attacker_finds_no_hidden_figure_in_any_text(
    filled: Context, unverified: None, n: int, buyers: tuple[int, int], n_per_night: int
) -> None:
    plant(filled, signal(n_per_night), n=n, buyers=buyers)
    publish_snapshot(filled)
    path = filled.workspace.published / "personas.duckdb"
    assert told_in_texts(path) == set()
    kept = json.loads(str(read(path, "select evidence from marts.persona_verdicts where persona_id = 'P01' and as_of = '2026-03-01'")[0][0]))  # fmt: skip
    assert kept["signals"] == [signal() | dict.fromkeys(FIGURES)], "what moved and its state stay"
    said = dict(read(path, "select language, body || in_console from ops.alert_texts"))
    assert (
        said["en"]
        == 2 * "What moved is about too few people for its figures to be published; the evidence names the signals."
    )
    assert said["nl"].startswith("Wat bewoog gaat over te weinig mensen"), "withheld in every language"
    whole = filled.warehouse.query("select body, evidence from ops.alerts")
    assert whole[0][0] == SENTENCE
    assert str(HIDDEN["z"]) in whole[0][1], "the warehouse stays whole"


@pytest.mark.slow
def test_a_row_without_figures_has_none_left(filled: Context, unverified: None) -> None:
    plant(filled, signal(), n=70, buyers=(70, 66))
    publish_snapshot(filled)
    row = "select night_value, effect, low, high, n, z, cusum, state from marts.drift_signals where measure = 'repeat_rate'"
    assert read(filled.workspace.published / "personas.duckdb", row) == [(*[None] * 7, "firing")]


@pytest.mark.parametrize(("back", "told"), [(66, [None, None]), (40, [0.6, 0.4])])
def test_parts_are_told_where_those_of_all_of_the_persona_are(
    filled: Context, unverified: None, back: int, told: list[float | None]
) -> None:
    """One less the part of the other signal is the part of the one that is hidden."""
    plant(filled, signal(), n=70, buyers=(70, back))
    filled.warehouse.query(
        "insert into marts.drift_signals values ($d, 'share', 'P01', 'active_share', 0.3, 0.4, 10, 'points', 8, 12, 900, 3.1, 2, 4, 'up', $d, 'watch', 42, 0.4)",
        {"d": AS_OF},
    )
    publish_snapshot(filled)
    row = "select contribution from marts.drift_signals where persona_id = 'P01' and as_of = $d::date and state in ('firing', 'watch') order by level"
    found = read(filled.workspace.published / "personas.duckdb", row.replace("$d", f"'{AS_OF}'"))
    assert [value for (value,) in found] == told


def test_what_may_be_told_stays_word_for_word(filled: Context, unverified: None) -> None:
    plant(filled, signal(), n=70, buyers=(70, 40))
    publish_snapshot(filled)
    path = filled.workspace.published / "personas.duckdb"
    assert read(path, "select body, evidence from ops.alerts") == filled.warehouse.query(
        "select body, evidence from ops.alerts"
    )
    assert read(path, "select distinct body, in_console from ops.alert_texts") == [(SENTENCE, SENTENCE)]
    assert read(path, "select distinct reason from marts.persona_verdicts where persona_id = 'P01' and as_of = '2026-03-01'") == [(SENTENCE,)]  # fmt: skip


@pytest.mark.slow
def test_a_small_match_rate_is_hidden_as_a_signal_and_in_the_report_of_the_stage(
    filled: Context, unverified: None
) -> None:
    """5 of 8 respondents: the rate is no figure in marts.match_rates, so it is none as a signal of data quality."""
    run = filled.warehouse.query
    for back in (0, 1):
        run(
            "insert into marts.drift_signals values ($d, 'quality', 'all', 'match_rate:respondents_seen_in_orders', 0.624999, 0.625, 0, 'points', 0, 0, 8, 0.1, null, 5, 'up', null, 'calm', 40, null)",
            {"d": AS_OF - timedelta(days=back)},
        )
    rates = json.dumps({"respondents_seen_in_orders": 0.625, "rows": {"marts.match_rates": 6}})
    run("insert into ops.stages values ($d, 'match_rates', 'run-1', 0.5, $r)", {"d": AS_OF, "r": rates})
    publish_snapshot(filled)
    path = filled.workspace.published / "personas.duckdb"
    figures = (
        "select distinct reference_value, night_value, effect, n, z from marts.drift_signals where level = 'quality'"
    )
    assert read(path, figures) == [(None,) * 5]
    assert read(path, "select figures from ops.stages where stage = 'match_rates'") == [('{"rows":{"marts.match_rates":6}}',)]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "figures"),
    [("moves", {"people_changed": 3}), ("response_quality", {"speeding": 2}), ("a_stage_of_tomorrow", {"people": 1})],
)
def test_a_stage_tells_its_rows_only(filled: Context, unverified: None, name: str, figures: dict[str, int]) -> None:
    """Whatever else it counted was counted before anybody looked how few people that is about."""
    report = json.dumps({"rows": {"marts.some": 6}, **figures})
    filled.warehouse.query(
        "insert into ops.stages values ($d, $s, 'run-1', 0.5, $r)", {"d": AS_OF, "s": name, "r": report}
    )
    publish_snapshot(filled)
    path = filled.workspace.published / "personas.duckdb"
    assert read(path, f"select figures from ops.stages where stage = '{name}'") == [('{"rows":{"marts.some":6}}',)]


@pytest.mark.slow
def test_evidence_of_every_night_is_held_to_the_rule_of_that_night(filled: Context, unverified: None) -> None:
    """Few people tonight hide nothing of last night, and the other way round."""
    plant(filled, signal(), n=70, buyers=(70, 40))
    night = AS_OF - timedelta(days=1)
    filled.warehouse.query(
        "update marts.persona_verdicts set evidence = $e where persona_id = 'P01' and as_of = $d",
        {"e": json.dumps({"signals": [signal()], "quality": []}), "d": night},
    )
    publish_snapshot(filled)
    effect = "select as_of, json_extract_string(evidence, '$.signals[0].effect') from marts.persona_verdicts where persona_id = 'P01' and as_of >= '2026-02-28' order by 1"
    found: list[tuple[date, Any]] = read(filled.workspace.published / "personas.duckdb", effect)  # type: ignore[assignment]
    assert found == [(night, None), (AS_OF, str(HIDDEN["effect"]))], "the night before has no such signal"


def test_a_kpi_that_nobody_described_is_told_to_nobody(filled: Context, unverified: None) -> None:
    """Whether its total counts people is not known: 1 of 500 would be somebody."""
    row = "insert into marts.persona_kpis values ($d, 'all', 'returned_parcels', 500, 1, 1, 0.002)"
    filled.warehouse.query(row, {"d": AS_OF})
    publish_snapshot(filled)
    shown = "select unit, n, total, total_squares, value from marts.persona_kpis where measure = 'returned_parcels'"
    assert read(filled.workspace.published / "personas.duckdb", shown) == [(None,) * 5]
