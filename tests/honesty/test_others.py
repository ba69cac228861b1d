"""Everybody else's answers are those that everybody else gave, weighed as they are."""

from __future__ import annotations

import pytest

from persona_pipeline.context import Context
from persona_pipeline.honesty import refresh_honesty, refresh_response_quality
from persona_pipeline.warehouse import Warehouse

from .surveys import ITEMS, Response, members, respond


@pytest.mark.usefixtures("version")
def test_beside_one_of_two_personas_stands_what_the_other_one_answered(ctx: Context, warehouse: Warehouse) -> None:
    """Few of P01 answer, and many of P02, most of them carelessly: what P01 is of the members says nothing about who answered."""
    people = [(f"a{n}", "P01", 1 + n % 3) for n in range(300)] + [(f"b{n}", "P02", 2) for n in range(120)]
    members(warehouse, people)
    rated = dict(zip(ITEMS, (1, 3, 5, 2, 4, 1, 3, 5), strict=True))
    first = [Response(k, {"need": "speed" if n % 2 else "low price", "nps": n % 11, **rated}, who=k) for n, (k, *_) in enumerate(people[:60])]  # fmt: skip
    other = [Response(k, {"need": "speed" if n % 4 else "low price", "nps": 9, **(dict.fromkeys(ITEMS, 4) if n % 4 else rated)}, who=k) for n, (k, *_) in enumerate(people[300:410])]  # fmt: skip
    respond(warehouse, [*first, *other])
    refresh_response_quality(ctx)
    refresh_honesty(ctx)
    compared = warehouse.query(
        "select o.question_id, o.answer, o.n, e.n, o.hits, e.hits, o.value, e.value, o.weighted_value, e.weighted_value, o.effective_n, e.effective_n"
        " from marts.survey_others as o inner join marts.survey_estimates as e on e.persona_id = case o.persona_id when 'P01' then 'P02' else 'P01' end"
        " and e.question_id = o.question_id and e.answer = o.answer where e.value is not null order by all"
    )
    assert {(row[0], row[1]) for row in compared} >= {("need", "speed"), ("need", "low price"), ("nps", "")}
    for row in compared:
        assert row[2::2] == pytest.approx(row[3::2], abs=2e-6), row
    assert any(abs(row[6] - row[8]) > 0.1 for row in compared), "weights make a difference here"
