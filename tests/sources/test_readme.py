"""The table of formats in the README names every format that there is."""

from __future__ import annotations

import fnmatch
import re
from pathlib import Path

from persona_pipeline.sources import all_formats

README = Path(__file__).resolve().parents[2] / "README.md"


def test_the_table_names_every_format() -> None:
    rows = [line.split("|")[1] for line in README.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    named = {name for row in rows for name in re.findall(r"`([a-z0-9_*]+)`", row)}
    missing = {each.name for each in all_formats() if not any(fnmatch.fnmatch(each.name, name) for name in named)}
    assert not missing
