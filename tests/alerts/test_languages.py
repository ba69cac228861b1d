"""One night in two languages: put into words once, and told to each audience in its own, each once."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from persona_pipeline.alerts import deliver_alerts, raise_failure, raise_gate, refresh_alerts
from persona_pipeline.alerts.notice import Notice
from persona_pipeline.alerts.queue import Outbox
from persona_pipeline.alerts.tell import send_due
from persona_pipeline.alerts.watch import put_watch_notices
from persona_pipeline.context import Check, Context
from persona_pipeline.personas.name_in import name_in
from persona_pipeline.settings import AlertSettings, Audience, Settings, ShopSettings, Source, Workspace
from persona_pipeline.settings.alerts import SlackChannel

from .made import alert, notice
from .test_channels import every_form, said_by_mail
from .test_outbox import Fake
from .verdicts import fault, keep, moved, night, write_verdicts

MakeContext = Callable[[date], Context]
NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
SAID = {
    "en": re.compile(r"\b(What|How sure|the|Compared|Open the page|Who acts|Seen it|Warning|Urgent)\b"),
    "nl": re.compile(r"\b(Wat|Hoe zeker|het|nacht|Vergeleken|Open de pagina|Aan zet|Gezien|Waarschuwing|Dringend)\b"),
}
"""Words that no text of the other language has."""


def other(language: str) -> str:
    return "nl" if language == "en" else "en"


def bilingual(shop: Any = "en") -> Settings:
    """A shop with an audience that reads its language, and one that reads the other."""
    channels = tuple(SlackChannel(kind="slack", name=name, url_variable="CHAT") for name in ("ours", "theirs"))
    return Settings(
        shop=ShopSettings(name="Fiets", language=shop),
        alerts=AlertSettings(
            base_url="https://personas.shop.example",
            channels=channels,
            audiences=(
                Audience(name="ours", channels=("ours",)),
                Audience(name="theirs", channels=("theirs",), language=other(shop)),
            ),
        ),
    )


def everything_goes_wrong(ctx: Context) -> None:
    """An alert of every rule, on the second night."""
    sources = (
        Source(name="panel", kind="orders", path="inbox/panel/*.csv"),
        Source(name="web", kind="web", path="inbox/web/*.csv"),
    )
    ctx = replace(ctx, settings=ctx.settings.model_copy(update={"sources": sources}))
    ctx.warehouse.con.execute(
        "insert into ops.row_counts (kind, source, business_day, rows_raw, rows_core) values ('x', 'panel', $d, 5, 5)",
        {"d": night(-3)},
    )
    both = {"all": moved("share", night(1)), "P02": moved("share", night(1)), "P03": moved("profile", night(1))}
    write_verdicts(ctx.warehouse, night(1), both, faults=(fault(), fault("amounts:orders")))
    refresh_alerts(ctx)
    raise_gate(ctx, [Check("batches_are_sound", "raw.orders", passed=False, blocking=True, reason="1.csv: 12")])
    raise_failure(ctx, "rfm", "1 + 1")


@pytest.mark.parametrize("shop", ["en", "nl"])
def test_every_alert_is_put_into_words_in_every_language(context: MakeContext, shop: Any) -> None:
    ctx = replace(context(night(1)), settings=bilingual(shop))
    everything_goes_wrong(ctx)
    rules = {row[0] for row in ctx.warehouse.query("select rule from ops.alerts")}
    assert rules == {"verdict_re_evaluate", "quality_blocked", "source_late", "gate_stopped", "run_failed"}
    rows = ctx.warehouse.query("select language, title, body, in_console from ops.alert_texts")
    assert len(rows) == 2 * ctx.warehouse.count("ops.alerts")
    for language, title, body, in_console in rows:
        for text in (body, in_console):
            assert SAID[language].search(text)
            assert not SAID[other(language)].search(f"{title}\n{text}"), text
        assert "persona-pipeline" not in in_console
    own = "select title, body from ops.alerts order by all"
    texts = "select title, body from ops.alert_texts where language = $shop order by all"
    assert ctx.warehouse.query(own) == ctx.warehouse.query(texts, {"shop": shop})


@pytest.mark.parametrize("language", ["en", "nl"])
def test_each_command_names_the_incident(context: MakeContext, language: Any) -> None:
    ctx = replace(context(night(1)), settings=bilingual())
    everything_goes_wrong(ctx)
    ((body,),) = ctx.warehouse.query(
        "select t.body from ops.alert_texts as t join ops.alerts as a using (alert_id) where rule = 'verdict_re_evaluate' and language = $language",
        {"language": language},
    )
    commands = [line for line in body.splitlines() if "persona-pipeline " in line]
    assert len(commands) == 4
    for line in commands:
        assert any(part in line for part in (str(night(1)), "drift normal all")), line
    answer = next(line for line in commands if "drift answer" in line)
    assert "drift answer real --persona P02 --night 2026-03-02 (" in answer
    assert "--persona P03, --persona all" in answer, "they are incidents of their own"


def test_one_persona_is_named_by_itself(context: MakeContext) -> None:
    ctx = replace(context(night(1)), settings=bilingual())
    write_verdicts(ctx.warehouse, night(1), {"all": keep(), "P03": moved("share", night(1))})
    refresh_alerts(ctx)
    ((body,),) = ctx.warehouse.query("select body from ops.alerts")
    assert "persona-pipeline drift normal P03\n" in body
    assert '--reason "P03, 2026-03-02"' in body
    assert "each by itself" not in body


def test_a_name_made_from_figures_is_told_in_the_language_of_the_text(context: MakeContext) -> None:
    made = "Small-order social-media shoppers"
    ctx = replace(context(night(1)), settings=bilingual())
    ctx.warehouse.query(
        "insert into marts.personas by name select 1 as version, 'P02' as persona_id, $name as name", {"name": made}
    )
    write_verdicts(ctx.warehouse, night(1), {"all": keep(), "P02": moved("share", night(1))})
    refresh_alerts(ctx)
    found = dict(ctx.warehouse.query("select language, title || body from ops.alert_texts"))
    assert made in found["en"]
    assert made not in found["nl"]
    assert name_in(made, "nl") in found["nl"]


@pytest.mark.parametrize("shop", ["en", "nl"])
def test_two_audiences_are_told_one_night_in_two_languages_each_once(context: MakeContext, shop: Any) -> None:
    ctx = replace(context(night(1)), settings=bilingual(shop), clock=lambda: NOW)
    for number in range(-8, 1):
        ctx.warehouse.query(
            "insert into marts.drift_signals by name select $d::date as as_of, 'share' as level, 'P02' as persona_id, "
            "'active_share' as measure, 1.5 as effect, 4000 as n",
            {"d": night(number)},
        )
    everything_goes_wrong(ctx)
    ctx.warehouse.query("update ops.alerts set subject = 'P02' where rule = 'verdict_re_evaluate'")
    ours, theirs = Fake("ours"), Fake("theirs")
    for _ in range(3):
        deliver_alerts(ctx, [ours, theirs])
    for channel, language in ((ours, shop), (theirs, other(shop))):
        (found,) = channel.sent
        assert found.language == language
        assert len(found.of("new")) == ctx.warehouse.count("ops.alerts") - 1, "the fault explains the drift"
        for form, text in every_form(found).items():
            assert SAID[language].search(text), form
            assert not SAID[other(language)].search(text), (form, text)
        assert {item.alert.language for item in found.items} == {language}
        assert all(f"/{language}/" in str(item.link) for item in found.items)
        payload = json.dumps(found.payload(), ensure_ascii=False)
        assert payload.count('"language"') == 1 + len(found.items)
        assert not SAID[other(language)].search(payload), "the webhook has no other language along"
    assert {i.alert.alert_id for i in ours.sent[0].items} == {i.alert.alert_id for i in theirs.sent[0].items}


def test_a_chart_is_described_in_the_language_of_the_audience(context: MakeContext) -> None:
    ctx = replace(context(night(9)), settings=bilingual(), clock=lambda: NOW)
    for number in range(9):
        ctx.warehouse.query(
            "insert into marts.drift_signals by name select $d::date as as_of, 'share' as level, 'P02' as persona_id, "
            "'active_share' as measure, 1.5 as effect, 4000 as n",
            {"d": night(number)},
        )
    write_verdicts(ctx.warehouse, night(9), {"all": keep(), "P02": moved("share", night(9))})
    refresh_alerts(ctx)
    ours, theirs = Fake("ours"), Fake("theirs")
    deliver_alerts(ctx, [ours, theirs])
    charts = [str(channel.sent[0].items[0].chart) for channel in (ours, theirs)]
    assert charts[0].startswith("How far from normal on the 10 nights to 10 March 2026: ")
    assert charts[1].startswith("Afstand tot normaal in de 10 nachten tot en met 10 maart 2026: ")
    assert charts[0][-10:] == charts[1][-10:]


def test_few_people_are_withheld_in_every_language(context: MakeContext) -> None:
    ctx = replace(context(night(1)), settings=bilingual())
    everything = {"all": keep(), "P03": moved("profile", night(1))}
    write_verdicts(ctx.warehouse, night(1), everything, faults=(fault("match_rate:responses_known"),))
    ctx.warehouse.query("update marts.drift_signals set n = 9 where persona_id = 'P03'")
    ctx.warehouse.query(
        "insert into marts.match_rates by name select $d as as_of, 'responses_known' as figure, 3 as numerator, 40 as denominator, 0.075 as rate",
        {"d": night(1)},
    )
    refresh_alerts(ctx)
    rows = ctx.warehouse.query("select language, body, in_console from ops.alert_texts")
    assert len(rows) == 4
    for language, *texts in rows:
        for text in texts:
            assert {"en": "about too few people", "nl": "over te weinig mensen"}[language] in text
            assert not any(each in text for each in ("0.50", "0,50", "phone", "telefoon", "4,000", "4.000", "0.33"))


def test_an_alert_that_comes_back_is_put_into_words_anew(context: MakeContext) -> None:
    ctx = replace(context(night(1)), settings=bilingual())
    raise_failure(ctx, "rfm", "first")
    refresh_alerts(ctx)
    raise_failure(ctx, "rfm", "second")
    rows = ctx.warehouse.query("select body from ops.alert_texts union all select body from ops.alerts")
    assert len(rows) == 3
    assert all("second" in body and "first" not in body for (body,) in rows)


def test_running_a_night_again_says_nothing_else(context: MakeContext) -> None:
    ctx = replace(context(night(1)), settings=bilingual())
    everything_goes_wrong(ctx)
    whole = "select * from ops.alert_texts order by all"
    before = ctx.warehouse.query(whole)
    everything_goes_wrong(ctx)
    assert len(ctx.warehouse.query(whole)) == len(before)


def test_an_alert_of_an_earlier_version_is_told_as_it_stands(context: MakeContext) -> None:
    """It has one text; a mail says of which language that is."""
    ctx = replace(context(night(1)), settings=bilingual(), clock=lambda: NOW)
    raise_failure(ctx, "rfm", "it broke")
    ctx.warehouse.query("drop table ops.alert_texts")
    ours, theirs = Fake("ours"), Fake("theirs")
    deliver_alerts(ctx, [ours, theirs])
    (found,) = theirs.sent
    assert (found.language, found.items[0].alert.language) == ("nl", "en")
    assert found.title == ours.sent[0].title
    html = said_by_mail(found)[1]
    assert '<html lang="nl">' in html
    assert '<p dir="auto" lang="en">Something went wrong' in html


def test_a_notice_of_an_earlier_version_is_sent_as_it_was_written() -> None:
    payload = json.loads(json.dumps(notice(alert("a"), language="nl").payload()))
    for each in payload["alerts"]:
        del each["language"]
    assert Notice.from_payload(payload).items[0].alert.language == "nl"


def test_a_missing_night_is_told_in_both_languages_each_once(workspace: Workspace) -> None:
    ours, theirs = Fake("ours"), Fake("theirs")
    morning = datetime(2026, 3, 4, 9, tzinfo=UTC)
    for _ in range(2):
        with Outbox.open(workspace.outbox) as outbox:
            put_watch_notices(outbox, bilingual(), night(1), {}, morning)
        send_due(workspace, [ours, theirs], morning)
    assert [n.title for n in ours.sent] == ["Fiets: no new figures for 3 March 2026"]
    assert [n.title for n in theirs.sent] == ["Fiets: geen nieuwe cijfers over 3 maart 2026"]
    assert not SAID["en"].search(every_form(theirs.sent[0])["apprise"])
    assert ours.sent[0].items[0].alert.alert_id == theirs.sent[0].items[0].alert.alert_id
