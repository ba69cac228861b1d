"""labels lists what has no label, as lines to fill in; doctor counts them and names what looks misspelt."""

import json
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from persona_pipeline.cli.app import app
from persona_pipeline.settings import Workspace, load_settings
from persona_pipeline.warehouse import Warehouse
from tests.cards.shop import fill

TEXT = """\
shop: {name: Shop of two}
rfm: {window_days: 60}
sources:
  - name: survey
    kind: survey
    path: inbox/*
    language: en
    questions:
      need:
        column: a
        role: need
        answers:
          low price: {nl: lage prijs}
          good qualty: {nl: goede kwaliteit}
          warmth: {nl: warmte}
"""


@pytest.fixture
def night(tmp_path: Path) -> Path:
    """A workspace with one night, and labels for some of its words."""
    (tmp_path / "persona.yaml").write_text(TEXT)
    place = Workspace(tmp_path)
    with Warehouse.open(place, load_settings(place.config)) as warehouse:
        fill(warehouse)
    return tmp_path


def test_what_is_missing_is_told_as_lines_to_fill_in(night: Path) -> None:
    shown = CliRunner().invoke(app, ["labels", "-w", str(night), "--language", "nl"])
    assert shown.exit_code == 0, shown.output
    lines = [yaml.safe_load(part) for part in shown.stdout.split("\n# ")[:1]]
    assert lines[0]["labels"]["categories"] == {"accessories": {"nl": ""}, "electronics": {"nl": ""}}
    assert "# persona.yaml, source survey" in shown.stdout
    assert "good quality:\n        nl: ''" in shown.stdout
    assert "low price" not in shown.stdout
    assert "persona.yaml:14: 'good qualty' is labelled, and no answer to need of this night; did you mean 'good quality'?" in shown.stderr  # fmt: skip
    assert "persona.yaml:15: 'warmth' is labelled" in shown.stderr


def test_scripts_get_the_words_and_where_they_are_from(night: Path) -> None:
    found = json.loads(CliRunner().invoke(app, ["labels", "-w", str(night), "--json"]).stdout)
    assert {"kind": "category", "of": "", "text": "electronics", "written_in": "en"} in found["missing"]["nl"]
    assert [each["kind"] for each in found["missing"]["en"]] == ["question"]
    assert len(found["of_nothing"]) == 2


def test_doctor_counts_them_and_names_what_looks_misspelt(night: Path) -> None:
    def label_check() -> dict[str, object]:
        shown = CliRunner().invoke(app, ["doctor", "-w", str(night), "--json"])
        return next(each for each in json.loads(shown.stdout) if each["check"] == "labels")

    assert label_check()["ok"] is False
    assert "did you mean 'good quality'?" in str(label_check()["found"])
    (night / "persona.yaml").write_text(TEXT.replace("good qualty", "good quality"))
    assert label_check()["ok"] is True, "an answer that nobody gives any more is no fault"
    assert "words have no label in nl" in str(label_check()["found"])
