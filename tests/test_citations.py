"""Citations: type, number, date and issuer of the documents that a text names (tests/cases/citations.csv)."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from ocr.document import Document
from parsers import citations, docnumber, header, outline
from parsers.records import Citation, Header

CASES = Path(__file__).parent / "cases" / "citations.csv"


def rows() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def cited(text: str, **head: str) -> tuple[Citation, ...]:
    document = Document("case.txt", "text", text, (), ())
    return citations.citations(
        document,
        outline.build(document),
        Header(start=0, end=len(text), part=1, **head),  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["text"][:50])
def test_citations_of_a_sentence(row: dict[str, str]) -> None:
    found = ["|".join((c.doc_type or "", c.number, c.date or "", c.issuer or "")) for c in cited(row["text"])]
    assert " // ".join(found) == row["expected"]


def test_a_document_does_not_cite_itself() -> None:
    text = "(Kèm theo Kế hoạch số 12/KH-UBND ngày 03/4/2024 của UBND tỉnh)\nTheo Kế hoạch số 12/KH-UBND ngày 05/6/2020"
    (other,) = cited(text, number="12/KH-UBND", issue_date="2024-04-03")
    assert other.date == "2020-06-05"


def test_the_first_occurrence_with_its_date_is_the_one_recorded() -> None:
    text = "Quyết định số 7/QĐ-UBND; Quyết định số 7/QĐ-UBND ngày 02/3/2023; Quyết định số 7/QĐ-UBND ngày 02/3/2023"
    (only,) = cited(text)
    assert text[only.start : only.end] == "Quyết định số 7/QĐ-UBND ngày 02/3/2023"
    assert only.start == text.index("Quyết định số 7/QĐ-UBND ngày")


def test_what_is_certain_has_more_confidence() -> None:
    full, bare = cited("Nghị định số 5/2023/NĐ-CP ngày 1/2/2023 của Chính phủ. Xem số 9/QĐ-UBND.")
    assert full.confidence > 0.9 > bare.confidence


@pytest.mark.parametrize(
    ("printed", "plain", "kind"),
    [
        ("160 /KH- UBND", "160/KH-UBND", "Kế hoạch"),
        ("27/2022/NĐ-CP", "27/2022/NĐ-CP", "Nghị định"),
        ("15-CTr/TU", "15-CTr/TU", "Chương trình"),
        ("72/2025/QH15", "72/2025/QH15", None),
    ],
)
def test_numbers_say_their_type(printed: str, plain: str, kind: str | None) -> None:
    match = docnumber.NUMBER.search(printed)
    assert match is not None
    assert docnumber.plain(match.group()) == plain
    assert docnumber.type_of(plain) == kind


def test_citations_of_the_labelled_plans(shared: Path) -> None:
    right = asked = 0
    for name in ("lang-son-2022", "tam-duong-2025"):
        document = Document(name, "text", (shared / "corpus" / f"{name}.txt").read_text(encoding="utf-8"), (), ())
        (head,) = header.split(document)
        part = document.part(head.start, head.end)
        found = {(c.number, c.date or "") for c in citations.citations(part, outline.build(part), head)}
        with (shared / "gold" / name / "citations.csv").open(encoding="utf-8", newline="") as handle:
            labels = {(row["number"], row["date"]) for row in csv.DictReader(handle)}
        right += len(found & labels)
        asked += max(len(found), len(labels))
    assert right / asked >= 0.99
