"""Every message exists in both languages with the same holes."""

from __future__ import annotations

import itertools
import re
import string
from pathlib import Path

import pytest

import persona_pipeline
from persona_pipeline.alerts import catalog, frame, steps
from persona_pipeline.alerts.causes import CAUSE_OF_RULE
from persona_pipeline.drift import Text
from persona_pipeline.language import Code
from persona_pipeline.quality.suites import BATCH_SUITE, rules_of


def texts() -> list[tuple[str, Text]]:
    found = []
    for module in (catalog, steps):
        for name, value in vars(module).items():
            held = value if isinstance(value, dict) and not name.startswith("__") else {"": value}
            found += [(f"{name}[{key}]" if key else name, text) for key, text in held.items() if isinstance(text, Text)]
    return found


@pytest.mark.parametrize(("name", "text"), texts())
def test_dutch_and_english_are_complete(name: str, text: Text) -> None:
    def holes(template: str) -> set[str]:
        return {field for _, field, _, _ in string.Formatter().parse(template) if field}

    assert holes(text.en) == holes(text.nl), name
    assert text.en.strip() != text.nl.strip() or name == "FEATURE"
    assert text.en.count("\n") == text.nl.count("\n")
    words = text.nl.lower().split()
    assert not any(one == other for one, other in itertools.pairwise(words)), "a word is there twice"


def test_every_rule_that_holds_a_batch_has_a_cause_with_words() -> None:
    holding = {rule.name for rule in rules_of(BATCH_SUITE) if rule.critical} - {"file_is_readable"}
    assert holding <= set(CAUSE_OF_RULE)
    assert set(CAUSE_OF_RULE.values()) <= set(catalog.CAUSES)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_re_evaluation_names_the_command_of_each_decision(language: Code) -> None:
    about = {
        "began": "2026-03-02", "night": "2026-03-04", "normal": "P02", "about": "P02", "first": "P02", "others": ""
    }  # fmt: skip
    said = steps.NEXT["persona"](language, **about)
    for command in ("drift event", "drift normal", "personas propose", "personas accept", "drift answer"):
        assert f": persona-pipeline {command}" in said
    assert "personas propose" not in steps.NEXT["global_kpi"](language, **about), "no persona is to blame"


COMMANDS = [
    (name, line)
    for name, text in (*texts(), *((name, each) for name, each in vars(frame).items() if isinstance(each, Text)))
    for line in (*text.en.splitlines(), *text.nl.splitlines())
    if "persona-pipeline " in line
]


@pytest.mark.parametrize(("name", "line"), COMMANDS)
def test_a_line_with_a_command_names_what_it_is_about(name: str, line: str) -> None:
    holes = {field for _, field, _, _ in string.Formatter().parse(line) if field}
    wanted = {"night", "about", "first", "normal", "as_of", "expected", "alert_id"}
    assert holes & wanted or "drift normal all" in line, name


def test_the_console_tells_no_command() -> None:
    told = [(name, text) for name, text in texts() if "_IN_CONSOLE" in name]
    assert len(told) == 5
    assert not [name for name, text in told if "persona-pipeline" in text.en + text.nl]


def test_there_are_texts() -> None:
    assert len(texts()) > 40


@pytest.mark.parametrize(("name", "text"), texts())
def test_dutch_says_u(name: str, text: Text) -> None:
    assert not {"je", "jij", "jouw", "jullie"} & set(text.nl.lower().split()), name
    assert "herbeoordeel" not in text.nl, "one word: herijken"


def test_every_gate_that_stops_a_night_is_told() -> None:
    named = (Path(persona_pipeline.__file__).parent / part for part in ("ingest/progress.py", "publish/stage.py"))
    source = "".join(path.read_text() for path in named)
    assert all(f'"{gate}"' in source for gate in catalog.GATES)
    blocking = set(re.findall(r'_check\("(\w+)"', source)) - {
        "columns_are_as_before",
        "files_are_finished",
        "batches_are_as_usual",
    }
    assert blocking <= set(catalog.GATES)
