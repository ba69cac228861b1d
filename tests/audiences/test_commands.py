"""`audiences` and `audiences export`: what people type, and that no count of few people is printed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from persona_pipeline.cli.app import app
from persona_pipeline.settings import Settings, Workspace
from persona_pipeline.warehouse import Warehouse

from .world import NIGHT, fill, say


@pytest.fixture
def place(tmp_path: Path, empty_warehouse: Path) -> Workspace:
    import shutil

    workspace = Workspace(tmp_path)
    shutil.copy(empty_warehouse, workspace.warehouse)
    workspace.config.write_text("audiences:\n  - {name: mail, of: P01}\n")
    with Warehouse.open(workspace, Settings()) as warehouse:
        fill(warehouse)
        say(warehouse, 4, "no")
        for number in range(30, 40):
            say(warehouse, number, "yes")
        warehouse.query(
            "insert into ops.nights by name select $d as as_of, 'r' as run_id, 'published' as status", {"d": NIGHT}
        )
        warehouse.query(
            "insert into marts.persona_verdicts by name select $d as as_of, 'all' as persona_id, 1 as version, 'keep' as verdict",
            {"d": NIGHT},
        )
    return workspace


def run(place: Workspace, *words: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["audiences", *words, "-w", str(place.root)])
    assert result.exit_code == code, result.output
    return result.output


def test_a_named_audience(place: Workspace) -> None:
    assert "not written yet" in run(place)
    told = run(place, "export", "mail")
    assert "audiences/mail/000001-2026-03-01-" in told
    assert "39" not in told, "P01 has 40 people: that one refused would follow"
    assert "so few people that their number is not told" in told
    assert "night of 2026-03-01" in run(place)


def test_personas_and_segments_to_a_file(place: Workspace) -> None:
    out = place.root / "list.csv"
    run(place, "export", "P02", "Champions", "--to", str(out), "--columns", "segment")
    assert out.read_text().splitlines()[:2] == ['"id","segment"', '"k40","Champions"']
    manifest = json.loads((place.root / "list.csv.manifest.json").read_text())
    assert manifest["definition"]["of"] == ["P02", "Champions"]
    assert "fewer than 10 people" in run(place, "export", "P01", "--to", str(out), "--min-certainty", "0.35", code=1)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["P01"], "ends in .csv or .parquet"),
        (["P01", "--to", "webhook"], "known are: mail"),
        (["Champion", "--to", "a.csv"], "segments are"),
        (["P01", "--to", "a.csv", "--id", "email"], "pseudonym"),
    ],
)
def test_wrong_use_says_what_is_expected(place: Workspace, words: list[str], said: str) -> None:
    assert said in " ".join(run(place, "export", *words, code=2).replace("│", " ").split())
