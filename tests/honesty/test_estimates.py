"""Estimates come nearer to the truth once weighed; intervals are honest; each person's last answer counts."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from persona_pipeline.context import Context
from persona_pipeline.honesty import refresh_honesty, refresh_response_quality
from persona_pipeline.warehouse import Warehouse

from .surveys import DAY, ITEMS, Response, days_before, members, respond

PERSONAS = {"P01": (1_500, 0.06), "P02": (900, 0.15), "P03": (600, 0.40)}
"""Members, and how readily they answer."""


def skewed(warehouse: Warehouse, seed: int, *, size: float = 1) -> dict[str, dict[str, float]]:
    """A shop whose busy customers answer most and think otherwise; returns the true share and mean per persona.

    Who orders often is glad (NPS) and wants speed; the more orders, the more chances to be asked. A tenth answers carelessly.
    """
    random = np.random.default_rng(seed)
    people, responses = [], []
    truth: dict[str, list[tuple[float, float]]] = {name: [] for name in (*PERSONAS, "all")}
    for persona, (count, ready) in PERSONAS.items():
        for number in range(int(count * size)):
            key = f"{persona}-{number}"
            orders = int(min(random.geometric(0.4), 8))
            fast = random.random() < 0.15 + 0.12 * min(orders, 5)
            nps = int(np.clip(round(random.normal(4.5 + 0.8 * min(orders, 5), 1.2)), 0, 10))
            people.append((key, persona, orders))
            for name in (persona, "all"):
                truth[name].append((float(fast), float(nps)))
            if random.random() >= 1 - (1 - ready) ** orders:
                continue
            said: dict[str, Any] = {"nps": nps, "need": "speed" if fast else "low price", "words": f"words of {key}"}
            said |= dict(zip(ITEMS, (int(each) for each in random.integers(2, 6, len(ITEMS))), strict=True))
            seconds = int(random.lognormal(math.log(200), 0.4))
            if random.random() < 0.1:
                said |= dict.fromkeys(ITEMS, 5) | {"nps": 10, "need": "speed"}
                seconds = 15
            responses.append(
                Response(f"r-{key}", said, day=days_before(int(random.integers(90))), who=key, seconds=seconds)
            )
    members(warehouse, people)
    respond(warehouse, responses)
    return {
        name: dict(zip(("speed", ""), np.mean(values, axis=0).tolist(), strict=True)) for name, values in truth.items()
    }


@pytest.mark.usefixtures("version")
@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.slow), pytest.param(3, marks=pytest.mark.slow)])
def test_weighing_brings_estimates_nearer_to_the_truth(ctx: Context, warehouse: Warehouse, seed: int) -> None:
    truth = skewed(warehouse, seed)
    refresh_response_quality(ctx)
    refresh_honesty(ctx)
    rows = warehouse.query(
        "select persona_id, answer, n, value, weighted_value, weighted_low, weighted_high, effective_n from marts.survey_estimates "
        "where (question_id = 'need' and answer = 'speed') or question_id = 'nps' order by all"
    )
    assert len(rows) == 8
    for persona, answer, n, plain, weighted, low, high, effective in rows:
        true = truth[persona][answer]
        print(f"{persona} {answer or 'nps':5} n {n:4} true {true:.3f} plain {plain:.3f} weighted {weighted:.3f}")
        assert low < weighted < high
        assert 0 < effective <= n
        if persona == "all":
            assert abs(weighted - true) < 0.5 * abs(plain - true)
    plain_error = math.fsum(abs(row[3] - truth[row[0]][row[1]]) / (1 if row[1] else 10) for row in rows)
    weighted_error = math.fsum(abs(row[4] - truth[row[0]][row[1]]) / (1 if row[1] else 10) for row in rows)
    assert weighted_error < 0.6 * plain_error
    inside = sum(row[5] <= truth[row[0]][row[1]] <= row[6] for row in rows)
    assert inside >= 6, "six of eight intervals at 95 % is what bad luck may leave"


def night(warehouse: Warehouse) -> dict[str, list[tuple[Any, ...]]]:
    tables = (
        "survey_quality",
        "survey_weights",
        "extreme_answers",
        "survey_representation",
        "survey_estimates",
        "survey_others",
    )
    return {name: warehouse.query(f"select * from marts.{name} order by all") for name in tables}


@pytest.mark.slow
@pytest.mark.usefixtures("version")
def test_a_night_again_and_rows_in_another_order_give_the_same(ctx: Context, warehouse: Warehouse) -> None:
    skewed(warehouse, 4, size=0.3)
    refresh_response_quality(ctx)
    refresh_honesty(ctx)
    first = night(warehouse)
    refresh_honesty(ctx)
    assert night(warehouse) == first
    for table in ("core.responses", "core.answers", "marts.customer_features", "marts.persona_members"):
        warehouse.con.execute(
            f"create or replace temp table turned as select * from {table} order by hash({table.split('.')[1]})"
        )
        warehouse.con.execute(f"delete from {table}")
        warehouse.con.execute(f"insert into {table} from turned")
    refresh_honesty(ctx)
    assert night(warehouse) == first
    assert all(first.values())


def estimate(warehouse: Warehouse, question: str, answer: str = "", persona: str = "all") -> tuple[Any, ...]:
    sql = (
        "select n, hits, value, weighted_value, unit, first_day, last_day from marts.survey_estimates "
        "where question_id = $q and answer = $a and persona_id = $p"
    )
    found = warehouse.query(sql, {"q": question, "a": answer, "p": persona})
    return found[0] if found else ()


@pytest.mark.usefixtures("version")
def test_the_last_answer_of_a_person_counts(ctx: Context, warehouse: Warehouse) -> None:
    people = [(f"k{number}", "P01", 1) for number in range(24)]
    members(warehouse, people)
    early = [Response(f"a{k}", {"nps": 2, "need": "speed"}, who=k, day=days_before(30)) for k, *_ in people]
    later = [Response(f"b{k}", {"nps": 9}, who=k, day=days_before(3)) for k, *_ in people[:12]]
    gone = [Response(f"c{k}", {"nps": 0}, who=k, day=days_before(400)) for k, *_ in people]
    nobody = [Response("d", {"nps": 0}), Response("e", {"nps": 0}, who="a stranger")]
    respond(warehouse, [*early, *later, *gone, *nobody])
    refresh_honesty(ctx)
    assert estimate(warehouse, "nps") == (24, 24, 5.5, 5.5, "points", days_before(30), days_before(3))
    assert estimate(warehouse, "need", "speed")[:2] == (24, 24), "the last one who answered that question"
    assert estimate(warehouse, "need", "speed")[2] is None, "that nobody said otherwise is about nobody"


@pytest.mark.usefixtures("version")
def test_a_careless_answer_weighs_less(ctx: Context, warehouse: Warehouse) -> None:
    people = [(f"k{number}", "P01", 1) for number in range(40)]
    members(warehouse, people)
    rated = dict(zip(ITEMS, (1, 3, 5, 2, 4, 1, 3, 5), strict=True))
    careful = [Response(k, {"need": "speed", **rated}, who=k) for k, *_ in people[:20]]
    straight = [Response(k, {"need": "low price", **dict.fromkeys(ITEMS, 4)}, who=k) for k, *_ in people[20:]]
    respond(warehouse, [*careful, *straight])
    refresh_response_quality(ctx)
    refresh_honesty(ctx)
    assert estimate(warehouse, "need", "low price")[:4] == (40, 20, 0.5, pytest.approx(1 / 3, abs=1e-5))
    assert estimate(warehouse, "item_1")[2:4] == (2.5, 2.0)
    quality = "select responses, batteries_judged, straight_lining, times_judged, flagged, mean_weight from marts.survey_quality"
    assert warehouse.query(quality) == [(40, 40, 20, 0, 20, 0.75)]


def test_before_the_first_version_everybody_is_looked_at(ctx: Context, warehouse: Warehouse) -> None:
    members(warehouse, [(f"k{number}", "P01", 1) for number in range(30)])
    warehouse.con.execute("delete from marts.persona_members")
    respond(warehouse, [Response(f"r{n}", {"nps": 8}, who=f"k{n}") for n in range(15)])
    refresh_honesty(ctx)
    assert warehouse.query("select persona_id, n, value from marts.survey_estimates") == [("all", 15, 8.0)]


def test_a_shop_without_a_survey_has_no_estimates(ctx: Context, warehouse: Warehouse) -> None:
    refresh_response_quality(ctx)
    report = refresh_honesty(ctx)
    assert report.rows["marts.survey_estimates"] == 0
    assert warehouse.query("select count(*) from marts.survey_representation where respondent_share is not null") == [
        (0,)
    ]


@pytest.mark.usefixtures("version")
def test_who_answers_is_held_against_who_is_there(ctx: Context, warehouse: Warehouse) -> None:
    people = [(f"{persona}-{n}", persona, n % 2) for persona in ("P01", "P02") for n in range(100)]
    members(warehouse, people)
    answering = [key for key, persona, orders in people if orders or persona == "P02"][:90]
    respond(warehouse, [Response(key, {"nps": 8}, who=key, day=DAY) for key in answering])
    refresh_honesty(ctx)
    found = {
        row[:3]: row[3:]
        for row in warehouse.query(
            "select against, dimension, value, people, people_share, n, respondent_share, ratio, low, high from marts.survey_representation"
        )
    }
    shares = found["members", "persona", "P01"]
    assert shares[:3] == (200, 0.5, 50)
    assert shares[3] == pytest.approx(50 / 90, abs=1e-6)
    assert shares[4] == pytest.approx(100 / 90, abs=1e-5)
    assert shares[5] < shares[4] < shares[6]
    assert found["buyers", "persona", "P01"][:3] == (100, 0.5, 50)
    assert found["buyers", "segment", "New"][1] == 1
    assert found["buyers", "segment", "Lost"][1:5] == (0.0, 0, 0.0, None), "nobody is there, and so nobody answers"
    assert {key[2] for key in found if key[1] == "trait"} >= {"frequency", "monetary", "recency_days", "mobile_share"}
