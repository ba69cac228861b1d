"""The page of a version tells nothing of few people, and puts what differs notably first."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from persona_pipeline.console import beside
from persona_pipeline.personas.compare import compare

from .conftest import Clock, signed_in

if TYPE_CHECKING:
    from persona_pipeline.decisions import Decisions
    from persona_pipeline.personas.compare import Comparison
    from persona_pipeline.settings import Workspace

pytestmark = pytest.mark.slow


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.partition("<main")[2]))


def shown(shop: Workspace, clock: Clock, monkeypatch: pytest.MonkeyPatch, *, moving: int, code: str = "en") -> str:
    """The page of version 2 where so many of 5,000 customers would move, and two traits of P01 differ."""

    def changed(store: Decisions, number: int) -> Comparison:
        found = compare(store, number)
        pairs = []
        for place, pair in enumerate(found.personas):
            sides = [side and replace(side, customers=1000 + place + extra) for extra, side in ((0, pair.before), (moving, pair.after))]  # fmt: skip
            shifts = {"order_value": 0.9, "mobile_share": -0.3} if place == 0 else {}
            pairs.append(replace(pair, before=sides[0], after=sides[1], shifts=shifts))
        return replace(found, personas=pairs, customers=5_000, moving_customers=moving, moving_monetary=Decimal(77))

    monkeypatch.setattr(beside, "compare", changed)
    anna = signed_in(shop, clock, "anna")
    anna.client.get(f"/language/{code}?next=/decide")
    return anna.see("/decide/versions/2")


def test_where_few_would_move_their_number_follows_from_nothing(
    shop: Workspace, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = words(shown(shop, clock, monkeypatch, moving=8))
    assert "Fewer than 10 of 5,000 customers would be in another persona; how many exactly is withheld." in page
    assert "1,000 (20%) nearly the same" in page
    assert not re.search(r"1,008|1,009|\b8\b customers|77", page)


def test_where_few_would_stay_no_size_after_it_is_told(
    shop: Workspace, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = words(shown(shop, clock, monkeypatch, moving=4_995))
    assert "All but fewer than 10 of 5,000 customers would be in another persona" in page
    assert "1,000 (20%) withheld" in page
    assert "5,995" not in page


def test_what_differs_notably_stands_first_in_words(
    shop: Workspace, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _, rest = shown(shop, clock, monkeypatch, moving=200, code="nl").partition('<details class="numbers">')
    rows = re.findall(r'<th scope="row"><bdi>(.*?)</bdi>', first)
    assert rows == ["Waarde van een doorsnee bestelling", "Bezoek op een telefoon"]
    assert first.count("<b>") == 2, "in bold for the one persona of whom it differs"
    assert "Waarde van een doorsnee bestelling" not in rest
    assert "Pagina’s per bezoek" in rest
    assert re.search(r"€.[\d,]+ → €", first)
