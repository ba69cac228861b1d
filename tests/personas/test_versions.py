"""Versions on real nights: what a decision changes, from which night on, and what it must never change."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from persona_pipeline.context import Context
from persona_pipeline.decisions import AUTOMATIC, DecisionsError, Version
from persona_pipeline.features import refresh_features
from persona_pipeline.personas import DefinitionError, in_force, refresh_members, registry
from persona_pipeline.personas.compare import compare
from persona_pipeline.personas.definition import sha256_of, to_text
from persona_pipeline.personas.night_version import version_of_night
from tests.features.shop import Shop

from .conftest import WHO, Filled, copied, day, members, open_shop, proposed, run, store_of

HISTORY = ("persona_members", "persona_transitions", "persona_profiles", "persona_kpis")


@pytest.fixture
def filled(two_nights: Path, tmp_path: Path) -> Iterator[Filled]:
    """A warehouse and a store of decisions of its own for each test; two nights are computed."""
    with copied(two_nights, tmp_path / "shop") as night:
        yield night


@pytest.fixture
def ready(with_proposal: Path, tmp_path: Path) -> Iterator[Filled]:
    """The same with version 2 proposed."""
    with copied(with_proposal, tmp_path / "shop") as night:
        yield night


def accepted(ctx: Context, number: int) -> Version:
    with store_of(ctx) as store:
        return registry.accept(store, number, newest=None, **WHO)


def by_hand(ctx: Context, number: int) -> None:
    """Version 1 proposed again under another number."""
    with store_of(ctx) as store:
        definition = registry.read(store, store.version(1)).model_copy(update={"version": number})
        text = to_text(definition)
        store.propose(
            number, text, sha256=sha256_of(text), fitted_as_of=definition.fitted_as_of, payload={"base": 1}, **WHO
        )


def snapshot(ctx: Context) -> list[Any]:
    return [
        ctx.warehouse.query(f"select * from marts.{name} where as_of <= $d order by all", {"d": ctx.as_of})
        for name in HISTORY
    ]


def version_of(ctx: Context) -> set[int]:
    rows = ctx.warehouse.query("select distinct version from marts.persona_members where as_of = $d", {"d": ctx.as_of})
    return {row[0] for row in rows}


@pytest.mark.slow
def test_the_first_version_is_written_down_as_nobodys_decision(filled: Filled) -> None:
    with store_of(filled(61)) as store:
        (version,) = store.versions()
    assert (version.number, version.status, version.effective_as_of) == (1, "accepted", day(60))
    assert version.decision.author == AUTOMATIC
    assert version.decision.at == datetime.combine(day(61), datetime.min.time(), UTC)
    rows = filled(61).warehouse.query(
        "select version, status, accepted_as_of, author, decided_at, retired_as_of from marts.persona_versions"
    )
    assert rows == [(1, "accepted", day(60), AUTOMATIC, datetime(2026, 3, 3), None)]
    ledger = filled(61).warehouse.query(
        "select persona_id, event, from_ids, to_ids from marts.persona_ledger order by 1"
    )
    assert ledger == [(f"P0{n}", "emerges", "", f"P0{n}") for n in (1, 2, 3)]


@pytest.mark.slow
def test_a_refit_on_calm_nights_keeps_every_id(ready: Filled) -> None:
    with store_of(ready(61)) as store:
        version = store.version(2)
    rows = version.proposal.payload["ledger"]
    assert [row["persona_id"] for row in rows] == ["P01", "P02", "P03"]
    assert {row["event"] for row in rows} <= {"survives", "moves"}
    assert min(row["overlap"] for row in rows) > 0.75
    with store_of(ready(61)) as store:
        assert [p.name for p in registry.read(store, version).personas] == [
            p.name for p in registry.read(store, store.version(1)).personas
        ], "a name that people know stays"
        found = compare(store, 2)
    assert found.customers == len(members(ready(61)))
    assert found.moving_customers is not None
    assert found.moving_customers < 0.1 * found.customers
    assert sum(p.after.customers or 0 for p in found.personas if p.after) == found.customers
    json.dumps(found.plain())


def test_proposing_changes_no_night(ready: Filled, two_nights: Path, tmp_path: Path) -> None:
    with copied(two_nights, tmp_path / "before") as night:
        assert snapshot(ready(61)) == snapshot(night(61))
    run(ready(62))
    assert version_of(ready(62)) == {1}


@pytest.mark.slow
def test_accepting_takes_effect_the_next_night_and_leaves_history(ready: Filled) -> None:
    before = snapshot(ready(61))
    version = accepted(ready(61), 2)
    assert version.effective_as_of == day(62)
    run(ready(61))
    assert snapshot(ready(61)) == before, "a night that is run again keeps the version of its day"
    run(ready(62))
    assert version_of(ready(62)) == {2}
    run(ready(60))
    run(ready(61))
    assert snapshot(ready(61)) == before
    rows = ready(62).warehouse.query(
        "select version, status, accepted_as_of, author, reason, decided_at, retired_as_of from marts.persona_versions order by 1"
    )
    assert rows[0][1:3] == ("retired", day(60))
    assert rows[0][-1] == day(62)
    assert rows[1] == (2, "accepted", day(62), "Ann", "agreed", datetime(2026, 5, 1, 12), None)
    ledger = ready(62).warehouse.query("select version, matched_as_of, matched_version from marts.persona_ledger")
    assert set(ledger) == {(1, None, None), (2, day(61), 1)}


def test_a_night_that_runs_while_it_is_accepted_keeps_the_version_before(ready: Filled) -> None:
    ctx = ready(62)
    with ctx.warehouse.transaction():
        definition, _ = version_of_night(ctx)
        assert accepted(ctx, 2).effective_as_of == day(63)
    assert definition is not None
    assert definition.version == 1
    run(ctx)
    assert version_of(ctx) == {1}


def test_a_rejected_version_is_kept_and_never_used(ready: Filled) -> None:
    with store_of(ready(61)) as store:
        store.reject(2, **WHO)
        with pytest.raises(DecisionsError, match="is rejected"):
            registry.accept(store, 2, newest=None, **WHO)
        assert registry.free_number(store) == 3
    run(ready(62))
    assert version_of(ready(62)) == {1}


def test_a_version_that_was_compared_with_an_older_one_is_refused(ready: Filled) -> None:
    by_hand(ready(61), 3)
    accepted(ready(61), 2)
    with pytest.raises(DecisionsError, match="compared with version 1; since then version 2 was accepted"):
        accepted(ready(61), 3)


@pytest.mark.slow
def test_a_name_holds_from_the_next_night_on_and_for_later_versions(filled: Filled) -> None:
    with store_of(filled(61)) as store:
        other = {"nl": "Koopjes & meer", "en": " Deals  & more"}
        decision = registry.rename(store, "P02", "  Koopjes  &  meer ", other=other, newest=None, **WHO)
        assert decision.payload["names"] == {"en": "Deals & more"}, "only what is otherwise"
        with pytest.raises(DecisionsError, match=r"P02 is called 'Deals & more' already"):
            registry.rename(store, "P01", "Cheap", other={"nl": "Deals & more"}, newest=None, **WHO)
        assert decision.payload["effective_as_of"] == day(62).isoformat()
        with pytest.raises(DecisionsError, match=r"P02 is called 'Koopjes & meer' already"):
            registry.rename(store, "P01", "Koopjes & meer", newest=None, **WHO)
        for wrong in ("", "<b>", "x" * 81):
            with pytest.raises(DecisionsError, match="expected 1 to 80"):
                registry.rename(store, "P01", wrong, newest=None, **WHO)
        with pytest.raises(DecisionsError, match="no persona 'P09'"):
            registry.rename(store, "P09", "Nobody", newest=None, **WHO)
    names = "select name, name_en, name_nl, name_since, name_author, name_reason from marts.personas where persona_id = 'P02' and version = $v"
    run(filled(61))
    assert filled(61).warehouse.query(names, {"v": 1})[0][1:] == (None, None, None, None, None)
    run(filled(62))
    told = [("Koopjes & meer", "Deals & more", None, day(62), "Ann", "agreed")]
    assert filled(62).warehouse.query(names, {"v": 1}) == told
    run(filled(61))
    assert filled(61).warehouse.query(names, {"v": 1}) == told, "an older night takes nothing back"
    by_hand(filled(62), 2)
    accepted(filled(62), 2)
    run(filled(63))
    assert filled(63).warehouse.query(names, {"v": 2}) == told
    assert version_of(filled(63)) == {2}


@pytest.mark.slow
def test_retired_people_go_to_the_next_nearest_and_the_persona_comes_back_as_itself(filled: Filled) -> None:
    with store_of(filled(61)) as store:
        version = registry.retire(store, "P03", newest=None, **WHO)
        assert (version.number, version.status, version.effective_as_of) == (2, "accepted", day(62))
    before = members(filled(61))
    run(filled(62))
    after = members(filled(62))
    both = before.keys() & after.keys()
    assert set(after.values()) == {"P01", "P02"}
    stayed = [before[key] == after[key] for key in both if before[key] != "P03"]
    assert sum(stayed) / len(stayed) > 0.98
    events = dict(filled(62).warehouse.query("select persona_id, event from marts.persona_ledger where version = 2"))
    assert events == {"P01": "survives", "P02": "survives", "P03": "retired"}
    rows = {row["persona_id"]: row for row in proposed(filled(62)).proposal.payload["ledger"]}
    assert rows["P03"]["event"] == "re-emerges"
    assert set(rows) == {"P01", "P02", "P03"}
    with store_of(filled(62)) as store:
        name = {p.persona_id: p.name for p in registry.read(store, store.version(1)).personas}["P03"]
        with pytest.raises(DecisionsError, match="P03 is called .* already and may come back under it"):
            registry.rename(store, "P01", name, newest=None, **WHO)
        assert {p.persona_id: p.name for p in registry.read(store, store.version(3)).personas}["P03"] == name
        with pytest.raises(DecisionsError, match="one persona alone"):
            registry.retire(store, "P02", newest=None, **WHO)


@pytest.mark.slow
def test_an_earlier_version_comes_back_as_one_of_its_own(filled: Filled) -> None:
    run(filled(61))
    first = members(filled(61))
    with store_of(filled(61)) as store:
        registry.retire(store, "P03", newest=None, **WHO)
        with pytest.raises(DecisionsError, match="version 2 is the one that nights to come use"):
            registry.restore(store, 2, newest=None, **WHO)
    run(filled(62))
    with store_of(filled(62)) as store:
        version = registry.restore(store, 1, newest=None, **WHO)
        assert (version.number, version.status, version.effective_as_of) == (3, "accepted", day(63))
        assert version.proposal.payload["restores"] == 1
        with pytest.raises(DecisionsError, match="version 1 has the personas of version 3, which nights to come use"):
            registry.restore(store, 1, newest=None, **WHO)
        definitions = [registry.read(store, store.version(number)) for number in (1, 3)]
    assert definitions[0].personas == definitions[1].personas
    run(filled(63))
    assert version_of(filled(63)) == {3}
    assert version_of(filled(62)) == {2}
    third = members(filled(63))
    both = first.keys() & third.keys()
    assert sum(first[key] == third[key] for key in both) / len(both) > 0.98
    rows = "select persona_id, event, distance from marts.persona_ledger where version = 3 order by 1"
    assert filled(63).warehouse.query(rows) == [
        ("P01", "survives", 0.0),
        ("P02", "survives", 0.0),
        ("P03", "re-emerges", None),
    ]
    with store_of(filled(63)) as store:
        registry.restore(store, 2, newest=None, **WHO)
    run(filled(64))
    events = dict(filled(64).warehouse.query("select persona_id, event from marts.persona_ledger where version = 4"))
    assert events == {"P01": "survives", "P02": "survives", "P03": "retired"}


@pytest.mark.slow
def test_only_a_version_that_was_in_force_can_be_restored(ready: Filled) -> None:
    with store_of(ready(61)) as store:
        number = proposed(ready(61)).number
        with pytest.raises(DecisionsError, match=f"is proposed; expected .*`personas accept {number}`"):
            registry.restore(store, number, newest=None, **WHO)
        store.reject(number, **WHO)
        with pytest.raises(DecisionsError, match="is rejected; expected .*propose"):
            registry.restore(store, number, newest=None, **WHO)


@pytest.mark.slow
def test_a_lost_store_is_written_again_from_the_warehouse(ready: Filled) -> None:
    accepted(ready(61), 2)
    with store_of(ready(61)) as store:
        registry.rename(store, "P01", "Ours", newest=None, **WHO)
    run(ready(62))
    ctx = ready(63)
    for path in ctx.workspace.root.glob("decisions.sqlite*"):
        path.unlink()
    said: list[str] = []
    tables = ("persona_versions", "personas", "persona_ledger")
    before = [ctx.warehouse.query(f"select * from marts.{name} order by all") for name in tables]
    refresh_features(ctx)
    report = refresh_members(replace(ctx, progress=said.append))
    assert version_of(ctx) == {2}
    assert [ctx.warehouse.query(f"select * from marts.{name} order by all") for name in tables] == before
    assert "did not have persona version 1, 2 and the name of P01" in report.figures["note"]
    assert said == [report.figures["note"]]
    with store_of(ctx) as store:
        assert [(v.number, v.status, v.decision.author) for v in store.versions()] == [
            (1, "retired", AUTOMATIC),
            (2, "accepted", "Ann"),
        ]
    assert refresh_members(ctx).figures["note"] == "", "once is enough"


@pytest.mark.slow
def test_a_store_that_is_ahead_of_the_warehouse_wins(ready: Filled, small_shop: Shop, tmp_path: Path) -> None:
    accepted(ready(61), 2)
    root = tmp_path / "again"
    root.mkdir()
    with open_shop(small_shop, root) as warehouse:  # the warehouse was lost; the decisions were not
        for number in (60, 61, 62):
            run(replace(ready(number), warehouse=warehouse))
        for number, version in ((60, 1), (61, 1), (62, 2)):
            assert version_of(replace(ready(number), warehouse=warehouse)) == {version}
        for name in HISTORY:
            text = f"select * from marts.{name} where as_of <= $d order by all"
            assert warehouse.query(text, {"d": day(61)}) == ready(61).warehouse.query(text, {"d": day(61)})


def test_another_definition_under_the_same_number_is_refused(ready: Filled) -> None:
    ctx = ready(61)
    with store_of(ctx) as store:
        other = store.version(2)
    text = other.definition.replace('"version": 2', '"version": 1')
    ctx.warehouse.con.execute(
        "update marts.persona_versions set definition = ?, sha256 = ? where version = 1", [text, sha256_of(text)]
    )
    with pytest.raises(DefinitionError, match=r"holds another definition under this number.*Mend: restore"):
        run(ready(62))


def test_a_tampered_store_is_refused(filled: Filled) -> None:
    import sqlite3

    path = filled(61).workspace.decisions
    with sqlite3.connect(path) as con:
        con.execute("drop trigger persona_versions_no_update")
        con.execute("update persona_versions set definition = replace(definition, '\"P02\"', '\"P03\"')")
    con.close()
    with pytest.raises(DefinitionError, match=r"decisions\.sqlite, version 1.*sha256.*backup"):
        run(filled(62))
    assert version_of(filled(61)) == {1}


CRASH = """
import os, sys
from datetime import UTC, date, datetime
from pathlib import Path
from persona_pipeline.decisions import Decisions
from persona_pipeline.personas import registry
from persona_pipeline.settings import Settings, Workspace

with Decisions.open(Workspace(Path(sys.argv[1])), Settings()) as store, store.transaction():
    who = {"author": "Ann", "reason": "agreed", "at": datetime(2026, 5, 1, tzinfo=UTC)}
    registry.accept(store, 2, newest=None, **who)
    if sys.argv[2] == "before":
        os._exit(137)
os._exit(137)
"""


@pytest.mark.slow
@pytest.mark.parametrize(("moment", "version"), [("before", 1), ("after", 2)])
def test_a_crash_between_the_decision_and_the_night(ready: Filled, moment: str, version: int) -> None:
    """All or nothing: the decision is there or it is not, and the night that follows agrees with the store."""
    command = [sys.executable, "-c", CRASH, str(ready(61).workspace.root), moment]
    assert subprocess.run(command, env={**os.environ}, timeout=120).returncode == 137
    run(ready(62))
    assert version_of(ready(62)) == {version}
    found = in_force(ready(62).warehouse, date(2027, 1, 1))
    assert found is not None
    assert found.version == version


def test_a_night_that_died_before_it_was_kept_finds_its_version_again(ready: Filled) -> None:
    accepted(ready(61), 2)
    ctx = ready(62)
    with suppress(KeyboardInterrupt), ctx.warehouse.transaction():
        version_of_night(ctx)
        raise KeyboardInterrupt
    assert ctx.warehouse.count("marts.persona_versions") == 1
    run(ctx)
    assert version_of(ctx) == {2}
    with store_of(ctx) as store:
        assert store.newest_night() == day(62)
        assert registry.next_night(store, None) == day(63)
        assert registry.next_night(store, day(70)) == day(70) + timedelta(days=1)
