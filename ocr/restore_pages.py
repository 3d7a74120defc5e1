"""Pages to learn misreadings from: text set in a serif face, worn like a scan, and read with the wrong language.

In: paragraphs. Out: the page's text as tesseract reads it, and (noisy token, true token, kind) triples matched by word
boxes; kind is "1" (one to one), "split" (one true token read as several, joined by a space), "merged" (several read as
one) or "lost". Needs a serif font with Vietnamese letters and tesseract; only training calls it.
"""

from __future__ import annotations

import csv
import io
import os
import random
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

FONT_FOLDER = Path("/usr/share/fonts/truetype")
FACES = ("croscore/Tinos", "liberation2/LiberationSerif")
WIDTH_INCHES, HEIGHT_INCHES = 8.27, 11.69
MARGIN_INCHES = (0.8, 0.8, 1.2, 0.8)  # top, right, bottom, left: Decree 30/2020/NĐ-CP, annex I
POINTS = (13, 14)  # the sizes that the decree sets for running text
DPI = (150, 200, 300, 300)

Pixels = NDArray[np.uint8]
Triple = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """One page as it was set and as it was read: lines of true text, the engine's text, matched tokens."""

    truth: str
    noisy: str
    triples: tuple[Triple, ...]


@dataclass(frozen=True, slots=True)
class _Set:
    """A token as it was set: its box in pixels (left, top, right, bottom)."""

    text: str
    box: tuple[float, float, float, float]


def _font(face: str, style: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONT_FOLDER / f"{face}-{style}.ttf"), size)


def set_page(paragraphs: Sequence[str], rng: random.Random, dpi: int) -> tuple[Image.Image, list[list[_Set]], int]:
    """Set paragraphs on one A4 page, justified; returns the image, its lines of tokens, and how many paragraphs fit."""
    width, height = round(WIDTH_INCHES * dpi), round(HEIGHT_INCHES * dpi)
    top, right, bottom, left = (round(margin * dpi) for margin in MARGIN_INCHES)
    image = Image.new("L", (width, height), 255)
    draw = ImageDraw.Draw(image)
    face, size = rng.choice(FACES), round(rng.choice(POINTS) * dpi / 72)
    leading = round(size * rng.uniform(1.2, 1.5))
    lines: list[list[_Set]] = []
    y = top
    used = 0
    for paragraph in paragraphs:
        style = rng.choices(("Regular", "Bold", "Italic", "BoldItalic"), (80, 12, 6, 2))[0]
        font = _font(face, style, size)
        space = font.getlength(" ")
        x: float = left + round(0.5 * dpi)
        row: list[tuple[str, float, float]] = []
        rows = []
        for token in paragraph.split():
            length = font.getlength(token)
            if row and x + length > width - right:
                rows.append(row)
                row, x = [], left
            row.append((token, x, x + length))
            x += length + space
        rows.append(row)
        if y + leading * len(rows) > height - bottom:
            break
        for number, row in enumerate(rows):
            slack = width - right - row[-1][2] if number < len(rows) - 1 and len(row) > 1 else 0.0
            placed = []
            for index, (token, x0, x1) in enumerate(row):
                shift = slack * index / max(len(row) - 1, 1)
                draw.text((x0 + shift, y), token, font=font, fill=0)
                placed.append(_Set(token, (x0 + shift, y, x1 + shift, y + leading)))
            lines.append(placed)
            y += leading
        y += round(leading * rng.uniform(0.2, 0.5))
        used += 1
    return image, lines, used


def wear(image: Image.Image, rng: random.Random, dpi: int) -> Pixels:
    """The page as a scanner sees it: slant, thick or thin ink, lost detail, blur, grain, JPEG or black and white."""
    pixels = np.asarray(image, dtype=np.uint8)
    height, width = pixels.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), rng.uniform(-0.4, 0.4), 1)
    worn = cv2.warpAffine(pixels, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=255)
    if rng.random() < 0.4:  # ink spreads on copying, or thins out
        soft = cv2.GaussianBlur(worn, (0, 0), 0.8 * dpi / 300)
        worn = cv2.min(worn, soft) if rng.random() < 0.6 else cv2.max(worn, soft)
    if rng.random() < 0.4:  # scanned coarser than it is kept
        shrink = rng.uniform(0.45, 0.8)
        small = cv2.resize(worn, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
        worn = cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)
    grain = np.random.default_rng(rng.randrange(2**32)).normal(0, rng.uniform(2, 30), worn.shape)
    mixed = worn.astype(np.float32) * rng.uniform(0.7, 0.95) + rng.uniform(0, 25) + grain
    worn = np.clip(cv2.GaussianBlur(mixed, (0, 0), rng.uniform(0.5, 1.8) * dpi / 300), 0, 255).astype(np.uint8)
    if rng.random() < 0.5:
        level = rng.uniform(0.55, 0.85) * float(np.percentile(worn, 90))
        return np.where(worn > level, 255, 0).astype(np.uint8)
    _, coded = cv2.imencode(".jpg", worn, [cv2.IMWRITE_JPEG_QUALITY, rng.randint(25, 90)])
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE), dtype=np.uint8)


def read_page(pixels: Pixels, language: str, dpi: int) -> list[tuple[str, tuple[float, float, float, float], int]]:
    """Tesseract's words of a page: text, box in pixels, and the number of its line."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.pgm"
        cv2.imwrite(str(path), pixels)
        command = ["tesseract", str(path), "-", "-l", language, "--psm", "3", "--dpi", str(dpi), "tsv"]
        done = subprocess.run(
            command, capture_output=True, check=True, timeout=40, env={**os.environ, "OMP_THREAD_LIMIT": "1"}
        )
    rows = csv.DictReader(io.StringIO(done.stdout.decode()), delimiter="\t", quoting=csv.QUOTE_NONE)
    found = []
    number, last = -1, ""
    for row in rows:
        if row["level"] != "5" or not row["text"].strip():
            continue
        line = f"{row['block_num']}/{row['par_num']}/{row['line_num']}"
        number, last = number + (line != last), line
        left, top = float(row["left"]), float(row["top"])
        found.append((row["text"], (left, top, left + float(row["width"]), top + float(row["height"])), number))
    return found


def _overlap(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> float:
    """How much of the narrower box's width the two share (0-1); 0 where b's middle lies outside a's height."""
    middle = (b[1] + b[3]) / 2
    if not a[1] <= middle <= a[3]:
        return 0.0
    return (min(a[2], b[2]) - max(a[0], b[0])) / max(min(a[2] - a[0], b[2] - b[0]), 1)


def match(
    lines: Sequence[Sequence[_Set]], found: Sequence[tuple[str, tuple[float, float, float, float], int]]
) -> list[Triple]:
    """Pair set tokens with read words by their boxes, in reading order."""
    triples: list[Triple] = []
    for line in lines:
        band = [item for item in found if line[0].box[1] <= (item[1][1] + item[1][3]) / 2 <= line[0].box[3]]
        band.sort(key=lambda item: item[1][0])
        hits = [[index for index, item in enumerate(band) if _overlap(token.box, item[1]) > 0.4] for token in line]
        position = 0
        while position < len(line):
            group = hits[position]
            if not group:
                triples.append(("", line[position].text, "lost"))
                position += 1
                continue
            last = position
            while last + 1 < len(line) and set(hits[last + 1]) & set(group):
                last += 1
            truth = " ".join(token.text for token in line[position : last + 1])
            noisy = " ".join(band[index][0] for index in group)
            kind = "merged" if last > position else "split" if len(group) > 1 else "1"
            triples.append((noisy, truth, kind))
            position = last + 1
    return triples


def readings(paragraphs: Sequence[str], language: str, pages: int, seed: int) -> Iterator[Reading]:
    """Set, wear and read up to `pages` pages of consecutive paragraphs (about 3 CPU seconds each)."""
    rng = random.Random(seed)
    start = 0
    for _ in range(pages):
        if start >= len(paragraphs):
            return
        dpi = rng.choice(DPI)
        image, lines, used = set_page(paragraphs[start : start + 60], rng, dpi)
        start += max(used, 1)  # a paragraph longer than a page is passed over
        if not used:
            continue
        try:
            found = read_page(wear(image, rng, dpi), language, dpi)
        except subprocess.TimeoutExpired:  # tesseract loses itself in some grain
            continue
        rows: dict[int, list[str]] = {}
        for text, _box, number in found:
            rows.setdefault(number, []).append(text)
        yield Reading(
            truth="\n".join(" ".join(token.text for token in line) for line in lines),
            noisy="\n".join(" ".join(row) for row in rows.values()),
            triples=tuple(match(lines, found)),
        )
