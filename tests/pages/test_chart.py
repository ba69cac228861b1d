"""Geometry of the charts, and which figures make it onto a card."""

from datetime import date, timedelta

import pytest

from persona_pipeline.pages import language_of
from persona_pipeline.pages.cards import difference, traits
from persona_pipeline.pages.chart import HEIGHT, WIDTH, heat, share_lines
from persona_pipeline.pages.picture import Figure, Persona, Verdict

DAYS = [date(2026, 1, 1) + timedelta(days=n) for n in range(5)]


def test_equal_moves_look_equal() -> None:
    small, large = share_lines(
        DAYS,
        [
            dict(zip(DAYS, [0.10, 0.10, 0.10, 0.10, 0.15], strict=True)),
            dict(zip(DAYS, [0.60, 0.60, 0.60, 0.60, 0.65], strict=True)),
        ],
        [None, None],
    )
    assert small
    assert large
    assert small.top - small.bottom == pytest.approx(large.top - large.bottom)
    rise = [float(line.paths[0].split(" L")[i].split()[1]) for line in (small, large) for i in (3, 4)]
    assert rise[0] - rise[1] == pytest.approx(rise[2] - rise[3], abs=0.2)


def test_a_missing_night_breaks_the_line() -> None:
    (line,) = share_lines(DAYS, [{day: 0.3 for day in DAYS if day != DAYS[2]}], [DAYS[3]])
    assert line
    assert len(line.paths) == 2
    assert line.mark == WIDTH * 3 / 4
    assert all(0 <= float(part.split()[1]) <= HEIGHT for path in line.paths for part in path.lstrip("M").split(" L"))


def test_one_night_and_none() -> None:
    one, none = share_lines(DAYS[:1], [{DAYS[0]: 0.3}, {}], [None, None])
    assert one
    assert one.paths == ("M0.0 48.0 L0.0 48.0",)
    assert none is None


@pytest.mark.parametrize(("customers", "step"), [(None, 0), (0, 0), (1, 1), (4, 1), (25, 3), (64, 4), (100, 5)])
def test_heat(customers: int | None, step: int) -> None:
    assert heat(customers, 100) == step


def test_heat_of_an_empty_grid() -> None:
    assert heat(None, 0) == 0


def figure(name: str, value: float | None, low: float | None, high: float | None, unit: str = "orders") -> Figure:
    return Figure(name, "orders", unit, value, low, high, 200)


def test_only_what_lies_clear_of_everybody_is_a_trait() -> None:
    everyone = {
        one.name: one
        for one in (
            figure("frequency", 3, 2.9, 3.1),
            figure("order_value", 60, 58, 62, "currency"),
            figure("mobile_share", 0.4, 0.38, 0.42, "share"),
        )
    }
    own = (
        figure("frequency", 3.1, 2.8, 3.4),  # intervals overlap
        figure("order_value", 90, 80, 100, "currency"),
        figure("mobile_share", None, None, None, "share"),  # too few people
    )
    persona = Persona("P01", "x", 1, Verdict("keep", "none", None), {one.name: one for one in own}, {})
    (trait,) = traits(language_of("nl"), persona, everyone, "EUR")
    assert (trait.label, trait.value, trait.everyone, trait.n, trait.higher) == (
        "Waarde van een bestelling, gemiddeld",
        "€\N{NO-BREAK SPACE}90,00",
        "€\N{NO-BREAK SPACE}60,00",
        "200",
        True,
    )


def test_a_rare_share_that_doubles_is_less_than_a_common_one_that_nearly_does() -> None:
    rare = difference(
        figure("social_share", 0.04, None, None, "share"), figure("social_share", 0.02, None, None, "share")
    )
    common = difference(
        figure("mobile_share", 0.7, None, None, "share"), figure("mobile_share", 0.4, None, None, "share")
    )
    assert 0 < rare < common
