"""Annex tables: a row a commune or an indicator, a column a year, a criterion or a unit; each cell a target."""

from __future__ import annotations

import pytest
from gridded import read


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


def test_two_rows_of_headings_give_each_column_its_year_and_what_was_is_left_out() -> None:
    part, found = read(
        "Biểu 01\nLỘ TRÌNH ĐẠT CHUẨN CỦA CÁC XÃ GIAI ĐOẠN 2024 - 2026",
        [
            ["TT", "Xã", "Số tiêu chí", "<", "<", "Năm đạt chuẩn", "<"],
            ["^", "^", "Thực hiện đến hết năm 2024", "Hết năm 2025", "Năm 2026", "Nông thôn mới", "NTM nâng cao"],
            ["I", "Nhóm xã vùng thấp", "<", "<", "<", "<", "<"],
            ["1", "Đồng Mẫn", "19", "19", "19", "Đã đạt năm 2021", "Quý IV/2025"],
            ["2", "Bản Thấu", "11", "14", "19", "2026", "-"],
            ["", "Tổng cộng", "30", "33", "38", "", ""],
            ["", "Bình quân một xã", "15", "16,5", "19", "", ""],
        ],
    )
    assert [
        (part.text[t.start : t.end], t.kind, t.unit, t.scope, t.tier, t.deadline, t.deadline_kind) for t in found
    ] == [
        ("19", "quantity", "tiêu chí", "xã Đồng Mẫn", None, 2025, "by"),
        ("19", "quantity", "tiêu chí", "xã Đồng Mẫn", None, 2026, "in"),
        ("Quý IV/2025", "milestone", None, "xã Đồng Mẫn", "NTM nâng cao", 2025, "in"),
        ("14", "quantity", "tiêu chí", "xã Bản Thấu", None, 2025, "by"),
        ("19", "quantity", "tiêu chí", "xã Bản Thấu", None, 2026, "in"),
        ("2026", "milestone", None, "xã Bản Thấu", "NTM", 2026, "in"),
        ("33", "quantity", "tiêu chí", None, None, 2025, "by"),
        ("38", "quantity", "tiêu chí", None, None, 2026, "in"),
        ("16,5", "quantity", "tiêu chí", None, None, 2025, "by"),
        ("19", "quantity", "tiêu chí", None, None, 2026, "in"),
    ]


def test_column_of_units_gives_percent_permille_rates_dittos_and_parts() -> None:
    _, found = read(
        "HỆ THỐNG CHỈ TIÊU",
        [
            ["TT", "Chỉ tiêu", "ĐVT", "TH 2024", "Kế hoạch", "<"],
            ["^", "^", "^", "^", "2025", "Giai đoạn 2025 - 2026"],
            ["I", "Y tế", "<", "<", "<", "<"],
            ["1", "Tỷ lệ trẻ em được tiêm chủng", "%", "91", "93", "≥ 95"],
            ["2", "Tỷ suất tử vong trẻ dưới 5 tuổi", "‰", "14,5", "14", "< 13"],
            ["3", "Số bác sĩ bình quân", "người/vạn dân", "8", "8,5", "9"],
            ["4", "Số giường bệnh xây mới", "Giường", "20", "30", "45"],
            ["-", "Tuyến huyện", "nt", "5", "10", "15"],
            ["-", "Tuyến tỉnh", "", "15", "20", "30"],
            ["5", "Thu nhập bình quân", "triệu đồng/người", "41", "45", "50"],
        ],
    )
    assert [(t.percent, t.count, t.unit, t.comparator, t.change, t.deadline, t.period_start) for t in found] == [
        (93, None, "trẻ em", "=", "level", 2025, None),
        (95, None, "trẻ em", ">=", "level", 2026, 2025),
        (None, 14, "‰", "=", "level", 2025, None),
        (None, 13, "‰", "<=", "level", 2026, 2025),
        (None, 8.5, "người/vạn dân", "=", "level", 2025, None),
        (None, 9, "người/vạn dân", "=", "level", 2026, 2025),
        (None, 30, "giường", "=", "output", 2025, None),
        (None, 45, "giường", "=", "output", 2026, 2025),
        (None, 10, "giường", "=", "level", 2025, None),
        (None, 15, "giường", "=", "level", 2026, 2025),
        (None, 20, "giường", "=", "level", 2025, None),
        (None, 30, "giường", "=", "level", 2026, 2025),
    ]
    assert found[8].subject == "Số giường bệnh xây mới - Tuyến huyện - Kế hoạch 2025"


def test_title_says_what_is_counted_that_it_is_new_and_when() -> None:
    _, found = read(
        "Biểu 02: SỐ HỢP TÁC XÃ THÀNH LẬP MỚI GIAI ĐOẠN 2025 - 2026\n(Kèm theo Kế hoạch số 12/KH-UBND ngày 05/01/2024)",
        [
            ["TT", "Huyện", "2025", "2026", "Cộng"],
            ["1", "Đông Hải", "4", "0", "4"],
            ["", "Toàn tỉnh", "4", "0", "4"],
        ],
    )
    assert [(t.count, t.unit, t.change, t.scope, t.deadline, t.deadline_kind, t.period_start) for t in found] == [
        (4, "hợp tác xã", "increase", "huyện Đông Hải", 2025, "in", None),
        (4, "hợp tác xã", "increase", "huyện Đông Hải", 2026, "by", 2025),
        (4, "hợp tác xã", "increase", None, 2025, "in", None),
        (4, "hợp tác xã", "increase", None, 2026, "by", 2025),
    ]


def test_marks_under_criteria_are_milestones_of_the_commune() -> None:
    _, found = read(
        "Biểu 3. KẾ HOẠCH HOÀN THÀNH TIÊU CHÍ XÃ NÔNG THÔN MỚI NĂM 2025",
        [
            ["TT", "Tên xã", "Tiêu chí số", "<", "<", "Tiêu chí", "<", "Tổng số tiêu chí hoàn thành"],
            ["^", "^", "2", "5", "17", "Giao thông", "Y tế", "^"],
            ["1", "Khe Mo", "x", "", "Đạt", "", "x", "3"],
            ["2", "Phú Sơn", "", "CĐ", "", "x", "", "1"],
        ],
    )
    assert [(t.kind, t.count, t.scope, t.criterion, t.criterion_set, t.tier, t.deadline) for t in found] == [
        ("milestone", None, "xã Khe Mo", "2", "xã", "NTM", 2025),
        ("milestone", None, "xã Khe Mo", "17", "xã", "NTM", 2025),
        ("milestone", None, "xã Khe Mo", "15", "xã", "NTM", 2025),
        ("quantity", 3, "xã Khe Mo", None, None, None, 2025),
        ("milestone", None, "xã Phú Sơn", "2", "xã", "NTM", 2025),
        ("quantity", 1, "xã Phú Sơn", None, None, None, 2025),
    ]


def test_standard_named_under_a_year_is_the_tier_of_the_milestone() -> None:
    _, found = read(
        "LỘ TRÌNH XÂY DỰNG NÔNG THÔN MỚI CỦA CÁC XÃ",
        [
            ["TT", "Xã", "Năm 2024", "Năm 2025", "Năm 2026"],
            ["1", "Khe Mo", "NTM", "", "NTM nâng cao"],
            ["2", "Phú Sơn", "", "NTM", "-"],
        ],
    )
    assert [(t.kind, t.scope, t.tier, t.deadline) for t in found] == [
        ("milestone", "xã Khe Mo", "NTM nâng cao", 2026),
        ("milestone", "xã Phú Sơn", "NTM", 2025),
    ]


def test_rows_of_criteria_have_their_number_and_merged_cells_hold_for_all_their_rows() -> None:
    _, found = read(
        "MỤC TIÊU NĂM 2026 CỦA XÃ NÔNG THÔN MỚI",
        [
            ["TT", "Tiêu chí", "Nội dung", "Số xã đạt"],
            ["1", "Giao thông", "Đường trục xã được bê tông hóa", "9/12"],
            ["^", "^", "Đường thôn được cứng hóa", "10/12"],
            ["2", "Trường học", "Trường đạt chuẩn về cơ sở vật chất", "11/12"],
        ],
    )
    assert [(t.count, t.total, t.unit, t.criterion, t.criterion_set, t.deadline) for t in found] == [
        (9, 12, "xã", "2", "xã", 2026),
        (10, 12, "xã", "2", "xã", 2026),
        (11, 12, "xã", "5", "xã", 2026),
    ]


def test_columns_of_places_and_rows_of_years() -> None:
    _, found = read(
        "PHÂN BỔ CHỈ TIÊU XÓA NHÀ TẠM\nĐơn vị tính: nhà",
        [
            ["Năm", "Tổng số", "Chia theo huyện", "<", "Thị xã Sa Lý"],
            ["^", "^", "Đông Hải", "Tân Lập", "^"],
            ["Thực hiện năm 2024", "40", "20", "15", "5"],
            ["Năm 2025", "60", "30", "20", "10"],
        ],
    )
    assert [(t.count, t.unit, t.scope, t.deadline) for t in found] == [
        (60, "nhà", None, 2025),
        (30, "nhà", "huyện Đông Hải", 2025),
        (20, "nhà", "huyện Tân Lập", 2025),
        (10, "nhà", "thị xã Sa Lý", 2025),
    ]


def test_group_of_a_district_holds_until_the_next_group_and_not_for_the_sum() -> None:
    _, found = read(
        "CHỈ TIÊU ĐÀO TẠO NGHỀ NĂM 2025",
        [
            ["TT", "Đơn vị", "Số lao động được đào tạo"],
            ["I", "Huyện Đông Hải", ""],
            ["1", "Trung tâm dạy nghề", "120"],
            ["II", "Các đơn vị trực thuộc tỉnh", ""],
            ["1", "Trường cao đẳng", "300"],
            ["", "Cộng", "420"],
        ],
    )
    assert [(t.count, t.unit, t.change, t.scope) for t in found] == [
        (120, "lao động", "output", "huyện Đông Hải"),
        (300, "lao động", "output", None),
        (420, "lao động", "output", None),
    ]


def test_tasks_in_cells_are_targets_with_the_time_of_their_row() -> None:
    part, found = read(
        "PHÂN CÔNG NHIỆM VỤ NĂM 2025",
        [
            ["TT", "Nội dung", "Cơ quan chủ trì", "Sản phẩm", "Thời gian"],
            ["1", "Mở 06 lớp tập huấn cho 320 cán bộ thôn", "Sở A", "06 lớp", "Quý II/2026"],
            ["2", "Rà soát quy hoạch", "Sở B", "Báo cáo", "Thường xuyên"],
            ["3", "Xây dựng 04 mô hình", "Sở B", "", "Hằng năm"],
        ],
    )
    assert [
        (t.count, t.unit, t.change, t.deadline, t.deadline_kind)
        for t in found
        if part.text[t.start : t.end] != "06 lớp"
    ] == [
        (6, "lớp", "output", 2026, "in"),
        (320, "cán bộ", "output", 2026, "in"),
        (4, "mô hình", "output", 2025, "in"),
    ]


@pytest.mark.parametrize(
    ("caption", "rows", "doc_type"),
    [
        pytest.param(
            "BẢNG TIÊU CHÍ VÀ ĐIỂM XẾP HẠNG ĐƠN VỊ\n(Ban hành kèm theo Kế hoạch số 1/KH-UBND)",
            [["TT", "Tiêu chí", "Điểm"], ["1", "Từ 30 giường trở lên", "8 điểm"], ["2", "Dưới 30 giường", "4 điểm"]],
            "Kế hoạch",
            id="scores",
        ),
        pytest.param(
            "CHỈ TIÊU VỀ QUY MÔ",
            [["1", "Số giường", "8 điểm"], ["2", "Số bác sĩ", "4 điểm"]],
            "Thông tư",
            id="rules of a circular",
        ),
        pytest.param(
            "HIỆN TRẠNG CÁC XÃ NĂM 2024",
            [["TT", "Xã", "Số tiêu chí đạt"], ["1", "Khe Mo", "12"], ["2", "Phú Sơn", "14"]],
            "Kế hoạch",
            id="state of things",
        ),
        pytest.param(
            "CHỈ TIÊU KINH TẾ",
            [["TT", "Chỉ tiêu", "TH 2024", "KH 2025/TH 2024 (%)"], ["1", "Sản lượng thóc (tấn)", "120", "104,2"]],
            "Kế hoạch",
            id="comparisons",
        ),
        pytest.param(
            "ĐỊNH MỨC HỖ TRỢ NĂM 2025",
            [["TT", "Nội dung", "Số lượng (cây)"], ["1", "Trồng rừng", "1.600"], ["2", "Trồng cam", "500"]],
            "Kế hoạch",
            id="norms",
        ),
    ],
)
def test_what_rates_prices_compares_or_tells_commits_nobody(caption: str, rows: list[list[str]], doc_type: str) -> None:
    assert read(caption, rows, doc_type=doc_type)[1] == ()


def test_a_table_in_the_text_takes_the_year_of_its_section_and_an_annex_does_not() -> None:
    rows = [["TT", "Huyện", "Số xã đạt chuẩn"], ["1", "Đông Hải", "5"], ["2", "Tân Lập", "3"]]
    _, inside = read("1. Mục tiêu đến năm 2026 của từng huyện như sau:", rows)
    assert [(t.count, t.deadline, t.deadline_kind) for t in inside] == [(5, 2026, "by"), (3, 2026, "by")]
    _, annex = read("Phụ lục 1\nCHỈ TIÊU GIAO CÁC HUYỆN", rows)
    assert [(t.count, t.deadline) for t in annex] == [(5, None), (3, None)]


def test_units_under_a_bare_heading_yearly_percentages_and_parts() -> None:
    _, found = read(
        "Phụ lục 1\nCÁC CHỈ TIÊU CHỦ YẾU",
        [
            ["STT", "Chỉ tiêu", "Đơn vị", "Mục tiêu đến", "<", "Cơ quan theo dõi"],
            ["^", "^", "^", "2025", "2026", "^"],
            ["A", "VỀ XÃ HỘI", "", "", "", ""],
            ["1", "Mức giảm tỷ lệ hộ nghèo", "%/năm", "1,2", "1,0 - 1,5", "Sở A"],
            ["2", "Số xã đạt chuẩn NTM", "Xã", "50/80", "56/80", "Sở B"],
            ["", "Trong đó: NTM nâng cao", "", "8", "12", "Sở B"],
            ["3", "Kim ngạch xuất khẩu", "Triệu USD", "150", "200", "Sở C"],
        ],
    )
    assert [(t.count, t.total, t.percent, t.percent_max, t.unit, t.per, t.change, t.tier) for t in found] == [
        (None, None, 1.2, None, "hộ", "năm", "decrease", None),
        (None, None, 1.0, 1.5, "hộ", "năm", "decrease", None),
        (50, 80, None, None, "xã", None, "level", "NTM"),
        (56, 80, None, None, "xã", None, "level", "NTM"),
        (8, None, None, None, "xã", None, "level", "NTM nâng cao"),
        (12, None, None, None, "xã", None, "level", "NTM nâng cao"),
    ]


def test_places_of_two_levels_in_one_column_and_a_commune_called_ban() -> None:
    _, found = read(
        "DANH SÁCH CÁC XÃ PHẤN ĐẤU ĐẠT CHUẨN NĂM 2026",
        [
            ["TT", "Huyện/xã", "Đạt chuẩn NTM"],
            ["I", "Huyện Đông Hải", "1"],
            ["1", "Thị trấn Đồi Sim", "x"],
        ],
    )
    assert [(t.kind, t.count, t.scope) for t in found] == [
        ("quantity", 1, "huyện Đông Hải"),
        ("milestone", None, "thị trấn Đồi Sim"),
    ]
    _, found = read("KẾ HOẠCH TRỒNG RỪNG NĂM 2025", [["TT", "Xã", "Diện tích (ha)"], ["1", "Bản Sao", "12"]])
    assert [(t.count, t.unit, t.scope) for t in found] == [(12, "ha", "xã Bản Sao")]


def test_unit_of_the_table_goes_before_the_thing_that_a_heading_names() -> None:
    _, found = read(
        "KẾ HOẠCH TRỒNG RỪNG NĂM 2025\nĐơn vị tính: ha",
        [
            ["TT", "Xã", "Tổng cộng", "Trong đó", "<"],
            ["^", "^", "^", "Rừng sản xuất", "Rừng phòng hộ"],
            ["1", "Khe Mo", "120", "100", "20"],
        ],
    )
    assert [(t.count, t.unit, t.change) for t in found] == [
        (120, "ha", "output"),
        (100, "ha", "output"),
        (20, "ha", "output"),
    ]


def test_words_about_units_and_money_in_a_title_or_name_take_nothing_away() -> None:
    _, found = read(
        "DANH SÁCH ĐƠN VỊ PHẤN ĐẤU ĐẠT CHUẨN NĂM 2025",
        [
            ["TT", "Chỉ tiêu", "ĐVT", "Năm 2025"],
            ["1", "Số hộ được vay vốn", "hộ", "200"],
            ["2", "Tỷ lệ giải ngân vốn đầu tư công", "%", "95"],
            ["3", "Vốn vay", "triệu đồng", "900"],
        ],
    )
    assert [(t.count, t.percent, t.unit) for t in found] == [(200, None, "hộ"), (None, 95, "%")]
