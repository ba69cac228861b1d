"""drift event, undo, normal, answer, list and backtest: what people and scripts meet."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from persona_pipeline.cli.app import app
from persona_pipeline.cli.backtest import tried_settings
from persona_pipeline.context import Context
from persona_pipeline.decisions import Decisions
from persona_pipeline.drift import refresh_verdict
from persona_pipeline.settings import Settings, Workspace
from persona_pipeline.warehouse import Warehouse
from tests.drift.nights import accept_version, night, write_kpis
from tests.drift.world import World, kpis, shift_share
from tests.moves.world import NIGHTS
from tests.personas.conftest import day

LAST = day(NIGHTS[-1])
NEXT = str(day(NIGHTS[-1] + 1))
WHY = ("--reason", "the spring sale", "--author", "Ann")


@pytest.fixture
def shop(played_nights: Path, tmp_path: Path) -> Path:
    """Eight computed nights; P01 and the whole are to be re-evaluated on the last two, P02 was on the third."""
    root = Path(shutil.copytree(played_nights, tmp_path / "shop"))
    (root / "persona.yaml").write_text("shop: {name: Test}\n")
    with Warehouse.open(Workspace(root), Settings()) as warehouse:
        for persona, first, last in (("P01", -2, -1), ("all", -2, -1), ("P02", 2, 2)):
            warehouse.query(
                "update marts.persona_verdicts set verdict = 're-evaluate', cause = 'share' where persona_id = $p and as_of between $a and $b",
                {"p": persona, "a": day(NIGHTS[first]), "b": day(NIGHTS[last])},
            )
    return root


def run(shop: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["drift", *words, "-w", str(shop)], terminal_width=200)


def told(shop: Path, *words: str) -> Any:
    done = run(shop, *words, "--json")
    assert done.exit_code == 0, (done.output, done.exception)
    return json.loads(done.stdout)


def test_every_command_teaches_itself() -> None:
    for command in ("event", "undo", "normal", "answer", "list", "restated"):
        shown = CliRunner().invoke(app, ["drift", command, "--help"])
        assert shown.exit_code == 0
        assert "Example" in shown.output or command == "list"
        assert len(shown.output) > 400, command


@pytest.mark.slow
def test_an_event_is_marked_listed_and_taken_back(shop: Path) -> None:
    first, last = str(day(62)), str(day(63))
    made = told(shop, "event", first, last, "Sale", *WHY)
    assert (made["kind"], made["subject"], made["author"]) == ("drift.event", "event:1", "Ann")
    assert made["payload"] == {"effective_as_of": NEXT, "first": first, "last": last, "name": "Sale"}
    line = run(shop, "event", str(day(70)), str(day(70)), "Fair", *WHY).stdout
    assert f"event 2, 'Fair', leaves out {day(70)} to {day(70)}; verdicts go by it from the night of {NEXT} on" in line
    assert "drift undo 2" in line
    assert f"event 1, 'Sale', is taken back from the night of {NEXT} on" in run(shop, "undo", "1", *WHY).stdout
    events = told(shop, "list")["events"]
    assert [(e["number"], e["name"], e["until"]) for e in events] == [(2, "Fair", None), (1, "Sale", NEXT)]
    shown = run(shop, "list").stdout
    assert "event 1 taken back: Sale" in shown
    assert "the spring sale" in shown


def test_an_open_incident_is_answered_and_a_past_one(shop: Path) -> None:
    answered = told(shop, "answer", "false-alarm", *WHY)
    assert {d["payload"]["persona_id"] for d in answered} == {"P01", "all"}
    assert {d["payload"]["answer"] for d in answered} == {"false-alarm"}
    told(shop, "answer", "real", "--persona", "P02", "--night", str(day(NIGHTS[2])), *WHY)
    found = {i["persona_id"]: i for i in told(shop, "list")["incidents"]}
    assert found["P02"]["answer"]["answer"] == "real"
    assert (found["P01"]["answer"]["answer"], found["P01"]["is_open"]) == ("false-alarm", True)
    assert f"{day(NIGHTS[-2])} to now" in run(shop, "list").stdout


def test_a_new_normal(shop: Path) -> None:
    made = told(shop, "normal", "P01", *WHY)
    assert (made["subject"], made["payload"]) == ("reference:P01", {"effective_as_of": NEXT})
    assert f"the reference of all begins anew with the night of {NEXT}" in run(shop, "normal", "all", *WHY).stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("event", "2026-05-02", "2026-05-01", "Sale", *WHY), "before it begins on 2026-05-02"),
        (("event", "2001-05-01", "2001-05-01", "Sale", *WHY), "there is no night 2001-05-01: the first one"),
        (("undo", "7", *WHY), "there is no event 7; events that hold: none"),
        (("normal", "P77", *WHY), "there is no persona 'P77'; expected all, P01"),
        (("answer", "real", "--persona", "P02", *WHY), "no incident of P02 is open now; those that were: P01 since"),
        (("answer", "real", "--night", str(day(NIGHTS[0])), *WHY), "was open on"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_kept(shop: Path, words: tuple[str, ...], said: str) -> None:
    done = run(shop, *words)
    assert done.exit_code == 1
    assert said in str(done.exception)
    assert told(shop, "list")["decisions"] == []


def test_a_decision_without_a_reason_is_refused(shop: Path) -> None:
    done = run(shop, "answer", "real")
    assert done.exit_code == 2
    assert "a decision needs its reason" in done.output


def backtest(root: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["backtest", "-w", str(root), *words], terminal_width=200)


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace whose second persona has grown by 10 points; nights 34 to 39 were told."""
    root = tmp_path_factory.mktemp("grown")
    (root / "persona.yaml").write_text("shop: {name: Test}\n")
    workspace, settings = Workspace(root), Settings()
    with Warehouse.open(workspace, settings) as warehouse:
        write_kpis(warehouse, kpis(World(40, plant=shift_share(35, 10))))
        accept_version(warehouse)
        for number in range(34, 40):
            refresh_verdict(Context(workspace, settings, warehouse, night(number)))
        warehouse.query(
            "insert into ops.nights (as_of, status) select distinct as_of, 'published' from marts.persona_verdicts"
        )
    with Decisions.open(workspace, settings) as store:
        store.note_night(night(39))
    return root


@pytest.mark.slow
def test_backtest_shows_told_and_changed_side_by_side_and_counts(grown: Path) -> None:
    assert run(grown, "answer", "real", *WHY).exit_code == 0
    done = backtest(grown, "--set", "min_share_points=20", "--json")
    assert done.exit_code == 0, (done.output, done.exception)
    found = json.loads(done.stdout)
    assert (found["from"], found["to"], found["set"]) == (str(night(34)), str(night(39)), ["min_share_points=20"])
    share = next(e for e in found["incidents"] if e["persona_id"] == "P02")
    same = [
        {k: v for k, v in share["today"][0].items() if k not in {"reason", "signal"}} == share["told"][0],
        share["today"][0]["cause"] == "share",
        share["today"][0]["signal"]["measure"] == "active_share",
        share["answers"][0]["payload"]["answer"] == "real",
        "share" not in {i["cause"] for e in found["incidents"] for i in e["changed"]},
    ]
    assert all(same), (same, share)
    assert found["counts"]["today"]["nights_watched"] == 6
    assert found["precision"]["right"] == found["precision"]["answered"] > 0
    shown = backtest(grown).stdout
    assert "P02’s share of active customers rose from" in shown
    assert "Evidence" in shown
    assert "settings of today: " in shown
    assert "answered alerts were right (100%; very likely between" in shown
    nothing = backtest(grown, "--to", str(night(34))).stdout
    assert "none" in nothing
    assert "0 alerts in 1 nights watched, 0.00 a year" in nothing


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--set", "threshold=3"), "one of: effect_nights, false_alarms_per_year"),
        (("--set", "min_share_points"), "expected NAME=VALUE"),
        (("--set", "min_share_points=-1"), "greater than 0"),
        (("--set", "holidays=XX,NL"), "no holidays are known for XX"),
        (("--from", "2027-01-01"), "there are no nights from 2027-01-01"),
        (("--to", "2026-01-06"), "no verdict was told up to 2026-01-06"),
    ],
)
def test_backtest_refuses_what_it_cannot_try(grown: Path, words: tuple[str, ...], said: str) -> None:
    done = backtest(grown, *words)
    assert done.exit_code == 2
    assert said in " ".join(done.output.replace("│", " ").split())


def test_backtest_takes_countries() -> None:
    assert tried_settings(Settings().drift, ["holidays=NL,BE", "effect_nights=7"]).holidays == ("NL", "BE")


def test_backtest_teaches_itself() -> None:
    shown = CliRunner().invoke(app, ["backtest", "--help"]).output
    assert "--set" in shown
    assert "Example" in shown


@pytest.mark.slow
def test_what_is_known_otherwise_is_shown_with_the_alert_that_is_withdrawn(shop: Path) -> None:
    before = told(shop, "restated")
    assert before["verdicts"] == []
    with Warehouse.open(Workspace(shop), Settings()) as warehouse:
        warehouse.query(
            "insert into marts.restated_verdicts values ($t, $d, 'P01', 1, 're-evaluate', 'share', 'keep', 'none', 'withdrawn', $d)",
            {"t": LAST, "d": day(NIGHTS[-2])},
        )
        warehouse.query(
            "insert into marts.restatements by name select $t as as_of, $d as night, 'P01' as persona_id, unnest(['conversion', 'nps']) as "
            "measure, 100 as n_told, 150 as n, 0.25 as value_told, 0.2 as value_now, -0.05 as difference, unnest([true, false]) as told",
            {"t": LAST, "d": day(NIGHTS[-2])},
        )
    shown = run(shop, "restated", "--from", str(day(NIGHTS[-2]))).stdout
    night = day(NIGHTS[-2])
    assert (
        f"On the night of {night} P01 was told as re-evaluate (share). With the rows that came late or were corrected up to the night of {LAST} "
        f"it would have been keep. The alert of {night} about it is withdrawn: it would not have been raised."
    ) in " ".join(shown.split())
    assert "-0.05" in shown
    assert "without figures: 1 more" in shown
    found = told(shop, "restated", "--from", str(day(NIGHTS[-2])))
    assert [v["alert"] for v in found["verdicts"]] == ["withdrawn"]
    assert {f["measure"]: f["n"] for f in found["figures"]} == {"conversion": 150, "nps": None}
    assert told(shop, "restated", "--from", str(LAST)) == {"figures": [], "min_cell": 10, "verdicts": []}
