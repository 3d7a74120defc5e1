"""Every character of a PDF's text stands on a page, in a word and a box of it: what citations and evidence rest on."""

from __future__ import annotations

from pathlib import Path

import pytest

from ocr import faults, reader
from ocr.document import Document
from ocr.limits import Limits

SAMPLES = Path(__file__).parent.parent / "corpus" / "samples"
SHORT = Limits(pages=40, ocr_seconds=20)


def check(document: Document) -> None:
    """Fail where a character that is no white space has not exactly one line and one word, with a box."""
    numbers = {page.number for page in document.pages}
    placed = [0] * len(document.text)
    for word in document.words:
        for index in range(word.start, word.end):
            placed[index] += 1
        assert word.box.page in numbers
        assert word.box.x0 <= word.box.x1
        assert word.box.y0 <= word.box.y1
    lined: list[int | None] = [None] * len(document.text)
    for line in document.lines:
        assert line.box is not None
        for index in range(line.start, line.end):
            assert lined[index] is None
            lined[index] = line.page
    for index, char in enumerate(document.text):
        if not char.isspace():
            assert placed[index] == 1, (index, document.text[max(index - 20, 0) : index + 20])
            assert lined[index] is not None
            assert document.page_at(index) == lined[index]
    for word in document.words:
        assert lined[word.start] == word.box.page


@pytest.mark.parametrize("name", ["minh-linh-2022.pdf", "minh-linh-2022-scan.pdf"])
def test_every_character_of_a_sample_has_its_place(name: str) -> None:
    check(reader.read(SAMPLES / name))


@pytest.mark.parametrize(
    "name",
    ["cb-quyet-dinh-so-982-qd-ttg", "cb-thong-tu-so-11-2024-tt-bldtbxh", "tcvn3-ke-hoach-2005-qh", "tcvn3-qd115-2004"],
)
def test_every_character_of_a_real_pdf_has_its_place(shared: Path, name: str) -> None:
    check(reader.read(shared / "corpus" / "pdf" / f"{name}.pdf"))


def test_every_character_of_odd_files_has_its_place(shared: Path) -> None:
    if not (shared / "hostile").is_dir():
        pytest.skip("no hostile files at hand")
    read = 0
    for path in sorted((shared / "hostile").glob("*.pdf"))[::12]:
        try:
            document = reader.read(path, limits=SHORT)
        except faults.ReadingFault:
            continue
        if document.kind != "text":
            check(document)
            read += 1
    assert read >= 5
