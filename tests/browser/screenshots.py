"""Takes the screenshots of docs/screenshots from a served database: python tests/browser/screenshots.py ADDRESS DB."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

from conftest import FLAGS
from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"


def main(address: str, database: str) -> None:
    """One picture of each main page, 1280 px wide."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    query = "select id, document_id from targets where boxes is not null and page > 1 order by char_start limit 1"
    ((target, document),) = sqlite3.connect(database).execute(query)
    pages = {
        "start": "/", "search": "/?q=nong+thon+moi+nang+cao", "compare": "/compare", "plan": f"/plan/{document}",
        "evidence": f"/evidence/targets/{target}", "review": "/review",
        "question": f"/{Path(database).stem}/targets_of_a_province?tier=NTM",
    }  # fmt: skip
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 860})
        for name, path in pages.items():
            page.goto(address + path)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=FOLDER / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
