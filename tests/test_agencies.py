"""Bodies in running text and their canonical ids (`parsers/agencies.py`, `agency_names.py`, `agency_words.py`)."""

import csv
from itertools import pairwise
from pathlib import Path

import pytest

from parsers import agencies

CASES = Path(__file__).parent / "cases"


def _rows(name: str) -> list[dict[str, str]]:
    with (CASES / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.mark.parametrize("row", _rows("agencies.csv"), ids=lambda row: row["text"][:40])
def test_bodies_of_a_text(row: dict[str, str]) -> None:
    found = [f"{mention.name}|{mention.kind}|{mention.agency_id or ''}" for mention in agencies.find(row["text"])]
    assert found == [part.strip() for part in (row["expected"] or "").split("; ") if part.strip()]


@pytest.mark.parametrize("row", _rows("agencies.csv"), ids=lambda row: row["text"][:40])
def test_mentions_lie_in_the_text_in_order_without_overlap(row: dict[str, str]) -> None:
    mentions = agencies.find(row["text"])
    assert all(left.end <= right.start for left, right in pairwise(mentions))
    for mention in mentions:
        assert row["text"][mention.start : mention.end].endswith(mention.name.split()[-1])


def test_no_name_goes_on_over_a_line_end() -> None:
    assert [m.name for m in agencies.find("Cơ quan chủ trì: Sở Y tế\n- Cơ quan phối hợp: Sở Nội vụ")] == [
        "Sở Y tế",
        "Sở Nội vụ",
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("SỞ Y TẾ", "so-y-te"),
        ("Uỷ ban nhân dân tỉnh Hoà Bình", "ubnd-tinh"),
        ("UBND TP", "ubnd-tinh"),
        ("Sở Nông nghiệp và PTNT", "so-nong-nghiep-va-phat-trien-nong-thon"),
        ("Sở Lao động, Thương binh và Xã hội", "so-lao-dong-thuong-binh-va-xa-hoi"),
        ("Đài PT-TH tỉnh", "dai-phat-thanh-truyen-hinh-tinh"),
        ("Công an huyện Vân Khê", "cong-an-huyen"),
        ("Chủ tịch UBND các xã", "ubnd-xa"),
        ("Sở Phép thuật", None),
        ("", None),
    ],
)
def test_resolve(name: str, expected: str | None) -> None:
    assert agencies.resolve(name) == expected


def test_gazetteer_is_consistent() -> None:
    known = {agency.id: agency for agency in agencies.agencies()}
    assert len(known) == len(agencies.agencies())
    for agency in known.values():
        assert agency.source
        assert agency.successor is None or agency.successor in known
        assert (agency.since is None) == (agency.successor is None)
        assert agencies.resolve(agency.name) == agency.id


def test_departments_merged_in_2025_name_their_successor() -> None:
    known = {agency.id: agency for agency in agencies.agencies()}
    assert known["so-ke-hoach-va-dau-tu"].successor == "so-tai-chinh"
    assert known["so-tai-nguyen-va-moi-truong"].successor == "so-nong-nghiep-va-moi-truong"


@pytest.mark.parametrize("text", ["", " ", "\n\n", "Sở", "các", "Ban Chỉ đạo", "UBND các", "các Sở:", "Chủ tịch", "-"])
def test_broken_names_do_no_harm(text: str) -> None:
    for mention in agencies.find(text):
        assert 0 <= mention.start < mention.end <= len(text)
