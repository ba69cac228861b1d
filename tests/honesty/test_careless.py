"""Careless answers are found, weigh less and stay; careful ones are left alone; nights one by one and all at once agree."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from persona_pipeline.context import Context
from persona_pipeline.honesty import refresh_response_quality
from persona_pipeline.warehouse import Warehouse

from .surveys import DAY, ITEMS, Response, days_before, insert, respond, settings

SPREAD_S = 0.45


@dataclass(frozen=True)
class Planted:
    """A survey and the truth about it."""

    responses: list[Response]
    straight: frozenset[str]
    hasty: frozenset[str]


def planted(people: int, *, seed: int, careless: float = 0.15) -> Planted:
    """Careful people have a mood and differ by item; of the careless half draw a straight line and half click at random, in haste."""
    random = np.random.default_rng(seed)
    responses, straight, hasty = [], set(), set()
    for number in range(people):
        name, kind = f"r{number:05d}", random.random()
        mood = random.normal(3.8, 0.6)
        ratings = np.clip(np.round(random.normal(mood, 0.8, len(ITEMS))), 1, 5).astype(int)
        nps = int(np.clip(round(2 * mood + random.normal(0.4, 1)), 0, 10))
        seconds = random.lognormal(np.log(240), SPREAD_S)
        if kind < careless / 2:
            straight.add(name)
            ratings = np.full(len(ITEMS), random.integers(1, 6))
        elif kind < careless:
            hasty.add(name)
            ratings = random.integers(1, 6, len(ITEMS))
            seconds = 240 * random.uniform(0.05, 0.25)
        answers = {"nps": nps, **dict(zip(ITEMS, (int(each) for each in ratings), strict=True))}
        day = days_before(int(random.integers(60)))
        responses.append(Response(name, answers, day=day, seconds=max(1, int(seconds))))
    return Planted(responses, frozenset(straight), frozenset(hasty))


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.slow), pytest.param(3, marks=pytest.mark.slow)])
def test_planted_carelessness_is_found(ctx: Context, warehouse: Warehouse, seed: int) -> None:
    survey = planted(1_000, seed=seed)
    respond(warehouse, survey.responses)
    refresh_response_quality(ctx)
    rows = warehouse.query("select response_id, straight_lining, speeding, flags, weight from marts.response_quality")
    assert len(rows) == 1_000, "none is dropped"
    straight, hasty = ({row[0] for row in rows if row[at]} for at in (1, 2))
    careless = survey.straight | survey.hasty
    flagged = {row[0] for row in rows if row[3]}
    false = len(flagged - careless) / (1_000 - len(careless))
    recall = {
        "straight": len(straight & survey.straight) / len(survey.straight),
        "hasty": len(hasty & survey.hasty) / len(survey.hasty),
    }
    print(f"seed {seed}: recall {recall['straight']:.3f} and {recall['hasty']:.3f}, false flags {false:.3f}")
    assert recall["straight"] == 1
    assert recall["hasty"] > 0.95
    assert false < 0.03
    assert all(0.25 <= weight <= 1 and (weight == 1) == (flags == 0) for *_, flags, weight in rows)


def figures(warehouse: Warehouse, response: str, *names: str) -> tuple[Any, ...]:
    sql = f"select {', '.join(names)} from marts.response_quality where response_id = $id"
    return warehouse.query(sql, {"id": response})[0]


def test_a_line_is_told_only_where_there_is_enough_to_draw_it(ctx: Context, warehouse: Warehouse) -> None:
    respond(
        warehouse,
        [
            Response("five", dict.fromkeys(ITEMS[:5], 4)),
            Response("eight", dict.fromkeys(ITEMS, 4)),
            Response("nearly", dict.fromkeys(ITEMS, 4) | {ITEMS[0]: 5}),
            Response("nothing", {}),
        ],
    )
    refresh_response_quality(ctx)
    names = ("rated_items", "longest_run", "straight_lining", "flags", "weight")
    assert figures(warehouse, "five", *names) == (5, 5, None, 0, 1.0)
    assert figures(warehouse, "eight", *names, "rating_sd") == (8, 8, True, 1, 0.5, 0.0)
    assert figures(warehouse, "nearly", *names) == (8, 7, False, 0, 1.0)
    assert figures(warehouse, "nothing", *names, "answers") == (None, None, None, 0, 1.0, 0)


def test_haste_is_told_by_the_whole_and_by_each_answer(ctx: Context, warehouse: Warehouse) -> None:
    """Who was led past most of the questions is quick and not careless."""
    usual = [Response(f"u{number:02d}", dict.fromkeys(ITEMS, number % 5 + 1), seconds=200) for number in range(25)]
    quick = Response("quick", dict.fromkeys(ITEMS, 3), seconds=40)
    short = Response("short", {"nps": 8}, seconds=25)
    untimed = Response("untimed", {"nps": 8})
    respond(warehouse, [*usual, quick, short, untimed])
    refresh_response_quality(ctx)
    names = ("speeding", "usual_duration_s", "answer_s", "usual_answer_s")
    assert figures(warehouse, "quick", *names) == (True, 200, 5, 25)
    assert figures(warehouse, "short", *names) == (False, 200, 25, 25)
    assert figures(warehouse, "untimed", *names) == (None, None, None, None)


def test_nobody_is_hasty_before_the_usual_time_is_known(ctx: Context, warehouse: Warehouse) -> None:
    def some(first: int, last: int) -> list[Response]:
        return [
            Response(f"t{number:02d}", {"nps": 7}, day=days_before(40 - number), seconds=5 if number == 3 else 100)
            for number in range(first, last)
        ]

    respond(warehouse, some(0, 19))
    refresh_response_quality(ctx)
    assert warehouse.query("select count(*) from marts.response_quality where speeding is not null") == [(0,)]
    respond(warehouse, some(19, 20))
    refresh_response_quality(ctx)
    assert warehouse.query("select response_id from marts.response_quality where speeding") == [("t03",)]
    assert warehouse.query("select count(*) from marts.response_quality where speeding is null") == [(0,)]


@pytest.mark.parametrize(
    ("answers", "names"),
    [
        ({"nps": 10, "item_1": 1, "item_2": 2}, "nps_against_ratings"),
        ({"nps": 0, "item_1": 5, "item_2": 5}, "nps_against_ratings"),
        ({"nps": 10, "item_1": 1}, ""),
        ({"nps": 10, "item_1": 1, "item_2": 4}, ""),
        ({"nps": 6, "item_1": 1, "item_2": 1}, ""),
        ({"ease": 5, "ease_again": 2}, "repeated:ease_again"),
        ({"ease": 5, "ease_again": 3}, ""),
        ({"ease": "often", "ease_again": "never"}, "repeated:ease_again"),
        ({"ease": "often", "ease_again": "Often"}, ""),
        ({"ease": 5, "effort": 4}, "repeated:effort"),
        ({"ease": 5, "effort": 1}, ""),
        ({"need": ["Low price", "fast delivery", "price does not matter"]}, "opposite:need"),
        ({"need": ["Low price", "fast delivery"]}, ""),
    ],
)
def test_what_cannot_both_be_meant(ctx: Context, warehouse: Warehouse, answers: dict[str, Any], names: str) -> None:
    respond(warehouse, [Response("r", answers)])
    refresh_response_quality(ctx)
    assert figures(warehouse, "r", "contradictions", "contradictory") == (names, names != "")


@pytest.mark.parametrize(
    ("said", "gap"),
    [
        ("35 - 44 years", 0),
        ("25-34", 4),
        ("18 to 24 jaar", 14),
        ("65 and older", 26),
        ("45+", 6),
        ("onder 18", 20),
        ("tot 40 jaar", 0),
        (38, 0),
        (52, 13),
        ("rather not", None),
    ],
)
def test_an_age_that_the_birth_year_denies(ctx: Context, warehouse: Warehouse, said: object, gap: int | None) -> None:
    """Born in 1987: 38 or 39 on a day of 2026."""
    respond(warehouse, [Response("r", {"age": said}, who="k")])
    insert(warehouse, "core.identities", [{"identity_key": "k", "namespace": "customer", "customer_key": "k"}])
    born = {"source": "crm", "identity_key": "k", "valid_from": date(2026, 5, 1), "birth_year": 1987}
    refresh_response_quality(ctx)
    assert figures(warehouse, "r", "age_gap_years", "contradictory") == (None, False)
    insert(warehouse, "core.customer_attributes", [born])
    refresh_response_quality(ctx)
    assert figures(warehouse, "r", "age_gap_years", "contradictory", "birth_year") == (gap, (gap or 0) > 2, 1987)


def table(warehouse: Warehouse) -> list[tuple[Any, ...]]:
    return warehouse.query("select * from marts.response_quality order by all")


@pytest.mark.slow
def test_night_by_night_and_all_at_once_agree(ctx: Context, warehouse: Warehouse) -> None:
    """Also where a response comes late, changes, or goes; and a second run changes nothing and judges nobody again."""
    given = sorted(planted(500, seed=4).responses, key=lambda each: each.day)
    late = given[40::37]
    prompt = [each for each in given if each not in late]
    for start in range(0, len(prompt), 125):
        respond(warehouse, prompt[start : start + 125])
        refresh_response_quality(ctx)
    respond(warehouse, late)
    respond(warehouse, [replace(given[100], answers={"nps": 3}, load="b", day=days_before(70))])
    for name in ("core.responses", "core.answers"):
        warehouse.query(f"delete from {name} where response_id = $id", {"id": given[200].id})
    refresh_response_quality(ctx)
    by_night = table(warehouse)
    assert refresh_response_quality(ctx).figures["judged"] == 0
    assert table(warehouse) == by_night
    warehouse.query("delete from marts.response_quality")
    refresh_response_quality(ctx)
    assert table(warehouse) == by_night
    assert len(by_night) == 499


def test_what_is_new_is_what_costs(ctx: Context, warehouse: Warehouse) -> None:
    given = planted(400, seed=5).responses
    respond(warehouse, [each for each in given if each.day < DAY])
    refresh_response_quality(ctx)
    new = [replace(each, id=f"n{each.id}", day=DAY) for each in given[:7]]
    respond(warehouse, new)
    assert refresh_response_quality(ctx).figures["judged"] == 7


def test_other_settings_have_everything_judged_again(ctx: Context, warehouse: Warehouse) -> None:
    respond(warehouse, [Response("five", dict.fromkeys(ITEMS[:5], 4))])
    refresh_response_quality(ctx)
    strict = replace(ctx, settings=settings(surveys={"min_rated_items": 4, "flag_factor": 0.1}))
    refresh_response_quality(strict)
    assert figures(warehouse, "five", "straight_lining", "weight") == (True, 0.25)
