"""CPU of reading a scanned page: ours against bare tesseract on the same cleaned picture and against OCRmyPDF.

    PYTHONPATH=. python tests/bench/bench_ocr_cpu.py [--pages N] [--peer /path/to/ocrmypdf]

User and system seconds of this process and of all that it starts, at 200 dpi, in one run: text pages at the levels of
the degradation set, faxed, photographed and marked ones, and pages of ruled tables. "Ours" are the pages of one file,
read a few together; "ours alone" has each page in a file of its own. Tesseract reads one page a process. OCRmyPDF does
as much as we do: deskew, clean, `vie`, one job, one thread.
"""

from __future__ import annotations

import argparse
import shutil
from collections import defaultdict

import bench_degraded as bench
import degrade
import numpy as np
from degrade import LEVELS, Sheet

from ocr.spread import TOGETHER

DPI = 200
TABLES = "ruled tables"  # every cell is read by itself, which no bare tesseract does: told apart from the rest


def main() -> None:
    """Print seconds a page and ratios, level by level and over all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=8)
    parser.add_argument("--peer", default=shutil.which("ocrmypdf"), help="path of the command ocrmypdf")
    options = parser.parse_args()
    if options.peer is None:
        print("ocrmypdf is not installed: no ratio to it (name it with --peer)")
    total: defaultdict[str, float] = defaultdict(float)
    for kind, sheets in kinds(options.pages).items():
        seconds: defaultdict[str, float] = defaultdict(float)
        pages = [
            sheet.pixels if sheet.pixels.ndim == 3 else np.repeat(sheet.pixels[:, :, None], 3, 2) for sheet in sheets
        ]
        for start in range(0, len(pages), TOGETHER):
            lot = pages[start : start + TOGETHER]
            began = bench.cpu()
            bench.ours_together(lot, DPI)
            seconds["ours"] += bench.cpu() - began
            for pixels in lot:
                began = bench.cpu()
                bench.ours(pixels, DPI)
                seconds["ours alone"] += bench.cpu() - began
                seconds["tesseract on the cleaned page"] += float(bench.cleaned_only(pixels, DPI))
                began = bench.cpu()
                bench.bare(pixels, DPI)
                seconds["tesseract on the page as it came"] += bench.cpu() - began
                if options.peer:
                    began = bench.cpu()
                    bench.peer(options.peer, pixels, DPI)
                    seconds["OCRmyPDF"] += bench.cpu() - began
        report(kind, seconds, options.pages)
        if kind != TABLES:
            for name, spent in seconds.items():
                total[name] += spent
    report(f"all but {TABLES}", total, options.pages * (len(kinds(options.pages)) - 1))


def kinds(count: int) -> dict[str, list[Sheet]]:
    """So many pages of each kind."""
    text = bench.text_sheets(count, DPI)
    found = {level: bench.worn(text, level) for level in LEVELS}
    found["1-bit fax"] = [degrade.fax(sheet, seed) for seed, sheet in enumerate(text)]
    light = found["light"]
    found["photograph"] = [degrade.photograph(sheet, seed) for seed, sheet in enumerate(light)]
    found["blue watermark"] = [
        degrade.wear(degrade.watermark(sheet), LEVELS["light"], seed) for seed, sheet in enumerate(text)
    ]
    found[TABLES] = bench.worn([degrade.set_tables(bench.PLACES, DPI, seed) for seed in range(count)], "medium")
    return found


def report(level: str, seconds: dict[str, float], pages: int) -> None:
    """Print the seconds a page, and ours as a share of each other way's."""
    ours = seconds["ours"]
    print(f"{level}: ours {ours / pages:.2f} CPU s a page", end="")
    for name, spent in seconds.items():
        if name != "ours":
            print(f"; {name} {spent / pages:.2f} (ratio {ours / spent:.2f})", end="")
    print(flush=True)


if __name__ == "__main__":
    main()
