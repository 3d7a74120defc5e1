"""A sample as a scan: pages photographed slightly askew, with a red stamp, noise and JPEG; and read without Vietnamese.

In: the PDF of a sample. Out: an image-only PDF, or the text that tesseract's English model reads from such pages.
"""

from __future__ import annotations

import io
import time

import numpy as np
import pypdfium2
import pytesseract
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from sample_pdf import FONTS

DPI = 200
SKEW = 1.0  # degrees, counter-clockwise
_PAPER = (247, 245, 240)
_INK = (205, 30, 40)
_DATE = time.struct_time((2022, 9, 1, 8, 0, 0, 3, 244, 0))


def _stamp(text: str, size: int) -> Image.Image:
    """A round red seal on transparent ground, `size` pixels wide."""
    seal = Image.new("RGBA", (size, size), (0, 0, 0, 0))
    draw = ImageDraw.Draw(seal)
    for margin, width in ((4, 7), (size // 7, 3)):
        draw.ellipse((margin, margin, size - margin, size - margin), outline=(*_INK, 210), width=width)
    font = ImageFont.truetype(str(FONTS / "Tinos-Bold.ttf"), size // 11)
    draw.multiline_text((size / 2, size / 2), text, fill=(*_INK, 210), font=font, anchor="mm", align="center")
    return seal.rotate(14, resample=Image.Resampling.BICUBIC)


def _place_of(page: pypdfium2.PdfPage, words: str) -> tuple[int, int] | None:
    """Where `words` stand on the page, in pixels at `DPI` from the top left corner; None where they do not."""
    textpage = page.get_textpage()
    hit = textpage.search(words, match_case=True).get_next()
    if hit is None:
        return None
    left, _bottom, _right, top = textpage.get_charbox(hit[0])
    return round(left * DPI / 72), round((page.get_height() - top) * DPI / 72)


def _photograph(image: Image.Image, rng: np.random.Generator, noise: float) -> Image.Image:
    """The page as a worn copier gives it: turned, blurred, with grain and light falling off to one side."""
    turned = image.rotate(SKEW, resample=Image.Resampling.BICUBIC, fillcolor=_PAPER)
    pixels = np.asarray(turned.filter(ImageFilter.GaussianBlur(0.7)), dtype=np.float32)
    light = np.linspace(1.0, 0.94, pixels.shape[1], dtype=np.float32)[None, :, None]
    grain = rng.normal(0, noise, pixels.shape[:2]).astype(np.float32)[:, :, None]
    return Image.fromarray(np.clip(pixels * light + grain, 0, 255).astype(np.uint8))


def _pages(pdf: bytes, noise: float, stamp_beside: str | None) -> list[Image.Image]:
    rng = np.random.default_rng(1126)
    images = []
    for page in pypdfium2.PdfDocument(pdf):
        image = page.render(scale=DPI / 72).to_pil().convert("RGB")
        place = _place_of(page, stamp_beside) if stamp_beside else None
        if place:
            seal = _stamp("ỦY BAN\nNHÂN DÂN\nVĂN BẢN MẪU", 330)
            image.paste(seal, (place[0] - 215, place[1] + 30), seal)
        photograph = _photograph(image, rng, noise)
        images.append(photograph if place else photograph.convert("L"))
    return images


def make_scan(pdf: bytes, stamp_beside: str) -> bytes:
    """An image-only PDF of the pages at 200 dpi; the stamp overlaps the words `stamp_beside`."""
    first, *rest = _pages(pdf, noise=3.0, stamp_beside=stamp_beside)
    buffer = io.BytesIO()
    first.save(buffer, "PDF", save_all=True, append_images=rest, resolution=DPI, quality=50, title="VĂN BẢN MẪU",
               creationDate=_DATE, modDate=_DATE)  # fmt: skip
    return buffer.getvalue()


def read_without_vietnamese(pdf: bytes) -> str:
    """What tesseract's English model makes of the scanned pages: diacritics lost, letters confused."""
    texts = [pytesseract.image_to_string(image, lang="eng", config="--psm 3") for image in _pages(pdf, 4.0, None)]
    return "\n\n".join(text.replace("\f", "").strip() for text in texts) + "\n"
