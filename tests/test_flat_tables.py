"""Tables whose cells a portal ran together: cells only where head and rows agree, else none."""

from __future__ import annotations

import pytest

from ocr.document import Document
from parsers import flat_regions, flat_tables, outline, targets
from parsers.records import Header, Target


def found(text: str, **values: object) -> tuple[Document, tuple[Target, ...]]:
    part = Document("plan.txt", "text", text, (), ())
    plan = {"level": "province", "province": "Hòa An", "period_start": 2026, "period_end": 2030, **values}
    return part, targets.targets(part, outline.build(part), Header(start=0, end=len(text), part=1, **plan))  # type: ignore[arg-type]


def values(text: str) -> list[tuple[float | None, str | None, int | None]]:
    return [(t.count if t.percent is None else t.percent, t.unit, t.deadline) for t in found(text)[1]]


def tables(text: str) -> int:
    part = Document("plan.txt", "text", text, (), ())
    return len(flat_tables.find(part, flat_regions.find(text, outline.build(part))))


HEAD = "PHỤ LỤC 01\nCHỈ TIÊU VÙNG NGUYÊN LIỆU\n"


def test_table_in_one_paragraph_with_estimate_group_of_years_and_bullets() -> None:
    part, records = found(
        HEAD + "TT Chỉ tiêu ĐVT ƯTH Năm 2025 Giai đoạn 2026 - 2028 Năm 2026 Năm 2027 Năm 2028 I CÂY LÂU NĂM 1 Cam"
        " - Diện tích Ha 1.120 1.200 1.250 1.300 - Sản lượng Tấn 9.500 9.800 10.400 11.000 2 Bưởi - Diện tích Ha 310"
        " 330 360 400 II CHĂN NUÔI 1 Tổng đàn bò Con 2.010 2.100 2.200 2.350"
    )
    assert [(part.text[t.start : t.end], t.count, t.unit, t.deadline) for t in records] == [
        ("1.200", 1200, "ha", 2026),
        ("1.250", 1250, "ha", 2027),
        ("1.300", 1300, "ha", 2028),
        ("9.800", 9800, "tấn", 2026),
        ("10.400", 10400, "tấn", 2027),
        ("11.000", 11000, "tấn", 2028),
        ("330", 330, "ha", 2026),
        ("360", 360, "ha", 2027),
        ("400", 400, "ha", 2028),
        ("2.100", 2100, "con", 2026),
        ("2.200", 2200, "con", 2027),
        ("2.350", 2350, "con", 2028),
    ]
    assert records[3].subject == "Cam - Sản lượng - Giai đoạn 2026 - 2028 Năm 2026"


def test_table_of_a_line_a_row() -> None:
    text = (
        HEAD + "TT Chỉ tiêu Đơn vị tính Năm 2026 Năm 2030\n1 Tỷ lệ hộ dùng nước sạch % 78 ≥ 96\n"
        "2 Hợp tác xã nông nghiệp hợp tác xã 58 120\n3 Người từ 15 đến 60 tuổi biết chữ mức độ 2 % 93,8 97,2\n"
        "PHỤ LỤC 02\nGiao 5 đơn vị theo dõi 12 34 56 78 90 12"
    )
    assert values(text)[:6] == [
        (78, "hộ", 2026),
        (96, "hộ", 2030),
        (58, "hợp tác xã", 2026),
        (120, "hợp tác xã", 2030),
        (93.8, "người", 2026),
        (97.2, "người", 2030),
    ]
    assert found(text)[1][1].comparator == ">="


def test_measures_repeated_under_each_year_leave_rows_out_that_lack_a_figure() -> None:
    text = (
        HEAD + "TT Sản phẩm Kế hoạch 2026 Kế hoạch 2027 Lượng (Tấn) Giá trị (Tỷ đồng) Lượng (Tấn) Giá trị (Tỷ đồng)"
        " 1 2 3 4 5 Tổng I + II 24.000 27.000 1 Chè 13.500 7.000 14.800 7.800 2 Sữa 1.400 1.900 3 Cà phê 6.400 24.700"
        " 7.100 26.100 4 Ngô 60 80 65 90"
    )
    assert values(text) == [
        (13500, "tấn", 2026),
        (14800, "tấn", 2027),
        (6400, "tấn", 2026),
        (7100, "tấn", 2027),
        (60, "tấn", 2026),
        (65, "tấn", 2027),
    ]


@pytest.mark.parametrize(
    "table",
    [
        pytest.param(
            "STT Nội dung Đơn vị tính Năm 2025 Năm 2026 Năm 2027 Kế hoạch Ước thực hiện 1 Dân số người 1.000"
            " 1.010 1.020 1.030 2 Lao động người 500 510 520 530 3 Học sinh người 200 210 220 230",
            id="sub-headings of no known year",
        ),
        pytest.param(
            "TT Chỉ tiêu ĐVT Năm 2026 Năm 2027 Năm 2028 1 Chè ha 10 20 2 Cam ha 30 40 3 Bưởi ha 50 60 4 Na ha 70 80 90",
            id="fewer figures than columns",
        ),
        pytest.param(
            "TT Chỉ tiêu ĐVT Năm 2026 Năm 2027 1 Chè ha 10 20 30 2 Cam ha 30 40 50 3 Bưởi ha 50 60 70",
            id="more figures than columns",
        ),
        pytest.param(
            "TT Chỉ tiêu Thực hiện Năm 2024 Năm 2025 Kế hoạch Năm 2026 1 Chè (ha) 10 20 30 2 Cam (ha) 30 40 50",
            id="a year that may be done or planned",
        ),
        pytest.param("TT Nội dung Cơ quan chủ trì 1 Rà soát Sở A 2 Tập huấn Sở B", id="no figures"),
        pytest.param("TT Chỉ tiêu ĐVT Năm 2026", id="nothing but a head"),
        pytest.param("TT", id="one word"),
    ],
)
def test_none_where_head_and_rows_leave_a_doubt(table: str) -> None:
    text = HEAD + table
    assert tables(text) == 0
    assert [t for t in found(text)[1] if t.count not in {1, 2, 3, 4}] == []


def test_dash_at_the_end_that_may_be_a_cell_or_a_bullet_leaves_the_row_out() -> None:
    text = (
        HEAD + "TT Chỉ tiêu ĐVT Năm 2026 Năm 2027 1 Chè ha 10 20 - Trong đó mới ha 5 - Cam ha 30 40 2 Bưởi ha 50 60"
        " 3 Na ha 70 80"
    )
    assert (5, "ha", 2026) not in values(text)
    assert (70, "ha", 2026) in values(text)


def test_a_long_run_of_figures_is_read_in_good_time() -> None:
    text = HEAD + "TT Chỉ tiêu ĐVT Năm 2026 Năm 2027 " + " ".join(f"{n} Chè ha {n}5 {n}6" for n in range(1, 1000))
    assert len(found(text)[1]) == 2 * 999
