"""From a drift to a decision and back to rest: the verdict asks, a person accepts, the next night uses it and learns anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from persona_pipeline.alerts import refresh_alerts
from persona_pipeline.context import Context
from persona_pipeline.decisions import Decisions
from persona_pipeline.drift import refresh_verdict
from persona_pipeline.personas import registry
from persona_pipeline.personas.propose import propose
from persona_pipeline.settings import DriftSettings, RfmSettings, Settings, Workspace
from tests.features.shop import FIRST_DAY, KINDS, make_shop

from .conftest import day, open_shop, run

CHANGE, LAST = 80, 97
SETTINGS = Settings(drift=DriftSettings(reference_nights=14), rfm=RfmSettings(window_days=60))
WHO: dict[str, Any] = {"author": "Ann", "reason": "the loyal ones changed", "at": datetime(2026, 5, 1, tzinfo=UTC)}
TABLES = ("persona_members", "persona_profiles", "persona_kpis", "drift_signals", "persona_verdicts")


def shop_that_changes() -> pd.DataFrame:
    """From a day on the loyal kind orders small and comes through social media."""
    other = replace(KINDS["loyal"], order_value=22.0, pages=3.0, email=0.05, social=0.6, cart=0.2, mobile=0.6)
    before = make_shop(360, LAST + 3, seed=3).days
    after = make_shop(360, LAST + 3, seed=4, kinds={**KINDS, "loyal": other}).days
    change = FIRST_DAY + timedelta(days=CHANGE)
    return pd.concat([before[before.business_day < change], after[after.business_day >= change]])


def whole(ctx: Context) -> str:
    run(ctx)
    verdict = refresh_verdict(ctx)
    refresh_alerts(ctx)
    return str(verdict.figures["verdict"])


def history(ctx: Context, until: date) -> list[Any]:
    return [
        ctx.warehouse.query(f"select * from marts.{name} where as_of <= $d order by all", {"d": until})
        for name in TABLES
    ]


@pytest.mark.slow
def test_drift_proposal_acceptance_and_the_nights_after(tmp_path: Path) -> None:
    from tests.features.shop import Shop

    with open_shop(Shop(shop_that_changes(), pd.Series(dtype=str)), tmp_path) as warehouse:

        def night(number: int) -> Context:
            return Context(Workspace(tmp_path), SETTINGS, warehouse, day(number))

        said, number = "", 60
        while said != "re-evaluate":
            assert number <= LAST, "the drift was not noticed"
            said = whole(night(number))
            number += 1
        ctx = night(number - 1)
        standing = "select rule from ops.alerts where resolved_as_of is null and rule = 'verdict_re_evaluate'"
        assert len(warehouse.query(standing)) == 1

        with Decisions.open(ctx.workspace, ctx.settings) as store:
            proposed = propose(ctx, store, **WHO)
            events = {row["event"] for row in proposed.proposal.payload["ledger"]}
            assert events - {"survives"}, "something is seen to have changed"
            accepted = registry.accept(store, proposed.number, newest=ctx.as_of, **WHO)
        assert accepted.effective_as_of == day(number)

        before = history(ctx, ctx.as_of)
        assert whole(night(number)) == "unknown", "what is normal is learned anew"
        assert warehouse.query(standing) == [], "no old incident stays open"
        used = warehouse.query(
            "select distinct version from marts.persona_members where as_of = $d", {"d": day(number)}
        )
        assert used == [(2,)]
        reason = warehouse.query(
            "select version, reason from marts.persona_verdicts where persona_id = 'all' and as_of = $d",
            {"d": day(number)},
        )
        assert reason[0][0] == 2
        assert history(ctx, ctx.as_of) == before, "history is untouched"
        assert whole(ctx) == "re-evaluate", "and stays so when its last night is run again"
        assert history(ctx, ctx.as_of) == before
