"""A served database of the samples, and Chromium to look at it."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

SAMPLES = Path(__file__).resolve().parents[2] / "corpus" / "samples"
# what a browser does of itself against the network is switched off: pages must work without one
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


@dataclass
class Site:
    """A running server: its address, the link that signs in once, and its database."""

    address: str
    sign_in: str
    database: Path
    lines: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    hostile = folder / "hostile.txt"
    hostile.write_text(
        "KẾ HOẠCH\nI. MỤC TIÊU\n- Đến năm 2025 có 10/20 xã đạt chuẩn nông thôn mới <script>window.hacked = 1</script>"
        '<img src="x" onerror="window.hacked = 1"> & <b>đậm</b>.\n',
        encoding="utf-8",
    )
    database = folder / "samples.db"
    sample = SAMPLES / "minh-linh-2022.pdf"
    extract = [sys.executable, "-m", "extract", "extract", str(sample), str(hostile), "--db", str(database)]
    subprocess.run(extract, check=True, capture_output=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    serve = [sys.executable, "-u", "-m", "extract", "serve", "--db", str(database), "--port", str(port)]
    process = subprocess.Popen(serve, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout is not None
    lines: list[str] = []
    for line in process.stdout:
        lines.append(line)
        link = re.search(r"http://\S+/-/sign-in\?token=[\w-]+", line)
        if link:
            break
    else:
        pytest.fail("the server ended: " + "".join(lines))
    threading.Thread(target=process.stdout.read, daemon=True).start()  # its pipe must not fill
    for _ in range(300):  # the link is printed before the port is open
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    try:
        yield Site(f"http://127.0.0.1:{port}", link.group(), database)
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Any, site: Site) -> Iterator[Any]:
    """A page at 1280 px that fails its test on any console error or uncaught exception."""
    context = browser.new_context(base_url=site.address, viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    opened.set_default_timeout(15000)
    faults: list[str] = []
    opened.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: faults.append(str(error)))
    yield opened
    context.close()
    assert faults == []
