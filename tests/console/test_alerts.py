"""Alerts on the page Decide: in the reader's language, with links to the forms that answer them in place of commands."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from persona_pipeline.context import Context
from persona_pipeline.publish import publish_snapshot
from persona_pipeline.settings import Workspace
from persona_pipeline.warehouse import Warehouse
from tests.alerts.verdicts import moved, write_verdicts
from tests.personas.conftest import day

from .conftest import SETTINGS, Clock, Person, signed_in

pytestmark = pytest.mark.slow


@pytest.fixture
def anna(shop: Workspace, clock: Clock) -> Person:
    return signed_in(shop, clock, "anna")


def alerts_section(person: Person) -> str:
    found = re.search(r'aria-labelledby="alerts-title".*?</section>', person.see("/decide"), re.DOTALL)
    assert found
    return found[0]


def test_they_are_read_in_the_language_of_the_reader(anna: Person) -> None:
    english = alerts_section(anna)
    assert '<p class="says" lang="en"><b>Look at P01 &lt;b&gt;</b></p>' in english
    assert "What moved; decide here" in english
    anna.client.get("/language/nl?next=/decide")
    dutch = alerts_section(anna)
    assert '<p class="says" lang="nl"><b>Kijk naar P01 &lt;b&gt;</b></p>' in dutch
    assert "Wat bewoog; beslis hier" in dutch
    for section in (english, dutch):
        assert "persona-pipeline" not in section
    assert "Look at" not in dutch
    assert "What moved" not in dutch


def test_each_leads_to_the_forms_that_answer_it(shop: Workspace, anna: Person) -> None:
    with Warehouse.open(shop, SETTINGS) as warehouse:
        write_verdicts(warehouse, day(61), {"all": moved("share", day(61)), "P01": moved("share", day(61))})
        warehouse.query("""update ops.alerts set evidence = '{"subjects": ["P01", "all"]}'""")
        publish_snapshot(Context(shop, SETTINGS, warehouse, day(61)))
    section, page = alerts_section(anna), anna.see("/decide")
    links = re.findall(r'href="#([^"]+)"', section)
    assert f"incident-P01-{day(61)}" in links
    assert f"incident-all-{day(61)}" in links
    assert [link for link in links if f'id="{link}"' not in page] == [], "every link leads somewhere"
    event = re.search(r'href="(/decide\?open=event[^"]*)#event"', section)
    assert event
    form = anna.see(event[1].replace("&amp;", "&"))
    assert '<details id="event" open>' in form
    assert 'name="first" type="date" required value="2026-03-02"' in form, "from the estimated first day of the change"
    assert f'name="last" type="date" required value="{day(61)}"' in form
    assert 'href="/pages/en/overview.html"' in section
    assert anna.client.get("/pages/en/overview.html").status_code == 200


def test_who_may_not_decide_is_led_to_no_form(shop: Workspace, clock: Clock) -> None:
    section = alerts_section(signed_in(shop, clock, "vic"))
    assert 'href="#' not in section
    assert "/pages/en/overview.html" in section


def test_a_decision_names_its_alert_in_the_language_of_the_reader(anna: Person) -> None:
    assert anna.send("/decide/alerts/a1b2c3/seen", reason="I look into it")[0] == 200
    anna.client.get("/language/nl?next=/decide")
    shown = anna.see("/decide/log")
    assert "Kijk naar P01 &lt;b&gt;" in shown
    assert "Look at P01" not in shown


def test_a_file_of_an_earlier_version_shows_the_text_that_it_has(shop: Workspace, anna: Person) -> None:
    """It has no table for texts; the one text says of which language it is."""
    path = Path(shop.published / "personas.duckdb").resolve()
    path.chmod(0o644)
    with duckdb.connect(str(path)) as con:
        con.execute("drop table ops.alert_texts")
    anna.client.get("/language/nl?next=/decide")
    section = alerts_section(anna)
    assert '<p class="says" lang="en"><b>Look at P01 &lt;b&gt;</b></p>' in section
    assert '<p class="body" lang="en"><bdi>What moved</bdi></p>' in section
