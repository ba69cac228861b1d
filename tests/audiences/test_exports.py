"""Who goes out to a campaign tool: nobody who did not consent, nobody twice, and the same files for the same facts."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from persona_pipeline.audiences import (
    Counts,
    Export,
    Held,
    current_export,
    export_audience,
    refresh_audiences,
    selecting,
    shown,
)
from persona_pipeline.context import Context
from persona_pipeline.rfm.grid import GRID
from persona_pipeline.settings import CampaignAudience, ConfigError, Settings
from persona_pipeline.settings.audiences import SEGMENTS

from .world import NIGHT, fill, say


@pytest.fixture
def ctx(context: Callable[[date], Context]) -> Context:
    made = context(NIGHT)
    fill(made.warehouse)
    return made


def export(ctx: Context, **audience: Any) -> tuple[Export | Held, Counts]:
    asked = CampaignAudience.model_validate({"name": "mail", "of": "P01", **audience})
    with selecting(ctx.warehouse, ctx.workspace, ctx.settings, ctx.as_of) as selection:
        return export_audience(selection, ctx.workspace, ctx.settings, asked)


def rows(ctx: Context, name: str = "members.csv") -> list[dict[str, str]]:
    with (ctx.workspace.audiences / "mail" / name).open(newline="", encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def ids(ctx: Context) -> set[str]:
    return {row["id"] for row in rows(ctx)}


def test_only_people_who_consent_go_out(ctx: Context) -> None:
    _, counts = export(ctx)
    assert ids(ctx) == {f"k{n:02d}" for n in range(30)}
    assert counts == Counts(30, {"consent_unknown": 10})
    manifest = json.loads((ctx.workspace.audiences / "mail" / "manifest.json").read_text())
    assert manifest["left_out"] == [{"reasons": ["consent_unknown"], "people": 10}]
    assert "consent" in manifest["consent_rule"]


def test_a_refusal_counts_at_once_wherever_it_was_said(ctx: Context) -> None:
    export(ctx)
    say(ctx.warehouse, 1, "no", since=NIGHT + timedelta(days=3))  # dated later, known already
    say(ctx.warehouse, 2, "no", source="newsletter")  # another source still says yes
    say(ctx.warehouse, 3, None, since=date(2026, 2, 1))  # no longer said
    say(ctx.warehouse, 35, "yes", since=NIGHT + timedelta(days=3))  # not yet
    ctx.warehouse.query(
        "insert into core.customer_attributes by name select 'crm' as source, 'mail' as identity_key, $d as valid_from, 'no' as marketing_consent",
        {"d": NIGHT},
    )
    export(ctx)
    assert ids(ctx) == {f"k{n:02d}" for n in range(30)} - {"k00", "k01", "k02", "k03"}
    assert {(row["change"], row["id"]) for row in rows(ctx, "changes.csv")} == {
        ("remove", f"k{n:02d}") for n in range(4)
    }


def test_not_refused_takes_the_unknown_and_never_who_refused(ctx: Context) -> None:
    say(ctx.warehouse, 31, "no")
    export(ctx, consent="not_refused")
    assert ids(ctx) == {f"k{n:02d}" for n in range(40)} - {"k31"}


def test_who_is_on_the_list_is_out_by_number_and_by_address(ctx: Context, tmp_path: Path) -> None:
    listed = replace(ctx, settings=Settings(opt_outs="out.csv"))
    (tmp_path / "out.csv").write_text("email,Customer_ID\nWHO@example.org,\n,C07\n")
    export(listed)
    assert ids(ctx) == {f"k{n:02d}" for n in range(30)} - {"k00", "k07"}


@pytest.mark.parametrize("text", [None, "name\nAnna\n", ""])
def test_a_list_that_cannot_be_read_lets_nothing_out(ctx: Context, tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "out.csv").write_text(text)
    asked = Settings.model_validate({"opt_outs": "out.csv", "audiences": [{"name": "mail", "of": "P01"}]})
    with pytest.raises(ConfigError, match="no audience is written"):
        export(replace(ctx, settings=asked))
    report = refresh_audiences(replace(ctx, settings=asked))
    assert [check.passed for check in report.checks] == [False]
    assert not ctx.workspace.audiences.exists()


def test_numbers_of_the_list_are_read_as_in_the_inbox(ctx: Context, tmp_path: Path) -> None:
    ctx.warehouse.query("update raw.identifiers set value = '10' || substr(value, 2) where namespace = 'customer'")
    listed = replace(ctx, settings=Settings(opt_outs="out.csv"))
    (tmp_path / "out.csv").write_text("customer_id,email\n1007.0,\nnan,WHO@example.org\n,strange@example.org\n")
    export(listed)
    assert ids(ctx) == {f"k{n:02d}" for n in range(30)} - {"k00", "k07"}
    with selecting(listed.warehouse, listed.workspace, listed.settings, NIGHT) as selection:
        assert "1 of 3 rows" in selection.warnings[0]
    (tmp_path / "out.csv").write_text("customer_id\n1.007e3\n")
    with pytest.raises(ConfigError, match=r"out.csv:2: customer_id: found 1.007e3; .*no audience is written"):
        export(listed)


def test_a_no_in_a_refused_row_counts_until_it_is_taken_back(ctx: Context) -> None:
    def refused(**who: str) -> None:
        ctx.warehouse.query(
            "insert into quarantine.attributes by name select 'crm' as source, 'first' as load_id, $n as refusing_customer_id, sha256(lower($e)) as refusing_email_sha256",
            {"n": who.get("number"), "e": who.get("email")},
        )

    for load, sequence in (("first", 1), ("later", 2)):
        ctx.warehouse.query(
            "insert into ops.loads by name select $l as load_id, $s as sequence, 'crm' as source",
            {"l": load, "s": sequence},
        )
    for number in ("C05", " C06 ", "C07"):
        refused(number=number)
    refused(email="Who@example.org")
    for load, number in (("first", "C05"), ("later", "C07")):
        ctx.warehouse.query(
            "insert into raw.attributes by name select 'crm' as source, $l as load_id, $n as customer_id, 'yes' as marketing_consent",
            {"l": load, "n": number},
        )
    export(ctx)
    assert ids(ctx) == {f"k{n:02d}" for n in range(30)} - {"k00", "k05", "k06"}


def test_a_number_that_is_an_address_never_goes_out(ctx: Context) -> None:
    ctx.warehouse.query("update raw.identifiers set value = 'anna@example.org' where value = 'C05'")
    _, counts = export(ctx, id="customer_id")
    assert ids(ctx) == {f"C{n:02d}" for n in range(30)} - {"C05"}
    assert counts.left_out["address_as_number"] == 1


def test_the_shops_own_number_goes_out_only_when_asked_and_the_address_never(ctx: Context) -> None:
    _, counts = export(ctx, of=["P01"], consent="not_refused", id="customer_id", to=["csv"])
    assert ids(ctx) == {f"C{n:02d}" for n in range(39)}
    assert counts.left_out == {"no_customer_id": 1}
    assert all(
        b"who@example.org" not in path.read_bytes() for path in ctx.workspace.audiences.rglob("*") if path.is_file()
    )


def test_personas_and_segments_meet(ctx: Context) -> None:
    export(ctx, of=["P02", "Champions"], columns=["persona", "monetary", "r_score"])
    assert rows(ctx)[0] == {"id": "k40", "persona": "Persona 2", "monetary": "30.50", "r_score": "5"}
    assert ids(ctx) == {f"k{n:02d}" for n in range(40, 50)}


def test_certainty(ctx: Context) -> None:
    _, counts = export(ctx, min_certainty=0.2)
    assert ids(ctx) == {f"k{n:02d}" for n in range(20, 30)}
    assert counts.left_out == {"consent_unknown": 10, "uncertain": 20}


def test_a_small_audience_is_held_back_and_one_that_became_small_is_emptied(ctx: Context) -> None:
    made, _ = export(ctx, min_certainty=0.25)
    assert isinstance(made, Held)
    assert not (ctx.workspace.audiences / "mail" / "current").exists()
    assert isinstance(export(ctx, min_certainty=0.25, allow_small=True)[0], Export)
    assert len(ids(ctx)) == 5
    emptied, _ = export(ctx, min_certainty=0.25)
    assert isinstance(emptied, Export)
    assert emptied.manifest["state"] == "too_small"
    assert ids(ctx) == set()
    assert {row["change"] for row in rows(ctx, "changes.csv")} == {"remove"}
    assert isinstance(export(ctx, min_certainty=0.25)[0], Held), "said once"


def test_the_same_facts_give_the_same_files_and_a_changed_one_its_change(ctx: Context) -> None:
    first, _ = export(ctx, columns=["persona", "certainty"])
    again, _ = export(ctx, columns=["persona", "certainty"])
    assert isinstance(first, Export)
    assert again == first
    ctx.warehouse.query("update marts.persona_members set certainty = 0.99 where customer_key = 'k05'")
    export(ctx, columns=["persona", "certainty"])
    assert rows(ctx, "changes.csv") == [{"change": "change", "id": "k05", "persona": "Persona 1", "certainty": "0.99"}]
    elsewhere = replace(ctx, workspace=type(ctx.workspace)(ctx.workspace.root / "other"))
    elsewhere.workspace.root.mkdir()
    fresh, _ = export(elsewhere, columns=["persona", "certainty"])
    newest = current_export(ctx.workspace, "mail")
    assert isinstance(fresh, Export)
    assert newest is not None
    for name in ("members.csv", "members.parquet"):
        assert (fresh.folder / name).read_bytes() == (newest.folder / name).read_bytes()


def test_old_exports_go(ctx: Context) -> None:
    few = replace(ctx, settings=Settings.model_validate({"publish": {"keep_snapshots": 2}}))
    for number in range(4):
        ctx.warehouse.query(
            "update marts.persona_members set certainty = $c where customer_key = 'k05'", {"c": number / 10}
        )
        export(few, columns=["certainty"])
    assert [path.name[:6] for path in sorted((ctx.workspace.audiences / "mail").glob("0*"))] == ["000003", "000004"]


def test_formulas_are_text_and_numbers_stay_numbers(ctx: Context) -> None:
    bad = {
        "C00": "=1+1",
        "C01": "@SUM(A1)",
        "C02": "-2+3",
        "C03": "\t=1",
        "C04": "+31612345678",
        "C05": "-5",
        "C06": 'a"b,c\nd',
        "C07": "a\u202eb",
    }
    for number, value in bad.items():
        ctx.warehouse.query("update raw.identifiers set value = $v where value = $n", {"v": value, "n": number})
    export(ctx, id="customer_id", columns=["monetary"])
    found = ids(ctx)
    assert {"'=1+1", "'@SUM(A1)", "'-2+3", "'\ufffd=1", "+31612345678", "-5", 'a"b,c\ufffdd', "a\ufffdb"} <= found
    assert {row["monetary"] for row in rows(ctx)} == {"30.50"}


def test_no_few_people_follow_from_what_is_told() -> None:
    assert shown(Counts(500, {"consent_refused": 3}), 10) == shown(Counts(500, {"consent_refused": 4}), 10)
    told = shown(Counts(500, {"consent_refused": 3, "consent_unknown": 40, "opted_out": 12}), 10)
    assert told.left_out == {("opted_out", "consent_refused"): 15, ("consent_unknown",): 40}
    assert shown(Counts(4, {"consent_unknown": 40}), 10).members is None
    assert "3" not in " ".join(shown(Counts(500, {"consent_refused": 3}), 10).lines())


def test_the_segments_are_those_of_the_grid() -> None:
    assert set(SEGMENTS) == set(GRID.values())
