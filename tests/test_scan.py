from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from ocr import faults, pdf, reader, scan, tesseract
from ocr.gridlines import find_grid
from ocr.limits import Limits
from ocr.raw import RawLine, RawPage, RawWord

SAMPLES = Path(__file__).parent.parent / "corpus" / "samples"
needs_tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")


@pytest.fixture(scope="module")
def sheet() -> Iterator[tuple[np.ndarray, int]]:
    """The second page of the scanned sample: running text."""
    document = pypdfium2.PdfDocument(SAMPLES / "minh-linh-2022-scan.pdf")
    page = document[1]
    yield scan.render(page, 2, Limits())
    page.close()
    document.close()


def image_file(kind: str, *pages: np.ndarray) -> bytes:
    frames = [Image.fromarray(page) for page in pages]
    data = io.BytesIO()
    if kind == "TIFF":
        frames[0].save(data, kind, save_all=True, append_images=frames[1:], dpi=(200, 200))
    else:
        frames[0].save(data, kind, dpi=(200, 200))
    return data.getvalue()


@needs_tesseract
def test_scanned_sample_reads_as_its_digital_twin() -> None:
    read = reader.read(SAMPLES / "minh-linh-2022-scan.pdf")
    twin = reader.read(SAMPLES / "minh-linh-2022.pdf")
    assert read.kind == "scanned"
    assert {page.method for page in read.pages} == {"ocr"}
    found, wanted = set(read.text.split()), twin.text.split()
    assert sum(word in found for word in wanted) >= 0.97 * len(wanted)
    assert [(table.rows, table.columns) for table in read.tables] == [(t.rows, t.columns) for t in twin.tables]
    assert all(word.confidence is not None for word in read.words)
    at = read.text.index("52/126")
    (box,) = read.boxes(at, at + 6)
    (true,) = twin.boxes(twin.text.index("52/126"), twin.text.index("52/126") + 6)
    assert abs(box.x0 - true.x0) < 12
    assert abs(box.y0 - true.y0) < 12


@needs_tesseract
def test_tiff_of_two_pages_has_two_pages_one_upside_down(sheet: tuple[np.ndarray, int]) -> None:
    image, _ = sheet
    document = reader.read_bytes(image_file("TIFF", image, np.ascontiguousarray(image[::-1, ::-1])), "fax.tif")
    assert [page.rotation for page in document.pages] == [0, 180]
    first, second = (set(page.text.split()) for page in document.pages)
    assert len(first & second) > 0.9 * len(first)


@needs_tesseract
@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_pictures_are_read(sheet: tuple[np.ndarray, int], kind: str) -> None:
    document = reader.read_bytes(image_file(kind, sheet[0][:700]), "trang.bin")
    assert document.kind == "scanned"
    assert document.pages[0].trust > 0.9


def test_picture_beyond_the_limit_fails_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tesseract, "require", lambda language="vie": None)
    data = image_file("PNG", np.full((400, 400), 255, np.uint8))
    document = reader.read_bytes(data, "to.png", limits=Limits(pixels=10_000))
    assert document.pages[0].method == "failed"
    assert "400 x 400" in (document.pages[0].error or "")


def test_missing_tesseract_is_the_cause_of_a_scan_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    tesseract.languages.cache_clear()
    try:
        with pytest.raises(faults.OcrUnavailable):
            reader.read(SAMPLES / "minh-linh-2022-scan.pdf")
    finally:
        tesseract.languages.cache_clear()


def test_missing_language_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tesseract, "languages", lambda: frozenset({"eng", "osd"}))
    with pytest.raises(faults.LanguageMissing, match="vie"):
        tesseract.require()


def test_digital_pdf_is_read_without_tesseract(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tesseract, "languages", lambda: frozenset())
    assert reader.read(SAMPLES / "minh-linh-2022.pdf").text


@needs_tesseract
def test_tesseract_that_takes_too_long_is_stopped(sheet: tuple[np.ndarray, int]) -> None:
    with pytest.raises(tesseract.OcrFailed, match="more than"):
        tesseract.recognise(np.ascontiguousarray(sheet[0][:, :, 0]), 200, 0.05)


def test_ruled_cells_are_found_and_their_rulings_painted_out() -> None:
    image = np.full((600, 900), 255, np.uint8)
    for y in (100, 160, 220):
        image[y : y + 2, 100:802] = 0
    for x in (100, 300, 600, 800):
        image[100:222, x : x + 2] = 0
    image[100:160, 299:303] = 255  # the first row's first two cells are one
    image[120:140, 150:170] = 0  # a letter in it
    grid = find_grid(image, 200)
    (cells,) = grid.tables
    assert len(cells) == 5
    assert max(x1 - x0 for x0, _, x1, _ in cells) > 450
    assert grid.image[110:115, 590:610].min() == 255
    assert grid.image[130, 160] == 0


def test_rulings_as_pale_as_the_grain_around_them_are_found_and_stems_of_letters_are_none() -> None:
    grain = np.random.default_rng(2).normal(225, 14, (600, 900))
    for y in (100, 150, 200):
        grain[y : y + 3, 100:803] -= 45
    for x in (100, 300, 600, 800):
        grain[100:203, x : x + 3] -= 45
    for x in range(330, 580, 12):  # stems of 13-point letters
        grain[112:136, x : x + 4] = 40
    grid = find_grid(np.clip(grain, 0, 255).astype(np.uint8), 200)
    assert [len(cells) for cells in grid.tables] == [6]


def test_page_without_rulings_comes_back_as_it_was() -> None:
    image = np.full((300, 300), 255, np.uint8)
    image[100:104, 50:90] = 0
    grid = find_grid(image, 200)
    assert grid.tables == []
    assert grid.image is image


def test_better_reading_is_told_by_trust_then_by_language() -> None:
    def page(text: str, trust: float) -> RawPage:
        words = [RawWord(word, 0, 0, 1, 1) for word in text.split()]
        return RawPage(1, 595, 842, "ocr", trust, lines=[RawLine(words)])

    good = page("Cơ quan có thẩm quyền phê duyệt đề án cải tạo cửa khẩu", 0.99)
    worse = page("Cơ quan có thâm quyên phê duyệt đê án cải tạo cửa khâu", 0.98)
    assert pdf._better(good, worse)
    assert not pdf._better(worse, good)
    assert not pdf._better(page("Cơ quan có thẩm quyền phê duyệt", 0.6), worse)


@pytest.mark.parametrize(
    ("words", "noise"),
    [
        ([("—", 0.9)], True),
        ([("E2", 0.2), ("eo_", 0.3)], True),
        ([("Chương", 0.4), ("IH", 0.3)], False),
        ([("450", 0.2)], False),
        ([("Lvxk", 0.9)], False),
    ],
)
def test_specks_are_no_lines_of_text(words: list[tuple[str, float]], noise: bool) -> None:
    assert scan._is_noise(RawLine([RawWord(text, 0, 0, 9, 9, sure) for text, sure in words])) is noise
