"""Annex tables: a row a commune or an indicator, a column a year, a criterion or a unit; each cell a target."""

from __future__ import annotations

from ocr.document import Cell, Document, Table
from parsers import outline, targets
from parsers.records import Header, Target


def read(
    caption: str, rows: list[list[str]], header_rows: int = 1, **header: object
) -> tuple[Document, tuple[Target, ...]]:
    """The targets of a document that is a heading, a caption and one table; the cells are given row by row."""
    text = f"I. NHIỆM VỤ\nThực hiện theo biểu kèm theo.\n{caption}\n"
    start = len(text)
    cells = []
    for number, row in enumerate(rows):
        for column, words in enumerate(row):
            cells.append(Cell(number, column, 1, 1, len(text), len(text) + len(words)))
            text += words + ("\t" if column + 1 < len(row) else "\n")
    table = Table(start, len(text) - 1, len(rows), len(rows[0]), tuple(cells), header_rows)
    part = Document("plan.docx", "digital", text, (), (), tables=(table,))
    values = {"level": "province", "province": "Hòa An", "period_start": 2025, "period_end": 2026, **header}
    return part, targets.targets(part, outline.build(part), Header(start=0, end=len(text), part=1, **values))  # type: ignore[arg-type]


def test_row_is_the_scope_and_column_the_subject_and_deadline() -> None:
    part, found = read(
        "LỘ TRÌNH ĐẠT TIÊU CHÍ CỦA CÁC XÃ",
        [
            ["TT", "Xã", "Số tiêu chí đạt năm 2023", "Số tiêu chí đạt đến năm 2026"],
            ["1", "Khe Mo", "12", "17"],
            ["2", "Phú Sơn", "14", "19"],
            ["", "Tổng cộng", "26", "36"],
        ],
    )
    assert [(t.count, t.unit, t.scope, t.deadline, t.deadline_kind) for t in found] == [
        (17, "tiêu chí", "xã Khe Mo", 2026, "by"),
        (19, "tiêu chí", "xã Phú Sơn", 2026, "by"),
        (36, "tiêu chí", None, 2026, "by"),
    ]
    assert [part.text[t.start : t.end] for t in found] == ["17", "19", "36"]


def test_indicator_rows_with_a_unit_column_and_years() -> None:
    _, found = read(
        "CHỈ TIÊU CHỦ YẾU",
        [
            ["STT", "Chỉ tiêu", "Đơn vị tính", "Thực hiện năm 2024", "Kế hoạch năm 2025", "Kế hoạch năm 2026"],
            ["1", "Tỷ lệ hộ nghèo", "%", "9,5", "8,2", "7,0"],
            ["2", "Số lao động được đào tạo", "người", "800", "1.000", "1.200"],
            ["3", "Tổng vốn đầu tư", "tỷ đồng", "50", "60", "70"],
        ],
    )
    assert [(t.percent, t.count, t.unit, t.deadline, t.deadline_kind) for t in found] == [
        (8.2, None, "hộ", 2025, "in"),
        (7.0, None, "hộ", 2026, "in"),
        (None, 1000, "người", 2025, "in"),
        (None, 1200, "người", 2026, "in"),
    ]


def test_year_in_a_cell_and_tick_are_milestones() -> None:
    _, found = read(
        "DANH SÁCH XÃ ĐĂNG KÝ ĐẠT CHUẨN NÔNG THÔN MỚI",
        [
            ["TT", "Xã", "Năm đạt chuẩn nông thôn mới"],
            ["1", "Khe Mo", "2026"],
            ["2", "Phú Sơn", "2025"],
            ["3", "Tân An", ""],
        ],
    )
    assert [(t.kind, t.scope, t.deadline, t.tier) for t in found] == [
        ("milestone", "xã Khe Mo", 2026, "NTM"),
        ("milestone", "xã Phú Sơn", 2025, "NTM"),
    ]
    _, ticked = read(
        "LỘ TRÌNH ĐẠT CHUẨN NÔNG THÔN MỚI", [["TT", "Xã", "Năm 2025", "Năm 2026"], ["1", "Khe Mo", "x", ""]]
    )
    assert [(t.kind, t.scope, t.deadline) for t in ticked] == [("milestone", "xã Khe Mo", 2025)]


def test_table_of_money_or_of_the_past_gives_none() -> None:
    rows = [["TT", "Nguồn", "Năm 2025", "Năm 2026"], ["1", "Ngân sách tỉnh", "12,5", "14"]]
    assert read("KẾ HOẠCH VỐN\nĐơn vị tính: tỷ đồng", rows)[1] == ()
    rows = [["TT", "Xã", "Số tiêu chí"], ["1", "Khe Mo", "12"]]
    assert read("Kết quả thực hiện kế hoạch năm 2024", rows)[1] == ()


def test_ratio_range_and_comparator_in_a_cell() -> None:
    _, found = read(
        "MỤC TIÊU NĂM 2026",
        [
            ["TT", "Huyện", "Tỷ lệ hộ dùng nước sạch", "Số xã đạt chuẩn"],
            ["1", "Đông Hải", "≥ 90%", "5/12"],
            ["2", "Tân Lập", "85%", "3 - 4"],
        ],
    )
    assert [(t.percent, t.comparator, t.count, t.count_max, t.total, t.unit) for t in found] == [
        (90, ">=", None, None, None, "hộ"),
        (None, "=", 5, None, 12, "xã"),
        (85, "=", None, None, None, "hộ"),
        (None, "=", 3, 4, None, "xã"),
    ]
