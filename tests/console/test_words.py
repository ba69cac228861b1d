"""The console speaks words: no codes of lines, events or versions, no commands, and in Dutch no English errors."""

from __future__ import annotations

import re
from datetime import date

import pytest

from persona_pipeline.console.refusals import REFUSALS
from persona_pipeline.context import Context
from persona_pipeline.decisions import Decisions
from persona_pipeline.publish import publish_snapshot
from persona_pipeline.settings import Settings, Workspace
from persona_pipeline.warehouse import Warehouse
from tests.alerts.verdicts import moved, write_verdicts
from tests.personas.conftest import day

from .conftest import SETTINGS, Clock, Person, signed_in


@pytest.fixture
def anna(shop: Workspace, clock: Clock) -> Person:
    return signed_in(shop, clock, "anna")


def seen(page: str) -> str:
    """What a reader sees, on one line: neither titles nor other attributes, nor values of forms."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.partition("<main")[2]))


@pytest.mark.slow
def test_the_card_calls_lines_by_their_fields(anna: Person) -> None:
    assert anna.send("/decide/personas/P01/overrule", line="relievers.1", text="Free returns", language="en", reason="so")[0] == 200  # fmt: skip
    page = anna.see("/decide/personas/P01")
    assert "Put it in other words: Gist" in seen(page)
    assert "Change or take back: Pain relievers 1" in seen(page)
    assert not re.search(r"\b(relievers\.\d|gist|age_band|goals\.\d)\b", seen(page))
    assert 'title="relievers.1"' in page
    assert ">Free returns</textarea>" in page, "words of people are there to be changed"
    assert "Pain relievers 1" in seen(anna.see("/decide"))
    dutch = anna.client.get("/language/nl?next=/decide/personas/P01").text
    assert "Wijzigen of terugnemen: Pijnverzachters" in seen(dutch)
    assert "Zelf schrijven: " in seen(dutch), "what only people can write has a form"


@pytest.mark.slow
def test_a_line_can_be_added_to_a_field(anna: Person) -> None:
    form = re.search(r'name="line" value="(creators\.\d)"', anna.see("/decide/personas/P01"))
    assert form
    assert anna.send("/decide/personas/P01/overrule", line=form[1], text="Ideas", language="en", reason="so")[0] == 200


@pytest.mark.slow
def test_a_name_for_each_language(shop: Workspace, anna: Person) -> None:
    assert anna.send("/decide/personas/P01/rename", name="Night owls", name_other="Nachtuilen", reason="so")[0] == 200
    assert "Night owls" in anna.see("/decide")
    dutch = anna.client.get("/language/nl?next=/decide").text
    assert "Nachtuilen" in dutch
    assert anna.send("/decide/personas/P01/rename", name="Uilen", name_other="Owls", reason="korter")[0] == 200
    with Decisions.open(shop, SETTINGS) as store:
        first, second = (one.payload for one in store.log(kinds=("persona.rename",)))
    assert (first["name"], first["names"]) == ("Night owls", {"nl": "Nachtuilen"})
    assert (second["name"], second["names"]) == ("Owls", {"nl": "Uilen"}), "the shop's language is the one for all"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "fields", "why"),
    [
        ("/decide/events", {"first": "2026-03-02", "last": "2026-03-01", "name": "x"}, "event_backwards"),
        ("/decide/events", {"first": "2026-03-02", "last": "2027-03-01", "name": "x"}, "event_too_long"),
        ("/decide/events", {"first": "2016-03-01", "last": "2016-03-01", "name": "x"}, "event_too_early"),
        ("/decide/events", {"first": "2026-03-01", "last": "2026-03-01", "name": "<b>"}, "bad_name"),
        ("/decide/events/9/undo", {}, "event_gone"),
        ("/decide/normal", {"persona": "P09"}, "no_persona"),
        ("/decide/incidents", {"persona": "P09", "first": "2026-03-01", "answer": "real"}, "no_incident"),
        ("/decide/alerts/a1b2c3/snooze", {"until": "2020-01-01"}, "snooze_over"),
        ("/decide/versions/99/accept", {}, "no_version"),
        ("/decide/versions/1/reject", {}, "decided_before"),
        ("/decide/personas/P01/rename", {"name": "<x>"}, "bad_name"),
        ("/decide/personas/P09/rename", {"name": "x"}, "no_persona"),
    ],
)
def test_what_cannot_be_done_is_said_in_dutch(anna: Person, path: str, fields: dict[str, str], why: str) -> None:
    anna.client.get("/language/nl?next=/decide")
    status, shown = anna.send(path, reason="proef", **fields)
    assert status == 409
    text = seen(shown)
    assert "persona-pipeline" not in text
    assert "in het Engels" not in text
    begin = anna_says(why)
    assert begin in text, (begin, text)


def anna_says(why: str) -> str:
    """How the Dutch sentence of a refusal begins, up to its first figure."""
    from persona_pipeline.language import language_of

    return language_of("nl", "console").text(REFUSALS[why]).partition("%(")[0].partition("<")[0].strip()


@pytest.mark.slow
def test_the_overview_leads_to_forms_where_the_file_tells_commands(shop: Workspace, anna: Person) -> None:
    with Warehouse.open(shop, SETTINGS) as warehouse:
        write_verdicts(warehouse, day(61), {"all": moved("share", day(61)), "P01": moved("share", day(61))})
        ctx = Context(shop, SETTINGS, warehouse, day(61))
        publish_snapshot(ctx)
    path = shop.pages / "en" / "overview.html"
    if 'class="commands"' not in path.read_text(encoding="utf-8"):
        text = path.read_text(encoding="utf-8")
        made = (
            '<div class="commands">\n<p>Hand:</p><ul><li><code>persona-pipeline drift normal</code></li></ul>\n</div>'
        )
        path.write_text(text.replace("</main>", f"{made}</main>"), encoding="utf-8")
    page = anna.see("/pages/en/overview.html")
    for_files = re.compile(
        r'<p[^>]*class="body with-commands".*?</p>', re.DOTALL
    )  # not shown in the console, see tests/browser
    assert "persona-pipeline drift" not in for_files.sub("", page)
    link = re.search(r'href="(/decide\?open=event[^"]*)"', page)
    assert link
    form = anna.see(link[1].replace("&amp;", "&"))
    assert '<details id="event" open>' in form
    assert 'name="first" type="date" required value="2026-03-02"' in form, "the estimated first day, as in the file"
    assert f'name="last" type="date" required value="{day(61)}"' in form


@pytest.mark.slow
def test_a_link_cannot_put_anything_but_days_into_the_form(anna: Person) -> None:
    page = anna.see('/decide?open=event&first="><script>&last=2026-03-01')
    assert "<script>" not in page
    assert 'name="first" type="date" required value=""' in page
    assert date.fromisoformat("2026-03-01").isoformat() in page


@pytest.mark.slow
def test_labels_and_gists_are_in_the_readers_language(shop: Workspace, clock: Clock) -> None:
    labelled = Settings.model_validate(
        SETTINGS.model_dump() | {"labels": {"categories": {"accessories": {"nl": "accessoires"}}}}
    )
    bram = signed_in(shop, clock, "anna", labelled)
    bram.client.get("/language/nl?next=/decide")
    page = seen(bram.see("/decide/versions/2"))
    assert "van de bezoeken via e-mail; tevreden met een" in page
    assert "of the visits" not in page
