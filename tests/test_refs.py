"""Numbered references of a clause, and what they mean in the document (`parsers/refs.py`)."""

import csv
from pathlib import Path

import pytest

from ocr.document import Document
from parsers import outline, refs, responsibilities
from parsers.records import Header, Parsed, Target

CASES = Path(__file__).parent / "cases"


def _rows() -> list[dict[str, str]]:
    with (CASES / "refs.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.mark.parametrize("row", _rows(), ids=lambda row: row["text"][:40])
def test_references_of_a_clause(row: dict[str, str]) -> None:
    assert "; ".join(str(ref) for ref in refs.find(row["text"])) == row["expected"]


def _links(text: str, targets: tuple[Target, ...] = ()) -> tuple[Parsed, tuple[refs.Link, ...]]:
    part = Document("plan", "text", text, (), ())
    tree = outline.build(part)
    header = Header(start=0, end=len(text), part=1)
    parsed = Parsed(
        header=header,
        sections=tree.sections,
        targets=targets,
        responsibilities=responsibilities.responsibilities(part, tree, header),
    )
    return parsed, refs.links(parsed, tree)


PARTS = """I. HẠ TẦNG
1. Nhiệm vụ
a) Nội dung 01: Nâng cấp đường liên xã.
b) Nội dung 02: Xây dựng 12 cầu dân sinh.
2. Phân công
- Sở Xây dựng chủ trì hướng dẫn nội dung 01, 02.
II. VĂN HÓA
1. Nhiệm vụ
a) Nội dung 01: Mở 30 lớp truyền dạy hát ru.
2. Phân công
- Sở Nội vụ chủ trì hướng dẫn nội dung 01.
"""


def test_a_content_is_that_of_the_same_part() -> None:
    parsed, links = _links(PARTS)
    meant = {
        (parsed.responsibilities[link.responsibility].agency, link.ref): parsed.sections[link.section].title
        for link in links
        if link.section is not None
    }
    assert meant == {
        ("Sở Xây dựng", "nội dung 01"): "Nội dung 01",
        ("Sở Xây dựng", "nội dung 02"): "Nội dung 02",
        ("Sở Nội vụ", "nội dung 01"): "Nội dung 01",
    }
    starts = [parsed.sections[link.section].start for link in links if link.section is not None]
    assert starts[0] == PARTS.index("a) Nội dung 01: Nâng")
    assert starts[-1] == PARTS.index("a) Nội dung 01: Mở")


def test_targets_inside_a_content_are_linked() -> None:
    start = PARTS.index("12 cầu")
    _, links = _links(PARTS, (Target(start=start, end=start + 6, subject="cầu dân sinh", count=12, unit="cầu"),))
    assert [(link.ref, link.target) for link in links if link.target is not None] == [("nội dung 02", 0)]


def test_a_criterion_is_that_of_its_set() -> None:
    text = (
        "I. MỤC TIÊU\n- Có 40 xã đạt tiêu chí số 4 và 15 xã đạt nâng cao.\nII. TỔ CHỨC THỰC HIỆN\n"
        "1. Sở Công Thương chủ trì thẩm định tiêu chí 4 thuộc Bộ tiêu chí quốc gia về xã NTM nâng cao.\n"
    )
    basic = Target(start=15, end=20, criterion="4", criterion_set="xã", count=40)
    advanced = Target(start=45, end=50, criterion="4", criterion_set="xã", tier="NTM nâng cao", count=15)
    _, links = _links(text, (basic, advanced))
    assert {(link.ref, link.target, link.criterion) for link in links} == {
        ("tiêu chí 4 (xã NTM nâng cao)", 1, None),
        ("tiêu chí 4 (xã NTM nâng cao)", None, "xã NTM nâng cao 4"),
    }


def test_what_does_not_exist_is_not_linked() -> None:
    _, links = _links(
        "I. TỔ CHỨC\n1. Sở Y tế chủ trì hướng dẫn nội dung 09; tiêu chí 44 thuộc Bộ tiêu chí quốc gia về xã NTM.\n"
    )
    assert links == ()
