"""Documents that name each other are linked, and by what the words around the number say."""

from __future__ import annotations

import itertools
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import document_of, parsed_of

from extract.links import kind_of
from extract.rows import rows_of
from extract.store import Store
from parsers import citations
from parsers.records import Header, Section

OLD = "Kế hoạch số 41/KH-UBND ngày 05/4/2021 của UBND tỉnh Bình Lục"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"Căn cứ {OLD};", "cites"),
        (f"Thực hiện {OLD}, UBND huyện ban hành kế hoạch.", "implements"),
        (f"Triển khai thực hiện Quyết định số 8/QĐ-TTg ngày 01/02/2021, {OLD}.", "implements"),
        (f"Thực hiện Quyết định số 8/QĐ-TTg ngày 01/02/2021 theo {OLD}.", "cites"),
        (f"Căn cứ Quyết định số 8/QĐ-TTg về triển khai {OLD};", "cites"),
        (f"Điều chỉnh, bổ sung {OLD}", "amends"),
        (f"Kế hoạch này sửa đổi, bổ sung một số nội dung của {OLD}.", "amends"),
        (f"Kế hoạch này bổ sung một số chỉ tiêu tại {OLD}.", "amends"),
        (f"Kế hoạch này thay thế {OLD}.", "replaces"),
        (f"Ke hoach nay thay the {OLD}.", "replaces"),  # a copy without accents
        (f"Có hiệu lực từ ngày ký.\nKế hoạch này được ban hành và\nthay thế {OLD}.", "replaces"),
        (f"{OLD} hết hiệu lực kể từ ngày Kế hoạch này được ban hành.", "replaces"),
        (f"{OLD} hết hiệu lực ngày 31/12/2025.", "cites"),
        (f"Kế hoạch này không thay thế {OLD}.", "cites"),
        (f"Quyết định số 8/QĐ-UBND thay thế {OLD}.", "cites"),  # another document did it
        (f"Căn cứ Nghị quyết về việc sửa đổi, bổ sung {OLD};", "cites"),
        (f"Hết thời gian thay thế. Xem {OLD}.", "cites"),  # said in another sentence
    ],
)
def test_words_before_a_number_say_how_documents_hang_together(text: str, kind: str) -> None:
    (old,) = [c for c in citations.in_text(text) if c.number == "41/KH-UBND"]
    assert kind_of(text, [(old.start, old.end)], len(text), plan=True) == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"- Tham mưu sửa đổi, bổ sung {OLD}.", "cites"),  # work given to somebody, not done here
        (f"- Tổ chức thực hiện {OLD}.", "cites"),
        (f"Điều 1. Sửa đổi, bổ sung {OLD}", "amends"),
        (f"Điều 3. Quyết định này thay thế {OLD}", "replaces"),
    ],
)
def test_behind_the_preamble_only_the_document_itself_amends_and_replaces(text: str, kind: str) -> None:
    start = text.index("Kế hoạch số 41")
    assert kind_of(text, [(start, len(text))], 0, plan=True) == kind


def test_only_a_plan_implements_and_the_strongest_mention_counts() -> None:
    text = f"Thực hiện {OLD};\nKế hoạch này thay thế {OLD}."
    spans = [(at, at + len(OLD)) for at in (text.index(OLD), text.rindex(OLD))]
    assert kind_of(text, spans[:1], len(text), plan=False) == "cites"
    assert kind_of(text, spans[:1], len(text), plan=True) == "implements"
    assert kind_of(text, spans, len(text), plan=True) == "replaces"


PLANS: dict[str, tuple[str, str | None, str, str | None, str, str | None]] = {
    # name: number, date, level, district, text, province
    "old": ("41/KH-UBND", "2021-04-05", "province", None, "I. Mục tiêu", "Bình Lục"),
    "copy": ("041/KH-UBND", "2021-04-05", "province", None, "I. Mục tiêu chung", "Bình Lục"),
    "namesake": ("41/KH-UBND", "2021-04-05", "province", None, "I. Mục tiêu khác", "Sơn Giang"),
    "new": ("9/KH-UBND", "2023-01-09", "province", None, f"Kế hoạch này thay thế {OLD}.", "Bình Lục"),
    "district": (
        "77/KH-UBND", "2021-06-01", "district", "Yên Thủy",
        "Thực hiện Kế hoạch số 41/KH-UBND của UBND tỉnh, UBND huyện ban hành kế hoạch.", "Bình Lục",
    ),
    "stranger": ("5/KH-UBND", "2022-01-01", "province", None, "Căn cứ Kế hoạch số 41/KH-UBND.", "Đông Sa"),
    "decision": ("8/QĐ-TTg", "2021-02-01", "central", None, "Điều 1. Phê duyệt", None),
    "wrong-date": ("6/KH-UBND", "2022-01-01", "province", None, "Theo QĐ số 8/QĐ-TTg ngày 02/02/2021.", "Đông Sa"),
    "right-date": ("6/KH-UBND", "2022-01-02", "province", None, "Theo QĐ số 8/QĐ-TTg ngày 01/02/2021.", "Đông Sa"),
}  # fmt: skip
LINKS = {
    ("new", "old", "replaces"),
    ("new", "copy", "replaces"),
    ("district", "old", "implements"),
    ("district", "copy", "implements"),
    ("right-date", "decision", "cites"),
}


def add(store: Store, name: str) -> None:
    number, date, level, district, text, province = PLANS[name]
    file_id = f"{sorted(PLANS).index(name)}" * 64
    file = {
        "id": file_id, "name": name, "path": f"/{name}", "bytes": 1, "media_type": None, "pages": 1, "kind": "text",
        "status": "ok", "error_code": None, "error": None, "pipeline": "1",
        "started_at": "2026-01-01T00:00:00+00:00", "seconds": 0.1,
    }  # fmt: skip
    head = Header(
        start=0, end=len(text), part=1, doc_type="Kế hoạch", number=number, issue_date=date, province=province,
        district=district, level=level, issuer=f"Ủy ban nhân dân {province}",  # type: ignore[arg-type]
    )  # fmt: skip
    section = Section(start=len(text), end=len(text), label="I", depth=1, title="Mục tiêu")
    parsed = replace(
        parsed_of(text), header=head, sections=(section,), targets=(), funding=(), responsibilities=(), findings=(),
        citations=citations.in_text(text),
    )  # fmt: skip
    store.replace_file(file, [], rows_of(file_id, document_of(text), (parsed,), "fake@1"))


def linked(store: Store) -> set[tuple[str, str, str]]:
    sql = """select f.name, g.name, l.kind from document_links l
        join documents a on a.id = l.from_document_id join files f on f.id = a.file_id
        join documents b on b.id = l.to_document_id join files g on g.id = b.file_id
        join citations c on c.id = l.citation_id and c.document_id = a.id"""
    return set(store.connection.execute(sql))


@pytest.fixture
def store(tmp_path: Path, blank_database: Path) -> Store:
    return Store(Path(shutil.copy(blank_database, tmp_path / "plans.db")))


def test_stored_documents_are_linked_by_number_date_and_place(store: Store) -> None:
    for name in PLANS:
        add(store, name)
    store.mark_duplicates()
    assert linked(store) == LINKS


@pytest.mark.parametrize("order", list(itertools.islice(itertools.permutations(PLANS), 0, 362880, 51841)))
def test_the_order_of_files_and_runs_changes_no_link(store: Store, order: tuple[str, ...]) -> None:
    for name in order:
        add(store, name)
        store.mark_duplicates()
    assert linked(store) == LINKS


def test_a_file_that_is_read_again_keeps_its_links_on_both_sides(store: Store) -> None:
    for name in PLANS:
        add(store, name)
    store.mark_duplicates()
    for name in ("old", "copy", "new"):
        add(store, name)
        assert linked(store) < LINKS
        store.mark_duplicates()
        assert linked(store) == LINKS
