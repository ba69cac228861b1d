"""From a survey file to a source that takes it in: look, write the proposal, confirm."""

import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from persona_pipeline.cli.app import app
from persona_pipeline.settings import load_settings

SURVEY = "Respondent ID,End Date,Would you recommend us?,Your name\n" + "".join(
    f"{n},2026-03-01,{n},x\n" for n in range(11)
)


@pytest.mark.integration
def test_a_survey_is_looked_at_written_and_confirmed(tmp_path: Path) -> None:
    run = CliRunner().invoke
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "poll.csv").write_text(SURVEY)
    words = ["sources", "check", str(tmp_path / "inbox"), "-w", str(tmp_path)]
    shown = run(app, words)
    assert "--write surveys/poll.yaml" in shown.output
    assert "times without an offset: UTC" in shown.output
    (tmp_path / "persona.yaml").write_text(
        "sources:\n" + shown.stdout[shown.stdout.index("- name:") :].split("\n\n")[0] + "\n"
    )
    written = run(app, [*words, "--write", "surveys/poll.yaml"])
    assert written.exit_code == 0, written.output
    path = tmp_path / "surveys" / "poll.yaml"
    assert "role: nps" in path.read_text()
    assert load_settings(tmp_path / "persona.yaml").sources[0].questions == {}
    path.write_text(path.read_text().replace("confirmed: false", "confirmed: true"))
    asked = load_settings(tmp_path / "persona.yaml").sources[0].questions
    assert [(each.column, each.role) for each in asked.values()] == [("Would you recommend us?", "nps")]
    again = run(app, [*words, "--write", "surveys/poll.yaml"])
    assert (again.exit_code, "confirmed: true" in path.read_text()) == (1, True)


@pytest.mark.integration
def test_the_command_that_is_printed_can_be_run(tmp_path: Path) -> None:
    run = CliRunner().invoke
    shop = tmp_path / "my shop"
    (shop / "inbox").mkdir(parents=True)
    (shop / "inbox" / "Poll (Responses) - Form.csv").write_text(SURVEY)
    shown = run(app, ["sources", "check", str(shop / "inbox"), "-w", str(shop)])
    (line,) = [each for each in shown.stdout.splitlines() if each.startswith("  persona-pipeline")]
    written = run(app, shlex.split(line)[1:])
    assert written.exit_code == 0, written.output
    assert len(list((shop / "surveys").iterdir())) == 1
