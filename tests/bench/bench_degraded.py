"""Rendered pages, worn at three levels, read by bare tesseract, by us, and by OCRmyPDF where it is installed.

    python tests/bench/bench_degraded.py [--pages N] [--dpi 150 200 300] [--levels light medium heavy] [--peer OCRMYPDF]

Prints character errors of running text, CPU seconds a page, and the figures of text and of ruled tables that come out
wrong without a sign of it (silent), unreadable (garbled) or not at all (lost), before and after the second look. The
pages are set from the project's own texts; seeds are fixed (`degrade.py`), so two runs see the same pixels.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import degrade
import numpy as np
import regex
from degrade import LEVELS, Pixels, Sheet

from ocr import scan, tesseract
from ocr.clean import clean
from ocr.limits import Limits
from ocr.lots import Picture
from ocr.raw import RawPage, RawWord

TEXTS = Path(__file__).resolve().parents[2] / "corpus" / "text"
PLACES = ("Phú Lĩnh", "Mường Lài", "Nậm Khê", "Đại Lĩnh", "Khau Sa", "Hạ Phong", "Suối Vàng", "Lũng Mây", "Tả Phong")
LIMITS = Limits()
_EDGES = ".,;:()[]{}\"'“”‘’|_—–- "


def paragraphs() -> list[str]:
    """The running text of the project's samples."""
    lines = (line for path in sorted(TEXTS.glob("*.txt")) for line in path.read_text("utf-8").splitlines())
    return [line for line in lines if not line.startswith("@") and " | " not in line and len(line) > 20]


def text_sheets(count: int, dpi: int) -> list[Sheet]:
    """`count` pages of running text."""
    text, sheets, start = paragraphs(), [], 0
    while len(sheets) < count:
        if start > len(text) - 10:
            text, start = text[::-1], 0
        sheet, used = degrade.set_text(text[start:], dpi, len(sheets))
        sheets.append(sheet)
        start += used
    return sheets


def worn(sheets: Sequence[Sheet], level: str) -> list[Sheet]:
    """The sheets at a level; from medium on every second one bears a stamp and a signature."""
    marked = [
        degrade.sign(degrade.stamp(sheet, seed), seed) if seed % 2 and level != "light" else sheet
        for seed, sheet in enumerate(sheets)
    ]
    return [degrade.wear(sheet, LEVELS[level], seed) for seed, sheet in enumerate(marked)]


def distance(truth: str, read: str) -> int:
    """Characters that must be changed, added or dropped (Levenshtein)."""
    codes = np.array([ord(character) for character in read])
    steps = np.arange(len(read) + 1)
    row = steps.copy()
    for number, character in enumerate(truth, start=1):
        best = np.minimum(np.concatenate(([number], row[:-1] + (codes != ord(character)))), row + 1)
        best[0] = number
        row = np.minimum.accumulate(best - steps) + steps
    return int(row[-1])


def plain(text: str) -> str:
    """NFC with single spaces: what is compared."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def cpu() -> float:
    """CPU seconds of this process and of those it started."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def bare(pixels: Pixels, dpi: int) -> str:
    """Tesseract alone, on the grey picture."""
    grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)
    return " ".join(word.text for word in tesseract.recognise(grey, dpi, 300))


def ours(pixels: Pixels, dpi: int) -> RawPage:
    """The page as the reader gives it, boxes in pixels of the picture."""
    return ours_together([pixels], dpi)[0]


def ours_together(pages: Sequence[Pixels], dpi: int) -> list[RawPage]:
    """Pages of one file as the reader gives them, read together."""
    pictures = [Picture(pixels, dpi, 1, (pixels.shape[1], pixels.shape[0])) for pixels in pages]
    read = []
    for page in scan.read_pictures(pictures, LIMITS):
        if isinstance(page, Exception):
            raise page
        read.append(page)
    return read


def cleaned_only(pixels: Pixels, dpi: int) -> str:
    """Tesseract on the cleaned picture: the measure of what our own code costs."""
    cleaned = clean(pixels, dpi)
    began = cpu()
    tesseract.recognise(cleaned.image, cleaned.dpi, 300)
    return f"{cpu() - began:.6f}"


def peer(command: str, pixels: Pixels, dpi: int) -> str:
    """OCRmyPDF with its own cleaning (deskew, clean) on the same picture."""
    with tempfile.TemporaryDirectory() as folder:
        source, text = Path(folder) / "page.png", Path(folder) / "page.txt"
        cv2.imwrite(str(source), pixels[:, :, ::-1])
        options = ["-l", "vie", "--image-dpi", str(dpi), "--deskew", "--clean", "--sidecar", str(text), "-j", "1"]
        options += ["--output-type", "pdf", "--optimize", "0", "-q"]
        path = f"{Path(command).parent}{os.pathsep}{os.environ['PATH']}"
        subprocess.run(
            [command, *options, str(source), str(Path(folder) / "page.pdf")],
            check=True,
            capture_output=True,
            timeout=300,
            env={**os.environ, "OMP_THREAD_LIMIT": "1", "PATH": path},
        )
        return text.read_text("utf-8")


def words_of(page: RawPage) -> list[RawWord]:
    """All words of a page, those in tables too."""
    return [word for line in page.all_lines() for word in line.words]


def verdicts(sheet: Sheet, words: Sequence[RawWord], say: Callable[[RawWord], str]) -> Counter[str]:
    """What became of each figure of the sheet, matched by place: right, silent, garbled or lost."""
    found: Counter[str] = Counter()
    for token in sheet.tokens:
        truth = token.text.strip(_EDGES)
        if not truth or any(character.isalpha() for character in truth) or not any(map(str.isdigit, truth)):
            continue
        x0, y0, x1, y1 = token.box
        hits = [
            word
            for word in words
            if min(word.x1, x1) - max(word.x0, x0) > 0.3 * min(word.x1 - word.x0, x1 - x0)
            and y0 - 3 <= (word.y0 + word.y1) / 2 <= y1 + 3
        ]
        read = " ".join(say(word) for word in sorted(hits, key=lambda word: word.x0)).strip(_EDGES)
        figure = bool(regex.fullmatch(r"[\d.,/%]+", read))
        found["right" if read == truth else "silent" if figure else "garbled" if read else "lost"] += 1
    return found


def level_row(level: str, dpi: int, count: int, command: str | None) -> None:
    """Measure one level at one resolution and print it."""
    sheets = worn(text_sheets(count, dpi), level)
    tables = worn([degrade.set_tables(PLACES, dpi, seed) for seed in range(max(count // 2, 1))], level)
    errors: Counter[str] = Counter()
    seconds: Counter[str] = Counter()
    characters = 0
    text_words = []
    for sheet in sheets:
        truth = plain(sheet.text)
        characters += len(truth)
        for name in ("bare", "ours", *(("peer",) if command else ())):
            began = cpu()
            if name == "ours":
                page = ours(sheet.pixels, dpi)
                text_words.append(words_of(page))
                read = page.text
            else:
                read = peer(command or "", sheet.pixels, dpi) if name == "peer" else bare(sheet.pixels, dpi)
            seconds[name] += cpu() - began
            errors[name] += distance(truth, plain(read))
        seconds["cleaned"] += float(cleaned_only(sheet.pixels, dpi))
    print(f"{level} {dpi} dpi, {count} pages of text:", end=" ")
    print(", ".join(f"CER {name} {100 * errors[name] / characters:.2f} %" for name in errors), end="; ")
    print(", ".join(f"{name} {seconds[name] / count:.2f} s" for name in seconds), flush=True)
    table_words = [words_of(ours(sheet.pixels, dpi)) for sheet in tables]
    for kind, some, read_words in (("text", sheets, text_words), ("tables", tables, table_words)):
        before: Counter[str] = Counter()
        after: Counter[str] = Counter()
        for sheet, words in zip(some, read_words, strict=True):
            before += verdicts(sheet, words, lambda word: word.before or word.text)
            after += verdicts(sheet, words, lambda word: word.text)
        print(f"    figures in {kind}: before {dict(sorted(before.items()))} after {dict(sorted(after.items()))}")


def main() -> None:
    """Print a row for each level and resolution."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=6)
    parser.add_argument("--dpi", type=int, nargs="+", default=[150, 200, 300])
    parser.add_argument("--levels", nargs="+", choices=list(LEVELS), default=list(LEVELS))
    parser.add_argument("--peer", help="path of the command ocrmypdf (with unpaper beside it or on the path)")
    options = parser.parse_args()
    if not (degrade.FONTS / "croscore/Tinos-Regular.ttf").exists():
        sys.exit("skipped: the fonts of Debian's fonts-croscore and fonts-liberation2 are not installed")
    for dpi in options.dpi:
        for level in options.levels:
            level_row(level, dpi, options.pages, options.peer)


if __name__ == "__main__":
    main()
