"""Whole nights through Dagster on a small shop: what is reported, what a range gives, what a failed gate holds back."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import dagster as dg
import pytest

from assets.sensors import tell_of_failure
from persona_pipeline.contracts import TABLES
from persona_pipeline.settings import KEY_VARIABLE, Workspace, load_settings
from persona_pipeline.stages import STAGES
from persona_pipeline.warehouse import Fenced, Warehouse, hold_lock

from .shop import NIGHTS, Contents, arrive, contents, make_shop, make_workspace, opened, run_nights

pytestmark = pytest.mark.integration
FACTS = ("raw", "quarantine", "core", "marts")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_shop(tmp_path_factory.mktemp("shop"))


@pytest.fixture(scope="module")
def clean_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nothing late, nothing corrected: a night knows when it runs all that will ever be known of it."""
    return make_shop(tmp_path_factory.mktemp("clean"), dirt=False)


@pytest.fixture
def workspace(tmp_path: Path, shop: Path) -> Callable[..., Workspace]:
    """``workspace("a", nights)``: a new workspace with the history and the files of these nights."""
    return lambda name, nights=(): make_workspace(tmp_path / name, shop, nights)


def test_a_night_reports_every_table(workspace: Callable[..., Workspace]) -> None:
    place = workspace("w", NIGHTS[:1])
    run = run_nights(place, NIGHTS[:1])
    assert run.success
    made = {event.asset_key: event for event in run.get_asset_materialization_events()}
    assert {".".join(key.path) for key in made} == {name for stage in STAGES for name in stage.writes}
    with opened(place) as warehouse:
        for key, event in made.items():
            shown = event.materialization.metadata.get("dagster/row_count")
            name = ".".join(key.path)
            if name in TABLES and TABLES[name].layer != "ops":
                assert shown is not None, f"{name} tells no number of rows"
                expected = _rows_of_night(warehouse, name, NIGHTS[0])
                assert shown.value in expected, name
    checks = run.get_asset_check_evaluations()
    gates = [check for check in checks if check.severity == dg.AssetCheckSeverity.ERROR]
    assert {check.check_name for check in gates} >= {"batches_are_sound", "published_file_is_whole"}
    assert all(check.passed for check in gates)
    broken = [check for check in checks if not check.passed]
    assert broken, "the shop's dirt breaks some row rules; that is shown and stops nothing"
    assert {check.check_name for check in broken} == {"rows_keep_the_rules"}
    assert all("row_number" in str(check.metadata["examples"].value) for check in broken)
    assert (place.published / "personas.duckdb").exists()
    assert (place.pages / "index.html").exists()


def _rows_of_night(warehouse: Warehouse, name: str, as_of: date) -> set[int]:
    """What a stage may give as the number of rows: of the table, or of the night."""
    whole = warehouse.count(name)
    if not TABLES[name].by_night:
        return {whole}
    return {whole, warehouse.query(f"select count(*) from {name} where as_of = $as_of", {"as_of": as_of})[0][0]}


def test_one_run_over_a_range_gives_what_night_by_night_gives(tmp_path: Path, clean_shop: Path) -> None:
    """Facts are the same at once; earlier nights are once they too know who later turned out to be one person."""
    by_night = make_workspace(tmp_path / "by_night", clean_shop)
    for as_of in NIGHTS[:3]:
        arrive(by_night, clean_shop / "nights" / str(as_of))
        assert run_nights(by_night, [as_of]).success
    at_once = make_workspace(tmp_path / "at_once", clean_shop, NIGHTS[:3])
    assert run_nights(at_once, NIGHTS[:3]).success
    assert differing(contents(by_night, "core"), contents(at_once, "core")) == []
    assert run_nights(by_night, NIGHTS[:3]).success
    left, right = without_batches(contents(by_night, "marts")), without_batches(contents(at_once, "marts"))
    assert differing(left, right) == []
    assert {row[0] for row in right["marts.persona_members"]} == set(NIGHTS[:3])
    for as_of in NIGHTS[:3]:
        assert run_nights(at_once, [as_of]).success
    assert differing(right, without_batches(contents(at_once, "marts"))) == []


def differing(left: Contents, right: Contents) -> list[str]:
    """Names of the tables that differ."""
    return [name for name in left | right if left.get(name) != right.get(name)]


def without_batches(tables: Contents) -> Contents:
    """Leave out the signals about batches: they are of the night that took them in."""
    signals = [row for row in tables["marts.drift_signals"] if "quality" not in row]
    return {**tables, "marts.drift_signals": signals}


def test_running_a_night_again_changes_nothing(workspace: Callable[..., Workspace]) -> None:
    place = workspace("w", NIGHTS[:2])
    assert run_nights(place, NIGHTS[:2]).success
    before = contents(place, *FACTS)
    assert run_nights(place, NIGHTS[1:2]).success
    assert run_nights(place, NIGHTS[:2]).success
    assert contents(place, *FACTS) == before


def test_a_failed_gate_stops_what_depends_on_it_and_shows_why(workspace: Callable[..., Workspace]) -> None:
    place = workspace("w", NIGHTS[:1])
    assert run_nights(place, NIGHTS[:1]).success
    published = (place.published / "personas.duckdb").resolve()
    (place.inbox / "orders" / f"orders-{NIGHTS[1]}.csv").write_text("what,is,this\n1,2,3\n")
    run = run_nights(place, NIGHTS[1:2])
    assert not run.success
    failed = {
        (check.asset_key.to_user_string(), check.check_name): check
        for check in run.get_asset_check_evaluations()
        if not check.passed
    }
    assert set(failed) == {("raw/orders", "files_are_readable")}
    shown = failed["raw/orders", "files_are_readable"]
    assert shown.severity == dg.AssetCheckSeverity.ERROR
    examples = shown.metadata["examples"].value
    assert f"orders-{NIGHTS[1]}.csv" in str(examples)
    made = {event.asset_key.path[0] for event in run.get_asset_materialization_events()}
    assert not made & {"core", "marts", "published"}
    assert (place.published / "personas.duckdb").resolve() == published, "the good night stays"
    with opened(place) as warehouse:
        assert warehouse.query("select status from ops.nights where as_of = $d", {"d": NIGHTS[1]}) == [("stopped",)]
        assert warehouse.query("select count(*) from ops.alerts where rule = 'gate_stopped'") == [(1,)]
    (place.inbox / "orders" / f"orders-{NIGHTS[1]}.csv").unlink()
    assert run_nights(place, NIGHTS[1:2]).success, "and once the cause is gone the night runs"


def test_a_second_run_at_the_same_time_gives_way(workspace: Callable[..., Workspace]) -> None:
    place = workspace("w", NIGHTS[:1])
    with hold_lock(place.lock):
        run = run_nights(place, NIGHTS[:1])
    assert not run.success
    assert "another run is working in this workspace" in _errors(run)
    assert not place.warehouse.exists()


def test_a_run_that_wakes_up_late_writes_nothing(workspace: Callable[..., Workspace]) -> None:
    place = workspace("w", NIGHTS[:1])
    settings = load_settings(place.config)
    with Warehouse.open(place, settings) as early:
        early.claim("the-early-run")
    assert run_nights(place, NIGHTS[:1]).success
    with Warehouse.open(place, settings, run_id="the-early-run") as early, pytest.raises(Fenced), early.transaction():
        early.query("delete from core.orders")
    with opened(place) as warehouse:
        assert warehouse.count("core.orders") > 0


def test_without_the_key_the_night_fails_with_the_cure(
    workspace: Callable[..., Workspace], monkeypatch: pytest.MonkeyPatch
) -> None:
    place = workspace("w", NIGHTS[:1])
    monkeypatch.delenv(KEY_VARIABLE)
    run = run_nights(place, NIGHTS[:1])
    assert not run.success
    assert f"{KEY_VARIABLE} is not set" in _errors(run)
    assert "Mend:" in _errors(run)


def test_without_persona_yaml_the_night_fails_with_the_cure(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match=r"persona\.yaml"):
        run = run_nights(Workspace(tmp_path), NIGHTS[:1])
    assert not run.success
    assert "persona-pipeline init" in _errors(run)


def test_a_run_that_died_without_a_word_is_told_to_people_once(workspace: Callable[..., Workspace]) -> None:
    place = workspace("w", NIGHTS[:1])
    assert run_nights(place, NIGHTS[:1]).success
    assert tell_of_failure(place, NIGHTS[1], "a-run-that-was-killed", "the process is gone")
    assert tell_of_failure(place, NIGHTS[1], "a-run-that-was-killed", "the process is gone")
    with opened(place) as warehouse:
        assert warehouse.query("select count(*) from ops.alerts where rule = 'run_failed'") == [(1,)]


def test_a_run_that_said_itself_why_it_failed_is_not_told_again(workspace: Callable[..., Workspace]) -> None:
    place = workspace("w", NIGHTS[:1])
    (place.inbox / "orders" / "junk.csv").write_bytes(b"\x00\x01\x02")
    run = run_nights(place, NIGHTS[:1])
    assert not run.success
    assert not tell_of_failure(place, NIGHTS[0], run.run_id, "steps failed")


def _errors(run: dg.ExecuteInProcessResult) -> str:
    """All error texts of the run, causes included."""
    found = []
    for event in run.all_events:
        error = getattr(event.event_specific_data, "error", None)
        while error is not None:
            found.append(error.message)
            error = error.cause
        found.append(event.message or "")
    return "\n".join(found)
