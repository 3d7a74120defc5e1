"""Targets: turns of phrase of plans with invented places and figures, and what must be read from them."""

from __future__ import annotations

import csv
import dataclasses
from pathlib import Path

import pytest

from ocr.document import Document, Note
from parsers import outline, targets
from parsers.records import Header, Target

_CASES = Path(__file__).parent / "cases" / "targets.csv"
_DEFAULTS = {"kind": "quantity", "comparator": "=", "change": "level"}
_PLACE = ("start", "end", "section", "confidence", "subject")


def read(text: str, *notes: Note, **header: str) -> tuple[Target, ...]:
    part = Document("plan.txt", "text", text, (), (), notes=notes)
    values = {"level": "province", "province": "Hòa An", **header}
    return targets.targets(part, outline.build(part), Header(start=0, end=len(text), part=1, **values))  # type: ignore[arg-type]


def written(target: Target) -> str:
    """The fields that a target states, as the cases write them."""
    fields = []
    for field in dataclasses.fields(target):
        value = getattr(target, field.name)
        if field.name in _PLACE or value is None or value == _DEFAULTS.get(field.name):
            continue
        fields.append(f"{field.name}={value:.10g}" if isinstance(value, float | int) else f"{field.name}={value}")
    return " ".join(fields)


def cases() -> list[tuple[str, str, str]]:
    with _CASES.open(encoding="utf-8", newline="") as handle:
        return [(row["name"], row["text"], row["expected"]) for row in csv.DictReader(handle)]


@pytest.mark.parametrize(("name", "text", "expected"), cases(), ids=[case[0] for case in cases()])
def test_turn_of_phrase(name: str, text: str, expected: str) -> None:
    assert [written(target) for target in read(text)] == [row for row in expected.split("\n") if row]


def test_a_year_before_the_plan_is_what_was() -> None:
    text = "I. MỤC TIÊU\n- Năm 2024 công nghiệp tăng 7,6%; năm 2026 phấn đấu tăng 9%."
    assert [target.percent for target in read(text, issue_date="2025-12-01")] == [9]
    assert [target.percent for target in read(text)] == [7.6, 9]  # nobody knows when it was issued


def test_quote_is_the_clause_of_the_number() -> None:
    text = "I. MỤC TIÊU\n- Có thêm 12 xã đạt chuẩn, nâng tổng số lên 90/120 xã, chiếm 75%; xây mới 4 cầu."
    assert [text[t.start : t.end] for t in read(text)] == [
        "Có thêm 12 xã đạt chuẩn",
        "nâng tổng số lên 90/120 xã, chiếm 75%",
        "xây mới 4 cầu",
    ]


def test_subject_is_free_of_numbers_and_time() -> None:
    (target,) = read("I. MỤC TIÊU\n- Đến năm 2025, tỷ lệ hộ sử dụng điện thường xuyên đạt 99,6%.")
    assert target.subject == "tỷ lệ hộ sử dụng điện thường xuyên"


def test_footnote_names_the_places() -> None:
    text = "I. MỤC TIÊU\n- Duy trì tiêu chí nông thôn mới của 3 xã¹ đã đạt chuẩn.\n¹ Các xã: Khe Mo, Phú Sơn, Tân An\n"
    start = text.index("¹ Các")
    (target,) = read(text, Note(start, len(text) - 1, "¹"))
    assert target.scope == "xã Khe Mo; xã Phú Sơn; xã Tân An"
    assert target.change == "maintain"


def test_paragraph_broken_by_a_page_is_read_as_one() -> None:
    text = "I. MỤC TIÊU\n- Có 9/9 xã đạt chuẩn tiêu chí\n\nđiện thuộc Bộ tiêu chí xã nông thôn mới.\n"
    (target,) = read(text)
    assert (target.count, target.criterion, target.tier) == (9, "4", "NTM")


def test_own_area_is_no_scope() -> None:
    text = "I. MỤC TIÊU\n- Huyện Đông Hải đạt chuẩn nông thôn mới."
    assert read(text, level="district", district="Đông Hải")[0].scope is None
    assert read(text)[0].scope == "huyện Đông Hải"


def test_confidence_falls_with_doubt() -> None:
    sure, doubtful = read("I. MỤC TIÊU\n- Xây dựng 15 cầu dân sinh; phát triển 7 kiểu loại lạ.")
    assert sure.confidence > doubtful.confidence


@pytest.mark.parametrize(
    "text", ["", "\n\n", "(((((", ")" * 500, "1" * 2000, "từ " * 400, "- 5 xã" * 300, "\u0000 7 %", "%" * 50]
)
def test_odd_text_is_read_without_harm(text: str) -> None:
    assert all(0 <= t.start < t.end <= len(text) for t in read(text))
