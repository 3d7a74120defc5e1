"""Funding: amounts with source, nature, share, years and tree; the table is tests/cases/funding.csv."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from gridded import funds

from ocr.document import Document
from parsers import funding, header, outline
from parsers.records import Amount, Header

CASES = Path(__file__).parent / "cases" / "funding.csv"


def amounts(text: str) -> tuple[Amount, ...]:
    document = Document("case.txt", "text", text, (), ())
    head = Header(start=0, end=len(text), part=1, level="province", period_start=2021, period_end=2030)
    return funding.amounts(document, outline.build(document), head)


def cases() -> dict[str, list[dict[str, str]]]:
    with CASES.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    return {name: [row for row in rows if row["case"] == name] for name in dict.fromkeys(row["case"] for row in rows)}


def printed(amount: Amount) -> dict[str, str]:
    share = "" if amount.share_percent is None else f"{amount.share_percent:g}"
    return {
        "amount_vnd": str(amount.amount_vnd),
        "source": amount.source or "",
        "nature": amount.nature or "",
        "share_percent": share,
        "period_start": str(amount.period_start or ""),
        "period_end": str(amount.period_end or ""),
        "comparator": amount.comparator,
        "parent": "" if amount.parent is None else str(amount.parent + 1),
    }


@pytest.mark.parametrize("name", cases())
def test_amounts_of_a_passage(name: str) -> None:
    rows = cases()[name]
    found = [printed(amount) for amount in amounts(rows[0]["text"])]
    columns = [key for key in rows[0] if key not in {"case", "text"}]
    assert found == [{key: row[key] for key in columns} for row in rows if row["amount_vnd"]]


def test_amount_and_unit_are_as_printed_and_the_quote_holds_the_digits() -> None:
    text = "Kinh phí thực hiện: 1.234,5 triệu đồng từ ngân sách huyện."
    (amount,) = amounts(text)
    assert (amount.amount, amount.unit, amount.amount_vnd) == (1234.5, "triệu đồng", 1_234_500_000)
    assert "1.234,5 triệu đồng" in text[amount.start : amount.end]


def test_a_range_keeps_both_ends() -> None:
    (amount,) = amounts("Ngân sách tỉnh bố trí từ 3 tỷ đồng đến 5 tỷ đồng cho tập huấn.")
    assert (amount.amount, amount.amount_max) == (3, 5)


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Kinh phí năm 2026 do tỉnh hỗ trợ 12 tỷ đồng.", "province_budget"),
        ("Năm 2026, xã bố trí kinh phí 300 triệu đồng.", "commune_budget"),
        ("Kinh phí hỗ trợ các xã 12 tỷ đồng.", "total"),
    ],
)
def test_a_level_that_gives_is_the_source(sentence: str, source: str) -> None:
    assert [amount.source for amount in amounts(sentence)] == [source]


def test_a_larger_amount_below_a_list_is_no_part_of_its_whole() -> None:
    text = "1. Vốn bổ sung là 50 tỷ đồng, gồm: vốn trong nước 30 tỷ đồng; vốn ngoài nước 20 tỷ đồng.\n\n"
    found = amounts(text + "Như vậy, tổng vốn của cả giai đoạn là 320 tỷ đồng.")
    assert [(amount.amount, amount.parent) for amount in found] == [(50, None), (30, 0), (20, 0), (320, None)]


def test_foreign_money_without_a_value_in_dong_is_left_out() -> None:
    assert amounts("Dự án sử dụng vốn ODA 12 triệu USD.") == ()


def test_an_inherited_unit_lowers_confidence() -> None:
    bare, own = amounts("Vốn đầu tư 10,5, vốn sự nghiệp 4,5 tỷ đồng.")
    assert bare.amount_vnd == 10_500_000_000
    assert bare.confidence < own.confidence


def test_a_footnote_of_the_past_is_no_plan() -> None:
    text = (
        "I. TÌNH HÌNH THỰC HIỆN NĂM 2023\nChi đầu tư được giao 60 tỷ đồng [1].\nII. KINH PHÍ NĂM 2024\n"
        "Ngân sách tỉnh bố trí 70 tỷ đồng.\n[1] Trong đó vốn bổ sung 5 tỷ đồng."
    )
    assert [amount.amount for amount in amounts(text)] == [70]


def from_table(above: str, rows: list[list[str]]) -> list[tuple[float, str | None, int | None, float | None]]:
    found = funds(above, rows, period_start=None, period_end=None)
    return [
        (item.amount, item.source, item.period_end, found[item.parent].amount if item.parent is not None else None)
        for item in found
    ]


def test_a_table_gives_each_cell_with_its_headings_and_its_sums() -> None:
    found = from_table(
        "Biểu 2. Nhu cầu vốn giai đoạn 2023 - 2025 (Đơn vị: tỷ đồng)",
        [
            ["TT", "Nguồn vốn", "2023", "2024", "Tổng cộng"],
            ["1", "Ngân sách trung ương", "10,5", "12", "22,5"],
            ["2", "Ngân sách huyện", "2", "3", "5"],
            ["", "Cộng", "12,5", "15", "27,5"],
        ],
    )
    assert found == [
        (10.5, "central_budget", 2023, 22.5),
        (12, "central_budget", 2024, 22.5),
        (22.5, "central_budget", 2025, 27.5),
        (2, "district_budget", 2023, 5),
        (3, "district_budget", 2024, 5),
        (5, "district_budget", 2025, 27.5),
        (12.5, "total", 2023, 27.5),
        (15, "total", 2024, 27.5),
        (27.5, "total", 2025, None),
    ]


def test_numbering_of_a_table_is_its_tree() -> None:
    found = from_table(
        "DỰ TOÁN KINH PHÍ\nĐơn vị tính: triệu đồng",
        [
            ["STT", "Nội dung", "Kinh phí"],
            ["A", "B", "1"],
            ["", "TỔNG CỘNG", "1.500"],
            ["I", "Tuyên truyền", "500"],
            ["1", "Tập huấn", "200"],
            ["2", "In tài liệu", "300"],
            ["II", "Mua sắm", "1.000"],
        ],
    )
    parents = [(amount, parent) for amount, _, _, parent in found]
    assert parents == [(1500, None), (500, 1500), (200, 500), (300, 500), (1000, 1500)]


def test_a_table_of_targets_is_no_funding() -> None:
    found = from_table(
        "Biểu 3. Chỉ tiêu giao các xã",
        [["TT", "Xã", "Số hộ nghèo", "Thu nhập (triệu đồng)"], ["1", "An Phú", "20", "45"]],
    )
    assert found == []


def test_amounts_of_the_labelled_plans(shared: Path) -> None:
    right = asked = 0
    for name in ("lang-son-2022", "tam-duong-2025"):
        document = Document(name, "text", (shared / "corpus" / f"{name}.txt").read_text(encoding="utf-8"), (), ())
        (head,) = header.split(document)
        part = document.part(head.start, head.end)
        found = funding.amounts(part, outline.build(part), head)
        with (shared / "gold" / name / "funding.csv").open(encoding="utf-8", newline="") as handle:
            labels = list(csv.DictReader(handle))
        asked += len(labels)
        values = {row["id"]: row["amount_vnd"] for row in labels}
        expected = [(int(row["amount_vnd"]), row["source"], values.get(row["parent"], "")) for row in labels]
        tree = [
            (item.amount_vnd, item.source, str(found[item.parent].amount_vnd) if item.parent is not None else "")
            for item in found
        ]
        right += sum(a == b for a, b in zip(expected, tree, strict=False))
    assert right / asked >= 0.92
