"""The store of decisions: nothing is lost, changed or mixed up, whichever database it is and whoever writes at once."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from persona_pipeline.decisions import Decisions, DecisionsError, Version
from persona_pipeline.settings import ConfigError, DecisionSettings, Settings, Workspace, load_settings

from .conftest import Open

AT = datetime(2026, 6, 30, 9, 15, 0, 123456, tzinfo=UTC)
WHO: dict[str, Any] = {"author": "Ann", "reason": "the board agreed", "at": AT}
DAY = date(2026, 6, 29)


def propose(store: Decisions, number: int, **payload: Any) -> None:
    store.propose(number, f'{{"version": {number}}}', sha256="a" * 64, fitted_as_of=DAY, payload=payload, **WHO)


def in_force(version: Version, night: date) -> bool:
    """Whether the night uses the version."""
    since, until = version.effective_as_of, version.until
    return since is not None and since <= night and (until is None or night < until)


def test_what_was_recorded_comes_back(opened: Open) -> None:
    with opened() as store:
        first = store.record("card.line", "persona:P01", {"text": "Koopt “'s avonds” <b>🛒</b>", "n": [1, 2.5]}, **WHO)
    with opened() as store:
        second = store.record("persona.rename", "persona:P02", {"name": "Bé"}, **WHO)
        assert store.log() == [first, second]
        assert store.log(["persona.rename"]) == store.log(subject="persona:P02") == [second]
        assert store.log(["persona.rename"], "persona:P01") == []
    assert first.payload == {"text": "Koopt “'s avonds” <b>🛒</b>", "n": [1, 2.5]}
    assert (first.author, first.reason, first.at) == ("Ann", "the board agreed", AT)
    assert first.at.tzinfo is UTC


def test_moments_are_kept_in_utc(opened: Open) -> None:
    local = datetime(2026, 6, 30, 1, 0, tzinfo=timezone(timedelta(hours=2)))
    with opened() as store:
        store.record("note", "x", {}, author="Ann", reason="r", at=local)
        assert store.log()[0].at == local
        assert store.log()[0].at.utcoffset() == timedelta(0)
        with pytest.raises(DecisionsError, match="time zone"):
            store.record("note", "x", {}, author="Ann", reason="r", at=datetime(2026, 6, 30))


@pytest.mark.parametrize(
    "wrong",
    [
        {"author": " "},
        {"reason": ""},
        {"reason": "a\x00b"},
        {"reason": "x" * 4_001},
        {"author": "\ud800"},
        {"kind": "Note"},
        {"payload": {"x": float("nan")}},
        {"payload": {"x": DAY}},
        {"payload": {"x": "\ud800"}},
    ],
)
def test_what_says_nothing_or_cannot_be_kept_is_refused(opened: Open, wrong: dict[str, Any]) -> None:
    whole: dict[str, Any] = {"kind": "note", "subject": "x", "payload": {}, **WHO, **wrong}
    kind, subject, payload = (whole.pop(name) for name in ("kind", "subject", "payload"))
    with opened() as store:
        with pytest.raises(DecisionsError, match=r"expected|no JSON"):
            store.record(kind, subject, payload, **whole)
        assert store.log() == []


@pytest.mark.parametrize("verb", ["update persona_decisions set reason = 'other'", "delete from persona_decisions"])
def test_the_database_itself_refuses_changes(opened: Open, verb: str) -> None:
    from sqlalchemy import text

    with opened() as store:
        kept = store.record("note", "x", {}, **WHO)
        with pytest.raises(DecisionsError, match="never changed"), store.transaction():
            store._con.execute(text(verb))
        assert store.log() == [kept]


def test_a_version_goes_from_proposed_to_accepted_to_retired(opened: Open) -> None:
    with opened() as store:
        for number in (1, 2, 3):
            propose(store, number)
        store.accept(1, effective_as_of=date(2026, 7, 1), **WHO)
        store.reject(2, **WHO)
        store.accept(3, effective_as_of=date(2026, 7, 8), **WHO)
    with opened() as store:
        first, second, third = store.versions()
    assert [v.status for v in (first, second, third)] == ["retired", "rejected", "accepted"]
    assert (first.effective_as_of, first.until) == (date(2026, 7, 1), date(2026, 7, 8))
    assert (third.effective_as_of, third.until, second.effective_as_of) == (date(2026, 7, 8), None, None)
    nights = [date(2026, 6, 30), date(2026, 7, 1), date(2026, 7, 7), date(2026, 7, 8)]
    assert [[v.number for v in (first, second, third) if in_force(v, n)] for n in nights] == [[], [1], [1], [3]]


def test_a_decision_is_taken_once(opened: Open) -> None:
    with opened() as store:
        propose(store, 1)
        store.accept(1, effective_as_of=DAY, **WHO)
        for again in (store.reject, lambda number, **who: store.accept(number, effective_as_of=DAY, **who)):
            with pytest.raises(DecisionsError, match="is accepted .*Ann.*expected a proposed"):
                again(1, **WHO)
        with pytest.raises(DecisionsError, match="no persona version 7; known are: 1"):
            store.reject(7, **WHO)
        with pytest.raises(DecisionsError, match="written once"):
            propose(store, 1)
        assert len(store.log()) == 2


def test_two_versions_for_the_same_night_the_last_decision_counts(opened: Open) -> None:
    with opened() as store:
        for number in (1, 2, 3):
            propose(store, number)
        for number in (1, 3, 2):
            store.accept(number, effective_as_of=DAY, **WHO)
        assert [v.number for v in store.versions() if in_force(v, DAY)] == [2]
        assert [v.status for v in store.versions()] == ["retired", "accepted", "retired"]


def test_a_block_that_fails_leaves_nothing(opened: Open) -> None:
    with opened() as store:
        with suppress(KeyError), store.transaction():
            propose(store, 1)
            store.note_night(DAY)
            raise KeyError
        assert (store.log(), store.versions(), store.newest_night()) == ([], [], None)
        store.note_night(DAY)
        store.note_night(DAY - timedelta(days=3))
        store.note_night(DAY)
        assert store.newest_night() == DAY


def test_it_can_be_looked_at_without_making_it(workspace: Workspace, where: Settings, opened: Open) -> None:
    assert "first night" in Decisions.examine(workspace, where)
    assert not workspace.decisions.exists()
    with opened() as store:
        propose(store, 1)
    assert Decisions.examine(workspace, where).startswith("1 decisions, 1 persona versions in ")


def test_a_store_of_a_later_version_is_left_alone(opened: Open) -> None:
    from persona_pipeline.decisions.tables import STORE

    with opened() as store, store.transaction():
        store._con.execute(STORE.insert().values(schema_version=99))
    with pytest.raises(DecisionsError, match="schema version 99.*Mend: install"), opened():
        pass


@pytest.mark.slow
def test_writers_at_once_wait_for_each_other(workspace: Workspace, where: Settings, opened: Open) -> None:
    """Both begin with a store that is not there yet."""
    url = where.decisions.url
    text = json.dumps(url.get_secret_value() if url else None)
    writers = [
        subprocess.Popen([sys.executable, "-m", "tests.decisions.writer", str(workspace.root), text, name])
        for name in ("a", "b")
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    with opened() as store:
        assert [v.number for v in store.versions()] == list(range(1, 21))
        assert len(store.log(["note"])) == 20


def test_readers_do_not_wait_for_a_writer(opened: Open) -> None:
    with opened() as writer, opened() as reader, writer.transaction():
        propose(writer, 1)
        assert reader.log() == reader.versions() == []


WORDS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1).filter(str.strip)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(blacklist_categories=("Cs",))),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(WORDS, VALUES, max_size=4), WORDS)
def test_whatever_people_write_comes_back(opened: Open, payload: dict[str, Any], reason: str) -> None:
    with opened() as store:
        written = store.record("note", "x", payload, author="Ann", reason=reason, at=AT)
        assert store.log()[-1] == written
        assert written.payload == payload


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("mysql://u:s3cret@db/x", "begins with mysql://"),
        ("not an address s3cret", "no database address"),
        ("postgresql://u:s3cret@127.0.0.1:1/x", r"postgresql://u@127.0.0.1:1/x.*could not be used"),
    ],
)
def test_a_wrong_address_is_told_without_its_password(workspace: Workspace, url: str, found: str) -> None:
    pytest.importorskip("psycopg")
    settings = Settings(decisions=DecisionSettings(url=SecretStr(url)))
    assert "s3cret" not in repr(settings)
    with pytest.raises(DecisionsError, match=found) as told, Decisions.open(workspace, settings):
        pass
    assert "s3cret" not in str(told.value)


def test_the_address_comes_from_the_environment(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace.config.write_text("shop: {name: Test}\n")
    monkeypatch.setenv("PERSONA_PIPELINE_DECISIONS__URL", "postgresql://u:s3cret@db/x")
    url = load_settings(workspace.config).decisions.url
    assert url is not None
    assert url.get_secret_value() == "postgresql://u:s3cret@db/x"


def test_a_password_in_the_file_is_refused(workspace: Workspace) -> None:
    workspace.config.write_text("decisions:\n  url: postgresql://u:s3cret@db/x\n")
    with pytest.raises(ConfigError, match=r"persona\.yaml:2: decisions\.url holds a password") as told:
        load_settings(workspace.config)
    assert "s3cret" not in str(told.value)
    workspace.config.write_text("decisions:\n  url: postgresql://u@db/x\n")
    assert load_settings(workspace.config).decisions.url is not None
