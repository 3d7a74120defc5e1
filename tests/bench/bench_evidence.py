"""How fast the evidence page of a long scan opens: the page and its image, first and from the cache.

    python -m tests.bench.bench_evidence [--pages 300]

Makes a PDF of noisy A4 scans at 200 dpi (JPEG, as scanners write them) and a database with a target on every page,
serves it, and opens the evidence of pages all over the file. Prints milliseconds, and the CPU time of drawing a page.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import statistics
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from extract.store import Store
from tests.bench.bench_web import served, timed

SIZE = (1654, 2339)  # pixels of an A4 page at 200 dpi
OPENED = 12


def scan(path: Path, pages: int) -> None:
    """Write a PDF of `pages` scans: lines of strokes on noisy paper."""
    noise = np.random.default_rng(1)

    def page(number: int) -> Image.Image:
        sheet = Image.fromarray(noise.normal(235, 8, SIZE[::-1]).clip(0, 255).astype("uint8"))
        pen = ImageDraw.Draw(sheet)
        for line in range(45):
            for word in range(12):
                left, top = 180 + word * 110, 150 + line * 46
                pen.rectangle((left, top, left + 60 + number % 30, top + 22), 40)
        return sheet

    first = page(0)
    first.save(path, "PDF", resolution=200, save_all=True, append_images=(page(n) for n in range(1, pages)), quality=75)


def store(database: Path, source: Path, pages: int) -> None:
    """A database that says of every page of `source` that a target stands on it."""
    file = hashlib.sha256(source.read_bytes()).hexdigest()
    with Store(database) as opened, opened.transaction() as connection:
        connection.execute(
            "insert into files (id, name, path, pages, kind, status, pipeline, started_at, seconds) "
            "values (?, ?, ?, ?, 'scanned', 'ok', 'bench', '', 0)",
            [file, source.name, str(source), pages],
        )
        connection.execute(
            "insert into documents (id, file_id, part, text, char_start, char_end) values ('d', ?, 1, ?, 0, ?)",
            [file, "chữ " * 600 * pages, 2400 * pages],
        )
        for number in range(pages):
            connection.execute(
                "insert into pages (id, file_id, number, width, height, method, trust, rotation, text) "
                "values (?, ?, ?, 595, 842, 'ocr', 0.9, 0, '')",
                [f"p{number}", file, number + 1],
            )
            connection.execute(
                "insert into targets (id, document_id, page, char_start, char_end, quote, boxes, confidence, "
                "extractor, kind, subject, comparator, change) "
                "values (?, 'd', ?, ?, ?, 'chữ', ?, 0.9, '', 'quantity', 'x', '=', 'level')",
                [f"t{number}", number + 1, 2400 * number, 2400 * number + 3, f"[[{number + 1}, 100, 100, 300, 120]]"],
            )


def main() -> None:
    """Make the scan, open pages of it, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=300)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        source, database = Path(folder) / "scan.pdf", Path(folder) / "bench.db"
        scan(source, options.pages)
        store(database, source, options.pages)
        file = hashlib.sha256(source.read_bytes()).hexdigest()
        opened = random.Random(2).sample(range(options.pages), OPENED)
        with served(database) as (address, _):
            timed(f"{address}/")
            before = os.times()
            for name in ("first", "cached"):
                spent = [
                    timed(f"{address}/evidence/targets/t{number}") + timed(f"{address}/image/{file}/{number + 1}.png")
                    for number in opened
                ]
                print(f"{name:7} median {statistics.median(spent):6.0f} ms, slowest {max(spent):6.0f} ms")
        after = os.times()  # the server has ended: its time and that of its drawing processes is known now
        seconds = sum(after[2:4]) - sum(before[2:4])  # user and system of children
        print(f"{options.pages} pages, {source.stat().st_size / 2**20:.0f} MB; load {os.getloadavg()[0]:.1f}; "
              f"server and drawing together {1000 * seconds / OPENED:.0f} CPU ms a page")  # fmt: skip


if __name__ == "__main__":
    main()
