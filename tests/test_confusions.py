"""Letters that tesseract confuses with `vie`: mended where the neighbours decide, left alone everywhere else."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from ocr.confusions import correct
from ocr.document import Box, Document, Line, Page, Word

CASES = Path(__file__).parent / "cases" / "confusions.csv"


def _document(text: str, method: str = "ocr") -> Document:
    words, position = [], 0
    for token in text.split():
        position = text.index(token, position)
        box = Box(1, 5.0 * position, 0, 5.0 * (position + len(token)), 12)
        words.append(Word(position, position + len(token), box, 0.9))
        position += len(token)
    line = Line(0, len(text), 1, Box(1, 0, 0, 500, 12))
    page = replace(Page(1, 595, 842, "ocr", 0.9, 0, text), method=method)
    return Document("scan.pdf", "scanned", text, (page,), (line,), tuple(words))


def _cases() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


@pytest.mark.parametrize("case", _cases(), ids=lambda case: case["read"][:30])
def test_confused_letter_is_mended_and_nothing_else(case: dict[str, str]) -> None:
    assert correct(_document(case["read"])).text == case["corrected"]


def test_the_reading_is_kept_beside_the_correction_with_its_box() -> None:
    document = _document("quyết định theo thấm quyền được giao")
    (change,) = correct(document).changes
    assert (change.before, change.after) == ("thấm", "thẩm")
    assert change.box == document.words[3].box


@pytest.mark.parametrize("method", ["text-layer", "plain", "restored", "legacy-font"])
def test_only_ocr_pages_are_corrected(method: str) -> None:
    document = _document("quyết định theo thấm quyền được giao", method)
    assert correct(document) is document


def test_clean_plan_stays_as_it_is(shared: Path) -> None:
    text = (shared / "corpus" / "nq-34-2025-hue-ntm-von.txt").read_text(encoding="utf-8")
    assert correct(_document(text)).text == text
