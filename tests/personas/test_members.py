"""Who belongs to which persona: known groups are found, ids and people stay put, a missing source is no punishment."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score

from persona_pipeline.context import Context
from persona_pipeline.features import keep, keep_picture, refresh_features
from persona_pipeline.personas import in_force, refresh_members, refresh_profiles
from persona_pipeline.personas.cluster import People, distances
from persona_pipeline.personas.night_version import fit_day
from persona_pipeline.personas.space import keep_night
from persona_pipeline.personas.traits import TRAIT_NAMES
from persona_pipeline.settings import PersonaSettings, Settings, ShopSettings, Workspace
from tests.features.shop import Shop, answer, blank, fill, make_shop

from .conftest import day, members, open_shop, run

Filled = Callable[[int], Context]
Night = Callable[[date], Context]


@pytest.fixture(scope="module")
def nights(filled: Filled) -> Filled:
    """Three nights: the first with personas, the one after it, and a month later."""
    for number in (60, 61, 90):
        run(filled(number))
    return filled


def agreement(ctx: Context, shop: Shop, *, known: float = 0.0) -> float:
    rows = ctx.warehouse.query(
        "select customer_key, persona_id from marts.persona_members where as_of = $d and known_share >= $k",
        {"d": ctx.as_of, "k": known},
    )
    return float(adjusted_rand_score(shop.truth[[key for key, _ in rows]], [persona for _, persona in rows]))


@pytest.mark.slow
@pytest.mark.parametrize("number", [60, 90])
def test_the_true_kinds_are_found(nights: Filled, shop: Shop, number: int) -> None:
    assert agreement(nights(number), shop, known=0.5) > 0.9
    assert agreement(nights(number), shop) > 0.8, "everybody, also those of whom one source or one visit is known"


def test_ids_follow_size_and_people_have_one_persona(nights: Filled) -> None:
    definition = in_force(nights(60).warehouse, day(60))
    assert definition is not None
    assert [p.persona_id for p in definition.personas] == ["P01", "P02", "P03"]
    assert [p.people for p in definition.personas] == sorted((p.people for p in definition.personas), reverse=True)
    twice = nights(60).warehouse.query(
        "select as_of, customer_key from marts.persona_members group by all having count(*) > 1"
    )
    assert twice == []
    assert nights(60).warehouse.query("select count(*) from marts.persona_versions")[0][0] == 1


def test_people_stay_from_night_to_night(nights: Filled) -> None:
    before, after = members(nights(60)), members(nights(61))
    both = before.keys() & after.keys()
    moved = sum(before[key] != after[key] for key in both)
    assert moved / len(both) < 0.02


def test_the_statement_says_what_the_formula_says(nights: Filled) -> None:
    """SQL's distance against the one that the fit uses, for everybody."""
    ctx = nights(61)
    definition = in_force(ctx.warehouse, ctx.as_of)
    assert definition is not None
    keep(ctx.warehouse, "persona_picture", "personas/picture_of_night", {"as_of": ctx.as_of})
    keep_night(ctx.warehouse, definition)
    space = ctx.warehouse.con.execute("select * from persona_space order by customer_key").df()
    values = np.nan_to_num(space[list(TRAIT_NAMES)].to_numpy(dtype=float, na_value=np.nan))
    weights = space[[f"{name}_w" for name in TRAIT_NAMES]].to_numpy(dtype=float)
    centres = np.array([[p.centre.get(name, 0.0) for name in TRAIT_NAMES] for p in definition.personas])
    squared = distances(People(values, weights), centres, np.ones(len(TRAIT_NAMES))) / weights.sum(
        axis=1, keepdims=True
    )
    rows = ctx.warehouse.con.execute(
        "select * from marts.persona_members where as_of = ? order by customer_key", [ctx.as_of]
    ).df()
    assert (rows.customer_key == space.customer_key).all()
    nearest = np.sqrt(np.sort(squared, axis=1))
    assert np.allclose(rows.distance, nearest[:, 0], atol=2e-6)
    known = weights.sum(axis=1)
    with_unknown = np.sqrt(known[:, None] * nearest**2 + 1 - known[:, None])
    assert np.allclose(rows.certainty, 1 - with_unknown[:, 0] / with_unknown[:, 1], atol=1e-4)
    clear = nearest[:, 1] - nearest[:, 0] > 1e-5
    assert (rows.persona_id[clear] == np.array(["P01", "P02", "P03"])[squared.argmin(axis=1)][clear]).all()
    assert rows.certainty.between(0, 1).all()
    assert rows.known_share.between(0, 1).all()


@pytest.mark.parametrize("blind", ["web", "orders", "survey"])
def test_a_twin_without_one_source_gets_the_same_persona(nights: Filled, blind: str) -> None:
    ctx = nights(90)
    columns = {
        "orders": "recency_days, tenure_days, frequency, order_value, pieces_per_order, refund_share",
        "web": "web_tenure_days, active_sessions, pages_per_session, mobile_share, paid_share, social_share, email_share, search_share, cart_share, purchase_share",
        "survey": "nps, satisfaction",
    }[blind]
    keep(ctx.warehouse, "persona_picture", "personas/picture_of_night", {"as_of": ctx.as_of})
    ctx.warehouse.con.execute("delete from persona_picture where not (in_orders and in_web) or frequency < 3")
    ctx.warehouse.con.execute(f"update persona_picture set {', '.join(f'{c} = null' for c in columns.split(', '))}")
    keep_night(ctx.warehouse, in_force(ctx.warehouse, ctx.as_of))
    twins = ctx.warehouse.run("marts/persona_members", {"as_of": ctx.as_of, "version": 1})
    full = members(ctx)
    same = sum(full[row[1]] == row[2] for row in twins)
    assert len(twins) > 150
    assert same / len(twins) > 0.85, f"{same} of {len(twins)}"


def test_running_a_night_again_changes_nothing(nights: Filled) -> None:
    tables = (
        "persona_versions",
        "personas",
        "target_groups",
        "persona_cap",
        "persona_members",
        "persona_profiles",
        "persona_kpis",
    )
    before = [nights(61).warehouse.query(f"select * from marts.{name} order by all") for name in tables]
    run(nights(61))
    assert [nights(61).warehouse.query(f"select * from marts.{name} order by all") for name in tables] == before


@pytest.mark.slow
def test_a_late_first_night_on_one_thread_ends_as_night_by_night_does(
    nights: Filled, shop: Shop, tmp_path: Path
) -> None:
    with open_shop(shop, tmp_path, threads=1) as warehouse:
        late = replace(nights(90), workspace=Workspace(tmp_path), warehouse=warehouse)
        run(late)
        for name in ("persona_versions", "personas"):
            assert warehouse.query(f"from marts.{name}") == nights(90).warehouse.query(f"from marts.{name}")
        for name in ("persona_members", "persona_profiles", "persona_kpis", "customer_features", "target_groups"):
            text = f"select * from marts.{name} where as_of = $d order by all"
            assert warehouse.query(text, {"d": day(90)}) == nights(90).warehouse.query(text, {"d": day(90)}), name


@pytest.mark.slow
def test_names_are_in_the_language_of_the_shop_when_they_were_first_given(
    filled: Filled, shop: Shop, tmp_path: Path
) -> None:
    def names(language: Literal["en", "nl"], number: int) -> list[str]:
        settings = Settings(shop=ShopSettings(language=language))
        run(replace(filled(number), workspace=Workspace(tmp_path), warehouse=warehouse, settings=settings))
        return [name for (name,) in warehouse.query("select name from marts.personas order by persona_id")]

    with open_shop(shop, tmp_path) as warehouse:
        dutch = names("nl", 60)
        assert all(name.startswith("Klanten ") for name in dutch)
        assert names("en", 61) == dutch, "a name that people know stays"


def test_nights_before_the_first_version_have_no_members(nights: Filled) -> None:
    ctx = nights(30)
    refresh_features(ctx)
    report = refresh_members(ctx)
    assert report.rows["marts.persona_members"] == 0
    assert "later night" in report.figures["note"]


def small(
    ctx: Context, *, people: int, min_customers: int = 20, first_fit_after_days: int = 5, same: bool = False
) -> Context:
    rows = [
        blank(f"c{i:03d}", i % 12)
        | {"orders": 1, "pieces": 1, "sales_amount": 10 if same else 10 + i, "net_amount": 10 if same else 10 + i}
        for i in range(people)
    ]
    if rows:
        fill(ctx.warehouse, pd.DataFrame(rows))
    wanted = PersonaSettings(min_customers=min_customers, first_fit_after_days=first_fit_after_days)
    return replace(ctx, settings=Settings(personas=wanted))


@pytest.mark.slow
@pytest.mark.parametrize(("people", "same"), [(0, False), (1, False), (60, True)])
def test_shops_without_groups_wait_and_say_why(context: Night, people: int, same: bool) -> None:
    ctx = run(small(context(day(11)), people=people, same=same))
    report = refresh_members(ctx)
    assert report.rows["marts.persona_members"] == report.rows["marts.persona_versions"] == 0
    assert len(report.figures["note"]) > 20


def test_before_the_first_order_nothing_happens(context: Night) -> None:
    ctx = run(small(context(date(2025, 6, 1)), people=50))
    assert ctx.warehouse.count("marts.persona_members") == 0
    assert {row[0] for row in ctx.warehouse.query("select persona_id from marts.persona_kpis")} == {"all"}


def test_the_fit_waits_until_there_are_enough_people(context: Night) -> None:
    ctx = small(context(day(11)), people=120, min_customers=85)
    assert fit_day(replace(ctx, as_of=day(7))) is None
    assert fit_day(replace(ctx, as_of=day(8))) == day(8), "ten new people a day from day 0"
    assert fit_day(ctx) == day(8), "also where that night is long past"
    keep_picture(ctx, day(8), "expected")
    assert (
        ctx.warehouse.query("select count(*) from expected")[0][0]
        == ctx.warehouse.query("select count(*) from persona_picture")[0][0]
        == 90
    )


@pytest.mark.slow
def test_people_known_from_orders_only_make_personas_too(context: Night) -> None:
    ctx = small(context(day(40)), people=0, first_fit_after_days=30)
    random = np.random.default_rng(4)
    rows = []
    for i in range(300):
        value, gap = (20, 4) if i % 2 else (150, 15)
        amounts = random.lognormal(np.log(value), 0.2, 40 // gap).round(2)
        rows += [
            blank(f"c{i:03d}", int(n * gap + i % gap)) | {"orders": 1, "pieces": 2, "sales_amount": a, "net_amount": a}
            for n, a in enumerate(amounts)
        ]
    fill(ctx.warehouse, pd.DataFrame(rows))
    run(ctx)
    definition = in_force(ctx.warehouse, ctx.as_of)
    assert definition is not None
    assert {trait.block for trait in definition.traits} == {"orders"}
    assert abs(sum(trait.weight for trait in definition.traits) - 1) < 1e-4
    found = members(ctx)
    assert adjusted_rand_score([int(key[1:]) % 2 for key in found], list(found.values())) > 0.45


@pytest.mark.slow
def test_whoever_only_answered_is_a_member_with_little_known(context: Night, shop: Shop) -> None:
    ctx = context(day(62))
    extra = pd.DataFrame([blank("respondent", 60) | answer(10, 5.0)])
    fill(ctx.warehouse, pd.concat([make_shop(300, 70).days, extra]))
    run(ctx)
    known = ctx.warehouse.query("select known_share from marts.persona_members where customer_key = 'respondent'")[0][0]
    assert known == pytest.approx(2 / 15, abs=1e-3), "two of fifteen things"
    assert refresh_profiles(ctx).figures["version"] == 1
