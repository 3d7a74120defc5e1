"""CPU of reading a scanned page: ours against bare tesseract on the same cleaned picture and against OCRmyPDF.

    PYTHONPATH=. python tests/bench/bench_ocr_cpu.py [--pages N] [--peer /path/to/ocrmypdf]

User and system seconds of this process and of all that it starts, on the degradation set at 200 dpi, in one run; the
pages of the three levels take turns. OCRmyPDF does as much as we do: deskew, clean, `vie`, one job, one thread.
"""

from __future__ import annotations

import argparse
import shutil
from collections import defaultdict

import bench_degraded as bench
from degrade import LEVELS

DPI = 200


def main() -> None:
    """Print seconds a page and ratios, level by level and over all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=6)
    parser.add_argument("--peer", default=shutil.which("ocrmypdf"), help="path of the command ocrmypdf")
    options = parser.parse_args()
    if options.peer is None:
        print("ocrmypdf is not installed: no ratio to it (name it with --peer)")
    total: defaultdict[str, float] = defaultdict(float)
    for level in LEVELS:
        seconds: defaultdict[str, float] = defaultdict(float)
        for sheet in bench.worn(bench.text_sheets(options.pages, DPI), level):
            began = bench.cpu()
            bench.ours(sheet.pixels, DPI)
            seconds["ours"] += bench.cpu() - began
            seconds["tesseract on the cleaned page"] += float(bench.cleaned_only(sheet.pixels, DPI))
            began = bench.cpu()
            bench.bare(sheet.pixels, DPI)
            seconds["tesseract on the page as it came"] += bench.cpu() - began
            if options.peer:
                began = bench.cpu()
                bench.peer(options.peer, sheet.pixels, DPI)
                seconds["OCRmyPDF"] += bench.cpu() - began
        report(level, seconds, options.pages)
        for name, spent in seconds.items():
            total[name] += spent
    report("all", total, options.pages * len(LEVELS))


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
