"""Image files (PNG, JPEG, TIFF with one page or many) read by OCR."""

from __future__ import annotations

import io
from typing import Any

import numpy as np

from ocr import quality, scan
from ocr.clean import Pixels
from ocr.faults import Damaged, ReadingFault, TooLarge
from ocr.limits import Limits
from ocr.lots import Page, Picture, read_pages
from ocr.pdf import drawn, failed
from ocr.raw import RawPage
from ocr.spread import spread

_A4_INCHES = 11.69
_PLAUSIBLE_DPI = (72, 1200)


def read_image_file(data: bytes, limits: Limits) -> list[RawPage]:
    """The pages of an image file. Raises Damaged, TooLarge, OcrUnavailable, LanguageMissing."""
    from PIL import Image as Pillow
    from PIL import UnidentifiedImageError

    from ocr import tesseract

    tesseract.require()
    try:
        with Pillow.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF")) as source:
            count = getattr(source, "n_frames", 1) if source.format == "TIFF" else 1
            if count > limits.pages:
                raise TooLarge(f"{count} pages")
            return spread(
                lambda numbers: read_pages([_frame(source, number, limits) for number in numbers], limits),
                range(1, count + 1),
            )
    except Pillow.DecompressionBombError as error:
        raise TooLarge(str(error)) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise Damaged(f"not a readable image: {error}") from error


def _frame(source: Any, number: int, limits: Limits) -> Page:
    try:
        source.seek(number - 1)
        width, height = source.size
        if width * height > limits.pixels:
            raise TooLarge(f"{width} x {height} pixels", number)
        image, dpi = _at_reading_size(source)
        size = (image.shape[1] * 72 / dpi, image.shape[0] * 72 / dpi)
        page = yield Picture(image, dpi, number, size)
        page.trust = quality.trust(page.text)
        return page
    except (ReadingFault, OSError, ValueError, SyntaxError, EOFError) as error:
        return failed(number, error)


def _at_reading_size(source: Any) -> tuple[Pixels, int]:
    """The frame as RGB or grey pixels upright by its EXIF note, brought to the reading resolution."""
    from PIL import ImageOps

    frame = ImageOps.exif_transpose(source)
    bilevel = frame.mode == "1" or frame.convert("L").getcolors(2) is not None
    frame = frame.convert("L" if frame.mode in ("1", "L", "I;16") else "RGB")
    stated = float(source.info.get("dpi", (0, 0))[0] or 0)
    fits = max(frame.size) / _A4_INCHES  # a photograph of an A4 page states no dpi, or the screen's
    dpi = stated if _PLAUSIBLE_DPI[0] < stated <= _PLAUSIBLE_DPI[1] and 0.4 < stated / fits < 2.5 else fits
    if not 0.75 * scan.DPI <= dpi <= 1.6 * scan.DPI:
        scale = scan.DPI / dpi
        frame = frame.resize((max(round(frame.width * scale), 1), max(round(frame.height * scale), 1)))
        dpi = scan.DPI
    image = np.array(frame, dtype=np.uint8)
    return image if bilevel else drawn(image), round(dpi)
