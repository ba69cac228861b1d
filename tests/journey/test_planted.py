"""The generated shop: the journey finds what its personas were made to do and to feel."""

from collections.abc import Iterator

import pytest

from persona_pipeline.context import Context
from persona_pipeline.journey import refresh_facts, refresh_journey
from persona_pipeline.settings import Settings, Workspace
from persona_pipeline.warehouse import Warehouse

from . import planted
from .conftest import InForce
from .filling import sessions_of

CELL = 5
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    """1,500 people over 100 days; regulars are P01, bargain hunters P02, occasion buyers P03."""
    folder = tmp_path_factory.mktemp("planted")
    options = planted.make(folder, customers=1_500, days=100)
    place = Workspace(folder / "work")
    place.root.mkdir()
    settings = Settings.model_validate(
        {
            "sources": planted.settings_of(folder).model_dump()["sources"],
            "rfm": {"window_days": 90},
            "publish": {"min_cell": CELL},
        }
    )
    with pytest.MonkeyPatch.context() as patch, Warehouse.open(place, settings) as warehouse:
        patch.setattr("persona_pipeline.journey.stage.in_force", lambda warehouse, as_of: InForce())
        planted.load(warehouse, folder)
        sessions_of(warehouse)
        ctx = Context(place, settings, warehouse, options.first_night)
        planted.members(ctx)
        refresh_facts(ctx)
        refresh_journey(ctx)
        yield ctx


def test_bargain_hunters_are_pained_by_delivery_and_returns_and_nobody_else_as_much(shop: Context) -> None:
    felt = dict(
        shop.warehouse.query(
            "select persona_id || ' ' || touchpoint, feeling from marts.persona_journey where channel = 'all'"
        )
    )
    assert felt["P02 delivery"] == felt["P02 service"] == "pain"
    assert {felt[f"P01 {name}"] for name in ("delivery", "site", "product")} <= {"passion", "even"}
    assert felt["P03 service"] == "passion"
    sad = "select touchpoint, sentiment, sentiment_n from marts.persona_journey where persona_id = 'P02' and touchpoint = 'return'"
    touchpoint, sentiment, n = shop.warehouse.query(sad)[0]
    assert sentiment < 0 < n, f"{touchpoint}: read from what they wrote"
    said = dict(
        shop.warehouse.query("select wording, lift from marts.persona_needs where persona_id = 'P02' and kind = 'pain'")
    )
    assert said["return took long"] > 1.2


def test_what_to_mend_first(shop: Context) -> None:
    first = dict(shop.warehouse.query("select persona_id, arg_min(place, rank) from marts.persona_fixes group by 1"))
    assert first["P02"] in ("touchpoint:delivery", "checkout")
    steps = """select place, clear, people_lost, rank = max(rank) over () from marts.persona_fixes
        where persona_id = 'P03' and measure = 'kept_share' qualify row_number() over (order by benchmark - value desc) = 1"""
    assert shop.warehouse.query(steps) == [("cart", True, None, True)], (
        "occasion buyers look at much and put little into the cart; in so small a shop the funnel does not tell how many never did"
    )
    delivery = "select benchmark_from, clear, felt > 0.4 from marts.persona_fixes where persona_id = 'P02' and touchpoint = 'delivery'"
    assert shop.warehouse.query(delivery) == [("P01", True, True)]


def test_where_they_come_from_and_what_they_search_for(shop: Context) -> None:
    sql = """select persona_id, arg_max(touchpoint, volume) from marts.persona_journey
        where phase = 'see' and channel = 'all' and touchpoint <> 'home page' group by 1 order by 1"""
    assert shop.warehouse.query(sql) == [
        ("P01", "direct visit"),
        ("P02", "ad"),
        ("P03", "search engine"),
        ("all", "ad"),
    ]
    sale = dict(shop.warehouse.query("select persona_id, lift from marts.persona_needs where wording = 'sale'"))
    assert sale["P02"] > 1.5
    kpis = dict(shop.warehouse.query("select persona_id, state from marts.persona_phase_kpis where kpi = 'conversion'"))
    assert kpis == {"P01": "met", "P02": "missed", "P03": "missed", "all": "open"}


def test_nothing_is_told_of_few_people(shop: Context) -> None:
    run = shop.warehouse.query
    for table, name in (("journey", "people"), ("journey", "volume"), ("journey", "sentiment_n"), ("needs", "people"), ("funnels", "people"),
                        ("funnels", "lost_people"), ("phase_kpis", "n"), ("sequences", "people")):  # fmt: skip
        assert run(f"select count(*) from marts.persona_{table} where {name} between 1 and 4") == [(0,)], (
            f"{table}.{name}"
        )
    assert run(
        "select count(*) from marts.persona_sequences where n - dropped between 1 and 4 or n_without - dropped_without between 1 and 4"
    ) == [(0,)]
    by_channel = """select phase, touchpoint, persona_id, sum(volume) filter (where channel <> 'all') = sum(volume) filter (where channel = 'all')
        from marts.persona_journey group by all having count(*) > 1"""
    assert {row[-1] for row in run(by_channel)} == {True}, "channels add up, so none of them is hidden"
    personas = """select phase, touchpoint from marts.persona_journey where channel = 'all' and unit is not null group by all
        having count(*) filter (where volume is null) = 1"""
    assert run(personas) == [], "one hidden persona would follow from the others"


def test_chance_makes_no_sequences(shop: Context) -> None:
    """In this shop what a visit passes does not change whether it ends in an order, persona by persona."""
    rows = shop.warehouse.query(
        "select count(*), count(*) filter (where finding) from marts.persona_sequences where reach = 'session'"
    )
    assert rows[0][0] > 20
    assert rows[0][1] <= 1


def test_a_quarter_of_the_people_tell_much_the_same(shop: Context) -> None:
    """Counting sequences over a part of the people bounds what they cost; the part is always the same people."""
    whole = dict(
        shop.warehouse.query(
            "select sequence, share from marts.persona_sequences where persona_id = 'all' and n > 2000"
        )
    )
    fewer = Context(
        shop.workspace,
        shop.settings.model_copy(
            update={"journey": shop.settings.journey.model_copy(update={"sequence_sessions": 5_000})}
        ),
        shop.warehouse,
        shop.as_of,
    )
    report = refresh_journey(fewer)
    assert 0 < report.figures["sampled_share"] < 0.5
    part = dict(shop.warehouse.query("select sequence, share from marts.persona_sequences where persona_id = 'all'"))
    assert whole
    assert all(abs(part[name] - share) < 0.08 for name, share in whole.items())
    refresh_journey(shop)
