"""What a person or a script meets on the command line: texts, JSON, exit codes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from persona_pipeline.cli.app import app
from persona_pipeline.settings import KEY_VARIABLE, load_settings
from persona_pipeline.warehouse import hold_lock

PROGRAM = [sys.executable, "-m", "persona_pipeline"]
ORDERS = "order_id,ordered_at,customer_id,product_id,quantity,unit_price\n" + "".join(
    f"{n},2026-03-0{1 + n % 2}T10:00:00Z,c{n % 7},p,1,{n % 9 + 1}.50\n" for n in range(40)
)


def run(*words: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of the program as it is installed."""
    done = subprocess.run([*PROGRAM, *words], capture_output=True, text=True, check=False, timeout=300)
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    assert CliRunner().invoke(app, ["init", str(folder)]).exit_code == 0
    return folder


def test_init_writes_a_workspace_that_loads_and_overwrites_nothing(shop: Path) -> None:
    assert [source.kind for source in load_settings(shop / "persona.yaml").sources] == ["orders", "web", "survey"]
    assert json.loads((shop / "persona.schema.json").read_text())["properties"]["shop"]
    again = CliRunner().invoke(app, ["init", str(shop)])
    assert again.exit_code == 1


def test_every_command_explains_itself() -> None:
    commands = [
        "init",
        "sample",
        "schema",
        "doctor",
        "refresh",
        "publish",
        "status",
        "verdict",
        "alerts",
        "sources check",
        "personas card",
        "personas overrule",
    ]
    for command in commands:
        shown = CliRunner().invoke(app, [*command.split(), "--help"])
        assert shown.exit_code == 0
        assert len(shown.output) > 200, command


def test_doctor_says_what_is_missing(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = CliRunner().invoke(app, ["doctor", "-w", str(shop), "--json"])
    assert good.exit_code == 0, good.output
    monkeypatch.delenv(KEY_VARIABLE)
    bad = CliRunner().invoke(app, ["doctor", "-w", str(shop), "--json"])
    assert bad.exit_code == 1
    assert [found["check"] for found in json.loads(bad.output) if not found["ok"]] == ["key"]


def test_sources_check_prints_yaml_that_can_be_pasted(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "orders.csv").write_text(ORDERS)
    shown = CliRunner().invoke(app, ["sources", "check", str(tmp_path / "mine"), "-w", str(tmp_path)])
    assert shown.exit_code == 0, shown.output
    assert "rows: 40, of which 40 would be taken in, 2026-03-01 to 2026-03-02" in shown.output
    pasted = "sources:\n" + shown.output[shown.output.index("- name:") :]
    (tmp_path / "persona.yaml").write_text(pasted)
    source = load_settings(tmp_path / "persona.yaml").sources[0]
    assert source.kind == "orders"
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "orders.csv").write_text(ORDERS)
    again = CliRunner().invoke(app, ["sources", "check", str(tmp_path / "exports"), "-w", str(tmp_path)]).output
    wanted = (
        f"persona.yaml has source {source.name} for such files already: put this one where it looks ({source.path})"
    )
    assert wanted in " ".join(again.split())


@pytest.mark.parametrize(
    "words",
    [
        ["--from", "2026-03-01"],
        ["--from", "2026-03-02", "--to", "2026-03-01"],
        ["--as-of", "2026-03-01", "--from", "2026-03-01", "--to", "2026-03-02"],
        ["--as-of", "1 maart"],
        ["--as-of", "0001-01-01"],
        ["--from", "2026-03-01", "--to", "9999-12-31"],
    ],
)
def test_wrong_dates_are_wrong_use(shop: Path, words: list[str]) -> None:
    assert CliRunner().invoke(app, ["refresh", "-w", str(shop), *words]).exit_code == 2
    assert not (shop / "warehouse.duckdb").exists()


@pytest.mark.integration
def test_a_night_by_hand(shop: Path) -> None:
    assert run("verdict", "-w", str(shop))[0] == 2, "nothing was computed yet"
    (shop / "inbox" / "orders" / "a.csv").write_text(ORDERS)
    code, out, err = run("refresh", "-w", str(shop), "--as-of", "2026-03-02", "--json")
    assert code == 0, err
    told = json.loads(out)
    assert told["status"] == "published"
    assert told["figures"]["take_in_orders"]["rows_in"] == 40
    assert (shop / "published" / "personas.duckdb").exists()
    assert (shop / "pages" / "index.html").exists()
    for command in ("status", "verdict", "alerts"):
        code, out, err = run(command, "-w", str(shop), "--json")
        assert code == 0, err
        json.loads(out)
    assert run("publish", "-w", str(shop))[0] == 0
    (shop / "inbox" / "orders" / "b.csv").write_text("nothing,useful\n1,2\n")
    code, out, err = run("refresh", "-w", str(shop), "--as-of", "2026-03-03")
    assert code == 3
    assert "b.csv" in err
    assert "order_id" in err
    reason = err.splitlines()[-2].removeprefix("error: raw.orders: ")
    assert err.count(reason) == 1, "a reason is told once"
    assert "alert: " in err
    assert "\n  A file could not be read, so nothing of it was taken in.\n" in err
    assert '"event"' not in err
    assert err.splitlines()[-1].startswith("to do: ")
    assert f"refresh -w {shop} --as-of 2026-03-03` again" in err.splitlines()[-1]
    (shop / "inbox" / "orders" / "b.csv").unlink()
    code, _, err = run("refresh", "-w", str(shop), "--as-of", "2026-03-03")
    assert code == 0
    assert "not run" not in err
    assert "no source takes in" not in err
    (shop / "inbox" / "tills").mkdir()
    (shop / "inbox" / "tills" / "2026-03-05.csv").write_text(ORDERS)
    code, _, err = run("refresh", "-w", str(shop), "--as-of", "2026-03-06")
    assert code == 0
    assert "The nights 2026-03-04 to 2026-03-05 were not run." in err
    assert "In the inbox 1 file that no source takes in: inbox/tills/2026-03-05.csv." in err


@pytest.mark.integration
def test_a_night_of_nothing_says_so(shop: Path) -> None:
    code, out, err = run("refresh", "-w", str(shop), "--as-of", "2026-03-02")
    assert code == 0, err
    assert "no rows came in from any source" in err.splitlines()
    assert "rows:    no rows came in from any source" in out.splitlines()


@pytest.mark.integration
def test_without_a_key_and_while_another_run_works(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with hold_lock(shop / ".lock"):
        code, _, err = run("refresh", "-w", str(shop), "--as-of", "2026-03-02")
    assert (code, "another run is working" in err) == (75, True)
    monkeypatch.delenv(KEY_VARIABLE)
    code, _, err = run("refresh", "-w", str(shop), "--as-of", "2026-03-02")
    assert code == 2
    assert KEY_VARIABLE in err
    assert "Traceback" not in err
    assert not (shop / "warehouse.duckdb").exists()


@pytest.mark.integration
def test_of_ten_at_once_one_works(shop: Path) -> None:
    (shop / "inbox" / "orders" / "a.csv").write_text(ORDERS)
    words = [*PROGRAM, "refresh", "-w", str(shop), "--as-of", "2026-03-02"]
    started = [subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(10)]
    for process in started:
        process.communicate(timeout=500)
    codes = sorted(process.returncode for process in started)
    assert set(codes) <= {0, 75}
    assert codes.count(0) >= 1
    assert run("status", "-w", str(shop), "--json")[0] == 0


@pytest.mark.parametrize("drift", ["persona_grows:bargain:x", "persona_grows:bargain:3:much", "a_b:c:d:e:f", "rises"])
def test_a_drift_that_is_none_is_explained(drift: str, tmp_path: Path) -> None:
    found = CliRunner().invoke(app, ["sample", "--out", str(tmp_path / "shop"), "--drift", drift])
    assert found.exit_code == 2
    assert "expected" in found.output


def test_sources_check_says_that_a_folder_is_empty(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    shown = CliRunner().invoke(app, ["sources", "check", str(tmp_path / "empty"), "-w", str(tmp_path)])
    assert shown.exit_code == 1
    assert "found no file in this folder" in " ".join(shown.output.split())


def test_sources_check_says_once_why_no_kind_can_read_a_file(tmp_path: Path) -> None:
    (tmp_path / "none.csv").write_text("")
    shown = CliRunner().invoke(app, ["sources", "check", str(tmp_path / "none.csv"), "-w", str(tmp_path)])
    assert shown.exit_code == 1
    assert shown.output.count("an empty file") == 1


def test_sources_check_prints_a_skeleton_for_headers_that_it_does_not_know(tmp_path: Path) -> None:
    (tmp_path / "verkoop.csv").write_text("Bonnr;Wanneer;Stuksprijs\n1;2026-03-01;4,50\n")
    shown = CliRunner().invoke(app, ["sources", "check", str(tmp_path), "-w", str(tmp_path), "--kind", "orders"])
    assert "its headers: Bonnr, Wanneer, Stuksprijs" in shown.output
    assert 'columns: {order_id: "?", ordered_at: "?", unit_price: "?", quantity: "?", customer_id: "?"}' in shown.output


@pytest.mark.integration
@pytest.mark.parametrize(
    ("point", "status"), [("publish.begin", "interrupted"), ("publish.after_verify", "not published")]
)
def test_a_killed_night_is_told_as_what_it_is_and_runs_again(
    shop: Path, monkeypatch: pytest.MonkeyPatch, point: str, status: str
) -> None:
    (shop / "inbox" / "orders" / "a.csv").write_text(ORDERS)
    monkeypatch.setenv("CRASH_AT", point)
    assert run("refresh", "-w", str(shop), "--as-of", "2026-03-02")[0] == 137
    monkeypatch.delenv("CRASH_AT")
    told = json.loads(run("status", "-w", str(shop), "--json")[1])
    assert (told["nights"][0]["status"], told["shown_night"]) == (status, None)
    code, out, _ = run("refresh", "-w", str(shop), "--as-of", "2026-03-02")
    assert code == 0
    assert "in this run; an earlier one took in 40 of 1 files for the night of 2026-03-02" in out
    told = json.loads(run("status", "-w", str(shop), "--json")[1])
    assert (told["nights"][0]["status"], told["shown_night"]) == ("published", "2026-03-02")


@pytest.mark.integration
def test_an_older_night_that_is_run_again_is_not_the_one_that_is_shown(shop: Path) -> None:
    (shop / "inbox" / "orders" / "a.csv").write_text(ORDERS)
    code, out, _ = run("refresh", "-w", str(shop), "--from", "2026-03-01", "--to", "2026-03-03")
    assert code == 0
    assert "Nights of this run" in out
    rows = [line.split() for line in out.splitlines() if line.startswith("2026-03-0")]
    assert [row[:2] for row in rows] == [[f"2026-03-0{day}", "published"] for day in (1, 2, 3)]
    code, out, _ = run("refresh", "-w", str(shop), "--as-of", "2026-03-01")
    assert code == 0
    assert "computed again" in out
    assert "the pages and the published file show the night of 2026-03-03 as before" in out
    told = json.loads(run("refresh", "-w", str(shop), "--as-of", "2026-03-02", "--json")[1])
    assert (told["shown_night"], [night["as_of"] for night in told["by_night"]]) == ("2026-03-03", ["2026-03-02"])
    out = run("status", "-w", str(shop))[1]
    assert "Shown by the pages and the published file: the night of 2026-03-03" in out
