"""Units that documents name, linked to their codes: turns of phrase, and labelled plans (`gold/*/places.csv`)."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import document_of, parsed_of

from extract.rows import rows_of
from extract.store import Store
from ocr.reader import read
from parsers import place_links
from parsers.parse import parse
from parsers.records import Header, Responsibility, Section, Target

GOLD = Path(__file__).resolve().parent.parent / "gold"
LABELLED = {"lang-son-2022": 31, "tam-duong-2025": 29, "lam-ha-2022": 18, "ntm-83-xa-2021": 0}


def found(
    text: str, *, province: str | None = "Lâm Đồng", district: str | None = None, date: str = "2022-06-01",
    sections: tuple[Section, ...] = (),
) -> list[tuple[str, str | None, str]]:  # fmt: skip
    header = Header(start=0, end=len(text), part=1, province=province, district=district, issue_date=date)
    links = place_links.links(text, header, sections)
    assert all(text[link.start : link.end] == link.name for link in links)
    return [(link.name, link.place.id.partition("/")[2] if link.place else None, link.how) for link in links]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("TP. Đà Lạt, tx. Bảo Lộc, H. Di Linh", [
            ("Đà Lạt", "D672", "kind"), ("Bảo Lộc", "D673", "other-kind"), ("Di Linh", "D679", "kind")]),
        ("các huyện, thành phố Đơn Dương, Bảo Lộc", [("Đơn Dương", "D677", "other-kind"), ("Bảo Lộc", "D673", "kind")]),
        ("các xã Tà Hine và Ninh Loan đạt chuẩn", [("Tà Hine", "C24991", "kind"), ("Ninh Loan", "C24997", "kind")]),
        ("công nhận 02 xã (Tà Hine 03 thôn, Ninh Loan 02 thôn)", [
            ("Tà Hine", "C24991", "list"), ("Ninh Loan", "C24997", "list")]),
        ("có 02 xã đạt chuẩn (Sở Nông nghiệp chủ trì)", []),
        ("mô hình mới (Tà Hine, Suối Mơ huyện Đức Trọng)", [
            ("Tà Hine", "C24991", "parent"), ("Suối Mơ", None, "unknown"), ("Đức Trọng", "D678", "kind")]),
        ("huyện Đơn Dưong", [("Đơn Dưong", "D677", "spelling")]),
        ("huyện Đạ Thẻh", [("Đạ Thẻh", "D682", "nearest")]),
        ("huyện Bảo Lâm, tỉnh Cao Bằng", [("Bảo Lâm", "D042", "kind"), ("Cao Bằng", "P04", "kind")]),
        ("huyện Bảo Lâm là nơi tỉnh Cao Bằng đến học", [("Bảo Lâm", "D680", "kind"), ("Cao Bằng", "P04", "kind")]),
        ("Lâm Đồng được công nhận; Đức Trọng thì chưa", [("Lâm Đồng", "P68", "again")]),
        ("huyện Đức Trọng được công nhận; Đức Trọng đã về đích", [
            ("Đức Trọng", "D678", "kind"), ("Đức Trọng", "D678", "again")]),
        ("huyện Đức Trọng, xã Suối Mơ; điện gió Lâm Đồng 1", [
            ("Đức Trọng", "D678", "kind"), ("Suối Mơ", None, "unknown")]),
        ("các tỉnh Tây Nguyên; xã, huyện Quý I", []),
        ("xã Suối Mơ 15 hộ", [("Suối Mơ", None, "unknown")]),
        ("xã Đức Trọng Hạ", [("Đức Trọng Hạ", None, "unknown")]),
        ("các xã biên giới, xã NTM, cấp xã; TT Khuyến Nông; huyện Chủ trì", []),
    ],
)  # fmt: skip
def test_a_named_unit_is_linked_to_its_code(text: str, expected: list[tuple[str, str | None, str]]) -> None:
    assert found(text) == expected


def test_a_person_whose_name_a_city_bears_is_not_the_city() -> None:
    text = "TP. Hồ Chí Minh; Đoàn TNCS Hồ Chí Minh; phong cách Hồ Chí Minh"
    assert found(text, province="Hồ Chí Minh") == [("Hồ Chí Minh", "P79", "kind")]


def test_a_unit_of_before_the_reform_in_a_document_after_it_is_the_former_one() -> None:
    assert found("địa bàn huyện Đạ Huoai", date="2026-02-01") == [("Đạ Huoai", "D682", "other-state")]
    assert found("xã Đạ Ploa 31 Phường", date="2026-02-01") == [("Đạ Ploa", "C25114", "other-state")]


@pytest.mark.parametrize(("date", "code"), [("2022-06-01", "D681"), ("2025-02-01", "D682")])
def test_a_name_that_passed_to_a_merged_unit_is_read_at_the_documents_date(date: str, code: str) -> None:
    assert found("địa bàn huyện Đạ Huoai", date=date) == [("Đạ Huoai", code, "kind")]


def test_namesakes_are_told_apart_by_the_district_that_stands_nearest() -> None:
    """Three districts of Lạng Sơn have a commune Tân Thành."""
    lang_son = {"province": "Lạng Sơn", "date": "2022-01-01"}
    assert found("xã Tân Thành", **lang_son) == [("Tân Thành", None, "ambiguous")]  # type: ignore[arg-type]
    one, other = "C06442", "C06379"
    assert found("xã Tân Thành, huyện Hữu Lũng", **lang_son)[0] == ("Tân Thành", one, "kind")  # type: ignore[arg-type]
    assert found("huyện Bắc Sơn: xã Tân Thành", **lang_son)[1] == ("Tân Thành", other, "kind")  # type: ignore[arg-type]
    assert found("xã Tân Thành", district="Hữu Lũng", **lang_son) == [("Tân Thành", one, "kind")]  # type: ignore[arg-type]
    section = Section(start=0, end=12, label="5", depth=1, title="Xây dựng huyện Bắc Sơn")
    assert found("xã Tân Thành", sections=(section,), **lang_son)[0][1] == other


def test_a_document_without_a_province_keeps_its_names_unresolved() -> None:
    assert found("xã Tà Hine thuộc huyện Đức Trọng", province=None) == [
        ("Tà Hine", None, "unknown"), ("Đức Trọng", None, "unknown"),
    ]  # fmt: skip
    assert found("huyện Đức Trọng, tỉnh Lâm Đồng", province=None)[0] == ("Đức Trọng", "D678", "kind")


def test_a_scope_takes_the_name_before_it_else_the_footnote_behind() -> None:
    text = "xã Tà Hine có 2 thôn. Duy trì 01 xã¹.\n¹ xã Ninh Loan"
    header = Header(start=0, end=len(text), part=1, province="Lâm Đồng", issue_date="2022-01-01")
    links = place_links.links(text, header, ())
    assert [link.name for link in place_links.of_scope("xã Tà Hine; xã Ninh Loan", links, 37)] == [
        "Tà Hine",
        "Ninh Loan",
    ]
    assert place_links.of_scope("huyện Tà Hine", links, 37) == []


def test_the_links_are_stored_with_the_records_they_stand_in(tmp_path: Path, blank_database: Path) -> None:
    text = "UBND huyện Đức Trọng chỉ đạo.\nCó 01 xã đạt chuẩn.\n(xã Tà Hine; xã Suối Mơ Mộng)\n" + "dòng\n" * 80
    at = text.index("Có 01")
    parsed = parsed_of(text)
    header = Header(start=0, end=len(text), part=1, province="Lâm Đồng", issue_date="2022-01-01")
    target = Target(start=at, end=at + 19, count=1.0, unit="xã", scope="xã Tà Hine")
    lead = Responsibility(start=0, end=28, agency="UBND huyện Đức Trọng", role="lead")
    empty = {"sections": (), "funding": (), "citations": (), "findings": ()}
    parsed = replace(parsed, header=header, targets=(target,), responsibilities=(lead,), **empty)
    row = {
        "id": "a" * 64, "name": "a.txt", "path": "/a", "bytes": 1, "media_type": None, "pages": 1, "kind": "text",
        "status": "ok", "error_code": None, "error": None, "pipeline": "1", "started_at": "2026-01-01", "seconds": 0.1,
    }  # fmt: skip
    with Store(Path(shutil.copy(blank_database, tmp_path / "plans.db"))) as store:
        store.replace_file(row, [], rows_of("a" * 64, document_of(text), (parsed,), "fake@1"))
        sql = "select record_table, field, name, place_id from place_links order by record_table, char_start"
        assert store.connection.execute(sql).fetchall() == [
            ("documents", "text", "Đức Trọng", "2021/D678"),
            ("documents", "text", "Tà Hine", "2021/C24991"),
            ("documents", "text", "Suối Mơ Mộng", None),
            ("responsibilities", "quote", "Đức Trọng", "2021/D678"),
            ("targets", "scope", "Tà Hine", "2021/C24991"),
        ]
        unresolved = store.connection.execute("select name, how, plans from unresolved_places").fetchall()
        assert unresolved == [("Suối Mơ Mộng", "unknown", 1)]
        by_place = store.connection.execute("select place_code, place, district from targets_by_place").fetchall()
        assert by_place == [("24991", "Tà Hine", "Đức Trọng")]


def labelled(shared: Path, name: str) -> Counter[str]:
    """How the links of a real plan compare with its labels: right, missed, wrong; a link without a label is wrong."""
    source = (shared / "corpus" / f"{name}.txt").read_text(encoding="utf-8")
    document = read(shared / "corpus" / f"{name}.txt")
    text = f"\n{document.text}\n"
    lines = source.split("\n")
    wanted = {}
    with (GOLD / name / "places.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            line = lines[int(row["line"]) - 1]
            begin = text.find(f"\n{line}") if f"\n{line}" in text else text.index(line) - 1  # a footnote has moved
            wanted[begin + int(row["start"]), begin + int(row["end"])] = row["code"]
    linked = {}
    for part in parse(document):
        head = part.header
        for link in place_links.links(document.part(head.start, head.end).text, head, part.sections):
            code = link.place.id.partition("/")[2] if link.place else ""
            linked[head.start + link.start, head.start + link.end] = code
    counts = Counter(
        "missed" if span not in linked else "right" if linked[span] == code else "wrong"
        for span, code in wanted.items()
    )
    counts["wrong"] += sum(bool(code) for span, code in linked.items() if span not in wanted)
    return counts


@pytest.mark.parametrize("name", LABELLED)
def test_every_unit_that_the_labelled_plans_name_is_linked_and_none_wrongly(shared: Path, name: str) -> None:
    assert labelled(shared, name) == Counter({"right": LABELLED[name], "wrong": 0})
