"""Funding tables: sources and years of the column heads, natures of the rows, totals, units."""

from __future__ import annotations

from gridded import funds

from parsers.records import Amount


def tree(found: tuple[Amount, ...]) -> list[tuple[float, str | None, str | None, int | None, float | None]]:
    return [
        (a.amount, a.source, a.nature, a.period_end, found[a.parent].amount if a.parent is not None else None)
        for a in found
    ]


def test_sources_under_a_merged_heading_and_natures_of_the_rows() -> None:
    found = funds(
        "Biểu 02\nNHU CẦU VỐN NĂM 2026\n(Kèm theo Kế hoạch số 7/KH-UBND ngày 22 tháng 01 năm 2025)\nĐVT: triệu đồng",
        [
            ["TT", "Nội dung", "Tổng vốn", "Vốn ngân sách", "<", "Vốn lồng ghép"],
            ["^", "^", "^", "NSTW", "NS tỉnh", "^"],
            ["A", "B", "1=2+3+4", "2", "3", "4"],
            ["", "Tổng cộng", "100", "60", "30", "10"],
            ["I", "Vốn đầu tư phát triển", "70", "45", "15", "10"],
            ["1", "Đường thôn", "70", "45", "15", "10"],
            ["II", "Vốn sự nghiệp", "30", "15", "15", "-"],
        ],
    )
    assert {a.unit for a in found} == {"triệu đồng"}
    assert tree(found) == [
        (100, "total", None, 2026, None),
        (60, "central_budget", None, 2026, 100),
        (30, "province_budget", None, 2026, 100),
        (10, "integrated", None, 2026, 100),
        (70, "total", "investment", 2026, 100),
        (45, "central_budget", "investment", 2026, 70),
        (15, "province_budget", "investment", 2026, 70),
        (10, "integrated", "investment", 2026, 70),
        (70, "total", "investment", 2026, 70),
        (45, "central_budget", "investment", 2026, 70),
        (15, "province_budget", "investment", 2026, 70),
        (10, "integrated", "investment", 2026, 70),
        (30, "total", "recurrent", 2026, 100),
        (15, "central_budget", "recurrent", 2026, 30),
        (15, "province_budget", "recurrent", 2026, 30),
    ]


def test_years_as_groups_each_with_its_total_under_the_total_of_all() -> None:
    found = funds(
        "PHÂN KỲ VỐN GIAI ĐOẠN 2025 - 2026 (Đơn vị: tỷ đồng)",
        [
            ["TT", "Dự án", "Tổng số", "Năm 2025", "<", "<", "Năm 2026", "<", "<"],
            ["^", "^", "^", "Cộng", "NSTW", "NSĐP", "Cộng", "NSTW", "NSĐP"],
            ["1", "Hồ chứa nước Khe Mo", "50", "20", "15", "5", "30", "20", "10"],
        ],
    )
    assert [(a.amount, a.source, a.period_start, a.period_end) for a in found] == [
        (50, "total", 2025, 2026),
        (20, "total", 2025, 2025),
        (15, "central_budget", 2025, 2025),
        (5, "local_budget", 2025, 2025),
        (30, "total", 2026, 2026),
        (20, "central_budget", 2026, 2026),
        (10, "local_budget", 2026, 2026),
    ]
    assert [found[a.parent].amount if a.parent is not None else None for a in found] == [None, 50, 20, 20, 50, 30, 30]


def test_what_was_spent_and_years_before_the_plan_are_left_out() -> None:
    found = funds(
        "KẾ HOẠCH VỐN\nĐơn vị tính: triệu đồng",
        [
            ["TT", "Nguồn vốn", "Năm 2024", "Lũy kế giải ngân", "Năm 2025", "So sánh"],
            ["1", "Ngân sách tỉnh", "400", "380", "500", "100"],
            ["2", "Ngân sách huyện", "40", "38", "50", "10"],
        ],
    )
    assert [(a.amount, a.source) for a in found] == [(500, "province_budget"), (50, "district_budget")]


def test_money_among_indicators_has_the_unit_of_its_row_and_only_funds_count() -> None:
    found = funds(
        "CHỈ TIÊU CHỦ YẾU NĂM 2025",
        [
            ["TT", "Chỉ tiêu", "ĐVT", "Năm 2025"],
            ["1", "Tỷ lệ hộ nghèo", "%", "8,2"],
            ["2", "Vốn ngân sách tỉnh hỗ trợ", "tỷ đồng", "60"],
            ["3", "Thu nhập bình quân", "triệu đồng", "45"],
        ],
    )
    assert [(a.amount, a.unit, a.amount_vnd, a.source) for a in found] == [
        (60, "tỷ đồng", 60 * 10**9, "province_budget")
    ]


def test_money_column_beside_a_column_of_units_and_share_behind_its_amount() -> None:
    found = funds(
        "DANH MỤC ĐẦU TƯ NĂM 2025",
        [
            ["TT", "Nội dung", "ĐVT", "Số lượng", "Kinh phí (triệu đồng)", "Tỷ lệ (%)"],
            ["1", "Đường trục thôn", "km", "12", "600", "75"],
            ["2", "Nhà văn hóa thôn", "nhà", "4", "200", "25"],
        ],
    )
    assert [(a.amount, a.share_percent) for a in found] == [(600, 75), (200, 25)]


def test_bare_years_under_a_heading_are_the_years_of_their_columns() -> None:
    found = funds(
        "DỰ KIẾN NGUỒN VỐN GIAI ĐOẠN 2025 - 2026\nĐơn vị: Triệu đồng",
        [
            ["TT", "Nguồn vốn", "Tổng số", "Trong đó", "<"],
            ["^", "^", "^", "2025", "2026"],
            ["I", "Vốn tín dụng", "50", "20", "30"],
            ["", "TỔNG CỘNG", "50", "20", "30"],
        ],
    )
    assert [(a.amount, a.source, a.period_start, a.period_end, a.parent) for a in found] == [
        (50, "credit", 2025, 2026, 3),
        (20, "credit", 2025, 2025, 0),
        (30, "credit", 2026, 2026, 0),
        (50, "total", 2025, 2026, None),
        (20, "total", 2025, 2025, 3),
        (30, "total", 2026, 2026, 3),
    ]


def test_a_community_and_a_corporation_are_no_totals() -> None:
    found = funds(
        "NHU CẦU VỐN\nĐơn vị: tỷ đồng",
        [
            ["TT", "Nguồn vốn", "Tổng", "2025", "2026"],
            ["1", "Ngân sách tỉnh", "30", "10", "20"],
            ["2", "Tổng công ty Cấp nước", "12", "5", "7"],
            ["3", "Cộng đồng dân cư", "8", "4", "4"],
            ["", "Cộng", "50", "19", "31"],
        ],
    )
    assert [(a.amount, a.source, a.parent) for a in found if a.period_end != 2025 and a.period_start is None] == [
        (30, "province_budget", 9),
        (12, "total", 9),
        (8, "community", 9),
        (50, "total", None),
    ]


def test_rows_of_years_have_their_year_and_the_year_is_no_amount() -> None:
    found = funds(
        "PHÂN KỲ VỐN\nĐơn vị: tỷ đồng",
        [
            ["Năm", "Tổng", "NSTW", "NSĐP"],
            ["2025", "90", "60", "30"],
            ["2026", "105", "70", "35"],
            ["Tổng cộng", "195", "130", "65"],
        ],
    )
    assert [(a.amount, a.source, a.period_start, a.period_end) for a in found][:6] == [
        (90, "total", 2025, 2025),
        (60, "central_budget", 2025, 2025),
        (30, "local_budget", 2025, 2025),
        (105, "total", 2026, 2026),
        (70, "central_budget", 2026, 2026),
        (35, "local_budget", 2026, 2026),
    ]
    assert [a.parent for a in found] == [6, 0, 0, 6, 3, 3, None, 6, 6]


def test_the_column_of_time_gives_the_years_of_a_project() -> None:
    found = funds(
        "DANH MỤC DỰ ÁN",
        [
            ["TT", "Tên dự án", "Thời gian thực hiện", "Tổng mức đầu tư (tỷ đồng)", "Vốn năm 2026 (tỷ đồng)"],
            ["1", "Đường Vân Khê", "2025 - 2027", "250", "90"],
            ["2", "Hồ Vân Sơn", "2026", "40", "40"],
        ],
    )
    assert [(a.amount, a.period_start, a.period_end) for a in found] == [
        (250, 2025, 2027),
        (90, 2026, 2026),
        (40, 2026, 2026),
        (40, 2026, 2026),
    ]


def test_a_year_behind_a_word_for_money_is_the_year_of_the_column() -> None:
    found = funds(
        "NHU CẦU VỐN (ĐVT: triệu đồng)",
        [
            ["TT", "Xã", "Kinh phí 2025", "Dự toán 2026"],
            ["1", "Hòa Lộc", "1.500", "900"],
            ["2", "Vân Khê", "700", "80"],
        ],
    )
    assert [(a.amount, a.period_end) for a in found] == [(1500, 2025), (900, 2026), (700, 2025), (80, 2026)]
