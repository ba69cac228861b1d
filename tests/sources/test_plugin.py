"""A format that another package brings through an entry point is read like our own. The README shows this very package."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.integration

README = Path(__file__).resolve().parents[2] / "README.md"
ENTRY_POINT = "[persona_pipeline.formats]\ntillsoft = tillsoft_formats\n"
RECEIPTS = "bon;moment;klant;artikel;stuks;bedrag;betaald_met\n17;2026-03-01 12:00;L-9;Mok;2;7.00;pin\n18;2026-03-01 12:05;;Bord;-1;-5.00;pin\n"


def example() -> str:
    """The module in the README."""
    found = re.search(r"```python\n# tillsoft_formats\.py\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert found, "the README shows how to add a format"
    return found.group(1)


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A folder that holds the package as pip would install it."""
    site = tmp_path / "site"
    info = site / "tillsoft-1.0.dist-info"
    info.mkdir(parents=True)
    (site / "tillsoft_formats.py").write_text(example(), encoding="utf-8")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: tillsoft\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(ENTRY_POINT)
    return site


def check(site: Path, file: Path) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"PYTHONPATH": str(site), "PERSONA_PIPELINE_KEY": "0123456789abcdef0123"}
    program = "from persona_pipeline.cli import main; main()"
    command = [sys.executable, "-c", program, "sources", "check", str(file), "--json"]
    return subprocess.run(command, env=env, capture_output=True, text=True, cwd=file.parent, check=False)


def test_a_package_brings_a_format(installed: Path, tmp_path: Path) -> None:
    file = tmp_path / "kassa.csv"
    file.write_text(RECEIPTS, encoding="utf-8")
    result = check(installed, file)
    assert result.returncode == 0, result.stderr
    text = json.dumps(json.loads(result.stdout))
    assert '"tillsoft"' in text
    assert '"rows": 2' in text
    assert '"rows_accepted": 2' in text


def test_a_package_that_does_not_load_is_named(installed: Path, tmp_path: Path) -> None:
    (installed / "tillsoft_formats.py").write_text("raise ImportError('no such library')\n")
    file = tmp_path / "kassa.csv"
    file.write_text(RECEIPTS, encoding="utf-8")
    result = check(installed, file)
    assert result.returncode != 0
    assert "tillsoft = tillsoft_formats" in result.stderr + result.stdout


def test_the_example_is_short() -> None:
    assert len(example().splitlines()) < 40
