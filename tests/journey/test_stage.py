"""The night's tables over a shop of forty people whose every step is known."""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from persona_pipeline.context import Context
from persona_pipeline.journey import refresh_facts, refresh_journey
from persona_pipeline.settings import Settings, Workspace
from persona_pipeline.warehouse import Warehouse

from .conftest import InForce
from .filling import DAY, answered, members_of, put, response, sessions_of, visit

BUYS = "page_view:/ view_item add_to_cart begin_checkout add_payment_info purchase"
FAILS = "page_view:/ view_item add_to_cart begin_checkout add_payment_info payment_failed"
LOOKS = "page_view:/c/shoes view_item page_view:/c/shoes"
CALM = [f"calm{n:02d}" for n in range(20)]
CROSS = [f"cross{n:02d}" for n in range(20)]
QUESTION = {"column": "d", "role": "satisfaction", "touchpoint": "Delivery", "phase": "do"}
SURVEY = {"name": "survey", "kind": "survey", "path": "x/*", "questions": {"rate": QUESTION}}
SETTINGS: dict[str, Any] = {"sources": [SURVEY], "publish": {"min_cell": 5}, "rfm": {"window_days": 30}}


def filled(ctx: Context) -> Context:
    """Everybody looks once and comes to buy once; of the cross 12 meet a failed payment. They rate delivery low, the calm high."""
    warehouse = ctx.warehouse
    events, said = [], []
    for n, person in enumerate([*CALM, *CROSS]):
        events += visit(
            person, f"look-{person}", LOOKS, day=DAY - timedelta(days=3), medium="cpc" if n % 2 else "newsletter"
        )
        fails = person in CROSS and n % 20 < 12
        events += visit(person, f"buy-{person}", FAILS if fails else BUYS, medium="cpc" if n % 2 else "newsletter")
        cross = person in CROSS
        rating = {"question_id": "rate", "role": "satisfaction", "touchpoint": "Delivery", "phase": "do"}
        earlier = DAY - timedelta(days=40)
        delivery = 1 + n % 2 if cross else 5 - n % 2
        need = {"question_id": "need", "role": "need", "answer_text": "low price" if cross or n < 6 else "quality"}
        said += [
            response(person, f"r{n}", [{**rating, "answer_number": delivery}], nps=5 if cross else 10),
            response(person, f"e{n}", [{**rating, "answer_number": 3}], day=earlier),
            response(person, f"n{n}", [need]),
        ]
    orders = [
        {
            "source": "shop", "order_id": f"o-{person}-{n}", "business_day": DAY - timedelta(days=8 * n), "order_type": "sale",
            "ordered_at": datetime(2026, 3, 1), "identity_key": person, "channel": "web", "sales_amount": 50, "refund_amount": 0,
        }
        for person in [*CALM, *CROSS] for n in range(2)
    ]  # fmt: skip
    put(warehouse, "core.events", events)
    put(warehouse, "core.orders", orders)
    answered(warehouse, *said)
    sessions_of(warehouse)
    personas = dict.fromkeys(CALM, "P01") | dict.fromkeys(CROSS, "P02")
    members_of(
        ctx,
        personas,
        frequency=2,
        order_value=50.0,
        tenure_days=8,
        refund_share=dict.fromkeys(CROSS, 0.5) | dict.fromkeys(CALM, 0.0),
    )
    refresh_facts(ctx)
    refresh_journey(ctx)
    return ctx


@pytest.fixture(scope="module")
def shop(empty_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    """The filled shop, for the tests of this module that change nothing."""
    place, settings = Workspace(tmp_path_factory.mktemp("journey")), Settings.model_validate(SETTINGS)
    shutil.copy(empty_warehouse, place.warehouse)
    with pytest.MonkeyPatch.context() as patch, Warehouse.open(place, settings) as warehouse:
        patch.setattr("persona_pipeline.journey.stage.in_force", lambda warehouse, as_of: InForce())
        yield filled(Context(place, settings, warehouse, DAY))


def test_the_funnel_counts_who_is_lost_where(shop: Context) -> None:
    sql = "select step, sessions, people, kept_share, lost_sessions, lost_people from marts.persona_funnels where persona_id = '{}' order by step_number"
    assert shop.warehouse.query(sql.format("P02")) == [
        ("session", 40, 20, None, None, None),
        ("view", 40, 20, 1.0, 0, 0),
        ("cart", 20, 20, 0.5, 20, 0),
        ("checkout", 20, 20, 1.0, 0, 0),
        ("payment", 20, 20, 1.0, 0, 0),
        ("purchase", 8, 8, 0.4, 12, 12),
    ]
    low, high = shop.warehouse.query(
        "select low, high from marts.persona_funnels where persona_id = 'P02' and step = 'purchase'"
    )[0]
    assert 0.2 < low < 0.4 < high < 0.65


def test_the_map_has_contacts_channels_and_feelings(shop: Context) -> None:
    sql = """select touchpoint, phase, channel, unit, volume, people, sentiment, sentiment_n, sentiment_source, feeling, sentiment_change
        from marts.persona_journey where persona_id = 'P02' and touchpoint in ('newsletter', 'delivery', 'product page')
        order by touchpoint, phase, channel"""
    assert shop.warehouse.query(sql) == [
        ("delivery", "do", "all", "orders", 40, 20, -0.75, 20, "ratings", "pain", -0.75),
        ("newsletter", "care", "all", "sessions", 20, 10, None, None, "none", None, None),
        ("product page", "think", "all", "sessions", 40, 20, None, None, "none", None, None),
        ("product page", "think", "email", "sessions", 20, 10, None, None, None, None, None),
        ("product page", "think", "paid", "sessions", 20, 10, None, None, None, None, None),
    ]
    felt = "select persona_id, feeling from marts.persona_journey where touchpoint = 'delivery' and channel = 'all' order by 1"
    assert shop.warehouse.query(felt) == [("P01", "passion"), ("P02", "pain"), ("all", "even")]


def test_what_hurts_most_is_mended_first(shop: Context) -> None:
    sql = "select place, touchpoint, benchmark_from, people, people_lost, loss, felt, score from marts.persona_fixes where persona_id = 'P02' order by rank"
    assert shop.warehouse.query(sql) == [
        ("touchpoint:delivery", "delivery", "P01", 20, 15.0, 750.0, 0.875, 656.25),
        ("purchase", "payment", "P01", 20, 12.0, 600.0, 0.5, 300.0),
    ]
    assert shop.warehouse.query("select count(*) from marts.persona_fixes where persona_id = 'P01'") == [(0,)], (
        "P01 does best"
    )


def test_who_is_lost_at_a_step_is_never_more_than_the_funnel_has_lost_there(night: Callable[..., Context]) -> None:
    """A step with few people but many sessions lost: those who come back and go on are nobody who was lost."""
    ctx = night(DAY, **SETTINGS)
    again = [
        event
        for n, person in enumerate(CROSS)
        for visited in range(5)
        for event in visit(person, f"again{visited}-{person}", "page_view:/", day=DAY - timedelta(days=5 + visited))
    ]
    put(ctx.warehouse, "core.events", again)
    never = [event for n in range(6) for event in visit(f"never{n}", f"never-{n}", "page_view:/", medium="cpc")]
    put(ctx.warehouse, "core.events", never)
    members_of(ctx, {f"never{n}": "P02" for n in range(6)}, frequency=1, order_value=50.0)
    filled(ctx)
    sql = """select fix.place, fix.people, funnel.lost_people, fix.value, fix.benchmark, fix.people_lost, fix.order_value, fix.loss
        from marts.persona_fixes as fix inner join marts.persona_funnels as funnel
            on funnel.as_of = fix.as_of and funnel.persona_id = fix.persona_id and funnel.step = fix.place
        where fix.persona_id = 'P02' order by fix.place"""
    rows = {place: rest for place, *rest in ctx.warehouse.query(sql)}
    people, lost_people, value, benchmark, lost, order_value, loss = rows["view"]
    assert (people, lost_people, value, benchmark) == (26, 6, round(40 / 146, 6), 1.0)
    assert lost == 6.0, "not 26 people times the share of sessions"
    for _, lost_there, kept, best, lost, order_value, loss in rows.values():
        assert lost <= lost_there
        assert lost == pytest.approx(lost_there * (best - kept) / (1 - kept), abs=0.006)
        assert loss == round(lost * order_value, 2)


def test_the_moment_names_a_channel_by_its_own_figures(shop: Context) -> None:
    rows = shop.warehouse.query(
        "select persona_id, touchpoint, channel, evidence from marts.persona_moments where channel is not null"
    )
    assert rows
    for persona, touchpoint, channel, evidence in rows:
        told = [each for each in json.loads(evidence) if each["table"] == "marts.persona_journey"]
        assert [each["channel"] for each in told] == ["all", channel]
        for each in told:
            sql = "select volume, people from marts.persona_journey where persona_id = $p and touchpoint = $t and channel = $c and phase = $f"
            asked = {"p": persona, "t": touchpoint, "c": each["channel"], "f": each["phase"]}
            assert shop.warehouse.query(sql, asked) == [(each["volume"], each["people"])]


def test_what_a_feeling_is_held_against_follows_from_what_is_told(night: Callable[..., Context]) -> None:
    """Three who rate something of their own are told of nowhere, also not in the level."""
    wrap = {"question_id": "wrap", "role": "satisfaction", "touchpoint": "gift wrap", "answer_number": 1}
    site = {"question_id": "site", "role": "satisfaction", "touchpoint": "site", "answer_number": 4}
    ask = {"column": "w", "role": "satisfaction"}
    survey = {
        **SURVEY,
        "questions": {
            "rate": QUESTION,
            "wrap": {**ask, "touchpoint": "gift wrap"},
            "site": {**ask, "touchpoint": "site"},
        },
    }
    ctx = night(DAY, **{**SETTINGS, "sources": [survey]})
    answered(ctx.warehouse, *(response(person, f"w{person}", [wrap]) for person in CROSS[:3]))
    answered(ctx.warehouse, *(response(person, f"s{person}", [site]) for person in CALM[:10]))
    filled(ctx)
    sql = """select round(sum(sentiment * sentiment_n) / sum(sentiment_n), 6), any_value(feeling_level), count(*), count(distinct feeling_level)
        from marts.persona_journey where persona_id = 'all' and sentiment_source = 'ratings' and touchpoint <> 'recommendation'"""
    level, told, touchpoints, levels = ctx.warehouse.query(sql)[0]
    assert (told, touchpoints, levels) == (level, 2, 1)


def test_how_many_are_behind_a_sentiment_is_told_where_the_sentiment_is(shop: Context) -> None:
    sql = "select distinct sentiment is null, sentiment_n is null, coalesce(sentiment_n, 5) >= 5 from marts.persona_journey order by all"
    assert shop.warehouse.query(sql) == [(False, False, True), (True, True, True)]


def test_what_looks_careless_weighs_less_in_what_is_felt(night: Callable[..., Context]) -> None:
    """Of the twenty who rate delivery low, the ten who say 2 do so in haste: a weight of a quarter moves the mean to the others'."""
    ctx = night(DAY, **SETTINGS)
    head = {"source": "survey", "survey_id": "s", "business_day": DAY, "flags": 2, "weight": 0.25}
    hasty = [n for n, person in enumerate([*CALM, *CROSS]) if person in CROSS and n % 2]
    put(ctx.warehouse, "marts.response_quality", [{**head, "response_id": f"r{n}"} for n in hasty])
    filled(ctx)
    sql = "select sentiment, sentiment_low, sentiment_high, sentiment_n from marts.persona_journey where persona_id = 'P02' and touchpoint = 'delivery'"
    felt, low, high, n = ctx.warehouse.query(sql)[0]
    assert (felt, n) == ((10 * -1 + 2.5 * -0.5) / 12.5, 20)
    assert low < felt < high
    assert high - low == pytest.approx(0.2055, abs=1e-3), (
        "Student's t of the linearised weighted mean, and one answer more"
    )


def test_people_who_all_say_the_same_are_no_proof_that_everybody_does(shop: Context) -> None:
    """Twenty who give the same rating have no spread of their own; the interval is as wide as one answer more makes it."""
    sql = "select persona_id, sentiment_n, sentiment_high - sentiment_low from marts.persona_journey where sentiment is not null"
    widths = shop.warehouse.query(sql)
    assert widths
    assert min(width for *_, width in widths) > 0.05


def test_needs_and_the_message_rest_on_what_was_said(shop: Context) -> None:
    sql = "select persona_id, wording, people, n, lift > 1 from marts.persona_needs where kind = 'need' order by all"
    assert shop.warehouse.query(sql) == [
        ("P01", "low price", 6, 20, False),
        ("P01", "quality", 14, 20, True),
        ("P02", "low price", 20, 20, True),
        ("all", "low price", 26, 40, False),
        ("all", "quality", 14, 40, False),
    ]
    moments = "select touchpoint, about, state, message_en, message_nl from marts.persona_moments where persona_id = 'P02' and phase = 'think'"
    assert shop.warehouse.query(moments) == [
        ("product page", "low price", "supported", "Product page: prove “low price”, with facts and with what others say.",
         "Productpagina: bewijs “low price”, met feiten en met wat anderen zeggen."),
    ]  # fmt: skip


def test_an_answer_that_the_profiles_or_the_estimates_withhold_is_no_need(night: Callable[..., Context]) -> None:
    """Whether a figure may be told is decided once, for all tables."""
    shop = filled(night(DAY, **SETTINGS))
    put(shop.warehouse, "marts.persona_profiles", [
        {"as_of": DAY, "persona_id": who, "figure": f"answer:need:{answer}", "source": "survey", "unit": "share", "value": value, "n": 20}
        for who, answer, value in (("P01", "low price", None), ("P01", "quality", 0.7), ("all", "low price", 0.65))
    ])  # fmt: skip
    put(shop.warehouse, "marts.survey_estimates", [
        {"as_of": DAY, "persona_id": "P02", "source": "survey", "survey_id": "s", "question_id": "need", "role": "need",
         "answer": "low price", "unit": "share", "n": 20, "hits": 20, "value": None}
    ])  # fmt: skip
    refresh_journey(shop)
    sql = "select persona_id, wording from marts.persona_needs where kind = 'need' order by all"
    assert shop.warehouse.query(sql) == [("P01", "quality"), ("all", "low price"), ("all", "quality")]


def test_a_target_is_what_a_kpi_is_held_against(night: Callable[..., Context]) -> None:
    targets = [
        {"kpi": "conversion", "target": 0.9},
        {"kpi": "conversion", "persona": "P01", "target": 0.2},
        {"kpi": "nps", "target": 20},
    ]
    shop = filled(night(DAY, **SETTINGS, journey={"targets": targets}))
    sql = "select persona_id, kpi, value, target, target_from, state from marts.persona_phase_kpis where kpi in ('conversion', 'nps', 'refund_share') order by kpi, 1"
    assert shop.warehouse.query(sql) == [
        ("P01", "conversion", 0.5, 0.2, "persona", "met"),
        ("P02", "conversion", 0.2, 0.9, "shop", "missed"),
        ("all", "conversion", 0.35, 0.9, "shop", "missed"),
        ("P01", "nps", 100.0, 20.0, "shop", "met"),
        ("P02", "nps", -100.0, 20.0, "shop", "missed"),
        ("all", "nps", 0.0, 20.0, "shop", "open"),
        ("P01", "refund_share", 0.0, 0.25, "level", "met"),
        ("P02", "refund_share", 0.5, 0.25, "level", "missed"),
        ("all", "refund_share", 0.25, None, None, "open"),
    ]


def test_a_night_again_gives_the_same_rows(shop: Context) -> None:
    tables = [
        f"marts.persona_{name}"
        for name in ("journey", "needs", "funnels", "phase_kpis", "moments", "fixes", "sequences")
    ]
    before = [shop.warehouse.query(f"select * from {table} order by all") for table in tables]
    refresh_journey(shop)
    assert [shop.warehouse.query(f"select * from {table} order by all") for table in tables] == before
    assert all(before[:4])


def test_without_members_there_is_nothing_to_tell(night: Callable[..., Context]) -> None:
    ctx = night(DAY)
    refresh_facts(ctx)
    report = refresh_journey(ctx)
    assert report.rows["marts.persona_moments"] == report.rows["marts.persona_sequences"] == 0
    assert ctx.warehouse.query("select distinct people from marts.persona_funnels") == [(0,)]


def test_a_line_of_persona_yaml_moves_a_touchpoint_and_names_its_pages(night: Callable[..., Context]) -> None:
    mine = [
        {"touchpoint": "delivery", "phase": "care"},
        {"touchpoint": "shoe wall", "phase": "see", "pages": ["/c/shoes"]},
    ]
    shop = filled(night(DAY, **SETTINGS, journey={"touchpoints": mine}))
    sql = "select distinct touchpoint, phase from marts.persona_journey where touchpoint in ('delivery', 'shoe wall', 'category page') order by 1"
    assert shop.warehouse.query(sql) == [("delivery", "care"), ("shoe wall", "see")]


def test_signals_add_reviews_and_search_terms_and_never_their_text(night: Callable[..., Context]) -> None:
    ctx = night(DAY, **SETTINGS)
    head = {"source": "desk", "business_day": DAY, "channel": "google"}
    signals = [
        {
            **head,
            "signal_id": f"r{n}",
            "signal_type": "review",
            "rating": 5 if n < 8 else 1,
            "text": "Canary says it is great.",
            "language": "en",
        }
        for n in range(10)
    ]
    terms = (
        ("rain boots", "clicks", 40),
        ("rain boots", "impressions", 900),
        ("canary 1234", "clicks", 2),
        ("jute rug", "impressions", 12),
    )
    signals += [
        {
            **head,
            "signal_id": f"t{n}",
            "signal_type": "search_term",
            "subject": subject,
            "metric": metric,
            "value": value,
        }
        for n, (subject, metric, value) in enumerate(terms)
    ]
    put(ctx.warehouse, "core.signals", signals)
    shop = filled(ctx)
    found = "select wording, volume, people from marts.persona_needs where persona_id = 'all' and kind = 'search_term' order by 1"
    assert shop.warehouse.query(found) == [("jute rug", 12, None), ("rain boots", 40, None)]
    reviews = "select persona_id, unit, volume, sentiment, sentiment_source from marts.persona_journey where touchpoint = 'reviews' and channel = 'all'"
    assert shop.warehouse.query(reviews) == [("all", "signals", 10, 0.6, "ratings")]
    for table in ("journey", "needs", "moments", "sequences", "fixes"):
        assert "anary" not in str(shop.warehouse.query(f"select * from marts.persona_{table}"))


def test_what_no_line_knows_is_care_and_a_target_for_nobody_is_said(night: Callable[..., Context]) -> None:
    question = {"column": "p", "role": "satisfaction", "touchpoint": "Gift wrap", "scale": [0, 10]}
    survey = {**SURVEY, "questions": {"rate": QUESTION, "wrap": question}}
    heard: list[str] = []
    targets = {"targets": [{"kpi": "nps", "persona": "P09", "target": 20}]}
    ctx = replace(night(DAY, **{**SETTINGS, "sources": [survey]}, journey=targets), progress=heard.append)
    answer = {"question_id": "wrap", "role": "satisfaction", "touchpoint": "Gift wrap", "answer_number": 10}
    answered(ctx.warehouse, *(response(person, f"w{person}", [answer]) for person in CALM))
    filled(ctx)
    sql = "select distinct phase, sentiment from marts.persona_journey where touchpoint = 'Gift wrap'"
    assert ctx.warehouse.query(sql) == [("care", 1.0)]
    assert any("names the persona P09; in force are P01, P02, all" in line for line in heard)


def test_a_shop_that_knows_only_its_orders_has_the_journey_that_orders_tell(night: Callable[..., Context]) -> None:
    ctx = night(DAY, **{**SETTINGS, "sources": []})
    head = {
        "source": "till",
        "business_day": DAY,
        "ordered_at": datetime(2026, 3, 10),
        "order_type": "sale",
        "sales_amount": 9,
    }
    orders = [
        {**head, "order_id": f"o{n}", "identity_key": person, "channel": "Store", "refund_amount": n % 2}
        for n, person in enumerate(CALM)
    ]
    put(ctx.warehouse, "core.orders", orders)
    members_of(ctx, dict.fromkeys(CALM, "P01"), in_web=False, in_survey=False, frequency=1, order_value=9.0)
    refresh_facts(ctx)
    refresh_journey(ctx)
    sql = "select touchpoint, channel, volume, people from marts.persona_journey where persona_id = 'P01' order by 1, 2"
    assert ctx.warehouse.query(sql) == [("return", "all", 10, 10), ("store", "all", 20, 20)]
    assert ctx.warehouse.query("select distinct sessions, kept_share from marts.persona_funnels") == [(0, None)]
    moments = "select phase, touchpoint, state from marts.persona_moments where persona_id = 'P01' order by 1"
    assert ctx.warehouse.query(moments) == [("care", "return", "assumption"), ("do", "store", "assumption")]
