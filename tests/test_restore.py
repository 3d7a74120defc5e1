"""Restoration: what it must mend, what it must never touch, and that every offset still points at its word."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest
from bench.bench_restore import align, copy_body, figures, truth_body, word_error, words

from ocr.document import Box, Document, Line, Note, Page, Word
from ocr.hardwrap import wraps
from ocr.restore import accent_text, restore, restore_text
from ocr.tones import bare, new_style

CASES = Path(__file__).parent / "cases"


def _cases(name: str) -> list[dict[str, str]]:
    with (CASES / name).open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


def _document(text: str, boxes: bool = False) -> Document:
    """A one-page document with a line for each line of `text` and, with `boxes`, a word for each token."""
    lines, found, offset = [], [], 0
    for number, line in enumerate(text.splitlines()):
        y = 20.0 * number
        lines.append(Line(offset, offset + len(line), 1, Box(1, 0, y, 500, y + 12) if boxes else None))
        position = 0
        for token in line.split() if boxes else ():
            position = line.index(token, position)
            box = Box(1, 5.0 * position, y, 5.0 * (position + len(token)), y + 12)
            found.append(Word(offset + position, offset + position + len(token), box, 0.5))
            position += len(token)
        offset += len(line) + 1
    page = Page(1, 595, 842, "ocr" if boxes else "plain", 0.2, 0, text)
    return Document("copy.txt", "text", text, (page,), tuple(lines), tuple(found))


@pytest.mark.parametrize("case", _cases("restore.csv"), ids=lambda case: case["noisy"][:40])
def test_misread_sentence_is_restored(case: dict[str, str]) -> None:
    assert restore_text(case["noisy"]).text == case["restored"]


@pytest.mark.parametrize("case", _cases("accent.csv"), ids=lambda case: case["text"][:40])
def test_typed_text_gets_its_accents(case: dict[str, str]) -> None:
    assert accent_text(bare(case["text"])).text == new_style(case["text"])


def test_edits_lead_back_to_the_original() -> None:
    text = "Thyc hi¢n Chwong trinh myc tiéu quéc gia nam 2024"
    restored = restore_text(text)
    back = restored.text
    for edit in reversed(restored.edits):
        back = back[: edit.start] + edit.before + back[edit.end :]
    assert restored.edits
    assert back == text


@pytest.mark.parametrize(
    "figure", ["63,5%", "115/181", "1.250.000", "28/7/2021", "25/2021/QH15", "2021-2025", "3.2", "01", "47", "7,5 ha"]
)
def test_figures_stay_as_they_are(figure: str) -> None:
    restored = restore_text(f"Tinh dat {figure} trong nam ké hoach").text
    assert figure in restored
    assert restored.startswith("Tỉnh đạt")


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "- ", "1234", "x" * 5000, "¢¢¢ ((( ’’’", "\x00 \ufffd", "a" * 17 + " b"]
)
def test_odd_input_comes_back_whole(text: str) -> None:
    restored = restore_text(text)
    assert [char for char in restored.text if char.isdigit()] == [char for char in text if char.isdigit()]
    if not any(char.isalpha() for char in text):
        assert restored.text == text


def test_clean_abbreviations_stay() -> None:
    restored = restore_text("UBND tinh giao cac huy¢n dat chuan NTM va ngudn vén ODA").text
    assert restored == "UBND tỉnh giao các huyện đạt chuẩn NTM và nguồn vốn ODA"


def test_document_offsets_follow_their_words() -> None:
    text = "Thyc hi¢n Nghi quyét sé 30/NQ-HDND cta tinh\nva céc xa dat chudn"
    document = _document(text, boxes=True)
    note = Note(text.index("va"), len(text), "1", anchor=text.index("tinh"))
    restored = restore(Document(**{**_fields(document), "notes": (note,)}))
    assert restored.text == "Thực hiện Nghị quyết số 30/NQ-HĐND của tỉnh\nvà các xã đạt chuẩn"
    assert [restored.text[word.start : word.end] for word in restored.words] == restored.text.split()
    assert [word.box for word in restored.words] == [word.box for word in document.words]
    assert [restored.text[line.start : line.end] for line in restored.lines] == restored.text.split("\n")
    assert restored.notes[0].anchor == restored.text.index("tỉnh")
    assert restored.text[restored.notes[0].start : restored.notes[0].end] == "và các xã đạt chuẩn"


def _fields(document: Document) -> dict[str, object]:
    names = ("name", "kind", "text", "pages", "lines", "words", "tables", "notes", "changes")
    return {name: getattr(document, name) for name in names}


def test_every_change_keeps_what_was_read_and_where() -> None:
    document = _document("Thyc hi¢n ké hoach", boxes=True)
    restored = restore(document)
    assert [(change.before, change.after) for change in restored.changes] == [
        ("Thyc", "Thực"),
        ("hi¢n", "hiện"),
        ("ké", "kế"),
        ("hoach", "hoạch"),
    ]
    assert all(restored.text[change.start : change.end] == change.after for change in restored.changes)
    assert [change.box for change in restored.changes] == [word.box for word in document.words]
    assert restored.pages[0].method == "restored"
    assert 0 < restored.pages[0].trust < 1
    assert restored.pages[0].text == restored.text


def test_pages_that_are_not_named_stay_as_they_are() -> None:
    document = _document("Thyc hi¢n ké hoach", boxes=True)
    assert restore(document, pages=()) == document


HARD_WRAPPED = """\
11. NOI DUNG THUC HIEN

Huy dong cac ngudn luc dé dau tu ha tang nong thon, trong do wu tién cac xa con
kho khan; phén dau dén hét nam 2024 c6 15 xa hoan thanh tiéu chi theo Nghi dinh s6
27/2022/ND-
CP ngay 19/4/2022 cua Chinh phu, dong thoi to chuc kiém tra thuong xuyén tai co

so va bao cao két qua vé Van phong diéu phoi theo quy dinh hién hanh cua tinh.

- Giao Sé Tai chinh chu tri, phoi hop véi cac don vi lién quan can doi ngudn von
hang nam dé thuc hién.
"""


def test_wrapped_lines_become_paragraphs_again() -> None:
    restored = restore(_document("I. MUC TIEU\n\n" + HARD_WRAPPED))
    paragraphs = [line for line in restored.text.split("\n") if line.strip()]
    assert [paragraph.split()[0] for paragraph in paragraphs] == ["I.", "II.", "Huy", "-"]
    assert "27/2022/NĐ-CP ngày" in paragraphs[2]
    assert paragraphs[2].endswith("của tỉnh.")


def test_text_with_a_paragraph_a_line_has_no_wraps() -> None:
    assert wraps("I. MỤC TIÊU\n1. Mục tiêu chung\n- Có 15 xã đạt chuẩn.\n- Có 02 huyện đạt chuẩn.\n" * 5) == []


def test_item_eleven_is_no_roman_two() -> None:
    text = "I. MUC TIEU\n10. Cong tac thi dua\n11. Cong tac kiém tra\n"
    assert "11. Công tác kiểm tra" in restore_text(text).text


def test_model_loads_within_a_second() -> None:
    from ocr import restore_model

    started = time.process_time()
    restore_model.load.__wrapped__(restore_model.MODEL_FILE)
    assert time.process_time() - started < 1.5  # half as much again for a busy machine
    assert restore_model.MODEL_FILE.stat().st_size < 25e6


def test_real_copy_against_its_clean_text(shared: Path) -> None:
    truth = truth_body((shared / "corpus" / "lam-ha-2022.txt").read_text(encoding="utf-8"))
    copy = (shared / "corpus" / "lam-dong-2022-ocr.txt").read_text(encoding="utf-8")
    restored = copy_body(restore(_document(copy)).text)
    assert word_error(align(words(truth), words(restored))) <= 3.0
    assert not figures(copy_body(copy)) & figures(truth) - figures(restored)
    assert (figures(restored) - figures(truth)).total() <= 3


def test_text_typed_without_accents_is_known_as_such() -> None:
    text = "Uy ban nhan dan tinh ban hanh ke hoach nam 2024, phan dau giam ty le ho ngheo 1,5%."
    assert restore(_document(text)).text == (
        "Ủy ban nhân dân tỉnh ban hành kế hoạch năm 2024, phấn đấu giảm tỷ lệ hộ nghèo 1,5%."
    )


def test_short_forms_and_roman_numbers_stay() -> None:
    assert (
        restore_text("b/c UBND tinh; lan thir XIII, nhiém ky 2020").text == "b/c UBND tỉnh; lần thứ XIII, nhiệm kỳ 2020"
    )
