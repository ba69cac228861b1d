"""JSON lines: numbers and ids keep their text, broken lines are refused by number, lenient JSON is not JSON."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from persona_pipeline.sources import jsonl
from tests.sources.conftest import Read

GOOD = '{"event_at":"2026-03-01T10:00:00Z","event_name":"page_view","visitor_id":"2697787.2422183099"}\n'


def test_objects_become_rows(read: Read) -> None:
    other = '{"event_name":"purchase","event_at":"2026-03-01","revenue":12.50,"n":{"a":[1,2]},"big":9007199254740993,"no":null}\n'
    outcome = read(GOOD + other, kind="web")
    assert outcome.report.details.container == "jsonl"
    assert not outcome.report.details.strict
    assert outcome.column("visitor_id") == ["2697787.2422183099", None]
    assert json.loads(outcome.accepted[1]["extra"]) == {"n": '{"a":[1,2]}', "big": "9007199254740993"}
    assert [float(row["revenue"] or 0) for row in outcome.accepted] == [0, 12.5]


@pytest.mark.parametrize(
    "line",
    [
        '{"a":1,}',
        '{"a":NaN}',
        '{"a":-Infinity}',
        '{"a":1,"a":2}',
        '{"a":1} {"a":2}',
        '{"a":01}',
        "{'a':1}",
        '{"a":"\\ud800"}',
        '{"a":tru}',
        "[1]",
        "5",
        '"x"',
        '{"a":',
        "x" * 50,
        '{"a":"tab\there"}',
        '{"a":1}x',
    ],
)
def test_a_line_that_is_not_one_json_object_is_refused(read: Read, line: str) -> None:
    outcome = read(f"{GOOD}{line}\n{GOOD}", kind="web")
    assert len(outcome.accepted) == 2
    assert outcome.reasons == [(2, "bad_json")]
    assert outcome.refused[0]["row_number"] == 2


def test_a_number_as_key_keeps_its_digits(read: Read) -> None:
    outcome = read(GOOD.replace('"2697787.2422183099"', "2697787.2422183099"), kind="web")
    assert outcome.column("visitor_id") == ["2697787.2422183099"]


def test_cut_off_files(read: Read) -> None:
    assert len(read(GOOD + GOOD.rstrip("\n"), kind="web").accepted) == 2  # a closed object is whole
    outcome = read(GOOD + GOOD[:40], kind="web")
    assert (len(outcome.accepted), outcome.reasons) == (1, [(2, "bad_json")])


def test_blank_lines_hold_nothing_but_count_as_lines(read: Read) -> None:
    outcome = read(f"{GOOD}\n{GOOD}broken\n", kind="web")
    assert len(outcome.accepted) == 2
    assert outcome.reasons == [(4, "bad_json")]


@pytest.mark.parametrize(
    ("content", "code"), [("[{}]", "missing_column"), ("hello\n", "not_json"), ("{}\n", "missing_column")]
)
def test_files_that_are_something_else(read: Read, content: str, code: str) -> None:
    assert read(content, kind="web", format="jsonl").report.error_code == code


@pytest.mark.slow
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.dictionaries(
            st.text(max_size=4),
            st.one_of(st.none(), st.booleans(), st.text(max_size=6), st.integers(-(10**30), 10**30)),
            max_size=4,
        ),
        min_size=1,
        max_size=5,
    )
)
def test_both_parsers_say_the_same(read: Read, objects: list[dict[str, object]]) -> None:
    content = "".join(
        json.dumps({**each, "event_at": "2026-03-01", "event_name": "x"}, ensure_ascii=False).replace("\\u0000", "0")
        + "\n"
        for each in objects
    )
    fast = read(content, kind="web", format="jsonl")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jsonl, "_fast", lambda *_: False)
        strict = read(content, kind="web", format="jsonl")
    assert strict.report.error == fast.report.error
    assert [row["extra"] for row in strict.accepted] == [row["extra"] for row in fast.accepted]
    assert [row["event_id"] for row in strict.accepted] == [row["event_id"] for row in fast.accepted]
