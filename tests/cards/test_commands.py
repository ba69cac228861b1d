"""personas card and personas overrule, as a person meets them; and the files that are published."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from persona_pipeline.cards import card_schema, refresh_cards
from persona_pipeline.cli.app import app
from persona_pipeline.context import Context
from persona_pipeline.publish import current_snapshot, publish_snapshot, stage
from persona_pipeline.settings import ConfigError, Workspace, load_settings
from persona_pipeline.warehouse import Warehouse

from .shop import AS_OF

YAML = "shop: {name: Shop of two, timezone: Europe/Amsterdam, language: nl}\nrfm: {window_days: 60}\n"


def publish(workspace: Workspace) -> None:
    settings = load_settings(workspace.config)
    with Warehouse.open(workspace, settings) as warehouse:
        ctx = Context(workspace, settings, warehouse, AS_OF)
        refresh_cards(ctx)
        publish_snapshot(ctx)


@pytest.fixture(scope="module")
def shop(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace with a published night."""
    workspace = Workspace(tmp_path_factory.mktemp("shop"))
    shutil.copy(template, workspace.warehouse)
    workspace.config.write_text(YAML)
    with Warehouse.open(workspace, load_settings(workspace.config)) as warehouse:
        for table in ("ops.nights", "marts.persona_transitions"):
            warehouse.query(f"insert into {table} by name select $d::date as as_of", {"d": AS_OF})
        warehouse.query("update ops.nights set status = 'published'")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stage, "verify", lambda *_: [])
        publish(workspace)
    return workspace


def run(shop: Workspace, *words: str) -> Result:
    return CliRunner().invoke(app, ["personas", *words, "-w", str(shop.root)])


def test_a_card_is_published_with_the_tables_and_shown(shop: Workspace) -> None:
    folder = shop.published / "cards"
    assert str(folder.readlink()) == "current/cards"
    names = {path.name for path in folder.iterdir()}
    assert names == {
        "card.schema.json",
        *(f"{key}.{end}" for key in ("P01", "P02") for end in ("json", "svg", "en.md", "nl.md")),
    }
    shown = run(shop, "card", "P01")
    assert shown.stdout == (folder / "P01.nl.md").read_text().replace("![Robin](P01.svg)\n\n", "")
    assert "Where to reach them" in run(shop, "card", "P01", "--language", "en").stdout
    assert json.loads(run(shop, "card", "P01", "--json").stdout) == json.loads((folder / "P01.json").read_text())
    assert json.loads(card_schema())["properties"].keys() == json.loads((folder / "P02.json").read_text()).keys()
    snapshot = current_snapshot(shop)
    assert snapshot is not None
    assert snapshot.manifest.cards.keys() == {f"cards/{name}" for name in names}
    assert snapshot.manifest.intact(snapshot.folder)
    broken = replace(snapshot.manifest, cards={**snapshot.manifest.cards, "cards/P01.json": "0" * 64})
    assert not broken.intact(snapshot.folder)


def test_words_are_recorded_shown_the_next_night_and_taken_back(shop: Workspace) -> None:
    said = ("overrule", "P01", "goals.1", "--text", "Koopjes vinden", "--author", "Anna", "--reason", "interviews")
    bound = ("--question", "need", "--answer", "low price", "--at-most", "0.2")
    done = run(shop, *said, *bound)
    assert done.exit_code == 0, done.output
    assert "P01 goals.1: recorded; the card shows your words from the night of 2026-03-02 on" in done.stdout

    def line(night: int) -> tuple[object, ...]:
        config = load_settings(shop.config)
        with Warehouse.open(shop, config) as warehouse:
            for table in ("marts.persona_members", "marts.persona_profiles", "marts.survey_estimates"):
                warehouse.query(f"update {table} set as_of = $d", {"d": AS_OF.replace(day=night)})
            refresh_cards(Context(shop, config, warehouse, AS_OF.replace(day=night)))
            sql = "select text_en, text_nl, state, author from marts.persona_cards where line = 'goals.1' and persona_id = 'P01' and as_of = $d"
            return warehouse.query(sql, {"d": AS_OF.replace(day=night)})[0]

    assert line(1)[3] is None, "a night that is over is not written anew"
    assert line(2) == ("Koopjes vinden", "Koopjes vinden", "contradicted", "Anna")
    assert run(shop, "overrule", "P01", "goals.1", "--take-back", "--reason", "no").exit_code == 0
    assert line(3)[3] is None, "taken back from the next night on"


def refused(shop: Workspace, *words: str) -> str:
    done = run(shop, *words, "--reason", "y")
    assert isinstance(done.exception, ConfigError), done.output
    return str(done.exception)


def test_only_lines_that_there_are_can_be_overruled(shop: Workspace) -> None:
    assert (
        refused(shop, "overrule", "P02", "goals.9", "--text", "x")
        == "the card of P02 has no line 'goals.9'; there are goals.1 and goals.2, and goals.3 can be added."
    )
    assert refused(shop, "overrule", "P02", "relievers.3", "--text", "x").endswith(
        "there are relievers.1, and relievers.2 can be added."
    )
    assert run(shop, "overrule", "P02", "relievers.1", "--text", "x", "--reason", "y").exit_code == 0
    assert run(shop, "overrule", "P02", "relievers.2", "--text", "x", "--reason", "y").exit_code == 0
    assert run(shop, "overrule", "P02", "relievers.3", "--text", "x", "--reason", "y").exit_code == 0, (
        "after what is said already"
    )


def test_only_words_that_there_are_can_be_taken_back(shop: Workspace) -> None:
    take = ("overrule", "P02", "pains.1", "--take-back")
    assert refused(shop, *take).startswith("P02 pains.1 was not overruled by command; ")
    assert run(shop, "overrule", "P02", "pains.1", "--text", "Te laat", "--reason", "y").exit_code == 0
    assert (
        refused(shop, *take, "--language", "en")
        == "P02 pains.1 was overruled in Dutch only; there are no words in English to take back."
    )
    assert run(shop, "overrule", "P02", "pains.1", "--text", "Late", "--language", "en", "--reason", "z").exit_code == 0
    done = run(shop, *take, "--language", "nl", "--reason", "no")
    assert "P02 pains.1: your words in Dutch are taken back; from the night of" in done.stdout
    assert refused(shop, *take, "--language", "nl").startswith("P02 pains.1 was overruled in English only")
    assert run(shop, *take, "--reason", "no").exit_code == 0
    assert refused(shop, *take).startswith("P02 pains.1 was not overruled by command")


def test_history_shows_the_words_and_their_language(shop: Workspace) -> None:
    said = ("--text", "Duur", "--question", "pain", "--answer", "too expensive", "--at-least", "0.3")
    assert run(shop, "overrule", "P01", "objections.1", *said, "--reason", "calls").exit_code == 0
    assert (
        run(shop, "overrule", "P01", "objections.1", "--take-back", "--language", "nl", "--reason", "no").exit_code == 0
    )
    for told in (run(shop, "history").stdout, run(shop, "history", "--persona", "P01").stdout):
        one = told[told.index("card.overrule  P01 objections.1") :]
        assert "nl: “Duur”" in one
        assert "bound to: answer too expensive, at_least 0.3, question pain" in one
        assert "language: nl" in one[one.index("card.take_back  P01 objections.1") :]
    assert "objections.1" not in run(shop, "history", "--persona", "P02").stdout


def test_a_card_of_another_version_says_what_to_do(shop: Workspace) -> None:
    path = (shop.published / "cards").resolve() / "P02.json"
    was = path.read_text()
    try:
        path.write_text(was.replace('"format": 2', '"format": 1'))
        assert "published by another version of this program" in str(run(shop, "card", "P02").exception)
    finally:
        path.write_text(was)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("card", "P07"), "there is no persona 'P07'; expected one of P01, P02."),
        (("overrule", "P07", "name", "--text", "x", "--reason", "y"), "there is no persona 'P07'"),
        (("overrule", "P01", "hobbies", "--text", "x", "--reason", "y"), "a card has no line 'hobbies'; expected one of gist, name"),
        (("overrule", "P01", "name.2", "--text", "x", "--reason", "y"), "a card has no line 'name.2'; expected name."),
        (("overrule", "P01", "goals.12", "--text", "x", "--reason", "y"), "expected goals.1 to goals.9, or goals for all its lines"),
        (("overrule", "P01", "name", "--reason", "y"), "found no words"),
        (("overrule", "P01", "name", "--take-back", "--text", "x", "--reason", "y"), "--take-back together with words"),
        (("overrule", "P01", "name", "--text", "x", "--is", "above_average", "--reason", "y"), "either `figure` or `question`"),
        (("overrule", "P01", "name", "--text", " ", "--reason", "y"), "at least 1 character"),
    ],
)  # fmt: skip
def test_wrong_use_says_what_is_expected(shop: Workspace, words: tuple[str, ...], message: str) -> None:
    done = run(shop, *words)
    assert isinstance(done.exception, ConfigError)
    assert message in str(done.exception)


def test_before_the_first_card(workspace: Workspace) -> None:
    workspace.config.write_text(YAML)
    done = run(workspace, "card", "P01")
    assert "no card has been published here yet" in str(done.exception)
