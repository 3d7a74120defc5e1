"""Flattened tables whose rows have unlike numbers of cells: a cell is taken where the table itself says its column."""

from __future__ import annotations

import random

import pytest

from ocr.document import Document
from parsers import flat_marks, flat_regions, flat_tables, funding, outline, targets
from parsers.grid import Grid
from parsers.records import Amount, Header, Target

HEAD = "PHỤ LỤC\nKẾ HOẠCH THỰC HIỆN NĂM 2027\n(Kèm theo Kế hoạch số 15/KH-UBND)\n"
PLAN = {"level": "province", "province": "Hòa An", "period_start": 2026, "period_end": 2030}


def document(text: str) -> tuple[Document, outline.Outline, Header]:
    part = Document("plan.txt", "text", text, (), ())
    return part, outline.build(part), Header(start=0, end=len(text), part=1, **PLAN)  # type: ignore[arg-type]


def grid(table: str) -> list[list[str]]:
    """The words of the rows of the one table, from the left; empty where no cell is sure."""
    text = HEAD + table
    part, tree, _ = document(text)
    (found,) = flat_tables.find(part, flat_regions.find(text, tree))
    words = {(cell.row, cell.column): " ".join(text[cell.start : cell.end].split()) for cell in found.cells}
    return [[words.get((row, n), "") for n in range(found.columns)] for row in range(found.header_rows, found.rows)]


def tables(table: str) -> int:
    part, tree, _ = document(HEAD + table)
    return len(flat_tables.find(part, flat_regions.find(part.text, tree)))


def amounts(table: str) -> tuple[Amount, ...]:
    return funding.amounts(*document(HEAD + table))


def aims(table: str) -> tuple[Target, ...]:
    return targets.targets(*document(HEAD + table))


ESTIMATE = (
    "STT Nội dung Đơn vị tính Số lượng Đơn giá (đồng) Thành tiền (đồng) Ghi chú I Tập huấn nghiệp vụ 17.100.000"
    " 1 Thuê hội trường (02 lớp x 1 ngày) Ngày 2 3.000.000 6.000.000 Theo thực tế 2 In tài liệu Bộ 120 50.000 6.000.000"
    " 3 Nước uống 5.100.000 II Kiểm tra đồng ruộng 8.400.000 1 Xăng xe Lít 300 20.000 6.000.000 Quý II, 2 đợt"
    " 2 Công tác phí người/ngày 12 200.000 2.400.000 III Dự phòng 2.500.000 Tổng cộng 28.000.000"
)


def test_estimate_with_groups_empty_cells_and_notes() -> None:
    rows = [(row[1], row[-2]) for row in grid(ESTIMATE)]
    assert rows == [
        ("Tập huấn nghiệp vụ", "17.100.000"),
        ("Thuê hội trường (02 lớp x 1 ngày)", "6.000.000"),
        ("In tài liệu", "6.000.000"),
        ("Nước uống", "5.100.000"),
        ("Kiểm tra đồng ruộng", "8.400.000"),
        ("Xăng xe", "6.000.000"),
        ("Công tác phí", "2.400.000"),
        ("Dự phòng", "2.500.000"),
        ("Tổng cộng", "28.000.000"),
    ]


def test_amounts_of_an_estimate_hang_on_the_group_that_sums_them_up() -> None:
    found = amounts(ESTIMATE)
    assert [(a.amount, None if a.parent is None else found[a.parent].amount) for a in found] == [
        (17_100_000, 28_000_000),
        (6_000_000, 17_100_000),
        (6_000_000, 17_100_000),
        (5_100_000, 17_100_000),
        (8_400_000, 28_000_000),
        (6_000_000, 8_400_000),
        (2_400_000, 8_400_000),
        (2_500_000, 28_000_000),
        (28_000_000, None),
    ]


def test_title_of_an_annex_without_a_number() -> None:
    text = f"PHỤ LỤC\nDỰ TOÁN KINH PHÍ\n{ESTIMATE}"
    part, tree, _ = document(text)
    found = flat_tables.find(part, flat_regions.find(text, tree))
    assert Grid(part, found[0], found).title == "DỰ TOÁN KINH PHÍ"


def test_forecast_is_no_money_of_the_plan() -> None:
    text = f"PHỤ LỤC\nDỰ BÁO NHU CẦU VỐN\n{ESTIMATE}"
    assert funding.amounts(*document(text)) == ()


def test_what_an_estimate_is_worked_out_from_is_no_target() -> None:
    assert aims(ESTIMATE) == ()


def test_numbers_that_begin_again_under_a_dotted_number() -> None:
    found = amounts(
        "TT Nội dung Số lượng (mẫu) Đơn giá (đồng) Thành tiền (đồng) 1 Lấy mẫu 36.000.000 1.1 Mẫu nước 24.000.000"
        " 1 Nước ao 40 200.000 8.000.000 2 Nước kênh 80 200.000 16.000.000 1.2 Mẫu đất 12.000.000 1 Đất bãi 20 400.000"
        " 8.000.000 2 Đất bờ 10 400.000 4.000.000 2 Phân tích 5.000.000 Tổng cộng 41.000.000"
    )
    assert [(a.amount, None if a.parent is None else found[a.parent].amount) for a in found] == [
        (36_000_000, 41_000_000),
        (24_000_000, 36_000_000),
        (8_000_000, 24_000_000),
        (16_000_000, 24_000_000),
        (12_000_000, 36_000_000),
        (8_000_000, 12_000_000),
        (4_000_000, 12_000_000),
        (5_000_000, 41_000_000),
        (41_000_000, None),
    ]


SOURCES = (
    "TT Nhiệm vụ Kinh phí (triệu đồng) Tổng số Ngân sách tỉnh Ngân sách xã Xã hội hóa 1 Làm đường ngõ 900 400 300 200"
    " 2 Kè bờ suối 650 350 200 100 3 Xây nhà văn hóa 480 280 150 50 4 Trồng cây 120 120 5 Sửa chợ 700 450 250"
    " Tổng cộng 2.850 1.600 900 350"
)


def test_sum_column_of_sources_tells_the_total_of_a_short_row() -> None:
    rows = {row[1]: row[2:] for row in grid(SOURCES)}
    assert rows["Làm đường ngõ"] == ["900", "400", "300", "200"]
    assert rows["Trồng cây"][0] == "120"
    assert rows["Sửa chợ"][0] == "700"


def test_printed_sums_tell_the_columns_of_short_rows() -> None:
    # 1.600 - 1.030 = 570 = 120 + 450: no other placing of the two rows adds up
    rows = {row[1]: row[2:] for row in grid(SOURCES)}
    assert rows["Trồng cây"] == ["120", "120", "", ""]
    assert rows["Sửa chợ"] == ["700", "450", "250", ""]


def test_group_heading_is_no_column_of_its_own() -> None:
    found = amounts(SOURCES)
    assert [a.amount for a in found[:4]] == [900, 400, 300, 200]
    assert {a.unit for a in found} == {"triệu đồng"}


PLACES = (
    "STT Địa điểm Số điểm đo nước (điểm) Số điểm đo khí (điểm) Số điểm đo đất (điểm) 1 Cửa suối Ngàn 2 2 Cửa suối Mây 1"
    " 3 Cửa suối Vàng 4 4 xã Lộc An 3 1 5 xã Bình Khê 2 6 xã Tân Hà 4 7 Phường Đông Mỹ 1 2 8 Phường Cầu Tre 5"
    " 9 xã Yên Sơn 3 Tổng cộng 7 15 6"
)


def test_rows_of_one_kind_that_fill_one_column_each() -> None:
    assert [row[2:] for row in grid(PLACES)] == [
        ["2", "", ""],
        ["1", "", ""],
        ["4", "", ""],
        ["", "3", "1"],
        ["", "2", ""],
        ["", "4", ""],
        ["", "1", "2"],
        ["", "5", ""],
        ["", "", "3"],
        ["7", "15", "6"],
    ]


def test_places_are_the_scope_of_their_cells() -> None:
    found = {(target.count, target.scope, target.unit) for target in aims(PLACES)}
    assert {(3, "xã Lộc An", "điểm"), (1, "xã Lộc An", "điểm"), (5, "phường Cầu Tre", "điểm")} <= found


def test_sums_that_do_not_add_up_place_nothing() -> None:
    assert tables(PLACES.replace("Tổng cộng 7 15 6", "Tổng cộng 8 15 6")) == 0


def test_sums_alone_do_not_place_rows_of_one_kind() -> None:
    names = PLACES.replace("Cửa suối", "xã").replace("Phường", "xã")
    assert tables(names) == 0


def test_year_that_runs_with_columns_of_its_own_and_rows_without_some() -> None:
    found = aims(
        "STT Chỉ tiêu Đơn vị tính Thực hiện 2024 Năm 2025 Kế hoạch 2027 Kế hoạch 2028 Kế hoạch Ước thực hiện 1 Diện"
        " tích lúa ha 410 420 425 430 440 2 Chợ chợ 3 3 3 3 Hộ nghèo hộ 90 80 81 70 60 - Hộ cận nghèo hộ 55 50 49 45 40"
        " 4 Tỷ lệ hộ dùng nước sạch % 88 90 90 92 95"
    )
    assert [(t.count or t.percent, t.unit, t.deadline) for t in found] == [
        (430, "ha", 2027),
        (440, "ha", 2028),
        (70, "hộ", 2027),
        (60, "hộ", 2028),
        (45, "hộ", 2027),
        (40, "hộ", 2028),
        (92, "hộ", 2027),
        (95, "hộ", 2028),
    ]


def test_indicators_with_the_agency_behind_the_value() -> None:
    rows = grid(
        "TT Chỉ tiêu Đơn vị tính Đến năm 2030 Cơ quan chủ trì I Hạ tầng số 1 Phủ sóng 5G % 99 Sở Khoa học và Công nghệ"
        " 2 Điểm phát sóng công cộng điểm ≥ 250 Sở Văn hóa, Thể thao và Du lịch 3 Hộ có cáp quang % 80 Sở Khoa học và"
        " Công nghệ II Dịch vụ số 1 Hồ sơ trực tuyến % 90 Văn phòng Ủy ban nhân dân tỉnh"
    )
    assert [(row[1], row[2], row[3], row[4]) for row in rows if row[3]] == [
        ("Phủ sóng 5G", "%", "99", "Sở Khoa học và Công nghệ"),
        ("Điểm phát sóng công cộng", "điểm", "≥ 250", "Sở Văn hóa, Thể thao và Du lịch"),
        ("Hộ có cáp quang", "%", "80", "Sở Khoa học và Công nghệ"),
        ("Hồ sơ trực tuyến", "%", "90", "Văn phòng Ủy ban nhân dân tỉnh"),
    ]


def test_ranges_and_comparators_of_two_signs_are_one_cell() -> None:
    rows = grid(
        "TT Chỉ tiêu Đơn vị tính Kế hoạch Cơ quan chủ trì 1 Hồ sơ trực tuyến % >= 90 Văn phòng 2 Lớp tập huấn lớp"
        " 40 - 50 Phòng Kinh tế 3 Chợ số chợ 5 Phòng Kinh tế"
    )
    assert [(row[2], row[3]) for row in rows] == [("%", ">= 90"), ("lớp", "40 - 50"), ("chợ", "5")]


def test_row_of_sums_before_the_first_number_ends_the_head() -> None:
    rows = grid(
        "TT Nguồn vốn Tổng số (tỷ đồng) Năm 2026 Năm 2027 Tổng cộng 90 40 50 1 Ngân sách tỉnh 60 30 30 2 Ngân sách"
        " xã 30 10 20"
    )
    assert [row[1:] for row in rows] == [
        ["Tổng cộng", "90", "40", "50"],
        ["Ngân sách tỉnh", "60", "30", "30"],
        ["Ngân sách xã", "30", "10", "20"],
    ]


def test_rates_and_counts_behind_text() -> None:
    found = aims(
        "TT Đối tượng Thông số Tần suất đo Thời gian Số lượng mẫu/lần Tổng số (mẫu) 1 Nước suối - pH, DO 02 lần/tháng"
        " 06 tháng (từ tháng 4 đến tháng 9) 4 48 - Kim loại nặng 02 lần/năm 02 tháng (tháng 4 và tháng 8) 4 8 2 Nước ao"
        " - pH, DO 02 lần/tháng 06 tháng (từ tháng 4 đến tháng 9) 10 120 Tổng cộng 176"
    )
    assert [(t.count, t.unit, t.per) for t in found] == [
        (2, "lần/tháng", None),
        (4, "mẫu/lần", None),
        (48, "mẫu", None),
        (2, "lần", "năm"),
        (4, "mẫu/lần", None),
        (8, "mẫu", None),
        (2, "lần/tháng", None),
        (10, "mẫu/lần", None),
        (120, "mẫu", None),
        (176, "mẫu", None),
    ]


def test_one_cell_a_line() -> None:
    table = """STT|Nội dung|Đơn vị tính|Số lượng|Đơn giá (đồng)|Thành tiền (đồng)|I|Tập huấn|14.500.000
        |1|Thuê hội trường|Ngày|2|3.000.000|6.000.000|2|In tài liệu|Bộ|70|50.000|3.500.000|3|Nước uống|5.000.000
        |II|Kiểm tra|2.000.000|1|Xăng xe|Lít|100|20.000|2.000.000|Tổng cộng|16.500.000"""
    lines = "\n".join(cell.strip() for cell in table.split("|"))
    found = amounts(f"{lines}\nPHỤ LỤC 2\nGiao 12 đơn vị")
    assert [a.amount for a in found] == [
        14_500_000,
        6_000_000,
        3_500_000,
        5_000_000,
        2_000_000,
        2_000_000,
        16_500_000,
    ]


def test_column_under_a_heading_that_stands_left_of_the_notes() -> None:
    rows = grid(
        "TT Địa phương Diện tích trồng mới (ha) Ghi chú Lúa Ngô 1 Xã Lộc An 40 25 Vùng thấp 2 Xã Bình Khê 38 30 3 Xã"
        " Tân Hà 22 41 Vùng cao 4 Xã Yên Sơn 15 60"
    )
    assert [row[1:5] for row in rows] == [
        ["Xã Lộc An", "40", "25", "Vùng thấp"],
        ["Xã Bình Khê", "38", "30", ""],
        ["Xã Tân Hà", "22", "41", "Vùng cao"],
        ["Xã Yên Sơn", "15", "60", ""],
    ]


@pytest.mark.parametrize(
    "table",
    [
        pytest.param(
            "STT Nội dung Số hộ (hộ) Số lớp (lớp) Số mô hình (mô hình) 1 Xã Lộc An 4 2 2 Xã Tân Hà 3 3 Xã Yên Sơn 5",
            id="short rows without sums",
        ),
        pytest.param(
            "STT Nội dung Số hộ (hộ) Ghi chú 1 Xã Lộc An 2 Đã giao 2 Xã Tân Hà 3 Đã giao 3 Xã Yên Sơn 4 Đã giao",
            id="a figure or the number of the next row",
        ),
        pytest.param(
            "TT Nhiệm vụ Cơ quan chủ trì Thời gian Sản phẩm Nguồn kinh phí I Thể chế 1 Rà soát Sở A 2026 Báo cáo 2 Xây"
            " dựng Sở B 2027 Kế hoạch 3 Ban hành Sở C 2028 Nghị quyết",
            id="tasks",
        ),
        pytest.param("TT Tên điểm Tọa độ X Y 1 Cầu Đá 574945.0 1506250.8 2 Cầu Gỗ 583593.4 1498499.1", id="places"),
        pytest.param("STT Nội dung Số lượng", id="a head alone"),
    ],
)
def test_none_where_a_doubt_is_left(table: str) -> None:
    assert tables(table) == 0


def test_no_number_of_a_list_of_places_is_a_target() -> None:
    assert (
        aims("TT Tên điểm Mô tả 1 Cầu Đá Vùng nuôi từ 10 ha trở lên 2 Cầu Gỗ Lồng 500 m3 trở lên 3 Bến Cả Ao 2 ha")
        == ()
    )


def test_cells_taken_are_right_whatever_cells_are_empty() -> None:
    names = ("Xã Lộc An", "Xã Bình Khê", "Xã Tân Hà", "Xã Yên Sơn", "Xã Phú Lâm", "Xã Vĩnh Thủy", "Xã Quang Minh")
    heads = ("Số hộ (hộ)", "Số lớp (lớp)", "Số mô hình (mô hình)", "Diện tích (ha)")
    taken = 0
    for seed in range(60):
        dice = random.Random(seed)
        rows = [[dice.randint(1, 90) if dice.random() < 0.8 else None for _ in heads] for _ in names]
        sums = [sum(row[n] or 0 for row in rows) for n in range(len(heads))]
        text, truth = HEAD + " ".join(["STT", "Tên đơn vị", *heads]), {}
        for number, (name, row) in enumerate([*zip(names, rows, strict=True), ("", sums)], 1):
            text += f" {number} {name}" if name else " Tổng cộng"
            for column, value in enumerate(row):
                if value is not None:
                    truth[len(text) + 1] = column
                    text += f" {value}"
        part, tree, _ = document(text)
        for table in flat_tables.find(part, flat_regions.find(text, tree)):
            cells = [cell for cell in table.cells if cell.row > 0 and cell.column > 1]
            assert [cell.column - 2 for cell in cells] == [truth[cell.start] for cell in cells]
            taken += len(cells)
    assert taken > 300


@pytest.mark.parametrize(
    ("words", "depths"),
    [
        pytest.param("A I 1 2 II 1", [0, 1, 2, 2, 1, 2], id="letters, Roman numbers, numbers"),
        pytest.param("1 1.1 1.1.1 1 2 1.1.2 1.2 2", [0, 1, 2, 3, 3, 2, 1, 0], id="numbers in dotted numbers"),
        pytest.param("I 1 a b - - 2", [0, 1, 2, 2, 3, 3, 1], id="bullets"),
        pytest.param("I 1 2 II 3 4", [0, 1, 1, 0, 1, 1], id="numbers that go on under the next heading"),
        pytest.param("1 7 2", [0, None, 0], id="a number that goes on from none"),
        pytest.param("1 2 02 3", [0, 0, None, 0], id="a padded number among plain ones"),
    ],
)
def test_depth_of_row_numbers(words: str, depths: list[int | None]) -> None:
    levels = flat_marks.Levels()
    found: list[int | None] = []
    for word in words.split():
        placed = levels.place(word)
        found.append(placed[1] if placed else None)
        if placed:
            levels.take(*placed)
    assert found == depths
