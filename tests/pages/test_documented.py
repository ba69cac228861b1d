"""What docs/pages.md says of size and speed is what the benchmark wrote down."""

import json
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_figures_are_those_of_the_benchmark() -> None:
    found = json.loads((ROOT / "benchmarks" / "results" / "pages.json").read_text())
    text = (ROOT / "docs" / "pages.md").read_text(encoding="utf-8")
    assert f"{found['page_kb_max']:.0f} kB" in text
    assert f"{found['page_open_ms_max']:.0f} ms" in text
    assert found["axe_serious"] == 0
    assert (found["nights"], found["members"] >= 1_000_000) == (400, True)
