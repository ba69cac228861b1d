"""Incidents on the page Decide: why, since when, and what was decided about them; versions that can be gone back to."""

from __future__ import annotations

import re

import pytest

from persona_pipeline.context import Context
from persona_pipeline.publish import publish_snapshot
from persona_pipeline.settings import Workspace
from persona_pipeline.telling import WITHHELD_WORDS
from persona_pipeline.warehouse import Warehouse
from tests.alerts.verdicts import moved, write_verdicts
from tests.personas.conftest import day

from .conftest import SETTINGS, Clock, Person, signed_in

pytestmark = pytest.mark.slow


@pytest.fixture
def anna(shop: Workspace, clock: Clock) -> Person:
    """Signed in where P01 and the whole are to be re-evaluated."""
    with Warehouse.open(shop, SETTINGS) as warehouse:
        write_verdicts(warehouse, day(61), {"all": moved("share", day(61)), "P01": moved("share", day(61))})
        publish_snapshot(Context(shop, SETTINGS, warehouse, day(61)))
    return signed_in(shop, clock, "anna")


def section(page: str, title: str) -> str:
    found = re.search(f'aria-labelledby="{title}".*?</section>', page, re.DOTALL)
    return found[0] if found else ""


def test_why_and_since_when_is_told_in_the_readers_language(shop: Workspace, anna: Person) -> None:
    item = section(anna.see("/decide"), "incidents-title")
    assert "to be re-evaluated since the night of 3 Mar 2026" in item
    assert "the change probably began around 2 Mar 2026" in item
    assert "rose from 24.1% to 33.0%" in item
    anna.client.get("/language/nl?next=/decide")
    item = section(anna.see("/decide"), "incidents-title")
    assert "steeg van 24,1\N{NO-BREAK SPACE}% naar 33,0\N{NO-BREAK SPACE}%" in item
    assert "de verandering begon waarschijnlijk rond 2 mrt 2026" in item


def test_figures_of_few_people_are_not_told(shop: Workspace, anna: Person) -> None:
    with Warehouse.open(shop, SETTINGS) as warehouse:
        warehouse.query(
            """update marts.persona_verdicts set evidence = replace(evidence::varchar, '"n_per_night": 4120', '"n_per_night": 4')"""
        )
        publish_snapshot(Context(shop, SETTINGS, warehouse, day(61)))
    item = section(anna.see("/decide"), "incidents-title")
    assert WITHHELD_WORDS["en"] in item
    assert "24.1%" not in item


def test_an_answer_is_seen_and_can_be_changed(shop: Workspace, anna: Person) -> None:
    told = {"persona": "P01", "first": str(day(61)), "reason": "the campaign"}
    assert anna.send("/decide/incidents", answer="real", **told)[0] == 200
    page = anna.see("/decide")
    assert 'title="P01"' not in section(page, "incidents-title")
    decided = section(page, "decided-title")
    assert "answered: a real change" in decided
    assert "Answer otherwise" in decided
    assert anna.send("/decide/incidents", answer="false-alarm", **told)[0] == 200
    assert "answered: a false alarm" in section(anna.see("/decide"), "decided-title")


def test_a_new_normal_is_seen_at_its_incident_and_not_offered_twice(shop: Workspace, anna: Person) -> None:
    assert anna.send("/decide/normal", persona="P01", reason="it stays <so>")[0] == 200
    decided = section(anna.see("/decide"), "decided-title")
    assert "Taken as the new normal by anna on 5 Mar 2026" in decided
    assert "it stays &lt;so&gt;" in decided
    assert "What is normal is learned anew from the night of 4 Mar 2026 on." in decided
    assert 'action="/decide/normal"' not in decided


def test_an_accepted_version_says_when_it_holds_and_what_can_be_gone_back_to(shop: Workspace, anna: Person) -> None:
    assert 'action="/decide/versions/1/restore"' not in anna.see("/decide/versions/1")
    assert anna.send("/decide/versions/2/accept", reason="agreed")[0] == 200
    page = anna.see("/decide")
    assert "Version 2 holds from the night of 4 Mar 2026 on." in section(page, "incidents-title")
    assert 'href="/decide/versions/1"' in section(page, "incidents-title")
    assert '<a href="/decide/versions/2">Version 2</a>' in anna.see("/decide/log")
    assert 'action="/decide/versions/1/restore"' in anna.see("/decide/versions/1")
    assert anna.send("/decide/versions/1/restore", reason="on second thoughts")[0] == 200
    log = anna.see("/decide/log")
    assert '<a href="/decide/versions/3">Version 3</a>' in log
    assert "The personas of version 1 again" in log
    assert 'action="/decide/versions/1/restore"' not in anna.see("/decide/versions/1"), "they are in use again"
    status, shown = anna.send("/decide/versions/1/restore", reason="once more")
    assert status == 409
    assert "Nights to come use these personas already" in shown


def test_a_version_says_of_when_its_traits_are_and_advises_nothing(anna: Person) -> None:
    page = anna.see("/decide/versions/2")
    assert "Traits are of two nights: before, of the customers that version 1 was made from" in page
    assert "main-button" not in page


def test_the_first_version_says_why_in_the_readers_language(anna: Person) -> None:
    anna.client.get("/language/nl?next=/decide")
    log = anna.see("/decide/log")
    assert "is het grootste aantal persona’s die allemaal terugkomen" in log
    assert "first fit" not in log


def test_an_alert_that_was_seen_is_not_open_any_more(anna: Person) -> None:
    assert "Seen, or snoozed" not in anna.see("/decide")
    assert anna.send("/decide/alerts/a1b2c3/seen", reason="I look into it")[0] == 200
    alerts = section(anna.see("/decide"), "alerts-title")
    assert "Look at P01" in alerts.partition("Seen, or snoozed")[2]
    assert "Look at P01" not in alerts.partition("Seen, or snoozed")[0]


def test_a_note_is_about_something_that_has_a_name(anna: Person) -> None:
    assert anna.send("/decide/personas/P01/rename", name="Night owls", reason="better")[0] == 200
    page = anna.see("/decide")
    assert '<option value="all">The whole shop</option>' in page
    assert '<option value="persona:P01">Night owls</option>' in page
    assert f'<option value="incident:P01:{day(61)}">Night owls, told on 3 Mar 2026</option>' in page
    assert anna.send("/decide/notes", about=f"incident:P01:{day(61)}", text="they come at night")[0] == 200
    assert anna.send("/decide/notes", about="P07", text="nobody")[0] == 400
    assert "<bdi>Night owls, told on 3 Mar 2026</bdi>" in anna.see("/decide/log")


def test_one_name_for_both_languages_is_said(anna: Person) -> None:
    anna.client.get("/language/nl?next=/decide")
    assert "Blijft dit leeg, dan staat de nieuwe naam ook in de andere taal." in anna.see("/decide/personas/P01")
    said = "de nieuwe naam staat dus in beide talen"
    assert said in anna.send("/decide/personas/P01/rename", name="Nachtuilen", reason="beter")[1]
    assert said not in anna.send("/decide/personas/P01/rename", name="Uilen", name_other="Owls", reason="beter")[1]


def test_the_page_of_a_persona_leads_to_where_it_is_changed(shop: Workspace, anna: Person, clock: Clock) -> None:
    link = '<a href="/decide/personas/P01">Change this persona</a>'
    assert link in anna.see("/pages/en/persona-P01.html")
    assert link not in anna.see("/pages/en/overview.html")
    assert "Change this persona" not in signed_in(shop, clock, "vic").see("/pages/en/persona-P01.html")
