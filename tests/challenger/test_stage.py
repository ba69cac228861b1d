"""When a challenger is fitted, what is written about it, and that it changes nothing by itself."""

from __future__ import annotations

from typing import Any

import pytest

from persona_pipeline.challenger import refresh_challenger, sentence
from persona_pipeline.challenger.stage import due
from persona_pipeline.context import Context
from persona_pipeline.personas.propose import propose
from tests.personas.conftest import WHO, store_of

from .conftest import Night, verdict

NAMES = ("marts.persona_challengers", "marts.persona_challenger_personas")


def rows(ctx: Context) -> list[list[Any]]:
    return [ctx.warehouse.query(f"select * from {name} order by all") for name in NAMES]


def fitted(ctx: Context) -> None:
    """As if a challenger had been fitted that night."""
    sql = "insert into marts.persona_challengers by name select $d::date as as_of, 1 as version"
    ctx.warehouse.con.execute(sql, {"d": ctx.as_of})


@pytest.mark.slow
def test_a_calm_shop_keeps_its_personas(night: Night) -> None:
    ctx = night(61)
    verdict(ctx, "keep")
    report = refresh_challenger(ctx)
    assert report.figures["why"] == "weekly"
    assert report.figures["outcome"] == "chance"
    assert report.figures["sentence"].startswith("New personas would describe customers no better than chance")
    found = ctx.warehouse.frame("cli/challenger").iloc[0]
    assert found["gain_low"] <= found["gain"] <= found["gain_high"]
    assert found["gain"] - found["number_gain"] <= max(found["chance"], found["smallest"])
    assert found["n"] > 200
    assert found["same_personas"] == found["reference_personas"]
    personas = ctx.warehouse.frame("cli/challenger_personas")
    assert set(personas["event"]) <= {"survives", "moves"}
    assert personas["people"].sum() == found["people"]
    assert personas["comes_back"].between(0, 1).all()


@pytest.mark.slow
def test_running_again_gives_the_same_bytes_whatever_was_proposed_meanwhile(night: Night) -> None:
    ctx = night(61)
    verdict(ctx, "keep")
    refresh_challenger(ctx)
    first = rows(ctx)
    with store_of(ctx) as store:
        propose(ctx, store, **WHO)
    refresh_challenger(ctx)
    assert rows(ctx) == first


def test_it_waits_until_the_next_week(night: Night) -> None:
    """Three nights here."""
    for number in range(60, 66):
        verdict(night(number), "keep")
    fitted(night(61))
    assert [due(night(number)) for number in range(60, 66)] == ["weekly", "weekly", "", "", "weekly", "weekly"]


def test_a_night_between_leaves_no_rows(night: Night) -> None:
    for number in (61, 62):
        verdict(night(number), "keep")
    fitted(night(61))
    assert refresh_challenger(night(62)).rows == dict.fromkeys(NAMES, 0)
    assert len(rows(night(62))[0]) == 1


def test_a_watch_that_opens_asks_for_one_once(night: Night) -> None:
    for number, word in ((61, "keep"), (62, "watch"), (63, "watch"), (64, "re-evaluate")):
        verdict(night(number), word)
    fitted(night(61))
    assert [due(night(number)) for number in (61, 62, 63)] == ["weekly", "watch", ""]
    fitted(night(62))
    assert due(night(64)) == ""


def test_without_a_verdict_there_is_none(night: Night) -> None:
    verdict(night(62), "unknown")
    assert [due(night(number)) for number in (61, 62)] == ["", ""]


def test_not_on_a_night_without_people(night: Night) -> None:
    ctx = night(62)
    verdict(ctx, "re-evaluate")
    assert due(ctx) == "watch"
    ctx.warehouse.con.execute("update marts.persona_kpis set n = 0 where as_of = $d", {"d": ctx.as_of})
    assert due(ctx) == ""


def test_not_on_a_night_whose_data_cannot_be_trusted(night: Night) -> None:
    ctx = night(62)
    verdict(ctx, "re-evaluate")
    ctx.warehouse.con.execute(
        "insert into marts.drift_signals by name select $d::date as as_of, 'quality' as level, 'all' as persona_id, "
        "'rows:web' as measure, 'blocked' as state",
        {"d": ctx.as_of},
    )
    assert refresh_challenger(ctx).rows == dict.fromkeys(NAMES, 0)


def test_another_version_is_challenged_anew(night: Night) -> None:
    fitted(night(62))
    verdict(night(63), "keep")
    assert due(night(63)) == ""
    night(63).warehouse.con.execute("update marts.persona_verdicts set version = 2")
    assert due(night(63)) == "weekly"


def test_few_people_are_not_told(night: Night) -> None:
    """One persona of nine people: nobody's number is told, nor an overlap that fewer than ten people make."""
    ctx = night(64)
    for persona, people, overlap in (("P01", 200, 0.98), ("P02", 9, 1.0), ("N1", 100, 0.5)):
        ctx.warehouse.con.execute(
            "insert into marts.persona_challenger_personas by name select $d::date as as_of, $p as persona_id, "
            "$n as people, 0.3 as share, $o as overlap",
            {"d": ctx.as_of, "p": persona, "n": people, "o": overlap},
        )
    from persona_pipeline.warehouse import statement

    told = ctx.warehouse.con.execute(
        statement("publish/marts/persona_challenger_personas"), {"as_of": ctx.as_of, "min_cell": 10}
    ).df()
    assert told["people"].isna().all()
    assert told["share"].isna().all()
    assert told.set_index("persona_id")["overlap"].dropna().to_dict() == {"P02": 1.0, "N1": 0.5}


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_sentence_says_the_outcome(language: Any) -> None:
    row = {"gain": 4.13, "gain_low": 3.21, "gain_high": 5.04, "chance": 0.62, "number_gain": 0.0, "smallest": 1.0}
    row |= {"personas": 3, "reference_personas": 3, "outcome": "better"}
    said = {
        "en": "New personas would describe customers better: the differences that they leave unexplained between customers shrink "
        "by 4.1% (very likely between 3.2 and 5.0; chance alone gives up to 0.6).",
        "nl": "Nieuwe persona’s zouden klanten beter beschrijven: de verschillen tussen klanten die zij onverklaard laten, krimpen "
        "met 4,1\N{NO-BREAK SPACE}% (zeer waarschijnlijk tussen 3,2 en 5,0; toeval alleen geeft tot 0,6).",
    }
    assert sentence(row, language) == said[language]
    assert len({sentence({**row, "outcome": each}, language) for each in ("better", "small", "chance")}) == 3
    assert "4" in sentence({**row, "personas": 4, "number_gain": 1.5}, language).removeprefix(said[language])
    assert sentence({**row, "gain": None}, language)
