"""Alerts on the pages: in the reader's language, whatever the shop's; an alert that has one text only says of which language it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from persona_pipeline.alerts import raise_failure, raise_gate, refresh_alerts
from persona_pipeline.context import Check, Context
from persona_pipeline.pages import write_pages
from persona_pipeline.settings import ShopSettings, Source
from tests.alerts.verdicts import fault, moved, write_verdicts
from tests.publish.filled import AS_OF

MakeNight = Callable[[str], Context]
SENTENCES = {
    "en": re.compile(r"What it (?:may )?means?:|What to do:|How sure:|Compared with:|nothing new was published|is late|look wrong|too few people"),
    "nl": re.compile(r"Wat het (?:kan )?betekent?|Wat te doen:|Hoe zeker:|Vergeleken met:|niets nieuws gepubliceerd|is te laat|te weinig mensen"),
}  # fmt: skip


def alerts_section(ctx: Context, code: str) -> str:
    """The alerts as the overview shows them in a language."""
    write_pages(ctx)
    page = (ctx.workspace.pages / code / "overview.html").read_text(encoding="utf-8")
    found = re.search(r'<section class="alerts".*?</section>', page, re.DOTALL)
    assert found
    return found[0]


def errors_apart(section: str) -> tuple[str, list[str]]:
    mark = re.compile(r'<span lang="en">(.*?)</span>')
    return mark.sub("", section), mark.findall(section)


def in_shop(ctx: Context, language: Any) -> Context:
    shop = ShopSettings(name="Fiets", language=language)
    return replace(ctx, settings=ctx.settings.model_copy(update={"shop": shop}))


def everything(ctx: Context) -> None:
    """An alert of every rule."""
    ctx.warehouse.query("delete from ops.alerts")
    ctx.warehouse.query("delete from ops.alert_texts")
    source = Source(name="till", kind="orders", path="inbox/till/*.csv")
    ctx = replace(ctx, settings=ctx.settings.model_copy(update={"sources": (source,)}))
    both = {"all": moved("share", AS_OF), "P02": moved("share", AS_OF)}
    write_verdicts(ctx.warehouse, AS_OF, both, faults=(fault(),))
    refresh_alerts(ctx)
    raise_gate(ctx, [Check("batches_are_sound", "raw.orders", passed=False, blocking=True, reason="1.csv: too late")])
    raise_failure(ctx, "rfm", "What it means: nothing")


@pytest.mark.parametrize("shop", ["en", "nl"])
def test_a_page_has_no_alert_sentence_of_the_other_language(night: MakeNight, shop: Any) -> None:
    ctx = in_shop(night("re-evaluate"), shop)
    everything(ctx)
    rules = {row[0] for row in ctx.warehouse.query("select rule from ops.alerts")}
    assert len(rules) == 5
    for code, other in (("en", "nl"), ("nl", "en")):
        section, errors = errors_apart(alerts_section(ctx, code))
        assert {"1.csv: too late", "rfm: What it means: nothing"} == set(errors), (
            "of errors the words are marked as English"
        )
        assert len(SENTENCES[code].findall(section)) > 10
        assert SENTENCES[other].findall(section) == []
        assert f'lang="{code}"' in section
        assert f'lang="{other}"' not in section


def test_the_start_page_speaks_the_shops_language(night: MakeNight) -> None:
    ctx = in_shop(night("re-evaluate"), "nl")
    everything(ctx)
    write_pages(ctx)
    start, _ = errors_apart((ctx.workspace.pages / "index.html").read_text(encoding="utf-8"))
    assert SENTENCES["nl"].search(start)
    assert not SENTENCES["en"].search(start)


@pytest.mark.parametrize("shop", ["en", "nl"])
def test_an_alert_of_an_earlier_version_says_of_which_language_it_is(night: MakeNight, shop: Any) -> None:
    ctx = in_shop(night("re-evaluate"), shop)
    ctx.warehouse.query("delete from ops.alert_texts")
    for code in ("en", "nl"):
        section = alerts_section(ctx, code)
        assert f'<p class="alert-title" lang="{shop}">Re-evaluate P02 Night owls</p>' in section
        assert f'<p lang="{shop}" class="body">' in section
        assert "in-console" not in section


def test_few_people_are_withheld_on_the_page_of_every_language(night: MakeNight) -> None:
    """An alert of a night that told too much says what the published file says."""
    ctx = in_shop(night("re-evaluate"), "en")
    everything(ctx)
    ctx.warehouse.query("update marts.drift_signals set n = 9 where persona_id = 'P02' and as_of = $d", {"d": AS_OF})
    for code, said in (("en", "is about too few people"), ("nl", "gaat over te weinig mensen")):
        section = alerts_section(ctx, code)
        assert said in section
        assert "8.9" not in section
        assert "8,9" not in section


def test_commands_are_for_readers_of_the_files_and_not_for_those_of_the_console(night: MakeNight) -> None:
    ctx = in_shop(night("re-evaluate"), "en")
    everything(ctx)
    section = alerts_section(ctx, "en")
    hidden = re.findall(r'<p lang="en" class="body in-console">(.*?)</p>', section, re.DOTALL)
    assert len(hidden) == 3, "verdict, quality and gate"
    assert not any("persona-pipeline" in text for text in hidden)
    page = (ctx.workspace.pages / "en" / "overview.html").read_text(encoding="utf-8")
    assert ".in-console, .console-bar ~ main .with-commands { display: none; }" in page
