"""Each incident is told once: over many nights, when a night is run again, when personas join, when it comes back."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from persona_pipeline.alerts import raise_failure, raise_gate, refresh_alerts
from persona_pipeline.context import Check, Context
from persona_pipeline.settings import Settings, ShopSettings, Source

from .verdicts import fault, keep, moved, night, write_verdicts

MakeContext = Callable[[date], Context]


def run(context: MakeContext, number: int, verdicts: dict[str, tuple[str, str, date]], **other: Any) -> Context:
    ctx = context(night(number))
    write_verdicts(ctx.warehouse, night(number), verdicts, **other)
    refresh_alerts(ctx)
    return ctx


def alerts(ctx: Context) -> list[tuple[Any, ...]]:
    return ctx.warehouse.query(
        "select rule, subject, as_of, resolved_as_of from ops.alerts order by as_of, rule, subject"
    )


def test_an_incident_is_told_once_over_many_nights(context: MakeContext) -> None:
    ctx = run(context, 0, {"all": keep(), "P02": keep()})
    assert alerts(ctx) == []
    for number in range(1, 13):
        ctx = run(context, number, {"all": moved("share", night(1)), "P02": moved("share", night(1))})
    assert alerts(ctx) == [("verdict_re_evaluate", "all", night(1), None)]
    assert ctx.warehouse.count("ops.deliveries") == 1


def test_it_is_over_and_the_next_one_is_told_again(context: MakeContext) -> None:
    for number in range(1, 5):
        run(context, number, {"all": moved("share", night(1)), "P02": moved("share", night(1))})
    run(context, 5, {"all": keep(night(5)), "P02": keep(night(5))})
    ctx = run(context, 9, {"all": moved("share", night(9)), "P02": moved("share", night(9))})
    assert alerts(ctx) == [
        ("verdict_re_evaluate", "all", night(1), night(5)),
        ("verdict_re_evaluate", "all", night(9), None),
    ]
    assert len({row[0] for row in ctx.warehouse.query("select alert_id from ops.alerts")}) == 2


def test_running_a_night_again_changes_nothing(context: MakeContext) -> None:
    def everything(ctx: Context) -> list[Any]:
        return [ctx.warehouse.query(f"select * from {name} order by all") for name in ("ops.alerts", "ops.deliveries")]

    ctx = run(context, 1, {"all": moved("share", night(1)), "P02": moved("share", night(1))})
    first = everything(ctx)
    refresh_alerts(ctx)
    assert everything(ctx) == first
    over = run(context, 2, {"all": keep(night(2)), "P02": keep(night(2))})
    second = everything(over)
    refresh_alerts(over)
    assert everything(over) == second


def test_a_night_that_is_run_again_with_other_data_takes_back_the_end(context: MakeContext) -> None:
    run(context, 1, {"all": moved("share", night(1)), "P02": moved("share", night(1))})
    run(context, 2, {"all": keep(night(2)), "P02": keep(night(2))})
    ctx = run(context, 2, {"all": moved("share", night(1)), "P02": moved("share", night(1))})
    assert alerts(ctx) == [("verdict_re_evaluate", "all", night(1), None)]


def test_personas_of_one_night_share_one_message(context: MakeContext) -> None:
    both = {
        "all": moved("share", night(1)),
        "P01": moved("share", night(1)),
        "P02": moved("profile", night(1)),
        "P03": keep(),
    }
    ctx = run(context, 1, both)
    ((title, body, evidence),) = ctx.warehouse.query("select title, body, evidence from ops.alerts")
    assert "P01" in title
    assert "P02" in title
    assert "P03" not in title + body
    assert json.loads(evidence)["subjects"] == ["P01", "P02", "all"]


def test_a_persona_that_joins_is_told_by_itself(context: MakeContext) -> None:
    run(context, 1, {"all": moved("share", night(1)), "P01": keep(), "P02": moved("share", night(1))})
    both = {"all": moved("share", night(1)), "P01": moved("kpi", night(4)), "P02": moved("share", night(1))}
    run(context, 4, both)
    ctx = run(context, 5, both)
    assert alerts(ctx) == [
        ("verdict_re_evaluate", "all", night(1), None),
        ("verdict_re_evaluate", "P01", night(4), None),
    ]


def test_a_new_version_closes_what_was_said_about_the_old(context: MakeContext) -> None:
    run(context, 1, {"all": moved("share", night(1)), "P02": moved("share", night(1))})
    ctx = run(context, 2, {"all": ("unknown", "none", night(2)), "P02": ("unknown", "none", night(2))}, version=2)
    assert alerts(ctx) == [("verdict_re_evaluate", "all", night(1), night(2))]


def test_a_global_fall_speaks_of_the_shop(context: MakeContext) -> None:
    ctx = run(
        context, 1, {"all": moved("global_kpi", night(1)), "P01": ("watch", "global_kpi", night(1)), "P02": keep()}
    )
    ((subject, title, body),) = ctx.warehouse.query("select subject, title, body from ops.alerts")
    assert subject == "all"
    assert title == "My shop: a figure of the whole shop fell"
    assert "No persona is to blame" in body
    assert "all personas about alike" in body


def test_watching_tells_nobody(context: MakeContext) -> None:
    assert alerts(run(context, 1, {"all": ("watch", "share", night(1)), "P02": ("watch", "share", night(1))})) == []


def test_a_quality_fault_is_told_once_and_ends(context: MakeContext) -> None:
    unknown = {"all": ("unknown", "quality", night(1))}
    run(context, 1, unknown, faults=(fault(),))
    run(context, 2, unknown, faults=(fault(),))
    ctx = run(context, 3, {"all": keep()})
    assert alerts(ctx) == [("quality_blocked", "rows:web", night(1), night(3))]


SOURCES = (
    Source(name="shop", kind="orders", path="inbox/shop/*.csv"),
    Source(name="survey", kind="survey", path="inbox/survey/*.csv", late_after_days=14),
    Source(name="web", kind="web", path="inbox/web/*.csv"),
)


def arrived(ctx: Context, source: str, number: int) -> None:
    ctx.warehouse.con.execute(
        "insert into ops.row_counts (kind, source, business_day, rows_raw, rows_core) values ('x', $s, $d, 5, 5)",
        {"s": source, "d": night(number)},
    )


def test_a_late_source_is_told_once_and_ends_when_it_comes(context: MakeContext) -> None:
    settings = Settings(sources=SOURCES)

    def at(number: int) -> Context:
        ctx = replace(context(night(number)), settings=settings)
        refresh_alerts(ctx)
        return ctx

    ctx = context(night(0))
    for number in range(6):
        arrived(ctx, "shop", number)
    for source in ("web", "survey"):
        arrived(ctx, source, 0)
    assert alerts(at(1)) == []
    assert alerts(at(2)) == [("source_late", "web", night(2), None)]
    assert alerts(at(3)) == [("source_late", "web", night(2), None)]
    arrived(ctx, "web", 4)
    assert alerts(at(4)) == [("source_late", "web", night(2), night(4))]
    ((title, body),) = ctx.warehouse.query("select title, body from ops.alerts")
    assert title == "My shop: source web is late"
    assert "1 March 2026. Days without since then: 2; from 2 on it counts as late (late_after_days)" in body
    assert "inbox/web/*.csv" in body
    assert ("source_late", "web", night(9), None) in alerts(at(9))
    assert len({row[0] for row in ctx.warehouse.query("select alert_id from ops.alerts where subject = 'web'")}) == 2


def test_a_source_that_never_came_is_told_and_an_empty_warehouse_is_not(context: MakeContext) -> None:
    ctx = replace(context(night(5)), settings=Settings(sources=SOURCES))
    refresh_alerts(ctx)
    assert alerts(ctx) == []
    for number in range(6):
        arrived(ctx, "shop", number)
    refresh_alerts(ctx)
    assert alerts(ctx) == [("source_late", "web", night(5), None)]
    assert (
        "web has brought nothing yet. Days since the first data came in: 6; from 2 on"
        in ctx.warehouse.query("select body from ops.alerts")[0][0]
    )


GATE = Check(
    "share_refused",
    "ops.loads",
    passed=False,
    blocking=True,
    reason="orders_0301.csv: 12 % refused, at most 5 %",
    examples=({"email": "jan@example.org"},),
)


def test_a_stopped_night_is_told_once_a_night_and_ends_with_a_good_one(context: MakeContext) -> None:
    ctx = context(night(1))
    fine = Check("volume", "raw.web", passed=True, blocking=True)
    warning = Check("volume", "raw.orders", passed=False, blocking=False)
    for _ in range(2):
        raise_gate(ctx, [GATE, fine, warning])
    raise_gate(context(night(2)), [GATE])
    assert alerts(ctx) == [("gate_stopped", "ops.loads:share_refused", night(n), None) for n in (1, 2)]
    refresh_alerts(context(night(3)))
    assert [row[3] for row in alerts(ctx)] == [night(3), night(3)]


def test_what_leaves_the_house_holds_no_addresses(context: MakeContext) -> None:
    ctx = context(night(1))
    raise_gate(ctx, [replace(GATE, reason="found 'jan@example.org' in row 3")])
    raise_failure(ctx, "conform_orders", "ConversionError: could not convert jan.de.boer+x@example.org")
    for title, body, evidence in ctx.warehouse.query("select title, body, evidence from ops.alerts"):
        assert "example.org" not in title + body + evidence


def test_a_failed_run_is_told_and_ends_with_a_good_one(context: MakeContext) -> None:
    ctx = context(night(1))
    raise_failure(ctx, "rfm", "ValueError: no such thing")
    raise_failure(ctx, "rfm", "ValueError: no such thing")
    assert alerts(ctx) == [("run_failed", "rfm", night(1), None)]
    refresh_alerts(ctx)
    assert alerts(ctx) == [("run_failed", "rfm", night(1), night(1))]


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_message_answers_all_questions(context: MakeContext, language: Any) -> None:
    ctx = replace(context(night(1)), settings=Settings(shop=ShopSettings(name="De Fietsenwinkel", language=language)))
    write_verdicts(ctx.warehouse, night(1), {"all": moved("profile", night(1)), "P03": moved("profile", night(1))})
    refresh_alerts(ctx)
    ((title, body),) = ctx.warehouse.query("select title, body from ops.alerts")
    print(title, body, sep="\n")
    wanted = {
        "en": ("De Fietsenwinkel: re-evaluate P03", "+0.50 standard units", "since about 2 March 2026", "What moved with it: share of visits on a phone up (P03)", "What it may mean", "What to do", "If you do nothing", "How sure: false alarms of this kind: about one in 4 years", "in the 28 nights from 5 January 2026"),
        "nl": ("De Fietsenwinkel: P03 herijken", "+0,50 standaardeenheden", "sinds ongeveer 2 maart 2026", "Wat mee veranderde: aandeel bezoek op de telefoon omhoog (P03)", "Wat het kan betekenen", "Wat te doen", "Als u niets doet", "Hoe zeker: vals alarm van dit soort: ongeveer eens in de 4 jaar", "in de 28 nachten van 5 januari 2026"),
    }  # fmt: skip
    places = [f"{title}\n{body}".find(part) for part in wanted[language]]
    assert -1 not in places
    assert places == sorted(places), "what happened, what to do, how sure: in that order"
    assert "`" not in body


def test_days_to_leave_out_begin_with_the_change_and_not_with_the_night_that_tells_of_it(context: MakeContext) -> None:
    ctx = context(night(4))
    write_verdicts(ctx.warehouse, night(4), {"all": moved("share", night(4)), "P03": moved("share", night(4))})
    refresh_alerts(ctx)
    ((body,),) = ctx.warehouse.query("select body from ops.alerts")
    assert f"drift event 2026-03-02 {night(4)} " in body


@pytest.mark.parametrize(
    ("language", "said"), [("en", "about too few people to be told"), ("nl", "te weinig mensen om ze te noemen")]
)
def test_an_alert_tells_no_figure_that_the_published_file_withholds(
    context: MakeContext, language: Any, said: str
) -> None:
    """It still says who moved, what that may mean and what to do; and the feature beside it goes as well."""
    ctx = replace(context(night(1)), settings=Settings(shop=ShopSettings(language=language)))
    write_verdicts(ctx.warehouse, night(1), {"all": moved("profile", night(1)), "P03": moved("profile", night(1))})
    ctx.warehouse.query("update marts.drift_signals set n = 9 where persona_id = 'P03'")
    refresh_alerts(ctx)
    ((title, body, evidence),) = ctx.warehouse.query("select title, body, evidence from ops.alerts")
    assert "P03" in title
    assert said in body
    assert not any(each in body for each in ("0.50", "0,50", "phone", "telefoon"))
    assert "persona-pipeline personas propose" in body
    (signal,) = json.loads(evidence)["signals"]["P03"]
    assert signal["state"] == "firing"
    assert [signal[name] for name in ("effect", "low", "high", "n_per_night", "recent")] == [None] * 5


def test_a_fault_about_few_people_is_told_without_its_figure(context: MakeContext) -> None:
    ctx = context(night(1))
    write_verdicts(ctx.warehouse, night(1), {"all": keep()}, faults=(fault("match_rate:responses_known"),))
    ctx.warehouse.query(
        "insert into marts.match_rates by name select $d as as_of, 'responses_known' as figure, 3 as numerator, 40 as denominator, 0.075 as rate",
        {"d": night(1)},
    )
    refresh_alerts(ctx)
    ((body, evidence),) = ctx.warehouse.query("select body, evidence from ops.alerts where rule = 'quality_blocked'")
    assert body.startswith("A figure is out of bounds; it is about too few people")
    assert json.loads(evidence)["signals"][0]["recent"] is None


def brought_few(ctx: Context, day: date, *, rows: float = 500.0, load: str = "half", success: bool = False) -> None:
    """A file of web rows for the day, and what the rule about its volume said."""
    sequence = ctx.warehouse.count("ops.loads") + 1
    params = {"load": load, "day": day, "as_of": ctx.as_of, "sequence": sequence}
    ctx.warehouse.query(
        "insert into ops.loads by name select $load as load_id, 'web' as source, 'accepted' as status, $sequence as sequence, "
        "$day as first_day, $day as last_day, $as_of as as_of",
        params,
    )
    measured = {"main_day": str(day), "day_rows": rows, "usual_rows": 1000.0, "band_rows": 663.0}
    examples = json.dumps([] if success else [{"found": "few", "expected": "more", "measured": measured}])
    ctx.warehouse.query(
        "insert into ops.validation_results by name select $as_of as as_of, $load as load_id, 'volume_is_as_usual' as rule, "
        "$success as success, $examples as examples",
        {"as_of": ctx.as_of, "load": load, "success": success, "examples": examples},
    )


def test_fewer_rows_than_usual_are_a_warning_until_a_night_without(context: MakeContext) -> None:
    ctx = context(night(1))
    brought_few(ctx, night(1))
    run(context, 1, {"all": keep()})
    assert alerts(ctx) == [("rows_low", "web", night(1), None)]
    run(context, 1, {"all": keep()})
    assert alerts(ctx) == [("rows_low", "web", night(1), None)]
    ((severity, body),) = ctx.warehouse.query("select severity, body from ops.alerts")
    assert severity == "warning"
    assert ": 500. On that weekday it usually brings 1,000; its own ups and downs explain 663 or more." in body
    run(context, 2, {"all": keep()})
    assert alerts(ctx) == [("rows_low", "web", night(1), night(2))]


def test_rows_of_few_people_have_no_number(context: MakeContext) -> None:
    ctx = context(night(1))
    brought_few(ctx, night(1), rows=7)
    run(context, 1, {"all": keep()})
    assert (
        f"brought for {night(1):%-d %B %Y}: fewer than 10." in ctx.warehouse.query("select body from ops.alerts")[0][0]
    )


def test_the_other_half_that_came_later_and_old_days_are_not_warned_of(context: MakeContext) -> None:
    ctx = context(night(9))
    brought_few(ctx, night(9))
    brought_few(ctx, night(9), load="rest", success=True)
    brought_few(ctx, night(1), load="long ago")
    run(context, 9, {"all": keep()})
    assert alerts(ctx) == []


def test_what_the_nights_signals_say_is_not_said_twice(context: MakeContext) -> None:
    ctx = context(night(1))
    brought_few(ctx, night(1))
    run(context, 1, {"all": keep()}, faults=(fault(),))
    assert [row[0] for row in alerts(ctx)] == ["quality_blocked"]
