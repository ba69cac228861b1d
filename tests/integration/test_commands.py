"""Dagster's own commands on this project, as a data engineer types them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from persona_pipeline.settings import KEY_VARIABLE
from tests.architecture.tree import ROOT

from .shop import NIGHTS, make_shop, make_workspace

pytestmark = pytest.mark.integration


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A DAGSTER_HOME with the project's dagster.yaml, its storage beside it."""
    text = (ROOT / "dagster.yaml").read_text()
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "dagster.yaml").write_text(text.replace(": .dagster", f": {tmp_path / 'storage'}"))
    return tmp_path / "home"


def dg(home: Path, workspace: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "DAGSTER_HOME": str(home),
        "PERSONA_WORKSPACE": str(workspace),
        KEY_VARIABLE: "a-key-for-tests-only-0123456789",
    }
    command = [str(Path(sys.executable).with_name("dg")), *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)


def test_check_and_list_defs(home: Path, tmp_path: Path) -> None:
    checked = dg(home, tmp_path, "check", "defs")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    listed = dg(home, tmp_path, "list", "defs", "--json")
    assert listed.returncode == 0, listed.stdout + listed.stderr
    for name in ("marts/rfm_segments", "nightly_refresh", "every_night", "run_failed", "new_files"):
        assert name in listed.stdout


def test_launch_a_night_and_then_one_table(home: Path, tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "w", make_shop(tmp_path / "shop"), NIGHTS[:1])
    night = dg(home, workspace.root, "launch", "--job", "nightly_refresh", "--partition", str(NIGHTS[0]))
    assert night.returncode == 0, night.stdout[-3000:] + night.stderr[-3000:]
    assert (workspace.published / "personas.duckdb").exists()
    table = dg(home, workspace.root, "launch", "--assets", "marts/rfm_segments", "--partition", str(NIGHTS[0]))
    assert table.returncode == 0, table.stdout[-3000:] + table.stderr[-3000:]
