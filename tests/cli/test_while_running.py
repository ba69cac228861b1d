"""Commands that look, while a night holds the warehouse: they say so, and advise nothing that would break it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from persona_pipeline.cli.app import app
from persona_pipeline.warehouse import Busy
from tests.cli.test_personas import HOLDING
from tests.console.conftest import published_shop  # noqa: F401

pytestmark = pytest.mark.slow


@pytest.fixture
def running(published_shop: Path, tmp_path: Path) -> Iterator[Path]:  # noqa: F811
    root = Path(shutil.copytree(published_shop, tmp_path / "shop", symlinks=True))
    night = subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(root)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert night.stdout
    assert night.stdout.readline() == "open\n"
    yield root
    night.communicate("")


def test_status_shows_what_was_published(running: Path) -> None:
    for more in ((), ("--json",)):
        done = CliRunner().invoke(app, ["status", "-w", str(running), *more])
        assert done.exit_code == 0, done.output


def test_doctor_does_not_advise_to_move_a_warehouse_that_is_in_use(running: Path) -> None:
    done = CliRunner().invoke(app, ["doctor", "-w", str(running)], terminal_width=200)
    assert "move warehouse.duckdb away" not in done.output
    assert "another process is working in it" in done.output


def test_a_night_that_another_program_keeps_from_the_warehouse_says_what_to_close(running: Path) -> None:
    """A SQL client keeps no lock of ours: the engine's own message advises options that nobody here has."""
    done = CliRunner().invoke(app, ["refresh", "-w", str(running)])
    assert isinstance(done.exception, Busy)
    assert "another program has the warehouse open. Mend: wait until it has ended, or close it" in str(done.exception)
