"""Targets linked to the catalogue of indicators; `gold/indicator_links.csv` holds links judged by reading."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest

from ocr.reader import read
from parsers.indicators import catalogue, link
from parsers.parse import parse
from parsers.records import Target

LINKS = Path(__file__).resolve().parent.parent / "gold" / "indicator_links.csv"


@pytest.mark.parametrize(
    ("subject", "unit", "tier", "criterion", "expected"),
    [
        ("tổng số xã đạt chuẩn", "xã", "NTM", None, "xa-ntm"),
        ("đơn vị cấp huyện đạt chuẩn nông thôn mới nâng cao", "huyện", "NTM nâng cao", None, "huyen-ntm-nang-cao"),
        ("xã hoàn thành tiêu chí giao thông", "xã", None, "2", "xa-ntm-tieu-chi-2"),
        ("xã đạt tiêu chí số 5 về Giáo dục", "xã", "NTM nâng cao", "5", "xa-ntm-nang-cao-tieu-chi-5"),
        ("xã đạt tiêu chí về thu nhập và lao động", "xã", None, "10; 12", None),
        ("tỷ lệ thôn có nhà văn hóa đạt chuẩn nông thôn mới", "thôn", "NTM", None, "nha-van-hoa"),
        ("xã có đường ô tô đến trung tâm xã được nhựa hóa", "xã", None, "2", "duong-xa"),
        ("thu nhập bình quân đầu người", "triệu đồng/người/năm", None, None, "thu-nhap"),
        ("sản phẩm OCOP đạt từ 3 sao trở lên", "sản phẩm", None, None, "ocop-3-sao"),
        ("dân cư nông thôn được sử dụng nước sạch theo quy chuẩn", "dân cư", None, None, "nuoc-sach"),
        ("dân cư nông thôn sử dụng nước hợp vệ sinh", "dân cư", None, None, "nuoc-hop-ve-sinh"),
        ("tiếp tục duy trì xã đạt tiêu chí", "xã", None, "14", "xa-ntm-tieu-chi-14"),
        ("xây dựng xã nông thôn mới kiểu mẫu", "xã", "NTM kiểu mẫu", None, "xa-ntm-kieu-mau"),
        ("xã đạt chuẩn nông thôn mới kiểu mẫu", "xã", "NTM kiểu mẫu", "10", "xa-ntm-kieu-mau"),
        ("xã đạt tiêu chí về thu nhập", "xã", "NTM kiểu mẫu", "10", None),
        ("xã", "xã", "NTM nâng cao", "17", "xa-ntm-nang-cao-tieu-chi-17"),
        ("duy trì chất lượng tiêu chí nông thôn mới của xã đã đạt chuẩn", "xã", "NTM", None, "xa-ntm"),
        ("cán bộ chuyên trách các cấp", "cán bộ", "NTM", None, None),
        ("phân loại rác tại nguồn", "hộ", None, None, "chat-thai"),
        ("trồng cây xanh dọc tuyến đường", "km", None, None, "cay-xanh"),
        ("lĩnh vực nổi trội: sản xuất, chuyển đổi số", "lĩnh vực", None, None, "linh-vuc-noi-troi"),
        ("trồng mới rừng sản xuất", "ha", None, None, "trong-rung"),
        ("xã đạt chuẩn chỉ tiêu về bình đẳng giới trong tiêu chí tiếp cận pháp luật", "xã", None, "18",
         "tiep-can-phap-luat"),
        ("bản được tặng giấy khen bản văn hóa", "bản", None, None, None),
        ("xã vui vẻ", "xã", None, None, None),
    ],
)  # fmt: skip
def test_a_target_is_linked_by_subject_unit_tier_and_criterion(
    subject: str, unit: str, tier: str | None, criterion: str | None, expected: str | None
) -> None:
    criterion_set: Literal["xã", "huyện"] | None = ("huyện" if unit == "huyện" else "xã") if criterion else None
    target = Target(
        start=0, end=1, subject=subject, unit=unit, tier=tier, criterion=criterion, criterion_set=criterion_set
    )
    assert link(target) == expected


@pytest.mark.parametrize(
    ("heading", "subject", "criterion", "expected"),
    [
        ("Tiêu chí số 15 về Y tế", "xã đạt chuẩn tiêu chí", "15", "xa-ntm-nang-cao-tieu-chi-14"),
        ("Tiêu chí số 18 về Hệ thống chính trị và tiếp cận pháp luật", "xã đạt chuẩn tiêu chí", "18", None),
        ("Tiêu chí số 18 về Hệ thống chính trị và tiếp cận pháp luật", "xã đạt tiêu chí về Hành chính công", "18",
         "xa-ntm-nang-cao-tieu-chi-15"),
        ("Tiêu chí số 6 về Cơ sở vật chất văn hóa", "xã đạt chuẩn tiêu chí", "6", "xa-ntm-nang-cao-tieu-chi-6"),
        ("Nâng cao chất lượng giáo dục", "xã đạt tiêu chí nâng cao", "14", "xa-ntm-nang-cao-tieu-chi-14"),
    ],
)  # fmt: skip
def test_a_heading_of_the_basic_set_does_not_number_the_advanced_one(
    heading: str, subject: str, criterion: str, expected: str | None
) -> None:
    target = Target(
        start=0, end=1, subject=subject, unit="xã", tier="NTM nâng cao", criterion=criterion, criterion_set="xã"
    )
    assert link(target, [heading]) == expected


def test_a_share_of_a_length_is_no_length() -> None:
    road = {"start": 0, "end": 1, "subject": "đường huyện đạt chuẩn theo quy hoạch", "unit": "km"}
    assert link(Target(**road, percent=100.0)) == "duong-ty-le"  # type: ignore[arg-type]
    assert link(Target(**road, count=12.0)) == "duong-km"  # type: ignore[arg-type]


def test_a_part_that_names_only_its_place_is_of_the_standard_it_stands_under() -> None:
    part = Target(start=0, end=1, subject="xã Bản Sao bản)", unit="bản", tier="NTM", scope="xã Bản Sao", count=2.0)
    assert link(part) == "thon-ntm"


def test_a_milestone_is_linked_by_the_kind_of_its_unit() -> None:
    target = Target(start=0, end=1, kind="milestone", subject="huyện An Lạc đạt chuẩn nông thôn mới", tier="NTM")
    assert link(target) == "huyen-ntm"
    other = Target(
        start=0, end=1, kind="milestone", subject="huyện An Lạc được công nhận đạt chuẩn tiếp cận pháp luật",
        criterion="9", criterion_set="huyện",
    )  # fmt: skip
    assert link(other) == "tiep-can-phap-luat"


def test_every_criterion_of_the_four_sets_has_its_indicator() -> None:
    assert sum("-tieu-chi-" in key for key in catalogue()) == 19 + 19 + 9 + 9


@pytest.fixture(scope="module")
def plans(shared: Path) -> dict[str, tuple[str, str, list[Target]]]:
    """The labelled plans: source text, text as read, and targets, whose spans count in the text as read."""
    found = {}
    for name in ("lang-son-2022", "tam-duong-2025", "lam-ha-2022", "ntm-83-xa-2021"):
        path = shared / "corpus" / f"{name}.txt"
        document = read(path)
        targets = [
            replace(target, start=part.header.start + target.start, end=part.header.start + target.end)
            for part in parse(document)
            for target in part.targets
        ]
        found[name] = path.read_text(encoding="utf-8"), document.text, targets
    return found


def _offset(source: str, text: str, line: int, start: int, end: int) -> int:
    """Where the words of a label stand in the text as read, which orders footnotes and joins lines in its own way."""
    begin = sum(len(words) + 1 for words in source.split("\n")[: line - 1]) + start
    words = source[begin : begin + end - start]
    offset = -1
    for _ in range(source.count(words, 0, begin) + 1):
        offset = text.index(words, offset + 1)
    return offset


def test_links_that_were_judged_by_reading_are_right(plans: dict[str, tuple[str, str, list[Target]]]) -> None:
    right = wrong = lost = 0
    with LINKS.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            source, text, targets = plans[row["document"]]
            at = _offset(source, text, int(row["line"]), int(row["start"]), int(row["end"]))
            here = [t for t in targets if t.start <= at < t.end and (t.unit or "") == row["unit"]]
            linked = {t.indicator or "" for t in here if t.start == at} or {t.indicator or "" for t in here}
            right += row["indicator"] in linked
            wrong += bool(linked - {""}) and row["indicator"] not in linked
            lost += row["indicator"] != "" and not linked - {""}
    counts = f"{right} right, {wrong} wrong, {lost} lost"
    assert wrong / (right + wrong) <= 0.03, counts
    assert lost / (right + wrong) <= 0.03, counts


def test_nine_in_ten_targets_of_the_labelled_plans_have_an_indicator(
    plans: dict[str, tuple[str, str, list[Target]]],
) -> None:
    targets = [target for _, _, found in plans.values() for target in found]
    assert sum(target.indicator is not None for target in targets) / len(targets) >= 0.9
