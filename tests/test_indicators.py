"""Targets linked to the catalogue of indicators."""

import pytest

from parsers.indicators import catalogue, link
from parsers.records import Target


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
        ("xã vui vẻ", "xã", None, None, None),
    ],
)
def test_a_target_is_linked_by_subject_unit_tier_and_criterion(
    subject: str, unit: str, tier: str | None, criterion: str | None, expected: str | None
) -> None:
    criterion_set = ("huyện" if unit == "huyện" else "xã") if criterion else None
    target = Target(
        start=0, end=1, subject=subject, unit=unit, tier=tier, criterion=criterion, criterion_set=criterion_set
    )  # type: ignore[arg-type]
    assert link(target) == expected


def test_a_milestone_is_linked_by_the_kind_of_its_unit() -> None:
    target = Target(start=0, end=1, kind="milestone", subject="huyện An Lạc đạt chuẩn nông thôn mới", tier="NTM")
    assert link(target) == "huyen-ntm"


def test_every_criterion_of_the_four_sets_has_its_indicator() -> None:
    assert sum("-tieu-chi-" in key for key in catalogue()) == 19 + 19 + 9 + 9
