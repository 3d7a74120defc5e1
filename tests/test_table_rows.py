"""Annex tables: what the rows of places, aims, products and heading rows say of their cells."""

from __future__ import annotations

from gridded import read


def test_a_class_of_places_over_the_rows_is_their_scope() -> None:
    _, found = read(
        "CHỈ TIÊU THEO NHÓM XÃ",
        [
            ["TT", "Chỉ tiêu", "ĐVT", "Thực hiện 2024", "Năm 2026"],
            ["I", "Xã nhóm 1 (12 xã)", "", "", ""],
            ["1", "Tỷ lệ hộ nghèo", "%", "2,5", "1,5"],
            ["II", "Các xã còn lại", "", "", ""],
            ["1", "Tỷ lệ hộ nghèo", "%", "9,5", "7,5"],
        ],
    )
    assert [(t.percent, t.scope) for t in found] == [(1.5, "xã nhóm 1"), (7.5, "các xã còn lại")]


def test_a_time_over_the_rows_is_their_deadline() -> None:
    _, found = read(
        "DANH MỤC CÁC CHỈ TIÊU",
        [
            ["TT", "Chỉ tiêu", "Đơn vị", "Kết quả", "Cơ quan theo dõi"],
            ["I", "Đến năm 2030", "", "", ""],
            ["1", "Phủ sóng 5G", "% dân số", "99", "Sở A"],
            ["2", "Số hợp tác xã", "hợp tác xã", "12", "Sở B"],
            ["3", "Số trường học thông minh", "trường", "5", "Sở C"],
            ["II", "Đến năm 2045", "", "", ""],
            ["1", "Số mô hình", "mô hình", "≥ 40", "Sở B"],
        ],
    )
    assert [(t.percent, t.count, t.unit, t.deadline) for t in found] == [
        (99, None, "dân số", 2030),
        (None, 12, "hợp tác xã", 2030),
        (None, 5, "trường", 2030),
        (None, 40, "mô hình", 2045),
    ]


def test_what_a_place_is_to_become_is_a_milestone_and_what_it_is_none() -> None:
    _, found = read(
        "DANH SÁCH XÃ",
        [
            ["STT", "Địa bàn", "Hiện trạng", "Mục tiêu năm 2026"],
            ["1", "Xã Khe Mo 1", "Có ma túy", "Xã không có ma túy"],
            ["2", "Xã Phú Sơn", "Đã đạt chuẩn", "Duy trì đạt chuẩn"],
        ],
    )
    assert [(t.kind, t.scope, t.change, t.deadline) for t in found] == [
        ("milestone", "xã Khe Mo 1", "level", 2026),
        ("milestone", "xã Phú Sơn", "maintain", 2026),
    ]


def test_products_of_tasks_are_made_and_labels_of_indicators_are_no_tasks() -> None:
    _, found = read(
        "DANH MỤC NHIỆM VỤ",
        [
            ["STT", "Nhiệm vụ", "Cơ quan chủ trì", "Sản phẩm", "Thời hạn"],
            ["1", "Đào tạo kỹ năng", "Sở A", "08 lớp tập huấn", "Tháng 11/2026"],
            ["2", "Lập báo cáo", "Sở B", "Báo cáo", "Năm 2026"],
            ["3", "Lập kế hoạch", "Sở C", "Kế hoạch", "Năm 2026"],
        ],
    )
    assert [(t.count, t.unit, t.change, t.deadline) for t in found] == [(8, "lớp", "output", 2026)]


def test_a_rate_in_the_title_says_what_the_shares_are_of() -> None:
    _, found = read(
        "CHỈ TIÊU TỶ LỆ DÂN SỐ THAM GIA BẢO HIỂM Y TẾ (Đơn vị tính: %)",
        [["STT", "Huyện", "Năm 2025", "Năm 2026"], ["1", "Khe Mo", "94,6", "95,1"], ["2", "Phú Sơn", "93", "94"]],
    )
    assert {(t.unit, t.percent is not None) for t in found} == {("dân số", True)}
