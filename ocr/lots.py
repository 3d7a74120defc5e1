"""Pages of one file that need OCR, a few at a time: their pictures are held together and read side by side.

A page is a generator: it yields its `Picture` where it needs OCR, gets the `RawPage` that was read of it (or the fault,
raised there), and returns the page. It has its turn (see `ocr.spread`) but for the time its picture is read.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from ocr.limits import Limits
from ocr.raw import RawPage
from ocr.spread import aside

_PIXELS = 12_000_000  # held, from which no further page is taken in: four pages of A4 at 200 dpi, one of a large plan


@dataclass(frozen=True)
class Picture:
    """A page (grey or RGB) at `dpi`, its `number` in the file and its width and height in points."""

    image: npt.NDArray[np.uint8]
    dpi: int
    number: int
    size: tuple[float, float]


Page: TypeAlias = Generator[Picture, RawPage, RawPage]


def read_pages(pages: Sequence[Page], limits: Limits) -> list[RawPage]:
    """What each page returns; raises what a page raises."""
    done: dict[int, RawPage] = {}
    lot: dict[int, Picture] = {}
    for index, page in enumerate(pages):
        try:
            lot[index] = next(page)
        except StopIteration as end:
            done[index] = end.value
        if sum(picture.image.shape[0] * picture.image.shape[1] for picture in lot.values()) >= _PIXELS:
            _read(pages, lot, done, limits)
    _read(pages, lot, done, limits)
    return [done[index] for index in range(len(pages))]


def _read(pages: Sequence[Page], lot: dict[int, Picture], done: dict[int, RawPage], limits: Limits) -> None:
    """Read the pictures of the `lot`, which is empty afterwards, and finish their pages."""
    if not lot:
        return
    from ocr import scan

    with aside():
        found = scan.read_pictures(list(lot.values()), limits)
    for index, read in zip(lot, found, strict=True):
        try:
            if isinstance(read, Exception):
                pages[index].throw(read)
            else:
                pages[index].send(read)
        except StopIteration as end:
            done[index] = end.value
    lot.clear()
