"""A digital PDF printed and scanned at a level of the degradation set: an image-only PDF at 200 dpi to be extracted.

    PYTHONPATH=. python tests/bench/degraded_plan.py PLAN.pdf light|medium|heavy SCAN.pdf [SEED]

From medium on every second page bears a stamp and a signature. Extract it and score it against the plan's own labels.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pypdfium2
from degrade import LEVELS, Sheet, sign, stamp, wear
from PIL import Image

from ocr import scan
from ocr.limits import Limits


def main(plan: Path, level: str, target: Path, seed: int) -> None:
    """Write the worn pages of `plan` to `target`; pages count on from `seed`."""
    document = pypdfium2.PdfDocument(plan)
    pages = []
    for number in range(len(document)):
        pixels, dpi = scan.render(document[number], number + 1, Limits())
        sheet = Sheet(pixels, dpi, ())
        if number % 2 and level != "light":
            sheet = sign(stamp(sheet, seed + number), seed + number)
        pages.append(Image.fromarray(wear(sheet, LEVELS[level], seed + number).pixels))
    pages[0].save(target, save_all=True, append_images=pages[1:], resolution=scan.DPI, quality=90)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]) if len(sys.argv) > 4 else 0)
