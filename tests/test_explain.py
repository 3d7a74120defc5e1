"""Explain: every numeral of a text has a role and a reason."""

from __future__ import annotations

from pathlib import Path

import pytest
import regex

from ocr import reader
from ocr.document import Document
from parsers import outline, parse, targets
from parsers.explain import Numeral, explain
from parsers.records import Amount, Header, Parsed

_TEXT = """KẾ HOẠCH
Căn cứ Quyết định số 12/QĐ-UBND ngày 05/3/2025 của Ủy ban nhân dân tỉnh;
I. MỤC TIÊU
1. Đến năm 2026
- Có 95/120 xã đạt chuẩn, chiếm 79,2%; toàn tỉnh hiện có 14 huyện.
- Trẻ 5 tuổi ra lớp đạt 100%; phủ sóng 4G.
II. KINH PHÍ
Tổng kinh phí 1.200 triệu đồng.
"""


def accounted() -> list[Numeral]:
    part = Document("plan.txt", "text", _TEXT, (), ())
    tree = outline.build(part)
    header = Header(start=0, end=len(_TEXT), part=1)
    start = _TEXT.index("1.200")
    amount = Amount(start=start, end=start + 15, amount=1200, unit="triệu đồng", amount_vnd=1_200_000_000)
    found = targets.targets(part, tree, header)
    return explain(part, Parsed(header=header, sections=tree.sections, targets=found, funding=(amount,)))


def test_role_of_each_numeral() -> None:
    assert [(n.printed, n.role) for n in accounted()] == [
        ("12", "citation"),
        ("05", "date"),
        ("3", "date"),
        ("2025", "date"),
        ("1", "numbering"),
        ("2026", "date"),
        ("95", "target"),
        ("120", "target"),
        ("79,2", "target"),
        ("14", "background"),
        ("5", "background"),
        ("100", "target"),
        ("4", "code"),
        ("1.200", "amount"),
    ]


def test_reason_and_record_are_given() -> None:
    by_printed = {n.printed: n for n in accounted()}
    assert by_printed["14"].why == "past: hiện có"
    assert by_printed["5"].why == "qualifies a noun"
    assert by_printed["95"].record == by_printed["79,2"].record == 0
    assert by_printed["100"].record == 1


@pytest.mark.parametrize("name", ["lang-son-2022", "tam-duong-2025", "lam-ha-2022", "kh-153-can-tho"])
def test_every_numeral_of_a_real_plan_is_accounted_for(shared: Path, name: str) -> None:
    document = reader.read(shared / "corpus" / f"{name}.txt")
    for parsed in parse.parse(document):
        part = document.part(parsed.header.start, parsed.header.end)
        rows = explain(part, parsed)
        assert [n.printed for n in rows] == regex.findall(r"\d++(?:[.,]\d++)*+", part.text)
        assert all(n.why for n in rows)
        spans = [(n.start, n.end) for n in rows if n.role == "target"]
        for target in parsed.targets:
            if (
                target.count != 0
                and target.kind == "quantity"
                and regex.search(r"\d", part.text[target.start : target.end])
            ):
                assert any(target.start <= start and end <= target.end + 1 for start, end in spans)
