"""Headers: letterheads in every layout that print, portals and scans give them; the table is tests/cases/header.csv."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from ocr.document import Document
from parsers import header, parts, title
from parsers.records import Header

CASES = Path(__file__).parent / "cases" / "header.csv"
FIELDS = (
    "doc_type",
    "number",
    "issuer",
    "level",
    "province",
    "district",
    "place_of_issue",
    "issue_date",
    "title",
    "signer",
    "period_start",
    "period_end",
    "status",
)


def document(text: str) -> Document:
    return Document("case.txt", "text", text, (), ())


def rows() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def case_names() -> list[str]:
    return list(dict.fromkeys(row["case"] for row in rows()))


@pytest.mark.parametrize("name", case_names())
def test_every_document_of_a_file_has_its_head(name: str) -> None:
    expected = [row for row in rows() if row["case"] == name]
    found = header.split(document(expected[0]["text"]))
    assert len(found) == len(expected)
    for row, head in zip(expected, found, strict=True):
        printed = {field: str(getattr(head, field) or "") for field in FIELDS}
        assert printed == {field: row[field] for field in FIELDS}


def test_page_furniture_lies_outside_the_document() -> None:
    text = (
        "Cổng thông tin điện tử\nTrang chủ\nỦY BAN NHÂN DÂN\nTỈNH TRÀ VINH\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "Số: 9/KH-UBND\nTrà Vinh, ngày 2 tháng 2 năm 2022\nKẾ HOẠCH\nHỗ trợ người cao tuổi năm 2022\nI. MỤC TIÊU\n"
        "Hỗ trợ 500 cụ./.\nNơi nhận:\n- Lưu: VT.\nCHỦ TỊCH\nLê Văn Tám\nTin liên quan\nLượt truy cập: 20480\n"
    )
    (head,) = header.split(document(text))
    inside = text[head.start : head.end]
    assert inside.startswith("ỦY BAN NHÂN DÂN")
    assert inside.endswith("Lê Văn Tám")


def test_spans_of_parts_follow_each_other_without_overlap() -> None:
    text = next(row["text"] for row in rows() if row["case"].startswith("two plans"))
    first, second = header.split(document(text))
    assert 0 <= first.start < first.end <= second.start < second.end <= len(text)


@pytest.mark.parametrize("text", ["", "\n\n", "KẾ HOẠCH", "x" * 50_000, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n" * 300])
def test_any_text_has_at_least_one_header(text: str) -> None:
    found = header.split(document(text))
    assert found
    assert all(isinstance(head, Header) and 0 <= head.start <= head.end <= len(text) for head in found)


@pytest.mark.parametrize(
    ("heading", "body", "expected"),
    [
        ("Thực hiện Chương trình giai đoạn 2021-2025 năm 2024", "", (2024, 2024)),
        ("Phòng, chống ma túy giai đoạn 2026 - 2030, tầm nhìn đến năm 2045", "", (2026, 2030)),
        ("Xây dựng tỉnh đạt chuẩn trước năm 2025", "Trong giai đoạn 2021 - 2025 phấn đấu", (2021, 2025)),
        ("Phát triển kinh tế số đến năm 2030", "", (None, 2030)),
        ("Triển khai thi hành Luật Đất đai năm 2024", "", (None, None)),
        ("Kiểm tra việc thực hiện chính sách", "Nhiệm kỳ 2020 - 2025; giai đoạn 2023 - 2025", (2023, 2025)),
    ],
)
def test_period_comes_from_title_then_objectives(
    heading: str, body: str, expected: tuple[int | None, int | None]
) -> None:
    assert title.period(heading, body, "Kế hoạch") == expected


def test_a_guidance_takes_no_period_from_its_body() -> None:
    assert title.period("Tuyên truyền Chương trình", "giai đoạn 2021 - 2025", "Hướng dẫn") == (None, None)


def test_a_district_gives_its_province_where_the_text_names_none() -> None:
    text = (
        "ỦY BAN NHÂN DÂN\nHUYỆN MƯỜNG LÁT\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 8/KH-UBND\n"
        "Mường Lát, ngày 5 tháng 3 năm 2022\nKẾ HOẠCH\nGiảm nghèo năm 2022\nI. MỤC TIÊU\n"
    )
    (head,) = header.split(document(text))
    assert (head.level, head.district, head.province) == ("district", "Mường Lát", "Thanh Hóa")


@pytest.mark.parametrize(
    ("year", "level", "province", "district"),
    [("2025", "district", None, "Lĩnh Hải"), ("2026", "province", "Lĩnh Hải", None)],
)
def test_a_city_that_issues_after_the_end_of_districts_is_a_province(
    year: str, level: str, province: str | None, district: str | None
) -> None:
    text = (
        "ỦY BAN NHÂN DÂN\nTHÀNH PHỐ LĨNH HẢI\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 8/KH-UBND\n"
        f"Lĩnh Hải, ngày 5 tháng 3 năm {year}\nKẾ HOẠCH\nGiảm nghèo\nI. MỤC TIÊU\n"
    )
    (head,) = header.split(document(text))
    assert (head.level, head.province, head.district) == (level, province, district)


def test_a_form_in_an_annex_opens_no_document() -> None:
    text = next(row["text"] for row in rows() if row["case"].startswith("plan with forms"))
    assert len(parts.find(text)) == 1


def test_headers_of_the_labelled_plans(shared: Path) -> None:
    right = asked = 0
    for name in ("lang-son-2022", "tam-duong-2025", "lam-ha-2022"):
        found = header.split(document((shared / "corpus" / f"{name}.txt").read_text(encoding="utf-8")))
        with (shared / "gold" / name / "document.csv").open(encoding="utf-8", newline="") as handle:
            labels = list(csv.DictReader(handle))
        assert len(found) == len(labels)
        for label, head in zip(labels, found, strict=True):
            for field in FIELDS:
                asked += 1
                right += label[field].casefold() == str(getattr(head, field) or "").casefold()
    assert right / asked >= 0.97
