"""Tables of plain text: cells set apart by "|" or tabs, a row a line or all in one line."""

from __future__ import annotations

import pytest

from ocr import delimited, plain
from ocr.document import Table
from ocr.limits import Limits


def grid(text: str, table: Table) -> list[list[str]]:
    return [[text[c.start : c.end] for c in table.cells if c.row == row] for row in range(table.rows)]


def grids(text: str) -> list[list[list[str]]]:
    return [grid(text, table) for table in delimited.find(text)]


MARKDOWN = """Biểu 01
| TT | Chỉ tiêu | Năm 2026 |
|---|:---:|---|
| I | Xã nhóm 1 | |
| 1 | Xã đạt chuẩn | 4 |
Ghi chú: số liệu ước.
"""


def test_a_markdown_table_is_read_without_its_rule() -> None:
    (table,) = delimited.find(MARKDOWN)
    assert grid(MARKDOWN, table) == [
        ["TT", "Chỉ tiêu", "Năm 2026"],
        ["I", "Xã nhóm 1", ""],
        ["1", "Xã đạt chuẩn", "4"],
    ]
    assert (table.header_rows, table.columns) == (1, 3)
    assert MARKDOWN[table.start : table.end].startswith("| TT")
    assert MARKDOWN[: table.end].endswith("| 4 |")


def test_tabs_set_cells_apart_and_blank_ones_keep_their_place() -> None:
    text = "TT\tĐơn vị\tHộ\tKm\n1\tXã A\t3\t4,5\n\tTổng\t\t4,5\n"
    assert grids(text) == [[["TT", "Đơn vị", "Hộ", "Km"], ["1", "Xã A", "3", "4,5"], ["", "Tổng", "", "4,5"]]]


def test_a_cell_broken_over_lines_is_put_together() -> None:
    text = (
        "TT\tNhiệm vụ\tCơ quan\n1\tRà soát\tSở Y tế\n"
        "2\tLập danh mục\ncông trình\tSở Xây dựng\n3\tBáo cáo\tSở Tài chính\n"
    )
    (rows,) = grids(text)
    assert rows[2] == ["2", "Lập danh mục\ncông trình", "Sở Xây dựng"]
    assert len(rows) == 4


def test_a_row_of_another_width_is_left_out() -> None:
    text = "TT\tXã\tHộ\tKm\n1\tA\t3\t4\n2\tB\t5\n3\tC\t6\t7\n"
    assert [row[1] for row in grids(text)[0]] == ["Xã", "A", "C"]


@pytest.mark.parametrize(
    "text",
    [
        "ỦY BAN NHÂN DÂN\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nTỈNH YÊN BÁI\tĐộc lập - Tự do - Hạnh phúc\n",
        "Nơi nhận: | CHỦ TỊCH |\n- Như trên; | |\n",
        "Tỷ lệ a|b là 5.\n",
    ],
)
def test_two_columns_without_a_rule_are_no_table(text: str) -> None:
    assert delimited.find(text) == ()


def test_a_table_in_one_line_is_cut_at_the_numbers_that_count_on() -> None:
    text = (
        "Phụ lục TT | Nhiệm vụ | Cơ quan chủ trì | Thời gian | Ghi chú (1) | (2) | (3) | (4) | (5) "
        "I | Nhóm một 1 | Rà soát 3 quy hoạch | Sở Xây dựng | Quý II/2026 "
        "2 | Lập danh mục | Sở Tài chính | 2026 | Mới 3 | Báo cáo | Sở Y tế | 2027"
    )
    (rows,) = grids(text)
    assert rows[0] == ["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời gian", "Ghi chú"]
    assert [row[:2] for row in rows[1:]] == [
        ["I", "Nhóm một"],
        ["1", "Rà soát 3 quy hoạch"],
        ["2", "Lập danh mục"],
        ["3", "Báo cáo"],
    ]
    assert [row[3:] for row in rows[2:4]] == [["Quý II/2026", ""], ["2026", "Mới"]]


def test_rules_inside_one_line_belong_to_no_cell() -> None:
    text = "TT | Chỉ tiêu | Kết quả --- | ------ | --- 1 | Xếp hạng | 50 2 | Tỷ lệ | 60%"
    assert grids(text) == [[["TT", "Chỉ tiêu", "Kết quả"], ["1", "Xếp hạng", "50"], ["2", "Tỷ lệ", "60%"]]]


@pytest.mark.parametrize(
    "text", ["|" * 100_000, "TT | " * 20_000, "a\tb\n" * 25_000, "1 | " * 25_000, "a\tb\tc\nd\n" * 12_000]
)
def test_adversarial_text_is_read_in_bounded_work(text: str) -> None:
    for table in delimited.find(text):
        assert table.end <= len(text)


def test_the_document_of_a_text_file_holds_its_tables_and_its_text_unchanged() -> None:
    document = plain.read_plain(MARKDOWN.encode(), "a.txt", Limits())
    assert document.text == MARKDOWN
    assert len(document.tables) == 1


def test_a_row_of_a_table_without_edges_may_begin_or_end_with_an_empty_cell() -> None:
    (table,) = delimited.find("TT | Nguồn | 2026 | 2027\n1 | Tỉnh | 10 | 20\n2 | Xã | 4 |\n | Tổng cộng | 14 | 20\n")
    text = "TT | Nguồn | 2026 | 2027\n1 | Tỉnh | 10 | 20\n2 | Xã | 4 |\n | Tổng cộng | 14 | 20\n"
    rows = [[text[c.start : c.end] for c in table.cells if c.row == row] for row in range(table.rows)]
    assert rows[2:] == [["2", "Xã", "4", ""], ["", "Tổng cộng", "14", "20"]]
