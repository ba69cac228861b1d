"""The questions of a survey in a file of their own: used once a person has confirmed them, exact about what is wrong."""

from pathlib import Path

import pytest

from persona_pipeline.ingest.discover import look
from persona_pipeline.settings import ConfigError, Question, Settings, Workspace, load_settings, read_survey_file

YAML = "sources:\n  - {name: poll, kind: survey, path: inbox/*, questions_file: surveys/poll.yaml}\n"


def loaded(root: Path, text: str | None) -> Settings:
    (root / "persona.yaml").write_text(YAML)
    (root / "surveys").mkdir(exist_ok=True)
    (root / "inbox").mkdir(exist_ok=True)
    if text is not None:
        (root / "surveys" / "poll.yaml").write_text(text)
    return load_settings(root / "persona.yaml")


def problems(root: Path, settings: Settings) -> str:
    return " ".join(look(Workspace(root), settings.sources[0]).problems)


def test_a_confirmed_file_gives_its_questions(tmp_path: Path) -> None:
    text = "confirmed: true\nquestions:\n  nps: {column: Q1, role: nps}\n  how: {columns: [A, B], role: channel, phase: see, label: 'How?'}\n"
    settings = loaded(tmp_path, text)
    assert settings.sources[0].questions["how"].headers == ("A", "B")
    assert problems(tmp_path, settings) == ""


def test_an_unconfirmed_file_stops_its_source_and_nothing_else(tmp_path: Path) -> None:
    settings = loaded(tmp_path, "questions:\n  nps: {column: Q1, role: nps}\nconfirmed: false\n")
    assert settings.sources[0].questions == {}
    said = problems(tmp_path, settings)
    assert "surveys/poll.yaml:3 says `confirmed: false`" in said
    assert "set `confirmed: true`" in said


def test_an_absent_file_says_how_to_make_it(tmp_path: Path) -> None:
    assert "sources check FILE --write surveys/poll.yaml" in problems(tmp_path, loaded(tmp_path, None))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("confirmed: true\nquestions:\n  nps: {column: Q1, rol: nps}\n", ":3:21: questions.nps.rol: no such setting"),
        (
            "confirmed: true\nquestions:\n  nps:\n    column: Q1\n    role: npss\n",
            ":5:5: questions.nps.role: found 'npss'",
        ),
        (
            "confirmed: true\nquestions:\n  nps: {role: nps}\n",
            ":3:3: questions.nps: found {'role': 'nps'}; expected either `column`",
        ),
        ("confirmed: true\nquestions:\n  a: {columns: [A, B], separator: x}\n", "`separator` goes with `column`"),
        ("confirm: true\n", ":1:1: confirm: no such setting"),
        ("questions: [\n", "not YAML"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigError) as error:
        loaded(tmp_path, text)
    assert message in str(error.value)
    assert "poll.yaml" in str(error.value)


def test_questions_stand_in_one_place(tmp_path: Path) -> None:
    (tmp_path / "persona.yaml").write_text(
        YAML.replace("questions_file", "questions: {a: {column: A}}, questions_file")
    )
    (tmp_path / "surveys").mkdir()
    (tmp_path / "surveys" / "poll.yaml").write_text("confirmed: true\n")
    with pytest.raises(ConfigError, match="both `questions` and `questions_file"):
        load_settings(tmp_path / "persona.yaml")


def test_codes_and_days_need_no_quotes(tmp_path: Path) -> None:
    settings = loaded(tmp_path, "confirmed: true\nquestions:\n  a: {column: A, choices: {1: Web, 2: 5}}\n")
    assert settings.sources[0].questions["a"].choices == {"1": "Web", "2": "5"}
    (tmp_path / "persona.yaml").write_text(
        YAML.replace("questions_file", "constants: {submitted_at: 2026-03-01}, questions_file")
    )
    assert load_settings(tmp_path / "persona.yaml").sources[0].constants == {"submitted_at": "2026-03-01"}


def test_ticked_choices_are_lines() -> None:
    assert Question(columns=("A", "B")).between == "\n"
    assert Question(column="A", separator=";").between == ";"
    assert Question(column="A").between is None


def test_aliases_of_aliases_are_refused_at_once(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    path = tmp_path / "poll.yaml"
    path.write_text("confirmed: true\n" + "\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"poll.yaml:3:\d+: found 90 YAML aliases"):
        read_survey_file(path, "poll")
