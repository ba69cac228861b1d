"""Extreme answers are kept, listed and masked; their number is bounded, and the same facts list the same ones."""

from __future__ import annotations

from dataclasses import replace

import pytest

from persona_pipeline.context import Context
from persona_pipeline.honesty import refresh_honesty, refresh_response_quality
from persona_pipeline.warehouse import Warehouse

from .surveys import ITEMS, Response, days_before, members, respond, settings


def many(warehouse: Warehouse) -> None:
    """Twenty members of P01, four of P02 and one without a key say something beside their ratings."""
    people = [(f"k{n:02d}", "P01" if n < 20 else "P02", 1) for n in range(24)]
    members(warehouse, people)
    responses = []
    for number, (key, *_) in enumerate(people):
        score = 0 if number % 8 == 0 else 10 if number % 2 else 7
        said = {"nps": score, "words": f"words of {key}", "need": "speed"}
        responses.append(Response(f"r{key}", said, who=key, day=days_before(number)))
    responses.append(Response("stranger", {"item_1": 1, "words": "never again"}, day=days_before(5)))
    responses.append(Response("silent", {"nps": 0}, day=days_before(5)))
    responses += [Response(f"f{n}", {"need": "speed"}, day=days_before(9)) for n in range(60)]
    responses.append(Response("odd", {"need": "a seat for my dog"}, day=days_before(8)))
    respond(warehouse, responses)


@pytest.mark.usefixtures("version")
def test_they_are_listed_with_the_persona_of_who_gave_them(ctx: Context, warehouse: Warehouse) -> None:
    many(warehouse)
    refresh_honesty(ctx)
    listed = warehouse.query(
        "select kind, persona_id, place, response_id, answer, said from marts.extreme_answers order by 1, 2 nulls last, 3"
    )
    assert [row for row in listed if row[0] == "lowest"] == [
        ("lowest", "P01", 1, "rk00", "0", "words of k00"),
        ("lowest", "P01", 2, "rk08", "0", "words of k08"),
        ("lowest", "P01", 3, "rk16", "0", "words of k16"),
        ("lowest", None, 1, "stranger", "1", "never again"),
    ]
    highest = [row for row in listed if row[0] == "highest"]
    assert [row[3] for row in highest if row[1] == "P01"] == ["rk01", "rk03", "rk05", "rk07", "rk09"], "the latest five"
    assert [row[3] for row in highest if row[1] is None] == ["rk21", "rk23"], "four of a persona would be pointed at"
    assert [row[3:] for row in listed if row[0] == "rare"] == [("odd", "a seat for my dog", None)]


@pytest.mark.usefixtures("version")
def test_careless_or_not_they_stay(ctx: Context, warehouse: Warehouse) -> None:
    respond(warehouse, [Response("r", dict.fromkeys(ITEMS, 1) | {"words": "Nothing is right here."})])
    members(warehouse, [("k", "P01", 1)])
    refresh_response_quality(ctx)
    refresh_honesty(ctx)
    assert warehouse.query("select said, weight from marts.extreme_answers") == [("Nothing is right here.", 0.5)]


@pytest.mark.usefixtures("version")
def test_the_number_is_a_setting(ctx: Context, warehouse: Warehouse) -> None:
    many(warehouse)
    refresh_honesty(replace(ctx, settings=settings(surveys={"extreme_answers": 1})))
    found = warehouse.query("select kind, persona_id, count(*) from marts.extreme_answers group by all")
    assert found
    assert all(count == 1 for *_, count in found)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Mail me at jan@example.org please", "Mail me at ***@*** please"),
        ("Bel 06-1234 5678 of +31 20 123 45 67.", "Bel *** of ***."),
        ("Ik woon op 1012 AB, nummer 5", "Ik woon op ***, nummer 5"),
        ("Kerkstraat 12a is mijn adres", "*** is mijn adres"),
        ("Mijn naam is Jan de Vries en ik ben boos", "Mijn naam is *** en ik ben boos"),
        ("Bedankt, Marie-Louise", "Bedankt, ***"),
        ("see https://example.org/x?y=1 there", "see *** there"),
        ("I'm sure I've waited 45 minutes. Never again!", "I'm sure I've waited 45 minutes. Never again!"),
        ("NOOIT MEER!", "NOOIT MEER!"),
        ("Levering te laat: 3 dagen, 12 uur", "Levering te laat: 3 dagen, 12 uur"),
    ],
)
def test_nobody_is_named(warehouse: Warehouse, text: str, masked: str) -> None:
    assert warehouse.query("select mask_people($text)", {"text": text}) == [(masked,)]
