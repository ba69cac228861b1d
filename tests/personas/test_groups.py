"""What people choose says who they are, and the target groups of a night add up to the personas."""

import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from persona_pipeline.context import Context
from persona_pipeline.features import keep
from persona_pipeline.personas import Definition, in_force
from persona_pipeline.personas.cluster import People, distances
from persona_pipeline.personas.space import keep_night
from persona_pipeline.personas.traits import TRAIT_BY_NAME, question_and_value
from persona_pipeline.rfm import refresh_segments
from persona_pipeline.settings import Settings, Workspace
from persona_pipeline.warehouse import Warehouse, statement
from tests.features.shop import Shop, answer, blank, fill

from .conftest import day, members, open_shop, run

NIGHT = 60
CHOICES = (
    """update core.order_lines set category = case when hash(order_id) % 10 < 8 then kind else 'other' end
       from kinds where kinds.customer_key = identity_key""",
    """update core.sessions set traffic_medium = case when hash(session_id) % 10 < 5 then '(none)' when hash(session_id) % 2 = 0 then 'organic' else 'cpc' end""",
    """insert into core.answers by name
       select source, survey_id, response_id, business_day, 'Q1: need' as question_id, 1 as choice, 'need' as role,
       case when hash(response_id) % 10 < 8 then 'need of ' || kind else 'another need' end as answer_text
       from core.responses inner join kinds on kinds.customer_key = identity_key""",
    """insert into core.customer_attributes by name
       select 'crm' as source, customer_key as identity_key, date '2026-01-01' as valid_from, kind || ' region' as region
       from kinds where hash(customer_key) % 3 = 0""",
)


@pytest.fixture(scope="module")
def ctx(shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    root = tmp_path_factory.mktemp("groups")
    with open_shop(shop, root) as warehouse:
        yield _night(root, warehouse, shop)


def _night(root: Path, warehouse: Warehouse, shop: Shop) -> Context:
    kinds = shop.truth.rename_axis("customer_key").reset_index()
    warehouse.con.register("kinds", kinds)
    for sql in CHOICES:
        warehouse.con.execute(sql)
    ctx = run(Context(Workspace(root), Settings(), warehouse, day(NIGHT)))
    refresh_segments(ctx)
    return run(ctx)


@pytest.fixture(scope="module")
def definition(ctx: Context) -> Definition:
    found = in_force(ctx.warehouse, ctx.as_of)
    assert found is not None
    return found


@pytest.mark.slow
def test_bought_came_by_answered_and_known_are_traits(definition: Definition) -> None:
    names = {trait.name for trait in definition.traits}
    assert {
        "category:loyal",
        "traffic:organic",
        "traffic:direct",
        "answer:Q1 need:need of loyal",
        "crm:region:loyal region",
    } <= names
    assert "traffic:cpc" not in names, "paid_share says so already"
    assert definition.format == 2
    assert definition.window_days == Settings().rfm.window_days


def placed(ctx: Context, definition: Definition) -> tuple[list[str], People, list[str]]:
    """Everybody of the night by the definition, without the statement that measures: keys, where they stand, names of the traits."""
    warehouse = ctx.warehouse
    keep(warehouse, "persona_picture", "personas/picture_of_night", {"as_of": ctx.as_of})
    keep_night(warehouse, definition)
    space = warehouse.con.execute("select * from persona_space order by customer_key").df()
    wide = [trait.name for trait in definition.traits if trait.name in TRAIT_BY_NAME]
    long = [trait for trait in definition.traits if trait.name not in TRAIT_BY_NAME]
    values = {name: np.nan_to_num(space[name].to_numpy(dtype=float, na_value=np.nan)) for name in wide}
    known = {name: space[f"{name}_w"].to_numpy(dtype=float) for name in wide}
    said = {(c, q, v): (share, sure) for c, q, v, share, sure, _ in warehouse.query("from persona_choices")}
    for trait in long:
        question, value = question_and_value(trait.name)
        sure = np.array([said.get((key, question, ""), (0.0, 0.0))[1] for key in space.customer_key])
        share = np.array([said.get((key, question, value), (0.0, 0.0))[0] for key in space.customer_key])
        values[trait.name] = np.where(sure > 0, (share - trait.centre) / trait.scale, 0.0)
        known[trait.name] = sure * trait.weight
    names = [trait.name for trait in definition.traits]
    people = People(np.column_stack([values[n] for n in names]), np.column_stack([known[n] for n in names]))
    return list(space.customer_key), people, names


def squares(people: People, centres: list[dict[str, float]], names: list[str]) -> np.ndarray:
    at = np.array([[centre[name] for name in names] for centre in centres])
    found: np.ndarray = distances(people, at, np.ones(len(names))) / people.known.sum(axis=1, keepdims=True)
    return found


def test_the_statement_says_what_the_formula_says_for_choices_too(ctx: Context, definition: Definition) -> None:
    _, people, names = placed(ctx, definition)
    squared = squares(people, [persona.centre for persona in definition.personas], names)
    rows = ctx.warehouse.con.execute(
        "select * from marts.persona_members where as_of = ? order by customer_key", [ctx.as_of]
    ).df()
    assert np.allclose(rows.distance, np.sqrt(squared.min(axis=1)), atol=2e-6)


def test_everybody_is_in_the_nearest_group_of_their_own_persona(ctx: Context, definition: Definition) -> None:
    keys, people, names = placed(ctx, definition)
    squared = squares(people, [group.centre for group in definition.groups], names)
    persona = members(ctx)
    own = np.array([[group.persona_id == persona[key] for group in definition.groups] for key in keys])
    nearest = np.where(own, squared, np.inf).argmin(axis=1)
    assert (nearest != squared.argmin(axis=1)).any(), "some are nearer to a group of another persona, and are not in it"
    rows = ctx.warehouse.query("select group_id, people from marts.target_groups where as_of = $d", {"d": ctx.as_of})
    counted = np.bincount(nearest, minlength=len(definition.groups))
    assert dict(rows) == {group.group_id: n for group, n in zip(definition.groups, counted.tolist(), strict=True)}


def test_target_groups_add_up_to_the_personas(ctx: Context, definition: Definition) -> None:
    query = ctx.warehouse.query
    night = {"d": ctx.as_of}
    groups = query(
        "select group_id, persona_id, people, enough, differs, segment from marts.target_groups where as_of = $d order by 1",
        night,
    )
    assert 5 <= len(groups) <= 20
    assert [(g[0], g[1]) for g in groups] == [(g.group_id, g.persona_id) for g in definition.groups]
    members = dict(query("select persona_id, count(*) from marts.persona_members where as_of = $d group by 1", night))
    assert {persona: sum(g[2] for g in groups if g[1] == persona) for persona in members} == members
    money = query(
        "select sum(revenue), sum(share), sum(revenue_share) from marts.target_groups where as_of = $d", night
    )[0]
    whole = query(
        "select sum(f.monetary) from marts.customer_features f join marts.persona_members m using (as_of, customer_key) where as_of = $d and f.frequency is not null",
        night,
    )[0][0]
    assert money[0] == whole
    assert money[1:] == pytest.approx((1, 1), abs=1e-4)
    assert all(enough == (people >= 97) for _, _, people, enough, _, _ in groups)
    assert all({"trait", "difference", "value", "everybody"} == set(one) for g in groups for one in json.loads(g[4]))
    assert any(g[5] for g in groups)


def test_intervals_hold_their_figures(ctx: Context) -> None:
    rows = ctx.warehouse.query(
        "select share, share_low, share_high, spend, spend_low, spend_high from marts.target_groups where as_of = $d and buyers > 1",
        {"d": ctx.as_of},
    )
    assert rows
    assert all(
        0 <= low <= share <= high <= 1 and below <= spend <= above for share, low, high, spend, below, above in rows
    )


def test_what_the_cap_costs_is_in_its_table(ctx: Context, definition: Definition) -> None:
    cap = definition.choice.cap
    assert cap is not None
    rows = ctx.warehouse.query(
        "select version, max_personas, personas, right_number, badly_people, next_out_of from marts.persona_cap"
    )
    assert rows == [(1, 3, 3, cap.right, cap.badly_people, cap.next.out_of if cap.next else None)]
    assert cap.right == 3, "there are three kinds"
    assert cap.badly_people == 0, "and three personas"


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute("create schema marts")
    con.execute(
        "create table marts.target_groups (as_of date, version integer, group_id varchar, persona_id varchar, people bigint, buyers bigint, "
        "share double, share_low double, share_high double, revenue decimal(18, 2), revenue_share double, spend double, spend_low double, "
        "spend_high double, segment varchar, in_segment bigint, enough boolean, differs varchar)"
    )
    return con


COUNTS = st.lists(
    st.tuples(st.sampled_from(("P01", "P02", "P03")), st.one_of(st.integers(0, 14), st.integers(0, 300))),
    min_size=5,
    max_size=12,
)


@settings(max_examples=25, deadline=None)
@given(COUNTS)
def test_no_small_group_follows_from_the_totals(con: duckdb.DuckDBPyConnection, counts: list[tuple[str, int]]) -> None:
    """Who knows the people of the shop, and of each persona of min_cell people or more, works out no smaller number."""
    con.execute("delete from marts.target_groups")
    for number, (persona, people) in enumerate(counts):
        con.execute(
            "insert into marts.target_groups values ('2026-03-01', 1, ?, ?, ?, ?, 0, 0, 0, 1, 0, 0, 0, 0, 'Loyal', 5, true, '[]')",
            [f"G{number:02d}", persona, people, people],
        )
    told = con.execute(statement("publish/marts/target_groups"), {"as_of": "2026-03-01", "min_cell": 10}).fetchall()
    shown = {row[2]: row[4] for row in told}
    true = {f"G{number:02d}": people for number, (_, people) in enumerate(counts)}
    assert all(n is None or n == 0 or n >= 10 for n in shown.values())
    by_persona = {p: [g for g, (q, _) in zip(true, counts, strict=True) if q == p] for p in ("P01", "P02", "P03")}
    totals = [sum(true[group] for group in groups) for groups in by_persona.values()]
    known = list(by_persona.values()) if all(total == 0 or total >= 10 for total in totals) else []
    for groups in (*known, list(true)):
        hidden = [group for group in groups if shown[group] is None]
        total = sum(true[group] for group in groups)
        if hidden and total >= 10:
            assert sum(true[group] for group in hidden) >= 10
            assert len(hidden) >= 2
    assert all(row[14] is None for row in told), "five people share a segment"


@pytest.mark.slow
def test_a_survey_of_strangers_stops_no_fit(small_shop: Shop, tmp_path: Path) -> None:
    """Nobody who answered is known well enough to fit on: the question is no trait, and everybody is placed."""
    strangers = pd.DataFrame([blank(f"stranger{number:02d}", 55) | answer(8, 4.0) for number in range(60)])
    with open_shop(small_shop, tmp_path) as warehouse:
        fill(warehouse, strangers)
        warehouse.con.execute(
            "insert into core.answers by name select source, survey_id, response_id, business_day, 'need' as question_id, "
            "1 as choice, 'need' as role, case when hash(response_id) % 2 = 0 then 'price' else 'speed' end as answer_text "
            "from core.responses where identity_key like 'stranger%'"
        )
        ctx = run(Context(Workspace(tmp_path), Settings(), warehouse, day(NIGHT)))
        found = in_force(warehouse, ctx.as_of)
        assert found is not None
        assert not [trait.name for trait in found.traits if trait.name.startswith("answer:")]
        assert {key for key in members(ctx) if key.startswith("stranger")} == set(strangers.identity_key)
