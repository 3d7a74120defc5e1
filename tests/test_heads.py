"""The head rows of a table, by what they hold: in Word, PDF and scans nobody marks them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from gridded import grid

from ocr import reader
from ocr.heads import count_head_rows, numbers_columns

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
sys.path.insert(0, str(CORPUS))

from sample_docx import make_docx  # noqa: E402  (a folder of scripts, not a package)
from sample_pdf import make_pdf, register_fonts  # noqa: E402
from sample_text import Block  # noqa: E402

BODY = [["1", "Khe Mo", "12", "17", "19"], ["2", "Phú Sơn", "14", "19", "19"]]
TWO_ROWS = [["TT", "Xã", "Năm 2024", "Kế hoạch", "<"], ["^", "^", "^", "Năm 2025", "Năm 2026"]]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([["TT", "Xã", "Năm 2024", "Năm 2025", "Năm 2026"], *BODY], 1, id="one row"),
        pytest.param([*TWO_ROWS, *BODY], 2, id="merged over two rows"),
        pytest.param(
            [["TT", "Xã", "2024", "Kế hoạch", ""], ["", "", "", "2025", "2026"], *BODY], 2, id="blank, unmerged"
        ),
        pytest.param(
            [
                ["TT", "Xã", "Chỉ tiêu", "<", "<"],
                ["^", "^", "Năm 2025", "<", "Năm 2026"],
                ["^", "^", "Đầu năm", "Cuối năm", "^"],
                *BODY,
            ],
            3,
            id="three levels",
        ),
        pytest.param([*TWO_ROWS, ["A", "B", "1", "2", "3"], *BODY], 3, id="columns numbered"),
        pytest.param([TWO_ROWS[0], TWO_ROWS[1], ["(1)", "(2)", "(3)", "(4)", "(5)=(4)-(3)"], *BODY], 3, id="numbers"),
        pytest.param(
            [["Biểu 02. Lộ trình của các xã", "<", "<", "<", "<"], *TWO_ROWS, *BODY], 3, id="title inside the table"
        ),
        pytest.param([["", "", "", "", "Đơn vị: ha"], *TWO_ROWS, *BODY], 3, id="unit inside the table"),
        pytest.param(
            [["TT", "Tên xã", "Tiêu chí", "<", "<"], ["^", "^", "1", "2", "3"], ["1", "Khe Mo", "x", "", "x"]],
            2,
            id="numbers of criteria are headings",
        ),
        pytest.param(
            [["TT", "Xã", "Lúa", "Ngô", "Cam"], ["", "", "(ha)", "(ha)", "(tấn)"], *BODY], 2, id="row of units"
        ),
        pytest.param(BODY, 0, id="no head"),
        pytest.param([["I. Vùng cao", "<", "<", "<", "<"], *BODY], 0, id="begins with a group"),
        pytest.param([["1", "Nhiệm vụ", "", "", "40 điểm"], *BODY], 0, id="begins with a numbered record"),
        pytest.param(
            [["TT", "Nội dung", "Cơ quan", "<", "Hạn"], ["1", "Mở lớp", "Sở A", "Sở B", "2025"]],
            1,
            id="body under merge",
        ),
        pytest.param([["TT", "Xã", "Hộ"]], 1, id="nothing but a head"),
        pytest.param([["TT", "Xã"], ["^", "^"]], 1, id="merged to the end"),
    ],
)
def test_head_rows_are_found_by_what_they_hold(rows: list[list[str]], expected: int) -> None:
    assert count_head_rows(grid(rows), len(rows), len(rows[0])) == expected


def test_rows_known_by_other_evidence_count_without_spans() -> None:
    rows = [["TT", "Xã", "Kết quả"], ["Số", "Tên", "Điểm"], ["1", "Khe Mo", "12"], ["2", "Phú Sơn", "14"]]
    assert count_head_rows(grid(rows), 4, 3) == 1
    assert count_head_rows(grid(rows), 4, 3, known=2) == 2


def test_empty_and_odd_grids_do_not_fail() -> None:
    assert count_head_rows([], 0, 0) == 0
    assert count_head_rows([], 3, 2) == 0
    assert count_head_rows(grid([["", ""], ["", ""]]), 2, 2) == 1


def test_row_of_column_numbers_is_told_from_figures() -> None:
    assert numbers_columns(["A", "B", "1", "2", "3=1+2"], 5)
    assert numbers_columns(["", "2", "3", "4"], 4)
    assert not numbers_columns(["1", "19", "16"], 3)
    assert not numbers_columns(["4", "3", "2"], 3)


def long_table() -> list[Block]:
    body = [[str(number), "Xã Đồng Lũng", "12", "17", "19"] for number in range(1, 121)]
    return [
        Block(
            "paragraph", [["Các xã tập trung hoàn thành những tiêu chí chưa đạt theo lộ trình đã đăng ký với huyện."]]
        ),
        Block("table", [*TWO_ROWS, *body], widths=[8, 32, 20, 20, 20], head=2),
    ]


def test_two_row_head_of_a_word_table() -> None:
    document = reader.read_bytes(make_docx(long_table(), "Biểu"), "x.docx")
    (table,) = document.tables
    assert (table.header_rows, table.rows, table.columns) == (2, 122, 5)


def test_two_row_head_repeated_on_each_page_of_a_pdf_is_one_head() -> None:
    pytest.importorskip("reportlab")
    register_fonts()
    document = reader.read_bytes(make_pdf(long_table(), "Biểu"), "x.pdf")
    (table,) = document.tables
    assert len(document.pages) > 1
    assert (table.header_rows, table.rows, table.columns) == (2, 122, 5)
    assert document.text.count("Kế hoạch") == 1
