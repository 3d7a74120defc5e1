"""Draws one page of a PDF or image file as PNG: a program of its own, so that a hostile file can be killed with it.

Usage: python -m extract.web.render FILE PAGE OUT.png     (pages count from 1; OUT is written whole or not at all)
"""

from __future__ import annotations

import sys
from pathlib import Path

WIDTH = 1100  # pixels: sharp enough to read a figure beside its box
_LARGEST = 6000


def draw(source: Path, number: int, target: Path) -> None:
    """Write the page as PNG of `WIDTH` pixels; raises whatever the libraries raise on a damaged file."""
    with source.open("rb") as file:
        head = file.read(1024)
    if head.lstrip()[:5] == b"%PDF-":
        import pypdfium2 as pdfium

        document = pdfium.PdfDocument(source)
        page = document[number - 1]
        width, height = page.get_size()
        scale = min(WIDTH / width, _LARGEST / height)
        image = page.render(scale=scale).to_pil()
        page.close()
        document.close()
    else:
        from PIL import Image

        with Image.open(source) as picture:
            picture.seek(number - 1)
            image = picture.convert("RGB")
            image.thumbnail((WIDTH, _LARGEST))
    part = target.with_suffix(".part")
    image.save(part, format="PNG", compress_level=1)  # a noisy scan: a third of the time, a fifth more bytes
    part.replace(target)


if __name__ == "__main__":
    draw(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
