"""Screenshots of a workspace's pages for the README: python -m benchmarks.screenshots WORKSPACE (after `make demo`: .demo).

Needs Chromium. Writes docs/img/*.png, what a reader sees first of each page; each prints its size.
"""

from __future__ import annotations

import argparse
import os
import shutil
from pathlib import Path
from typing import NamedTuple

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "img"


class Shot(NamedTuple):
    """A page of a language, in a scheme, as wide and as high as this."""

    name: str
    page: str
    scheme: str
    width: int
    height: int


SHOTS = (
    Shot("overview", "en/overview.html", "light", 1280, 1000),
    Shot("drift", "en/drift.html", "light", 1280, 800),
    Shot("migration", "en/migration.html", "light", 1280, 860),
    Shot("persona-nl", "nl/persona-P02.html", "dark", 1280, 900),
    Shot("personas-narrow", "nl/personas.html", "light", 375, 800),
)


def main() -> None:
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workspace", type=Path, help="a workspace whose pages are written")
    pages = parser.parse_args().workspace.resolve() / "pages"
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        raise SystemExit("there is no chromium here. Mend: apt-get install chromium")
    IMAGES.mkdir(exist_ok=True)
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        for shot in SHOTS:
            context = browser.new_context(
                viewport={"width": shot.width, "height": shot.height},
                color_scheme="dark" if shot.scheme == "dark" else "light",
            )
            tab = context.new_page()
            tab.goto((pages / shot.page).as_uri())
            path = IMAGES / f"{shot.name}.png"
            tab.screenshot(path=path)
            print(f"{path.relative_to(IMAGES.parents[1])}  {path.stat().st_size / 1024:.0f} kB")
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
