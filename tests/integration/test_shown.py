"""What Dagster shows beside an asset is what the published file tells, as text."""

from dataclasses import replace
from pathlib import Path

import pytest

from assets.shown import _cell, shown
from tests.moves.world import opened


@pytest.mark.slow
def test_verdict_and_profiles_of_a_night(played_nights: Path, tmp_path: Path) -> None:
    with opened(played_nights, tmp_path / "copy") as ctx:
        verdict = shown("verdict", ctx)["marts.persona_verdicts"]
        profiles = shown("profiles", ctx)["marts.persona_profiles"]
        told = dict(
            ctx.warehouse.query(
                "select persona_id, n from marts.persona_profiles where as_of = $d and figure = 'members'",
                {"d": ctx.as_of},
            )
        )
        first = ctx.warehouse.query("select min(as_of) from marts.persona_verdicts")[0][0]
        older = shown("verdict", replace(ctx, as_of=first))["marts.persona_verdicts"]
    assert verdict["night"] == str(ctx.as_of)
    assert older["night"] == f"{first}, run again; people are shown the night of {ctx.as_of}"
    assert verdict["verdict"] in ("keep", "watch", "re-evaluate", "unknown")
    assert verdict["reason"]
    assert "| persona | verdict | since | why |" in verdict["verdicts"].value
    shown_members = {
        name.removeprefix("members_"): value for name, value in profiles.items() if name.startswith("members_")
    }
    assert "all" in shown_members
    assert shown_members == {persona: told[persona] for persona in shown_members}


@pytest.mark.slow
def test_few_people_are_not_shown(played_nights: Path, tmp_path: Path) -> None:
    with opened(played_nights, tmp_path / "copy") as ctx:
        ctx.warehouse.query(
            "update marts.persona_profiles set value = null, n = 4 where persona_id = 'P01' and figure = 'members' and as_of = $d",
            {"d": ctx.as_of},
        )
        profiles = shown("profiles", ctx)["marts.persona_profiles"]
    assert "members_P01" not in profiles
    assert "too few people" in profiles["personas"].value


def test_text_of_others_is_text() -> None:
    cell = _cell("<img src=x> [a](http://b) | `c` **d** \u202ee")
    assert not {"<", "\u202e"} & set(cell)
    assert "\\[a\\]\\(" in cell
    assert "http://" not in cell
    assert "\\|" in cell
