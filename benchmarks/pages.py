"""How large the pages are and how fast they open: python -m benchmarks.pages WORKSPACE (after `make demo`: .demo).

Takes a copy of the workspace's warehouse, lets its nights come again and again until there are 400, and its last night's members until
there are a million; writes all pages, and opens each from disk in Chromium, wide and light. Prints a table and writes
benchmarks/results/pages.json: the largest page in kB, the longest time until a page was loaded (the middle of three), findings of axe
that are serious or critical, and the seconds in which all pages were written.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.personas.results import table
from persona_pipeline.context import Context
from persona_pipeline.pages import write_pages
from persona_pipeline.settings import Workspace, load_settings
from persona_pipeline.warehouse import Warehouse

if TYPE_CHECKING:
    from datetime import date

RESULTS = Path(__file__).with_name("results") / "pages.json"
NIGHTS, MEMBERS, TIMES = 400, 1_000_000, 3
HISTORIES = ("persona_profiles", "persona_kpis", "persona_verdicts", "drift_signals", "rfm_summary", "persona_nights")


def grow(warehouse: Warehouse, last: date) -> tuple[int, int]:
    """Nights and members that there are then."""
    shift = (Path(__file__).with_name("pages_sql") / "shift.sql").read_text()
    con = warehouse.con
    nights = con.execute("select count(distinct as_of) from marts.persona_profiles").fetchall()[0][0]
    for name in HISTORIES:
        table_name = f"marts.{name}"
        con.execute(f"insert into {table_name} by name {shift}", {"nights": nights, "last": last, "name": table_name})
    found = con.execute("select count(*) from marts.persona_members where as_of = ?", [last]).fetchall()[0][0]
    for name in ("persona_members", "rfm_segments"):
        con.execute(
            f"insert into marts.{name} by name select t.* replace (t.customer_key || '-' || r.again as customer_key) "
            f"from marts.{name} as t cross join range(1, $times) as r(again) where t.as_of = $last",
            {"times": -(-MEMBERS // found), "last": last},
        )
    counted = con.execute(
        "select count(distinct as_of), (select count(*) from marts.persona_members where as_of = $last) from marts.persona_profiles",
        {"last": last},
    ).fetchall()[0]
    return int(counted[0]), int(counted[1])


def opened(pages: Path) -> list[tuple[str, float, float, int]]:
    """Name, kB, milliseconds and serious findings of every page."""
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    found = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        for path in sorted(pages.rglob("*.html")):
            tab = browser.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True).new_page()
            times = [_milliseconds(tab, path) for _ in range(TIMES)]
            findings = [f for f in Axe().run(tab).response["violations"] if f["impact"] in ("serious", "critical")]
            name = path.relative_to(pages).as_posix()
            found.append((name, path.stat().st_size / 1024, statistics.median(times), len(findings)))
            tab.context.close()
        browser.close()
    return found


def _milliseconds(tab: Any, path: Path) -> float:
    tab.goto(path.as_uri())
    took: float = tab.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
    return took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workspace", type=Path, help="a workspace with a few weeks of nights")
    root = parser.parse_args().workspace.resolve()
    with tempfile.TemporaryDirectory() as name:
        place = Workspace(Path(name))
        for source in (Workspace(root).config, Workspace(root).warehouse, Workspace(root).decisions):
            shutil.copy(source, place.root / source.name)
        settings = load_settings(place.config)
        with Warehouse.open(place, settings) as warehouse:
            last = warehouse.query("select max(as_of) from ops.nights where status = 'published'")[0][0]
            nights, members = grow(warehouse, last)
            began = time.perf_counter()
            write_pages(Context(place, settings, warehouse, last))
            seconds = time.perf_counter() - began
        found = opened(place.pages)
    table(("page", "kB", "ms", "axe"), found)
    figures = {
        "nights": nights,
        "members": members,
        "pages": len(found),
        "page_kb_max": round(max(kb for _, kb, _, _ in found), 1),
        "page_open_ms_max": round(max(ms for _, _, ms, _ in found), 1),
        "axe_serious": sum(findings for *_, findings in found),
        "write_seconds": round(seconds, 2),
    }
    print(figures)
    RESULTS.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
