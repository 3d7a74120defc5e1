"""Pages read side by side: alike questions share a process, and a page that fails or hangs fails alone."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from ocr import lots, scan, tesseract
from ocr.asking import Reading, Request, side_by_side
from ocr.limits import Limits
from ocr.lots import Page, Picture, read_pages
from ocr.raw import RawPage
from ocr.tesseract import OcrFailed, OcrWord

HANGS = 66


def image(name: int) -> tesseract.Gray:
    return np.full((2, 2), name, np.uint8)


def asks(*requests: Request) -> Reading[list[str]]:
    """A reading that puts one question after the other and returns the words."""
    texts = []
    for request in requests:
        for words in (yield request):
            texts += [word.text for word in words]
    return texts


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[list[int]]:
    """A tesseract that reads an image as its grey value and hangs at `HANGS`; the images of each process."""
    started: list[list[int]] = []

    def read(images: Sequence[tesseract.Gray], dpi: int, seconds: float, **_: Any) -> list[list[OcrWord]]:
        names = [int(image[0, 0]) for image in images]
        started.append(names)
        if HANGS in names:
            raise OcrFailed(f"tesseract took more than {seconds:.0f} s")
        return [[OcrWord(f"{name}@{dpi}", 0, 0, 1, 1, 0.9, (1, 1, 1))] for name in names]

    monkeypatch.setattr(tesseract, "recognise_all", read)
    return started


def test_alike_questions_of_several_pages_go_to_one_process(runs: list[list[int]]) -> None:
    first = [Request([image(name)], 160, 3, ()) for name in (1, 2, 3)]
    second = Request([image(4), image(5)], 300, 7, ())
    found = side_by_side([asks(first[0], second), asks(first[1]), asks(first[2], second)], 10)
    assert found == [["1@160", "4@300", "5@300"], ["2@160"], ["3@160", "4@300", "5@300"]]
    assert runs == [[1, 2, 3], [4, 5, 4, 5]]


def test_questions_of_another_kind_go_to_another_process(runs: list[list[int]]) -> None:
    kinds = [
        Request([image(1)], 160, 3, ()),
        Request([image(2)], 200, 3, ()),
        Request([image(3)], 160, 3, ("-c", "x=1")),
    ]
    assert side_by_side([asks(kind) for kind in kinds], 10) == [["1@160"], ["2@200"], ["3@160"]]
    assert sorted(runs) == [[1], [2], [3]]


def test_a_page_that_hangs_fails_alone(runs: list[list[int]]) -> None:
    found = side_by_side([asks(Request([image(name)], 160, 3, ())) for name in (1, HANGS, 3)], 10)
    assert found[0] == ["1@160"]
    assert isinstance(found[1], OcrFailed)
    assert found[2] == ["3@160"]
    assert runs == [[1, HANGS, 3], [1], [HANGS], [3]]


@pytest.mark.parametrize("bad", [0, 1, 2])
def test_a_fault_of_our_own_ends_its_page_only(runs: list[list[int]], bad: int) -> None:
    def breaks() -> Reading[list[str]]:
        yield Request([image(9)], 160, 3, ())
        raise ArithmeticError("no skew")

    readings = [asks(Request([image(1)], 160, 3, ())) for _ in range(3)]
    readings[bad] = breaks()
    found = side_by_side(readings, 10)
    assert isinstance(found.pop(bad), ArithmeticError)
    assert found == [["1@160"]] * 2


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")
def test_an_image_that_tesseract_refuses_leaves_the_others_of_its_process_read() -> None:
    blank, endless = np.full((40, 40), 255, np.uint8), np.full((40, 40_000), 255, np.uint8)
    found = side_by_side([asks(Request([picture], 160, 3, ())) for picture in (blank, endless, blank)], 30)
    assert found[0] == found[2] == []
    assert isinstance(found[1], OcrFailed)


def test_no_more_pictures_are_held_at_once_than_four_common_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[list[int]] = []

    def read(pictures: Sequence[Picture], _: Limits) -> list[RawPage | Exception]:
        held.append([picture.number for picture in pictures])
        return [OcrFailed("3") if picture.number == 3 else RawPage(picture.number, 1, 1, "ocr") for picture in pictures]

    def page(number: int, pixels: int) -> Page:
        if not pixels:
            return RawPage(number, 1, 1, "text-layer")
        try:
            return (yield Picture(np.zeros((1, pixels), np.uint8), 200, number, (1, 1)))
        except OcrFailed:
            return RawPage(number, 1, 1, "failed")

    monkeypatch.setattr(scan, "read_pictures", read)
    a4, plan = 3_900_000, lots._PIXELS
    sizes = [a4, a4, a4, a4, plan, a4, 0, plan, 0]
    found = read_pages([page(number, pixels) for number, pixels in enumerate(sizes, start=1)], Limits())
    assert held == [[1, 2, 3, 4], [5], [6, 8]]
    assert [page.number for page in found] == list(range(1, 10))
    assert [page.method for page in found] == [
        "ocr",
        "ocr",
        "failed",
        "ocr",
        "ocr",
        "ocr",
        "text-layer",
        "ocr",
        "text-layer",
    ]
