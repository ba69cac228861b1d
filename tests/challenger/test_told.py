"""The last challenger's sentence, as the overview and the alerts tell it."""

from __future__ import annotations

import pytest

from persona_pipeline.alerts.compose import verdict_draft
from persona_pipeline.alerts.rules import Judged
from persona_pipeline.challenger import last_said, refresh_challenger
from persona_pipeline.context import Context
from persona_pipeline.decisions import Decisions, DecisionsError
from persona_pipeline.pages.picture import Picture
from persona_pipeline.pages.published import published
from persona_pipeline.pages.reading import read_picture
from persona_pipeline.personas.definition import from_text, sha256_of
from persona_pipeline.personas.propose import propose
from persona_pipeline.personas.rejected import reject, rejected_before
from persona_pipeline.telling import Teller
from tests.personas.conftest import WHO, day

from .conftest import Night, verdict


def picture(ctx: Context) -> Picture:
    with published(ctx, ctx.as_of) as told:
        return read_picture(ctx, told, ctx.as_of)


def fitted(ctx: Context, gain: float | None = 4.2) -> None:
    ctx.warehouse.con.execute(
        "insert into marts.persona_challengers by name select $d::date as as_of, 1 as version, 'weekly' as why, "
        "case when $g is null then 'too_few' else 'better' end as outcome, $g as gain, 3.1 as gain_low, 5.3 as gain_high, "
        "0.4 as chance, 0.0 as number_gain, 1.0 as smallest, 3 as personas, 3 as reference_personas",
        {"d": ctx.as_of, "g": gain},
    )


def test_it_is_that_of_the_version_in_force_and_of_the_last_three_weeks(night: Night) -> None:
    ctx = night(62)
    assert last_said(ctx, day(62)) == {}
    fitted(ctx)
    assert last_said(ctx, day(61)) == {}
    said = last_said(ctx, day(70))
    assert said["en"].startswith("New personas would describe customers better")
    assert said["nl"].startswith("Nieuwe persona’s zouden klanten beter beschrijven")
    assert last_said(ctx, day(90)) == {}
    ctx.warehouse.con.execute("update marts.persona_challengers set version = 7")
    assert last_said(ctx, day(70)) == {}


def test_the_overview_has_it_and_it_is_honest_about_too_few(night: Night) -> None:
    ctx = night(61)
    assert picture(ctx).challenger is None
    fitted(ctx, None)
    found = picture(ctx).challenger
    assert found
    assert found.said["en"].startswith("There are too few customers")
    assert (found.outcome, found.is_rejected) == ("too_few", False)


@pytest.mark.parametrize(("cause", "told"), [("share", True), ("global_kpi", False)])
def test_an_alert_about_a_persona_tells_it_of_nights_before(night: Night, cause: str, told: bool) -> None:
    ctx = night(63)
    fitted(night(62))
    evidence = {
        "signals": [], "contributors": [], "quality": [], "event": None, "version": 1, "written": True, "provisional": False,
        "false_alarms_per_year": 0.25, "reference": {"first": "2026-01-01", "last": "2026-01-28", "nights": 28, "needed": 28},
    }  # fmt: skip
    rows = [Judged("P01", 1, "re-evaluate", cause, day(63), evidence)]
    spoken = verdict_draft(ctx, Teller(frozenset(), 10), rows).spoken
    assert ("New personas would describe customers better" in spoken["en"].body) == told
    assert ("Nieuwe persona’s zouden klanten beter beschrijven" in spoken["nl"].in_console) == told


def test_what_was_rejected_is_told_as_that_from_the_next_night_on(night: Night) -> None:
    ctx = night(61)
    verdict(ctx, "keep")
    refresh_challenger(ctx)
    said = last_said(ctx, day(61))
    with Decisions.open(ctx.workspace, ctx.settings) as store, store.transaction():
        (text,) = ctx.warehouse.query("select definition from marts.persona_challengers")[0]
        fitted = from_text(text, sha256_of(text), where="here")
        made = propose(ctx, store, fitted=fitted, **WHO)
        assert rejected_before(store, fitted) is None, "it is proposed"
        reject(store, made.number, newest=day(61), **WHO)
    assert last_said(ctx, day(61)) == said, "a night that is over says what it said"
    told = last_said(night(62), day(62))
    rejected = f"These new personas were proposed as version {made.number} and rejected on 1 May 2026"
    assert told["en"].startswith(said["en"])
    assert rejected in told["en"]
    assert f"voorgesteld als versie {made.number} en afgewezen op 1 mei 2026" in told["nl"]
    with Decisions.open(ctx.workspace, ctx.settings) as store:
        with pytest.raises(DecisionsError, match=f"version {made.number} and rejected by Ann.*'agreed'.*--again"):
            propose(ctx, store, fitted=fitted, **WHO)
        again = propose(ctx, store, fitted=fitted, again=True, **WHO)
        assert again.number == made.number + 1
        assert rejected_before(store, fitted) is None, "it was asked for again"
    assert last_said(night(62), day(62)) == said
