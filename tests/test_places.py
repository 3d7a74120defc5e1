"""Administrative units: the tables, and names of units found in texts."""

from collections import Counter

import pytest

from parsers import places


def found(text: str, province: str = "Lâm Đồng", date: str = "2022-06-01") -> list[tuple[str, str, str | None]]:
    home = places.province(province, date)
    assert home is not None
    mentions = places.find(text, province_code=home.code, date=date)
    return [(m.kind, m.name, m.place.code if m.place else None) for m in mentions]


def test_the_table_holds_the_three_states_of_the_map() -> None:
    levels = Counter((p.id[:4], p.level) for p in places.table().values())
    assert (levels["2021", "P"], levels["2021", "D"], levels["2021", "C"]) == (63, 705, 10599)
    assert (levels["2025", "P"], levels["2025", "C"]) == (34, 3321)


def test_every_parent_exists_and_every_change_joins_an_old_unit_to_a_new_one() -> None:
    table = places.table()
    assert all(p.parent_id in table for p in table.values() if p.level != "P")
    assert all(table[old].valid_from == "" and table[new].valid_from == places.REFORM for old, new in places.changes())
    merged = {
        table[new].name for old, new in places.changes() if table[old].name == "Bình Thuận" and table[old].level == "P"
    }
    assert merged == {"Lâm Đồng"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("huyện Đơn Dương đạt chuẩn", [("huyện", "Đơn Dương", "677")]),
        ("TP. Đà Lạt và TP Bảo Lộc", [("thành phố", "Đà Lạt", "672"), ("thành phố", "Bảo Lộc", "673")]),
        ("các huyện Đức Trọng, Di Linh và Bảo Lâm Chủ trì", [
            ("huyện", "Đức Trọng", "678"), ("huyện", "Di Linh", "679"), ("huyện", "Bảo Lâm", "680")]),
        ("thanh phô Đà Lạt, THÀNH\nPHÓ Bảo Lộc", [("thành phố", "Đà Lạt", "672"), ("thành phố", "Bảo Lộc", "673")]),
        ("huyên Duc Trong, TP. \xd0à Lạt", [("huyện", "Duc Trong", None), ("thành phố", "\xd0à Lạt", "672")]),
        # a letter that lower case lengthens, and one that is no i
        ("th\u0130 trấn Suối Mơ, th\u0131 trấn Suối Mơ", []),
        # no units: other words, and a misread kind before a name that no unit of that kind has
        ("huyền Đức Trọng; cơ quan Thường trực; cách xa Đức Trọng; thanh phô Suối Mơ; thị xả Bảo Lộc", []),
        ("HUYỆN ĐƠN DƯƠNG", [("huyện", "ĐƠN DƯƠNG", "677")]),
        ("các xã biên giới, xã NTM; huyện Chủ động triển khai", []),
        ("1 Xã Tà Hine 40 60 2 Xã Ninh Loan 40", [("xã", "Tà Hine", "24991"), ("xã", "Ninh Loan", "24997")]),
        ("tỉnh Bà Rịa - Vũng Tàu", [("tỉnh", "Bà Rịa - Vũng Tàu", "77")]),
        ("Thông tấn xã Việt Nam; Hợp tác xã Dịch Vụ", []),
        ("xã hội hóa; Cộng hòa XÃ HỘI CHỦ NGHĨA Việt Nam", []),
    ],
)  # fmt: skip
def test_names_after_their_kind_are_found(text: str, expected: list[tuple[str, str, str | None]]) -> None:
    assert found(text) == expected


def test_a_namesake_is_told_apart_by_the_district_around_it() -> None:
    home = places.province("Thanh Hóa")
    assert home is not None
    names = places.gazetteer(home.code, False)
    twins = next(found for (kind, _), found in names.by_name.items() if kind == "xã" and len(found) == 2)
    assert names.get("xã", twins[0].name) is None
    assert names.get("xã", twins[0].name, frozenset({twins[1].parent_id})) == twins[1]


def test_a_misspelt_name_is_unknown_and_shows_the_nearest() -> None:
    home = places.province("Lâm Đồng")
    assert home is not None
    (mention,) = places.find("huyện Đơn Dưong", province_code=home.code, date=None)
    assert mention.place is None
    assert mention.nearest is not None
    assert mention.nearest.name == "Đơn Dương"


def test_a_region_is_no_misspelt_province() -> None:
    assert found("các tỉnh Tây Nguyên") == [("tỉnh", "Tây Nguyên", None)]


def test_the_same_name_is_read_at_the_documents_date() -> None:
    assert found("xã Đạ Tẻh 2", date="2025-08-01") == [("xã", "Đạ Tẻh 2", "25138")]
    assert found("xã Đạ Tẻh 2", date="2022-08-01") != found("xã Đạ Tẻh 2", date="2025-08-01")


@pytest.mark.parametrize(("a", "b"), [("Hoà Bình", "hòa bình"), ("Bà Rịa - Vũng Tàu", "Bà Rịa-Vũng Tàu")])
def test_spellings_of_one_name_have_one_key(a: str, b: str) -> None:
    assert places.key(a) == places.key(b)
