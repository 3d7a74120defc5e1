"""Pages that lie, hang or were marked in odd ways: character errors of each, from one page set in type.

    PYTHONPATH=. python tests/bench/bench_odd.py [NAME...]

Every page goes through `ocr.reader` as a file (PDF, PNG, JPEG or TIFF). The text that was set is the truth; white space
counts as one space. Seeds are fixed.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable
from pathlib import Path

import cv2
import degrade
import numpy as np
from bench_legacy import distance
from degrade import LEVELS, Pixels, Sheet
from PIL import Image

from ocr import reader

TEXT = Path(__file__).resolve().parents[2] / "corpus" / "text" / "ke-hoach-minh-linh-2021-2025.txt"
DPI = 200


def clean_page(first: int, seed: int, points: float = 13.5) -> Sheet:
    """A page of running text from paragraph `first` on, as it was set."""
    rows = [row for row in TEXT.read_text("utf-8").splitlines() if row and row[0] != "@" and "|" not in row]
    return degrade.set_text(rows[first:], DPI, seed, points)[0]


def page(first: int, seed: int) -> Sheet:
    """The same as a good scanner sees it."""
    return degrade.wear(clean_page(first, seed), LEVELS["light"], seed, skew=0.0)


def packed(pixels: Pixels, kind: str = "PNG", **options: object) -> bytes:
    """The pixels as an image file."""
    held = io.BytesIO()
    Image.fromarray(pixels).save(held, kind, dpi=(DPI, DPI), **options)
    return held.getvalue()


def turned(sheet: Sheet, quarters: int) -> bytes:
    """The page as it comes from a scanner into which it was fed turned, as an image."""
    return packed(np.ascontiguousarray(np.rot90(sheet.pixels, quarters)))


def rotated_pdf(sheet: Sheet, quarters: int, note: int) -> bytes:
    """A PDF of the turned picture whose /Rotate says `note`."""
    import pypdfium2

    image = Image.fromarray(np.ascontiguousarray(np.rot90(sheet.pixels, quarters)))
    document = pypdfium2.PdfDocument.new()
    width, height = image.width * 72 / DPI, image.height * 72 / DPI
    leaf = document.new_page(width, height)
    held = pypdfium2.PdfImage.new(document)
    held.set_bitmap(pypdfium2.PdfBitmap.from_pil(image))
    held.set_matrix(pypdfium2.PdfMatrix().scale(width, height))
    leaf.insert_obj(held)
    leaf.set_rotation(note)
    leaf.gen_content()
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def tiff(sheets: list[Sheet]) -> bytes:
    """A TIFF of several black-and-white pages (CCITT group 4)."""
    pages = [
        Image.fromarray(cv2.cvtColor(s.pixels, cv2.COLOR_RGB2GRAY)).point(lambda v: 255 * (v > 150)) for s in sheets
    ]
    first, *rest = [image.convert("1") for image in pages]
    held = io.BytesIO()
    first.save(held, "TIFF", save_all=True, append_images=rest, compression="group4", dpi=(DPI, DPI))
    return held.getvalue()


# what is painted on a set page before it is worn: the ink is scanned with the page
MARKS: dict[str, Callable[[Sheet], Sheet]] = {
    "blue watermark, scanned": degrade.watermark,
    "red watermark, scanned": lambda sheet: degrade.watermark(sheet, (235, 150, 150)),
    "grey watermark, scanned": lambda sheet: degrade.watermark(sheet, (205, 205, 205)),
    "green mark along the margin, scanned": lambda sheet: degrade.watermark(sheet, (30, 140, 60), 0),
    "red stamp, scanned": lambda sheet: degrade.stamp(sheet, 3),
    "red stamp over blue signature, scanned": lambda sheet: degrade.stamp(degrade.sign(sheet, 3), 3),
    "red and blue stamp, scanned": lambda sheet: degrade.stamp(degrade.stamp(sheet, 3), 5, (60, 60, 180)),
    "thick red stamp, scanned": lambda sheet: degrade.thick_stamp(sheet, 3),
    "thick violet stamp, scanned": lambda sheet: degrade.thick_stamp(sheet, 3, (120, 50, 150)),
    "small print, scanned": lambda sheet: sheet,
    "red stamp over small print, scanned": lambda sheet: degrade.stamp(sheet, 3),
    "blue watermark over small print, scanned": degrade.watermark,
}


def marked(name: str, level: str = "medium") -> Sheet:
    """The page of `MARKS` of that name."""
    return degrade.wear(MARKS[name](clean_page(9, 4, 9.5 if "small" in name else 13.5)), LEVELS[level], 4)


def cases() -> dict[str, Callable[[], tuple[bytes, str]]]:
    """The pages by name, as functions that give a file and its text."""
    one, two = page(9, 4), page(30, 5)
    text, both = one.text, f"{one.text} {two.text}"
    found: dict[str, Callable[[], tuple[bytes, str]]] = {"upright": lambda: (turned(one, 0), text)}
    for quarters in (1, 2, 3):
        found[f"image turned {90 * quarters}"] = lambda q=quarters: (turned(one, q), text)  # type: ignore[misc]
        found[f"PDF turned {90 * quarters}, put right by /Rotate"] = lambda q=quarters: (  # type: ignore[misc]
            rotated_pdf(one, q, 90 * q),
            text,
        )
    found["PDF upright, turned by /Rotate 90"] = lambda: (rotated_pdf(one, 0, 90), text)
    for angle in (-5.0, -3.0, -1.0, 2.0, 5.0):
        found[f"skew {angle:+.0f} degrees"] = lambda a=angle: (packed(degrade.turn(one, a, 250).pixels), text)  # type: ignore[misc]
    found["turned 90 and skew 3"] = lambda: (turned(degrade.turn(one, 3, 250), 1), text)
    found["facing pages"] = lambda: (packed(degrade.spread(one, two).pixels), both)
    found["facing pages turned 90"] = lambda: (turned(degrade.spread(one, two), 1), both)
    found["TIFF of two 1-bit pages"] = lambda: (tiff([one, two]), both)
    found["image of a drawn page"] = lambda: (packed(clean_page(9, 4).pixels), text)
    found["1-bit fax"] = lambda: (packed(degrade.fax(clean_page(9, 4), 7).pixels), text)
    for seed in (1, 2, 3):
        found[f"photograph {seed}"] = lambda s=seed: (  # type: ignore[misc]
            packed(degrade.photograph(one, s).pixels, "JPEG", quality=85),
            text,
        )
    found["portal's watermark"] = lambda: (packed(degrade.watermark(one).pixels), text)
    found["red watermark"] = lambda: (packed(degrade.watermark(one, (235, 150, 150)).pixels), text)
    found["grey watermark"] = lambda: (packed(degrade.watermark(one, (205, 205, 205)).pixels), text)
    found["light grey watermark"] = lambda: (packed(degrade.watermark(one, (225, 225, 225)).pixels), text)
    found["dark grey watermark"] = lambda: (packed(degrade.watermark(one, (175, 175, 175)).pixels), text)
    found["red stamp"] = lambda: (packed(degrade.stamp(one, 3).pixels), text)
    found["red stamp over blue signature"] = lambda: (packed(degrade.stamp(degrade.sign(one, 3), 3).pixels), text)
    found |= {name: lambda n=name: (packed(marked(n).pixels, "JPEG", quality=75), marked(n).text) for name in MARKS}  # type: ignore[misc]
    return found


def flat(text: str) -> str:
    """One space for any white space; without the page number, which reading takes for furniture."""
    return re.sub(r"^\d+ ", "", " ".join(text.split()))


def main(names: list[str]) -> None:
    """Print a table."""
    for name, make in cases().items():
        if names and not any(part in name for part in names):
            continue
        data, text = make()
        document = reader.read_bytes(data, name)
        truth, read = flat(text), flat(document.text)
        turns = "/".join(str(leaf.rotation) for leaf in document.pages)
        print(f"| {name} | {distance(truth, read) / len(truth):.2%} | {turns} |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
