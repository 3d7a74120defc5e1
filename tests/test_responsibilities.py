"""Who does what (`parsers/responsibilities.py`, `actors.py`, `duty_patterns.py`)."""

import csv
from pathlib import Path

import pytest

from ocr import delimited
from ocr.document import Cell, Document, Table
from parsers import outline, responsibilities
from parsers.records import Header, Responsibility

CASES = Path(__file__).parent / "cases"


def _rows() -> list[dict[str, str]]:
    with (CASES / "responsibilities.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _read(part: Document) -> tuple[Responsibility, ...]:
    header = Header(start=0, end=len(part.text), part=1)
    return responsibilities.responsibilities(part, outline.build(part), header)


def _expected(cell: str) -> list[str]:
    """Rows "agency|role|refs": joined by " // ", or by "; " where refs name no more than one thing."""
    rows = cell.split(" // ") if " // " in cell else cell.split("; ")
    return sorted(row.strip() for row in rows if row.strip())


@pytest.mark.parametrize("row", _rows(), ids=lambda row: row["case"])
def test_duties_of_a_passage(row: dict[str, str]) -> None:
    text = row["text"]
    records = _read(Document("plan", "text", text, (), ()))
    assert sorted(f"{r.agency}|{r.role}|{r.refs or ''}" for r in records) == _expected(row["expected"])
    for record in records:
        assert 0 <= record.start < record.end <= len(text)
        assert record.end - record.start <= responsibilities.MOST
        assert "\n" not in text[record.start : record.end]
        assert 0 < record.confidence <= 1


def test_quote_runs_from_the_agency_to_the_end_of_the_task() -> None:
    text = "I. TỔ CHỨC\n1. Sở Y tế chủ trì, phối hợp với Sở Nội vụ tổ chức hội thi; trao giải thưởng.\n"
    records = _read(Document("plan", "text", text, (), ()))
    assert [text[r.start : r.end] for r in records] == [
        "Sở Y tế chủ trì, phối hợp với Sở Nội vụ tổ chức hội thi; trao giải thưởng",
        "Sở Nội vụ tổ chức hội thi; trao giải thưởng",
    ]


def test_quote_of_a_heading_agency_begins_at_the_verb() -> None:
    text = "I. TỔ CHỨC\n1. Sở Y tế\n- Tổ chức hội thi, có nhiệm vụ cụ thể như sau:\n+ Trao giải.\n"
    first = _read(Document("plan", "text", text, (), ()))[0]
    assert text[first.start : first.end].startswith("Tổ chức hội thi")
    assert not text[first.start : first.end].endswith(":")


def test_rows_of_a_task_table() -> None:
    cells = [
        ["Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian"],
        ["Xây dựng kho dữ liệu mở", "Sở Khoa học và Công nghệ", "Công an tỉnh, các sở, ngành", "2026"],
        ["Số hóa hồ sơ hộ tịch", "Sở Tư pháp", "UBND các xã, phường", "2027"],
    ]
    text = "I. NHIỆM VỤ\n1. Danh mục\n"
    table_start = len(text)
    placed = []
    for row, words in enumerate(cells):
        for column, word in enumerate(words):
            placed.append(Cell(row, column, 1, 1, len(text), len(text) + len(word)))
            text += word + ("\t" if column + 1 < len(words) else "\n")
    table = Table(table_start, len(text), len(cells), 4, tuple(placed))
    found = _read(Document("plan", "text", text, (), (), tables=(table,)))
    assert [(r.agency, r.role) for r in found] == [
        ("Sở Khoa học và Công nghệ", "lead"),
        ("Công an tỉnh", "coordinate"),
        ("Sở Tư pháp", "lead"),
        ("UBND các xã, phường", "coordinate"),
    ]
    assert text[found[0].start : found[0].end] == "Xây dựng kho dữ liệu mở\tSở Khoa học và Công nghệ"


@pytest.mark.parametrize(
    ("above", "heading", "cell", "expected"),
    [
        (
            "2. Phân công theo dõi (Bộ tiêu chí xã NTM):",
            "Tiêu chí",
            "Tiêu chí 3, 4",
            "tiêu chí 3 (xã NTM); tiêu chí 4 (xã NTM)",
        ),
        ("2. Các tiêu chí xã nông thôn mới nâng cao", "Tiêu chí số", "7", "tiêu chí 7 (xã NTM nâng cao)"),
        ("2. Phân công theo dõi", "Tiêu chí", "12. Lao động", "tiêu chí 12"),
        ("2. Đối với xã NTM", "Nội dung", "Nội dung 05", "nội dung 05"),
    ],
)
def test_a_table_of_criteria_says_what_its_bodies_are_for(above: str, heading: str, cell: str, expected: str) -> None:
    rows = [
        (heading, "Cơ quan chủ trì", "Cơ quan phối hợp"),
        (cell, "Sở Nội vụ", "Công an tỉnh"),
        ("An ninh", "Sở Y tế", ""),
    ]
    text = f"IV. TỔ CHỨC\n{above}\n" + "\n".join("\t".join(row) for row in rows) + "\n"
    lead, partner, other = _read(Document("plan", "text", text, (), (), tables=delimited.find(text)))
    assert (lead.agency, lead.role, lead.refs) == ("Sở Nội vụ", "lead", expected)
    assert (partner.agency, partner.role, partner.refs) == ("Công an tỉnh", "coordinate", expected)
    assert text[lead.start : lead.end] == f"{cell}\tSở Nội vụ"
    assert other.refs is None


def test_a_body_unknown_to_the_gazetteer_is_less_sure() -> None:
    text = "I. TỔ CHỨC\n1. Sở Y tế: theo dõi.\n2. Trung tâm Cứu hộ Vân Khê: theo dõi.\n"
    known, unknown = _read(Document("plan", "text", text, (), ()))
    assert unknown.confidence < known.confidence


def _openings() -> list[dict[str, str]]:
    with (CASES / "duty_openings.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.mark.parametrize("row", _openings(), ids=lambda row: row["line"][:50])
def test_agencies_that_a_heading_or_a_clause_opens_with(row: dict[str, str]) -> None:
    below = "1. {}\n- Theo dõi việc triển khai Kế hoạch." if row["form"] == "heading" else "1. Yêu cầu chung\n- {}"
    text = "IV. TỔ CHỨC THỰC HIỆN\n" + below.format(row["line"])
    records = _read(Document("plan", "text", text, (), ()))
    assert [r.agency for r in records] == [part.strip() for part in row["expected"].split("|") if part.strip()]
