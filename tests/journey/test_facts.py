"""What is kept of sessions and texts: read once, when it is new or when the rules are others."""

from collections.abc import Callable
from datetime import datetime, timedelta

from persona_pipeline.context import Context
from persona_pipeline.core import conform_web, resolve_identities
from persona_pipeline.journey import refresh_facts
from tests.core.rows import event, load

from .filling import DAY, answered, put, response, sessions_of, visit

PATHS = "select session_id, entry, channel, depth, path from core.journey_sessions order by session_id"


def test_a_session_is_what_it_passed_and_how_far_it_got(night: Callable[..., Context]) -> None:
    ctx = night(DAY)
    events = [
        *visit(
            "ann",
            "s1",
            "page_view:/ view_item view_item add_to_cart begin_checkout purchase page_view:/account",
            medium="cpc",
        ),
        *visit(
            "ann",
            "s2",
            "session_start page_view:/c/shoes view_search_results add_to_cart view_item",
            medium="newsletter",
        ),
        *visit("bob", "s3", "page_view:/unknown", medium="carrier-pigeon"),
        *visit(
            "bob",
            "s4",
            "begin_checkout add_payment_info payment_failed page_view:/klantenservice/bel",
            medium="paid_social",
        ),
    ]
    put(ctx.warehouse, "core.events", events)
    sessions_of(ctx.warehouse)
    report = refresh_facts(ctx)
    assert report.rows["core.journey_sessions"] == 4
    assert ctx.warehouse.query(PATHS) == [
        ("s1", "ad", "paid", 5, "home page>product page>cart>checkout"),
        ("s2", "newsletter", "email", 2, "category page>site search>cart>product page"),
        ("s3", "other traffic", "other", 0, ""),
        ("s4", "ad", "paid social", 4, "checkout>payment>failed payment>service"),
    ]


def test_days_are_read_once_and_again_when_the_table_of_touchpoints_changes(night: Callable[..., Context]) -> None:
    ctx = night(DAY)
    put(ctx.warehouse, "core.events", visit("ann", "s1", "page_view:/c/shoes view_item"))
    sessions_of(ctx.warehouse)
    assert refresh_facts(ctx).figures["days"] == 1
    assert refresh_facts(ctx).figures["days"] == 0
    mine = {"touchpoints": [{"touchpoint": "shoe wall", "phase": "see", "pages": ["/c/shoes"]}]}
    other = night(DAY, journey=mine)
    assert refresh_facts(other).figures["days"] == 1
    assert ctx.warehouse.query(PATHS)[0][-1] == "shoe wall>product page"
    assert refresh_facts(other).figures["days"] == 0


def test_a_text_is_scored_once_until_it_changes(night: Callable[..., Context]) -> None:
    ctx = night(DAY)
    text = {"question_id": "q", "role": "open_text"}
    answered(ctx.warehouse, response("ann", "r1", [{**text, "answer_text": "Het pakket kwam te laat."}], language="nl"))
    answered(ctx.warehouse, response("bob", "r2", [{**text, "answer_text": "The website is really fast."}]))
    put(
        ctx.warehouse,
        "core.signals",
        [
            {
                "source": "desk",
                "signal_id": "n",
                "business_day": DAY,
                "signal_type": "note",
                "text": "Sehr gut",
                "language": "de",
            }
        ],
    )
    assert refresh_facts(ctx).figures["texts_scored"] == 3
    found = "select item_id, touchpoint, language, language_from, sign(sentiment) from core.text_sentiment order by all"
    assert ctx.warehouse.query(found) == [
        ("n", "", None, "given", None),
        ("r1", "", "nl", "given", -1),
        ("r1", "delivery", "nl", "given", -1),
        ("r2", "", "en", "detected", 1),
        ("r2", "site", "en", "detected", 1),
    ]
    ctx.warehouse.query("insert into ops.pending_days values ('journey', $d)", {"d": DAY})
    assert refresh_facts(ctx).figures == {"days": 1, "texts_scored": 0}
    ctx.warehouse.query("update core.answers set answer_text = 'Top bezorgd' where response_id = 'r1'")
    ctx.warehouse.query("delete from core.signals")
    ctx.warehouse.query("insert into ops.pending_days values ('journey', $d)", {"d": DAY})
    assert refresh_facts(ctx).figures["texts_scored"] == 1
    assert ctx.warehouse.query(
        "select item_id, sign(sentiment) from core.text_sentiment where touchpoint = '' order by 1"
    ) == [("r1", 1), ("r2", 1)]
    other = night(DAY, journey={"lexicon": {"nl": {"bezorgd": -2}}})
    assert refresh_facts(other).figures["texts_scored"] == 2


def test_a_text_that_moves_to_another_day_or_language_is_read_there(night: Callable[..., Context]) -> None:
    """Also where the day that it came to is read before the day that it left, as happens when many days are read."""
    ctx = night(DAY)
    run = ctx.warehouse.query
    text = {"question_id": "q", "role": "open_text", "answer_text": "Super!"}
    answered(ctx.warehouse, response("ann", "r", [text], day=DAY, language="nl"))
    found = "select business_day, language from core.text_sentiment"
    refresh_facts(ctx)
    assert run(found) == [(DAY, "nl")]
    earlier = DAY - timedelta(days=40)
    for table in ("core.responses", "core.answers"):
        run(f"update {table} set business_day = $d", {"d": earlier})
    for day in (earlier, *(DAY - timedelta(days=n) for n in range(35))):
        run("insert into ops.pending_days values ('journey', $d)", {"d": day})
    refresh_facts(ctx)
    assert run(found) == [(earlier, "nl")]
    run("update core.responses set language = 'en', business_day = $d", {"d": DAY})
    run("update core.answers set business_day = $d", {"d": DAY})
    run("insert into ops.pending_days values ('journey', $d), ('journey', $e)", {"d": DAY, "e": earlier})
    refresh_facts(ctx)
    assert run(found) == [(DAY, "en")]


def test_what_may_be_an_address_or_a_number_is_no_search_term(night: Callable[..., Context]) -> None:
    ctx = night(DAY)
    terms = ["White Sneakers", "ann@example.org", "order 1234567", "x" * 81, "white sneakers "]
    events = [
        {**visit("ann", f"s{n}", "view_search_results", day=DAY - timedelta(days=n % 2))[0], "search_term": term}
        for n, term in enumerate(terms)
    ]
    put(ctx.warehouse, "core.events", events)
    sessions_of(ctx.warehouse)
    refresh_facts(ctx)
    assert ctx.warehouse.query("select term, sum(searches) from core.journey_searches group by term") == [
        ("white sneakers", 2)
    ]


def test_days_that_conforming_changes_are_read_again(night: Callable[..., Context]) -> None:
    """An event that comes late changes its session, and nothing else has to be asked for."""
    ctx = night(DAY, sources=[{"name": "shop", "kind": "web", "path": "x/*"}])
    at = datetime(2026, 3, 10, 12)
    load(ctx.warehouse, "web", "first", 1, [event("e1", at, "view_item", session_id="s", visitor_id="v")])
    for stage in (resolve_identities, conform_web, refresh_facts):
        stage(ctx)
    assert ctx.warehouse.query("select depth, path from core.journey_sessions") == [(1, "product page")]
    late = event("e2", at + timedelta(minutes=1), "add_to_cart", session_id="s", visitor_id="v")
    load(ctx.warehouse, "web", "second", 2, [late])
    for stage in (resolve_identities, conform_web, refresh_facts):
        stage(ctx)
    assert ctx.warehouse.query("select depth, path from core.journey_sessions") == [(2, "product page>cart")]
    assert ctx.warehouse.query("select kind from ops.pending_days where kind = 'journey'") == []
