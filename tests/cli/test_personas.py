"""personas list, show, propose, diff, accept, reject, rename, retire, history: what people and scripts meet."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from persona_pipeline.challenger import refresh_challenger
from persona_pipeline.cli.app import app
from persona_pipeline.cli.personas import night_to_fit
from persona_pipeline.decisions import DecisionsError
from persona_pipeline.settings import Settings, Workspace
from persona_pipeline.warehouse import Busy, Warehouse, hold_lock
from tests.challenger.conftest import verdict
from tests.personas.conftest import copied, day

HOLDING = """
import sys
from pathlib import Path
from persona_pipeline.settings import Settings, Workspace
from persona_pipeline.warehouse import Warehouse
with Warehouse.open(Workspace(Path(sys.argv[1])), Settings()):
    print("open", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def shop(with_proposal: Path, tmp_path: Path) -> Path:
    """Two nights, and version 2 proposed."""
    root = Path(shutil.copytree(with_proposal, tmp_path / "shop"))
    (root / "persona.yaml").write_text("shop: {name: Test}\n")
    return root


def run(shop: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["personas", *words, "-w", str(shop)], terminal_width=200)


def told(shop: Path, *words: str) -> Any:
    done = run(shop, *words, "--json")
    assert done.exit_code == 0, (done.output, done.exception)
    return json.loads(done.stdout)


def test_every_command_teaches_itself() -> None:
    for command in (
        "list",
        "show",
        "challenger",
        "propose",
        "diff",
        "accept",
        "reject",
        "rename",
        "retire",
        "restore",
        "history",
    ):
        shown = CliRunner().invoke(app, ["personas", command, "--help"])
        assert shown.exit_code == 0
        assert len(shown.output) > 400, command


@pytest.mark.slow
def test_a_decision_from_proposal_to_acceptance(shop: Path) -> None:
    listed = told(shop, "list")
    assert [p["persona_id"] for p in listed["personas"]] == ["P01", "P02", "P03"]
    assert sum(p["share"] for p in listed["personas"]) == pytest.approx(1, abs=1e-5), "numbers, for scripts"
    assert all(f"{p['share']:.1%}" in run(shop, "list").stdout for p in listed["personas"])
    assert [(v["version"], v["status"]) for v in listed["versions"]] == [(1, "accepted"), (2, "proposed")]
    assert "To decide: version 2" in run(shop, "list").stdout
    change = told(shop, "diff")
    assert (change["version"], change["base"], change["night"]) == (2, 1, str(day(61)))
    assert {p["event"] for p in change["personas"]} <= {"survives", "moves"}
    plain = run(shop, "diff").stdout
    assert "would be in another persona" in plain
    assert "order_value" in plain
    accepted = told(shop, "accept", "2", "--reason", "agreed", "--author", "Bo")
    assert accepted["effective_as_of"] == str(day(62))
    assert accepted["decided"]["author"] == "Bo"
    assert "in force" in run(shop, "list").stdout
    kinds = [decision["kind"] for decision in told(shop, "history")]
    assert kinds == ["version.propose", "version.accept"] * 2
    assert "agreed" in run(shop, "history", "--persona", "P01").stdout
    assert told(shop, "history", "--persona", "P09") == []


def test_show_gives_the_whole_definition(shop: Path) -> None:
    shown = told(shop, "show")
    assert shown["version"] == 1
    assert set(shown["definition"]) >= {"traits", "personas", "choice", "libraries", "first_day", "fitted_as_of"}
    assert "Number of personas:" in run(shop, "show", "2").stdout
    with pytest.raises(DecisionsError, match="no persona version 9"):
        raise run(shop, "show", "9").exception or AssertionError


def test_a_decision_needs_a_reason(shop: Path) -> None:
    for words in (["accept", "2"], ["reject", "2"], ["rename", "P01", "x"], ["retire", "P01"], ["propose"]):
        refused = run(shop, *words)
        assert refused.exit_code == 2
        assert "--reason" in refused.output
    assert len(told(shop, "history")) == 3
    told(shop, "reject", "2", "--reason", "the sale distorts it")
    assert told(shop, "list")["versions"][1]["status"] == "rejected"


def test_the_author_is_the_user_unless_told(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "marieke")
    told(shop, "rename", "P02", "Koopjesjagers", "--reason", "zo heten ze")
    told(shop, "retire", "P03", "--reason", "te weinig", "--author", "Jan")
    history = told(shop, "history")
    assert [d["author"] for d in history[3:]] == ["marieke", "Jan", "Jan", "Jan"]
    assert told(shop, "list")["personas"][1]["name"] == "Koopjesjagers"
    assert [d["kind"] for d in told(shop, "history", "--persona", "P03")][-3:] == [
        "persona.retire",
        "version.propose",
        "version.accept",
    ]


def test_a_version_that_was_restored_says_of_which_it_is_made(shop: Path) -> None:
    told(shop, "accept", "2", "--reason", "agreed")
    told(shop, "restore", "1", "--reason", "too early", "--author", "Bo")
    versions = told(shop, "list")["versions"]
    assert [(v["version"], v["status"], v["restores"]) for v in versions] == [
        (1, "retired", None),
        (2, "retired", None),
        (3, "accepted", 1),
    ]
    listed = " ".join(run(shop, "list").stdout.split())
    assert re.search(r"2 \S* ?never used", listed), "another version took its first night"
    assert "3: version 1 again: too early" in listed
    assert "retired, to come" not in listed
    assert f"figures in the gist are of {day(60)}" in listed, "the share beside it is tonight's"
    assert "the personas of version 1 again" in run(shop, "history").stdout
    assert "The personas of version 1 again" in run(shop, "show", "3").stdout


def test_who_has_no_name_says_who_decides(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nameless() -> str:
        raise KeyError("getpwuid(): uid not found: 1234")

    monkeypatch.setattr("getpass.getuser", nameless)
    refused = run(shop, "reject", "2", "--reason", "r")
    assert refused.exit_code == 2
    assert "--author" in refused.output
    assert told(shop, "reject", "2", "--reason", "r", "--author", "Bo")["decided"]["author"] == "Bo"


def test_nothing_is_fitted_while_a_night_runs_but_people_can_decide(shop: Path) -> None:
    with hold_lock(shop / ".lock"):
        busy = run(shop, "propose", "--reason", "r")
        assert isinstance(busy.exception, Busy)
    with subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(shop)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as night:
        assert night.stdout is not None
        assert night.stdout.readline() == "open\n"
        assert isinstance(run(shop, "propose", "--reason", "r").exception, Busy)
        assert told(shop, "accept", "2", "--reason", "r")["effective_as_of"] == str(day(62))
        assert told(shop, "diff", "2")["status"] == "accepted"
        night.communicate("")


def test_a_proposal_is_not_made_from_a_night_without_data(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    def fault(warehouse: Warehouse, number: int) -> None:
        warehouse.query(
            "insert into marts.drift_signals by name select $d as as_of, 'quality' as level, 'all' as persona_id, 'rows:shop' as measure, 'blocked' as state",
            {"d": day(number)},
        )

    with Warehouse.open(workspace, Settings()) as warehouse:
        for number in range(60, 63):
            night = {"d": day(number)}
            warehouse.query("insert into ops.nights (as_of, status) values ($d, 'published')", night)
            warehouse.query("insert into marts.persona_verdicts (as_of, persona_id) values ($d, 'all')", night)
        assert night_to_fit(warehouse, None) == day(62)
        assert capsys.readouterr().err == ""
        fault(warehouse, 62)
        assert night_to_fit(warehouse, None) == day(61)
        said = capsys.readouterr().err
        assert f"the data of {day(62)} cannot be trusted (rows:shop), so the last night before it" in said
        assert night_to_fit(warehouse, day(62)) == day(62), "who asks for it gets it"
        assert f"warning: the data of {day(62)} cannot be trusted" in capsys.readouterr().err
        fault(warehouse, 61)
        fault(warehouse, 60)
        assert night_to_fit(warehouse, None) == day(62)
        assert "nor can those of the 7 nights up to it" in capsys.readouterr().err


@pytest.mark.slow
def test_a_proposal_shows_what_it_would_change(shop: Path) -> None:
    change = told(shop, "propose", "--as-of", str(day(60)), "--reason", "once more", "--author", "Ann")
    assert (change["version"], change["base"], change["night"], change["status"]) == (3, 1, str(day(60)), "proposed")
    assert [p["persona_id"] for p in change["personas"]] == ["P01", "P02", "P03"]
    nothing = run(shop, "propose", "--as-of", "2025-01-01", "--reason", "r").exception
    assert isinstance(nothing, DecisionsError)
    assert "no picture of 2025-01-01" in str(nothing)


@pytest.fixture
def challenged(two_nights: Path, tmp_path: Path) -> Path:
    """Two nights, and a challenger that was fitted on the second."""
    root = tmp_path / "challenged"
    with copied(two_nights, root) as night:
        verdict(night(61), "keep")
        refresh_challenger(night(61))
    (root / "persona.yaml").write_text("shop: {name: Test}\n")
    return root


@pytest.mark.slow
def test_the_challenger_is_seen_and_taken_over(challenged: Path) -> None:
    shown = told(challenged, "challenger")
    assert (shown["as_of"], shown["version"], shown["outcome"]) == (str(day(61)), 1, "chance")
    assert {p["event"] for p in shown["personas_found"]} <= {"survives", "moves"}
    plain = run(challenged, "challenger").stdout
    assert "New personas would describe customers no better than chance" in plain
    assert "personas propose --challenger" in plain
    assert told(challenged, "list")["versions"][-1]["version"] == 1, "it proposes nothing by itself"
    told(challenged, "propose", "--challenger", "--reason", "the challenger")
    taken, again = (
        told(challenged, "show", "2")["definition"],
        told(challenged, "propose", "--as-of", str(day(61)), "--reason", "fitted again"),
    )
    assert again["version"] == 3
    same = told(challenged, "show", "3")["definition"]
    assert {**taken, "version": 0} == {**same, "version": 0}, "it is what a fit on the same night gives"


def test_there_may_be_no_challenger_yet(shop: Path) -> None:
    assert told(shop, "challenger") is None
    assert "no challenger yet" in run(shop, "challenger").stdout
    with pytest.raises(DecisionsError, match="no challenger yet"):
        raise run(shop, "propose", "--challenger", "--reason", "r").exception or AssertionError
    both = run(shop, "propose", "--challenger", "--as-of", str(day(61)), "--reason", "r")
    assert both.exit_code == 2
