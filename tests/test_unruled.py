"""Tables without rulings, and text in two columns."""

from __future__ import annotations

import pytest
from printed import LEFT, RIGHT, STEP, line, page, paragraph

from ocr.document import Document
from ocr.layout import layout
from ocr.raw import RawLine, RawPage

BODY = (
    "Các xã rà soát, lập danh sách những hộ còn khó khăn về nhà ở, nước sạch, gửi",
    "về huyện trước ngày 20 hằng tháng để tổng hợp, báo cáo Ủy ban nhân dân tỉnh,",
    "làm cơ sở phân bổ vốn của năm sau.",
)
COLUMNS = (85.0, 120.0, 290.0, 380.0, 450.0)


def rows(y: float, *cells: tuple[str, ...]) -> list[RawLine]:
    """Rows of cells at the places of COLUMNS, 20 points apart."""
    found = []
    for number, row in enumerate(cells):
        pieces = [line(text, x, y + 20 * number, size=11) for text, x in zip(row, COLUMNS, strict=False) if text]
        found.append(RawLine([word for piece in pieces for word in piece.words]))
    return found


def read(*pages: RawPage) -> Document:
    return layout("plan.pdf", "digital", pages)


def test_cells_without_rulings_keep_their_columns() -> None:
    table = rows(
        170,
        ("TT", "Tên xã", "Số hộ", "Tỷ lệ", "Vốn"),
        ("1", "Pa Ủ", "312", "17,5", "1.250"),
        ("2", "Khe Sến", "98", "8,0", "-"),
        ("", "Cộng", "410", "", "1.250"),
    )
    document = read(page(1, *paragraph(100, *BODY), *table, *paragraph(270, *BODY)))
    assert document.text.splitlines()[1:5] == [
        "TT\tTên xã\tSố hộ\tTỷ lệ\tVốn",
        "1\tPa Ủ\t312\t17,5\t1.250",
        "2\tKhe Sến\t98\t8,0\t-",
        "\tCộng\t410\t\t1.250",
    ]
    (found,) = document.tables
    assert (found.rows, found.columns) == (4, 5)
    assert document.text.splitlines()[5] == " ".join(BODY)


def test_rows_that_go_on_with_a_cell_join_it() -> None:
    table = rows(
        100,
        ("1", "Làm đường liên", "450", "2023", "Sở Xây"),
        ("", "thôn", "", "", "dựng"),
        ("2", "Trường mầm non", "1.200", "2024", "Sở Giáo dục"),
        ("3", "Nhà văn hóa", "320", "2024", "UBND xã"),
    )
    assert read(page(1, *table)).text.splitlines()[0] == "1\tLàm đường liên thôn\t450\t2023\tSở Xây dựng"


def test_three_signatures_side_by_side_are_no_table() -> None:
    signed = [
        RawLine([word for text, x in zip(row, (90, 260, 430), strict=True) for word in line(text, x, y).words])
        for y, row in (
            (400, ("KT. BỘ TRƯỞNG", "KT. BỘ TRƯỞNG", "KT. BỘ TRƯỞNG")),
            (418, ("THỨ TRƯỞNG 1", "THỨ TRƯỞNG 2", "THỨ TRƯỞNG 3")),
            (436, ("Lò Văn Páo", "Giàng A Sử", "Vàng Thị Mỷ")),
        )
    ]
    assert read(page(1, *paragraph(100, *BODY), *signed)).tables == ()


def test_running_text_with_wide_spaces_is_no_table() -> None:
    texts = ("Đến năm 2025 có 12 xã đạt chuẩn", "trên tổng số 15 xã của toàn huyện", "và 27 thôn thuộc 9 xã khó khăn")
    loose = [line(texts[n % 3], LEFT, 100 + STEP * n, right=RIGHT) for n in range(9)]
    assert read(page(1, *loose)).tables == ()


@pytest.mark.parametrize("head", [[], [line("BẢN TIN NÔNG THÔN CỦA HUYỆN KHE LÃNG NĂM HAI NGHÌN", 120, 60)]])
def test_text_in_two_columns_is_read_column_by_column(head: list[RawLine]) -> None:
    left = ("Các xã rà soát, lập danh sách hộ", "còn khó khăn về nhà ở, gửi về", "huyện trước ngày 20 hằng tháng.")
    right = ("Phòng Nông nghiệp theo dõi, đôn", "đốc, tổng hợp kết quả, báo cáo", "Ủy ban nhân dân huyện theo quý.")
    both = []
    for number in range(12):
        y = 100 + STEP * number
        a = line(left[number % 3], 60 + 14 * (number % 3 == 0), y, right=288, size=11)
        b = line(right[number % 3], 308 + 14 * (number % 3 == 0), y, right=536, size=11)
        both.append(RawLine(a.words + b.words))
    found = read(page(1, *head, *both)).text.splitlines()[len(head) :]
    assert found == [" ".join(left)] * 4 + [" ".join(right)] * 4
