"""Labels and marks that tesseract misreads are put right where the neighbours show it, and nowhere else."""

from __future__ import annotations

import pytest

from ocr.misread import mend
from ocr.raw import RawLine, RawPage, RawWord


def page(*texts: str, method: str = "ocr") -> RawPage:
    """A page with these lines, one below the other."""
    lines = [
        RawLine([RawWord(word, 70.0 + 40 * place, 20.0 * row, 105.0 + 40 * place, 20.0 * row + 14, 0.9, "", 13.0)
                 for place, word in enumerate(text.split())])
        for row, text in enumerate(texts, start=1)
    ]  # fmt: skip
    read = RawPage(1, 595.0, 842.0, method)  # type: ignore[arg-type]
    read.lines = lines
    return read


def mended(*texts: str, method: str = "ocr") -> list[str]:
    read = page(*texts, method=method)
    mend([read])
    return [line.text for line in read.lines]


@pytest.mark.parametrize("read", ["~", "~-", "-~"])
def test_a_bullet_read_as_a_tilde_is_a_dash(read: str) -> None:
    assert mended(f"{read} Vốn huyện: 12 tỷ đồng;") == ["- Vốn huyện: 12 tỷ đồng;"]


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        (["I.", "I.", "III."], ["I.", "II.", "III."]),
        (["I.", "II", "II.", "IV."], ["I.", "II.", "III.", "IV."]),
        (["I.", "II.", "HI."], ["I.", "II.", "III."]),
        (["I.", "II.", "I.", "II."], ["I.", "II.", "I.", "II."]),
        (["I.", "I.", "II."], ["I.", "I.", "II."]),
        (["IV.", "V.", "V."], ["IV.", "V.", "VI."]),
        (["V."], ["V."]),
    ],
)
def test_roman_headings_count_on(read: list[str], printed: list[str]) -> None:
    titles = ["MỤC TIÊU", "NHIỆM VỤ", "NGUỒN VỐN", "TỔ CHỨC THỰC HIỆN"]
    lines = [f"{number} {title}" for number, title in zip(read, titles, strict=False)]
    assert [line.split()[0] for line in mended(*lines)] == printed


def test_a_mended_number_keeps_its_first_reading() -> None:
    read = page("I. MỤC TIÊU", "II. NHIỆM VỤ", "II. NGUỒN VỐN", "IV. THỰC HIỆN")
    mend([read])
    assert (read.lines[2].words[0].before, read.lines[2].words[0].text) == ("II.", "III.")


def test_a_raised_figure_read_as_an_exclamation_mark_marks_the_note() -> None:
    lines = mended("Có 7 xã! được công nhận", "trong năm.", "Ì Gồm các xã Khau Sa, Hạ Phong")
    assert lines == ["Có 7 xã¹ được công nhận", "trong năm.", "¹ Gồm các xã Khau Sa, Hạ Phong"]


def test_an_exclamation_mark_without_a_note_stays() -> None:
    text = ["Thi đua lên! các xã cùng làm", "1. Mục tiêu chung"]
    assert mended(*text) == text


def test_pages_with_a_text_layer_are_left_alone() -> None:
    text = ["~ Vốn huyện", "I. MỤC TIÊU", "I. NHIỆM VỤ"]
    assert mended(*text, method="text-layer") == text


def test_an_item_number_with_a_comma_gets_its_full_stop_where_items_count_on() -> None:
    lines = mended(
        "4. Phòng Kinh tế lập kế hoạch.", "5, Công an xã giữ gìn trật tự.", "Trong các tổ 7, Nậm Khê đứng đầu"
    )
    assert lines[1] == "5. Công an xã giữ gìn trật tự."
    assert mended("4. Phòng Kinh tế", "9, Nậm Khê và các xã")[1] == "9, Nậm Khê và các xã"


@pytest.mark.parametrize("mark", ["Ì", "Í"])
def test_a_raised_figure_read_as_a_capital_marks_the_note(mark: str) -> None:
    lines = mended(f"Có 7 xã{mark} được công nhận", "trong năm.", "† Gồm các xã Khau Sa, Hạ Phong")
    assert lines == ["Có 7 xã¹ được công nhận", "trong năm.", "¹ Gồm các xã Khau Sa, Hạ Phong"]


def test_a_speck_read_as_an_apostrophe_goes_and_a_quotation_stays() -> None:
    assert mended("'TỈNH MINH LĨNH", "thời hạn 'dụng thì") == ["TỈNH MINH LĨNH", "thời hạn dụng thì"]
    quoted = ["Cuộc vận động ‘Xây dựng gia", "đình 5 không, 3 sạch’; xã K'Bang"]
    assert mended(*quoted) == quoted
    assert mended(*quoted, "'Vũ Đăng Khôi")[-1] == "Vũ Đăng Khôi"
