"""Pages set in type and worn as scanners, copiers, portals and telephones wear them, with the truth of every word.

In: paragraphs and tables of the project's own texts. Out: `Sheet`s (RGB pixels, words with boxes) and their worn forms.
Every random step comes from the seed, so the same call gives the same pixels. The levels are set so that bare tesseract
errs on them about as `docs/scanning.md` says; sizes are in inches or points, so that a level means the same at any dpi.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

Pixels = npt.NDArray[np.uint8]

FONTS = Path("/usr/share/fonts/truetype")
FACES = ("croscore/Tinos", "liberation2/LiberationSerif")  # the metrics of Times New Roman, as Decree 30/2020 wants it
MARGINS = (0.8, 0.8, 0.8, 1.2)  # inches: top, right, bottom, left (Decree 30/2020/NĐ-CP, annex I)
A4 = (8.27, 11.69)


@dataclass(frozen=True, slots=True)
class Token:
    """A word as it was set: its box in pixels of the sheet, and the line that it stands in."""

    text: str
    box: tuple[float, float, float, float]
    line: int


@dataclass(frozen=True)
class Sheet:
    """A page as it was set, before any wear."""

    pixels: Pixels
    dpi: int
    tokens: tuple[Token, ...]

    @property
    def text(self) -> str:
        """The words in reading order, one space between them."""
        return " ".join(token.text for token in self.tokens)

    def moved(self, pixels: Pixels, matrix: npt.NDArray[np.float64] | None = None) -> Sheet:
        """The same words on other pixels; `matrix` (3x3) says where a point of this sheet lies on them."""
        if matrix is None:
            return replace(self, pixels=pixels)
        tokens = []
        for token in self.tokens:
            x0, y0, x1, y1 = token.box
            u, v, w = matrix @ ((x0 + x1) / 2, (y0 + y1) / 2, 1.0)
            half = ((x1 - x0) / 2, (y1 - y0) / 2)
            box = (u / w - half[0], v / w - half[1], u / w + half[0], v / w + half[1])
            tokens.append(replace(token, box=box))
        return replace(self, pixels=pixels, tokens=tuple(tokens))


class _Setter:
    """Sets lines on one page, top down, and keeps where each word stands."""

    def __init__(self, dpi: int, rng: random.Random) -> None:
        self.dpi = dpi
        self.width, self.height = (round(side * dpi) for side in A4)
        self.top, self.right, self.bottom, self.left = (round(margin * dpi) for margin in MARGINS)
        self.image = Image.new("RGB", (self.width, self.height), "white")
        self.draw = ImageDraw.Draw(self.image)
        self.face = rng.choice(FACES)
        self.tokens: list[Token] = []
        self.line = 0
        self.y = self.top

    def font(self, style: str, points: float) -> ImageFont.FreeTypeFont:
        return ImageFont.truetype(str(FONTS / f"{self.face}-{style}.ttf"), round(points * self.dpi / 72))

    def word(self, text: str, x: float, y: float, font: ImageFont.FreeTypeFont) -> None:
        self.draw.text((x, y), text, font=font, fill="black")
        self.tokens.append(Token(text, tuple(map(float, self.draw.textbbox((x, y), text, font=font))), self.line))

    def run(self, text: str, x: float, y: float, font: ImageFont.FreeTypeFont, gap: float | None = None) -> None:
        for part in text.split():
            self.word(part, x, y, font)
            x += font.getlength(part) + (gap or font.getlength(" "))

    def paragraph(self, text: str, style: str, points: float) -> bool:
        """Set a justified paragraph; False (and nothing set) where the page has no room for it."""
        font = self.font(style, points)
        space, leading = font.getlength(" "), round(points * 1.35 * self.dpi / 72)
        rows: list[list[str]] = [[]]
        room = self.width - self.right - self.left - 0.5 * self.dpi
        for part in text.split():
            if rows[-1] and font.getlength(" ".join([*rows[-1], part])) > room:
                rows.append([])
                room = self.width - self.right - self.left
            rows[-1].append(part)
        if self.y + leading * len(rows) > self.height - self.bottom:
            return False
        for number, row in enumerate(rows):
            x = self.left + (0.5 * self.dpi if number == 0 else 0)
            slack = self.width - self.right - x - font.getlength(" ".join(row))
            loose = slack / (len(row) - 1) if number < len(rows) - 1 and len(row) > 1 else 0
            self.run(" ".join(row), x, self.y, font, space + loose)
            self.y += leading
            self.line += 1
        self.y += round(leading * 0.3)
        return True

    def table(self, rows: Sequence[Sequence[str]], widths: Sequence[float], points: float) -> None:
        """Set a ruled table; a cell's text must fit its width (fractions of the text's width)."""
        font = self.font("Regular", points)
        height = round(points * 1.75 * self.dpi / 72)
        total = self.width - self.left - self.right
        edges = [self.left + total * sum(widths[:n]) for n in range(len(widths) + 1)]
        rule = max(1, round(0.6 * self.dpi / 72))
        for row in rows:
            for number, cell in enumerate(row):
                self.draw.rectangle((edges[number], self.y, edges[number + 1], self.y + height), outline=0, width=rule)
                left = edges[number] + (edges[number + 1] - edges[number] - font.getlength(cell)) / 2
                self.run(cell, left, self.y + height * 0.16, font)
                self.line += 1
            self.y += height - rule
        self.y += height


def set_text(paragraphs: Sequence[str], dpi: int, seed: int, points: float = 13.5) -> tuple[Sheet, int]:
    """A page of running text with its page number; returns it and how many paragraphs it took."""
    rng = random.Random(seed)
    setter = _Setter(dpi, rng)
    setter.word(str(rng.randint(2, 40)), setter.width / 2, setter.top * 0.55, setter.font("Regular", points))
    setter.line += 1
    used = 0
    for paragraph in paragraphs:
        heading = len(paragraph) < 90 and not paragraph.endswith((".", ";", ":"))
        style = rng.choice(("Bold", "BoldItalic")) if heading else rng.choices(("Regular", "Italic"), (9, 1))[0]
        if not setter.paragraph(paragraph, style, points):
            break
        used += 1
    return Sheet(np.array(setter.image), dpi, tuple(setter.tokens)), used


def set_tables(names: Sequence[str], dpi: int, seed: int) -> Sheet:
    """A page of ruled tables of figures that can be checked: shares of a total, sums of rows, dates."""
    rng = random.Random(seed)
    setter = _Setter(dpi, rng)
    for _ in range(3):
        points = rng.choice((10.0, 11.0, 12.0))
        rows = [["TT", "Đơn vị", "Số xã đạt", "Tỷ lệ (%)", "Vốn (tỷ đồng)", "Ngày công nhận"]]
        reached, total, money = 0, 0, 0
        for number, name in enumerate(rng.sample(list(names), 8), start=1):
            whole = rng.randint(9, 181)
            part = rng.randint(1, whole)
            tenths = rng.randint(11, 98765)
            reached, total, money = reached + part, total + whole, money + tenths
            day = f"{rng.randint(1, 28):02d}/{rng.randint(1, 12):02d}/{rng.randint(2019, 2025)}"
            rows.append([str(number), name, f"{part}/{whole}", share(part, whole), decimal(tenths), day])
        rows.append(["", "Cộng", f"{reached}/{total}", share(reached, total), decimal(money), ""])
        setter.table(rows, (0.07, 0.26, 0.15, 0.14, 0.18, 0.2), points)
    return Sheet(np.array(setter.image), dpi, tuple(setter.tokens))


def decimal(tenths: int) -> str:
    """A number of tenths as printed in Vietnam: 12345 → 1.234,5."""
    whole, rest = divmod(tenths, 10)
    return f"{whole:,}".replace(",", ".") + (f",{rest}" if rest else "")


def share(part: int, whole: int) -> str:
    """`part` of `whole` in percent, to a tenth, as printed: 115 of 181 → 63,5."""
    return decimal(round(1000 * part / whole))


# ---------------------------------------------------------------- wear


@dataclass(frozen=True, slots=True)
class Level:
    """How worn a page is: skew in degrees, blur and JPEG as at 200 dpi, the rest in grey levels of 255."""

    skew: float
    blur: float
    noise: float
    shade: float
    ink: int
    jpeg: int
    through: float = 0.0


LEVELS = {
    "light": Level(skew=0.5, blur=1.1, noise=10, shade=0.1, ink=55, jpeg=70),
    "medium": Level(skew=2.0, blur=1.2, noise=18, shade=0.3, ink=65, jpeg=50, through=0.06),
    "heavy": Level(skew=3.0, blur=1.25, noise=21, shade=0.5, ink=75, jpeg=45, through=0.08),
}


def _noise(shape: tuple[int, ...], rng: np.random.Generator) -> npt.NDArray[np.float32]:
    return rng.standard_normal(shape, dtype=np.float32)


def turn(sheet: Sheet, degrees: float, paper: int = 255) -> Sheet:
    """The sheet turned counter-clockwise about its middle, on paper-coloured ground."""
    height, width = sheet.pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), degrees, 1)
    turned = cv2.warpAffine(sheet.pixels, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(paper,) * 3)
    return sheet.moved(turned, np.vstack([matrix, (0, 0, 1)]))


def wear(sheet: Sheet, level: Level, seed: int, skew: float | None = None) -> Sheet:
    """The sheet as a colour scanner of that level sees it; `skew` in degrees overrides the level's random one."""
    rng = np.random.default_rng(seed)
    pixels = sheet.pixels.astype(np.float32) * ((250 - level.ink) / 255) + level.ink
    if level.through:
        pixels -= level.through * (255 - sheet.pixels[:, ::-1].astype(np.float32))
    angle = rng.uniform(-level.skew, level.skew) if skew is None else skew
    turned = turn(sheet.moved(np.clip(pixels, 0, 255).astype(np.uint8)), angle, 250)
    pixels = turned.pixels.astype(np.float32)
    height, width = pixels.shape[:2]
    pixels = cv2.GaussianBlur(pixels, (0, 0), level.blur * sheet.dpi / 200)
    across, down = np.linspace(0, 1, width, dtype=np.float32), np.linspace(0, 1, height, dtype=np.float32)
    gutter = np.exp(-across / 0.08) if rng.random() < 0.5 else np.exp(-(1 - across) / 0.08)
    fall = np.sin(np.pi * (down[:, None] * rng.uniform(0.3, 1) + across[None, :] * rng.uniform(0.3, 1)))
    pixels *= (1 - level.shade * np.clip(0.6 * gutter[None, :] + 0.4 * np.abs(fall), 0, 1))[:, :, None]
    pixels += level.noise * _noise((height, width, 1), rng)
    return turned.moved(jpeg(np.clip(pixels, 0, 255).astype(np.uint8), level.jpeg))


def jpeg(pixels: Pixels, quality: int) -> Pixels:
    """The pixels after one turn through JPEG."""
    _, coded = cv2.imencode(".jpg", pixels[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.ascontiguousarray(cv2.imdecode(coded, cv2.IMREAD_COLOR)[:, :, ::-1])


def _over(sheet: Sheet, paint: Callable[[Image.Image, int], None], opacity: float) -> Sheet:
    """Paint over the sheet as transparent ink does: it darkens, it never covers the print."""
    layer = Image.new("RGB", (sheet.pixels.shape[1], sheet.pixels.shape[0]), "white")
    paint(layer, sheet.dpi)
    ink = 1 - opacity * (1 - np.asarray(layer, dtype=np.float32) / 255)
    return sheet.moved((sheet.pixels * ink).astype(np.uint8))


def _covered(sheet: Sheet, paint: Callable[[Image.Image, int], None], opacity: float) -> Sheet:
    """Paint over the sheet as thick ink does: it hides that share of the print."""
    layer = Image.new("RGB", (sheet.pixels.shape[1], sheet.pixels.shape[0]), "white")
    paint(layer, sheet.dpi)
    ink = np.asarray(layer, dtype=np.float32)
    mixed = sheet.pixels * (1 - opacity) + ink * opacity
    return sheet.moved(np.where(ink.min(axis=2, keepdims=True) < 250, mixed, sheet.pixels).astype(np.uint8))


def stamp(
    sheet: Sheet,
    seed: int,
    colour: tuple[int, int, int] = (215, 35, 45),
    opacity: float = 0.9,
    over: Callable[[Sheet, Callable[[Image.Image, int], None], float], Sheet] = _over,
) -> Sheet:
    """A round seal of 36 mm (Circular 07/2010/TT-BCA) over the print, somewhere in the lower half."""
    rng = random.Random(seed)
    left, top = rng.uniform(1.5, 5.0), rng.uniform(5.5, 8.8)
    tilt = rng.uniform(-25, 25)

    def paint(layer: Image.Image, dpi: int) -> None:
        size = round(1.42 * dpi)
        seal = Image.new("RGB", (size, size), "white")
        pen = ImageDraw.Draw(seal)
        for inset, width in ((0.01, 0.03), (0.17, 0.015)):
            pen.ellipse([inset * size, inset * size, (1 - inset) * size, (1 - inset) * size], outline=colour,
                        width=max(1, round(width * size)))  # fmt: skip
        font = ImageFont.truetype(str(FONTS / "croscore/Tinos-Bold.ttf"), size // 9)
        pen.multiline_text((size / 2, size / 2), "ỦY BAN\nNHÂN DÂN\n★ MẪU ★", colour, font, "mm", align="center")
        place = (round(left * dpi), round(top * dpi))
        layer.paste(seal.rotate(tilt, Image.Resampling.BICUBIC, fillcolor="white"), place)

    return over(sheet, paint, opacity)


def thick_stamp(sheet: Sheet, seed: int, colour: tuple[int, int, int] = (215, 35, 45)) -> Sheet:
    """The same of thick ink, which hides four fifths of the print under it."""
    return stamp(sheet, seed, colour, 0.8, _covered)


def sign(sheet: Sheet, seed: int, colour: tuple[int, int, int] = (35, 60, 170)) -> Sheet:
    """A signature in pen across the lower part of the page."""
    rng = random.Random(seed)
    points = [(rng.uniform(3.5, 7.0), rng.uniform(7.5, 9.0)) for _ in range(9)]

    def paint(layer: Image.Image, dpi: int) -> None:
        line = [(x * dpi, y * dpi) for x, y in points]
        ImageDraw.Draw(layer).line(line, fill=colour, width=max(2, round(0.02 * dpi)), joint="curve")

    return _over(sheet, paint, 0.95)


def watermark(sheet: Sheet, colour: tuple[int, int, int] = (120, 170, 225), rows: int = 3) -> Sheet:
    """A portal's mark: `rows` of large slanting letters over the print and a line of small ones along the margin."""

    def paint(layer: Image.Image, dpi: int) -> None:
        width, height = layer.size
        slant = Image.new("RGB", layer.size, "white")
        pen = ImageDraw.Draw(slant)
        large = ImageFont.truetype(str(FONTS / "dejavu/DejaVuSans-Bold.ttf"), round(0.9 * dpi))
        for row in range(rows):
            pen.text((width / 2, height * (0.25 + 0.25 * row)), "VĂN BẢN MẪU", colour, large, "mm")
        layer.paste(slant.rotate(35, Image.Resampling.BICUBIC, fillcolor="white"))
        small = ImageFont.truetype(str(FONTS / "dejavu/DejaVuSans.ttf"), round(0.11 * dpi))
        edge = Image.new("RGB", (height, round(0.3 * dpi)), "white")
        line = "cong-van-ban.example - Bản lưu điện tử, in lúc 08:15 ngày 03/04/2024 "
        ImageDraw.Draw(edge).text((0, 0), line * 2, colour, small)
        layer.paste(edge.rotate(90, expand=True), (round(0.2 * dpi), 0))

    return _over(sheet, paint, 1.0)


def fax(sheet: Sheet, seed: int, threshold: int = 150, pepper: float = 0.0005) -> Sheet:
    """A black-and-white copy of a copy: blurred, cut at a threshold, peppered; grey pixels of 0 and 255 only."""
    rng = np.random.default_rng(seed)
    worn = wear(sheet, Level(skew=1.0, blur=0.7, noise=8, shade=0.1, ink=40, jpeg=80), seed)
    black = cv2.cvtColor(worn.pixels, cv2.COLOR_RGB2GRAY) < threshold
    specks = rng.random(black.shape) < pepper
    specks = cv2.dilate(specks.astype(np.uint8), np.ones((2, 2), np.uint8)) > 0
    return worn.moved(np.where(black ^ specks, 0, 255).astype(np.uint8))


def photograph(sheet: Sheet, seed: int) -> Sheet:
    """The sheet on a dark desk, taken by hand: perspective, a lamp to one side, the phone's noise."""
    rng = np.random.default_rng(seed)
    height, width = sheet.pixels.shape[:2]
    edge = round(0.08 * width)
    canvas = (width + 2 * edge, height + 2 * edge)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    placed = corners + edge + rng.uniform(-0.6, 0.6, (4, 2)).astype(np.float32) * edge
    matrix = cv2.getPerspectiveTransform(corners, placed)
    desk = (70, 62, 55)
    pixels = cv2.warpPerspective(sheet.pixels, matrix, canvas, flags=cv2.INTER_AREA, borderValue=desk)
    lit = np.hypot(*(np.mgrid[0 : canvas[1], 0 : canvas[0]] - rng.uniform(0.2, 0.8, (2, 1, 1)) * max(canvas)))
    light = (1.0 - 0.5 * lit / lit.max()).astype(np.float32)[:, :, None]
    worn = cv2.GaussianBlur(pixels.astype(np.float32), (0, 0), 0.6 * sheet.dpi / 200) * light
    worn += 6 * _noise(worn.shape, rng)
    return sheet.moved(jpeg(np.clip(worn, 0, 255).astype(np.uint8), 75), matrix)


def spread(left: Sheet, right: Sheet) -> Sheet:
    """Two facing pages on one sheet, the left one first in reading order, with the shadow of the fold between them."""
    offset = left.pixels.shape[1]
    both = np.concatenate([left.pixels, right.pixels], axis=1).astype(np.float32)
    across = np.abs(np.arange(both.shape[1]) - offset) / offset
    fold = (1 - 0.5 * np.exp(-across / 0.03)).reshape((1, -1) + (1,) * (both.ndim - 2))
    pixels = (both * fold).astype(np.uint8)
    shift = np.array([[1, 0, offset], [0, 1, 0], [0, 0, 1]], dtype=np.float64)
    return replace(left, pixels=pixels, tokens=left.tokens + right.moved(pixels, shift).tokens)
