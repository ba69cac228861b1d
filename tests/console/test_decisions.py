"""Decisions through the console: kept with who, when and why, seen at once, while a night holds the warehouse; hostile text is text."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

import pytest

from persona_pipeline.challenger import refresh_challenger
from persona_pipeline.context import Context
from persona_pipeline.decisions import Decisions
from persona_pipeline.publish import publish_snapshot
from persona_pipeline.settings import Workspace
from persona_pipeline.warehouse import Warehouse
from tests.alerts.verdicts import moved, write_verdicts
from tests.cli.test_personas import HOLDING
from tests.personas.conftest import day

from .conftest import NOW, SETTINGS, Clock, Person, signed_in

pytestmark = pytest.mark.slow
HOSTILE = "<script>alert(1)</script>=cmd|' /C calc'!A0"


@pytest.fixture
def anna(shop: Workspace, clock: Clock) -> Person:
    return signed_in(shop, clock, "anna")


def log(place: Workspace) -> list[tuple[Any, ...]]:
    with Decisions.open(place, SETTINGS) as store:
        return [(one.kind, one.subject, one.author, one.reason, one.at) for one in store.log()]


def test_what_is_open_is_on_one_page(anna: Person) -> None:
    page = anna.see("/decide")
    assert "Look at P01 &lt;b&gt;" in page
    assert "New personas are proposed: see what would change" in page
    assert "Zaad &amp; Zo &lt;shop&gt;" in page
    assert "Was it right?" in page


def test_the_pages_as_they_were_published(anna: Person) -> None:
    page = anna.client.get("/pages/index.html")
    assert page.status_code == 200
    assert "Signed in as anna" in page.text
    assert '<a href="/sign-out">Sign out</a>' in page.text
    assert 'action="/sign-out"' in anna.see("/sign-out")
    assert "style-src &#39;sha256" not in page.headers["content-security-policy"]
    assert "style-src 'sha256-" in page.headers["content-security-policy"]


def test_accepting_after_seeing_the_difference(shop: Workspace, anna: Person) -> None:
    beside = anna.see("/decide/versions/2")
    assert "Side by side" in beside
    assert "<bdi>Value of a typical order</bdi> " in beside
    assert "customers would be in another persona" in beside
    status, _ = anna.send("/decide/versions/2/accept", reason="")
    assert status == 400, "no reason, no decision"
    status, shown = anna.send("/decide/versions/2/accept", reason="agreed in May")
    assert status == 200
    assert "takes effect with the night of" in shown
    assert "agreed in May" in shown
    assert log(shop)[-1] == ("version.accept", "version:2", "anna", "agreed in May", NOW)
    status, again = anna.send("/decide/versions/2/accept", reason="once more")
    assert status == 409
    assert "nothing was changed" in again


@pytest.mark.parametrize(
    ("path", "fields", "kind"),
    [
        ("/decide/versions/2/reject", {}, "version.reject"),
        ("/decide/alerts/a1b2c3/seen", {}, "alert.acknowledge"),
        ("/decide/alerts/a1b2c3/snooze", {"until": "2026-03-09"}, "alert.snooze"),
        ("/decide/incidents", {"persona": "all", "first": str(day(61)), "answer": "real"}, "drift.answer"),
        ("/decide/events", {"first": str(day(60)), "last": str(day(61)), "name": "Sale"}, "drift.event"),
        ("/decide/normal", {"persona": "P01"}, "drift.normal"),
        ("/decide/personas/P01/rename", {"name": "Night owls"}, "persona.rename"),
        ("/decide/personas/P01/overrule", {"line": "name", "text": "Noor", "language": "nl"}, "card.overrule"),
    ],
)
def test_every_decision_is_kept_and_seen_at_once(
    shop: Workspace, anna: Person, path: str, fields: dict[str, str], kind: str
) -> None:
    before = len(log(shop))
    status, _ = anna.send(path, reason="because of the meeting", **fields)
    assert status == 200
    (kept,) = log(shop)[before:]
    assert (kept[0], kept[2], kept[3]) == (kind, "anna", "because of the meeting")
    assert "because of the meeting" in anna.see("/decide")
    page = anna.see("/decide/log")
    assert "because of the meeting" in page
    assert kind not in page, "a decision is told in words"


def test_a_persona_that_was_let_go_keeps_its_name_in_what_was_said_of_it(shop: Workspace, anna: Person) -> None:
    with Warehouse.open(shop, SETTINGS) as warehouse:
        write_verdicts(warehouse, day(61), {"P01": moved("share", day(61))})
        publish_snapshot(Context(shop, SETTINGS, warehouse, day(61)))
    assert anna.send("/decide/personas/P01/rename", name="Night owls", reason="better")[0] == 200
    assert anna.send("/decide/personas/P01/retire", reason="nobody left")[0] == 200
    page = anna.see("/decide")
    assert '<b><bdi title="P01">Night owls</bdi></b>' in page
    assert "Persona let go" in page
    assert "persona.retire" not in page
    assert "persona:P01" not in page.replace('title="persona:P01"', "")
    assert "/decide/personas/P01" not in page


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/decide/alerts/nope/seen", {}),
        ("/decide/alerts/a1b2c3/snooze", {"until": "tomorrow"}),
        ("/decide/alerts/a1b2c3/snooze", {"until": "2020-01-01"}),
        ("/decide/incidents", {"persona": "P09", "first": str(day(61)), "answer": "real"}),
        ("/decide/incidents", {"persona": "all", "first": str(day(61)), "answer": "maybe"}),
        ("/decide/events", {"first": "2026-03-02", "last": "2026-03-01", "name": "Sale"}),
        ("/decide/events/9/undo", {}),
        ("/decide/normal", {"persona": "P09"}),
        ("/decide/personas/P09/rename", {"name": "x"}),
        ("/decide/personas/P01/overrule", {"line": "goals.999", "text": "x", "language": "en"}),
        ("/decide/personas/P01/overrule", {"line": "no such", "text": "x", "language": "en"}),
        ("/decide/personas/P01/overrule", {"line": "name", "text": "x" * 500, "language": "en"}),
        ("/decide/personas/P01/take-back", {"line": "name"}),
    ],
)
def test_what_cannot_be_decided_is_said_and_nothing_is_kept(
    shop: Workspace, anna: Person, path: str, fields: dict[str, str]
) -> None:
    before = log(shop)
    status, shown = anna.send(path, reason="try", **fields)
    assert status in (400, 409)
    assert 'role="alert"' in shown
    assert log(shop) == before


def test_words_that_wait_are_seen_and_can_be_taken_back(anna: Person) -> None:
    status, shown = anna.send("/decide/personas/P01/overrule", line="name", text="Noor", language="en", reason="agreed")
    assert status == 200
    assert "From the next night on: <bdi>Noor</bdi>" in shown
    assert shown.count("/take-back") == 1
    status, shown = anna.send("/decide/personas/P01/take-back", line="name", reason="on second thoughts")
    assert status == 200
    assert "Noor" not in shown
    assert "/take-back" not in shown


def test_words_on_a_card_and_taken_back(shop: Workspace, anna: Person) -> None:
    assert (
        anna.send("/decide/personas/P01/overrule", line="name", text="Noor", language="nl", reason="agreed")[0] == 200
    )
    assert anna.send("/decide/personas/P01/take-back", line="name", reason="on second thoughts")[0] == 200
    assert [kept[0] for kept in log(shop)[-2:]] == ["card.overrule", "card.take_back"]


def test_hostile_words_are_shown_as_words(anna: Person) -> None:
    assert anna.send("/decide/notes", about=HOSTILE, text=HOSTILE)[0] == 400
    turned = anna.send("/decide/notes", about="all", text="\N{RIGHT-TO-LEFT OVERRIDE}" + HOSTILE)
    assert turned[0] == 409, "marks that turn the writing are not kept"
    assert anna.send("/decide/notes", about="persona:P01", text=HOSTILE * 20)[0] == 200
    assert anna.send("/decide/personas/P01/rename", name="<img src=x>", reason=HOSTILE)[0] in (200, 409)
    for path in ("/decide", "/decide/log"):
        page = anna.see(path)
        assert "<script>" not in page
        assert "<img" not in page
        assert "&lt;script&gt;" in page
    status, shown = anna.send("/decide/notes", about="all", text="y" * 5_000)
    assert status == 400
    assert "5000 signs" in shown


def test_sizes_have_one_basis_and_what_differs_notably_comes_first(anna: Person) -> None:
    beside = anna.see("/decide/versions/2")
    assert re.search(
        r"All sizes are of the \d+ customers of the night of .*: before, by version 1; after, by version 2", beside
    )
    assert "of the people it was made from" not in beside, "a share of the fit beside sizes of a night"
    first, _, rest = beside.partition('<details class="numbers">')
    assert "Traits that differ notably" in first
    assert "None: no trait of a persona differs" in first or "<b>" in first.partition("Traits that differ notably")[2]
    assert "Other traits, before and after" in rest
    assert "The pipeline accepted it by itself" in anna.see("/decide/versions/1"), (
        "no day: that of the first data says nothing"
    )
    assert "<b>" not in rest.partition("</details>")[0]


def test_a_rejected_version_says_so_and_is_not_offered_as_new(shop: Workspace, anna: Person) -> None:
    with Warehouse.open(shop, SETTINGS) as warehouse:
        night = Context(shop, SETTINGS, warehouse, day(61))
        warehouse.query("update marts.persona_verdicts set verdict = 'keep'")
        refresh_challenger(night)
        publish_snapshot(night)
    assert "Propose it" in anna.see("/decide")
    status, shown = anna.send("/decide/challenger/propose", reason="look")
    assert status == 200
    assert "Version 3" in shown
    assert anna.send("/decide/versions/3/reject", reason="too alike <b>")[0] == 200
    page = anna.see("/decide/versions/3")
    assert "It was rejected on 5 March 2026 by anna: too alike &lt;b&gt;" in page
    assert "/decide/versions/3/accept" not in page
    page = anna.see("/decide")
    assert "proposed as version 3 and rejected on 5 March 2026 by anna: too alike &lt;b&gt;" in page
    assert "Propose it again, although it was rejected" in page
    before = len(log(shop))
    status, shown = anna.send("/decide/challenger/propose", reason="look")
    assert status == 409
    assert "--again" in shown
    assert len(log(shop)) == before
    assert anna.send("/decide/challenger/propose", reason="look once more", again="yes")[0] == 200
    assert "Version 4" in anna.see("/decide/versions/4")


def test_it_decides_while_a_night_holds_the_warehouse(shop: Workspace, anna: Person) -> None:
    night = subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(shop.root)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert night.stdout
        assert night.stdout.readline() == "open\n"
        assert "New personas are proposed" in anna.see("/decide")
        assert anna.send("/decide/versions/2/accept", reason="it may not wait")[0] == 200
        status, shown = anna.send("/decide/challenger/propose", reason="try")
        assert status == 409
        assert "A night is running" in shown
    finally:
        night.communicate("")


def test_in_dutch(anna: Person) -> None:
    anna.client.get("/language/nl?next=/decide")
    page = anna.see("/decide")
    assert '<html lang="nl">' in page
    assert "Er zijn nieuwe persona’s voorgesteld" in page
    assert "Waarde van een doorsnee bestelling" in anna.see("/decide/versions/2")
