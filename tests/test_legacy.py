from __future__ import annotations

import unicodedata

import pytest

from ocr import legacy

TEXT = (
    "Uỷ ban nhân dân tỉnh giao các sở chủ trì, phối hợp với những huyện còn khó khăn để rà soát, bổ sung kế hoạch; "
    "đẩy nhanh tiến độ giải ngân nguồn vốn sự nghiệp, xử lý dứt điểm nợ đọng trước ngày kết thúc năm; khuyến khích "
    "hợp tác xã sản xuất rau sạch, nuôi thuỷ sản; giữ gìn bản sắc văn hoá của đồng bào các dân tộc thiểu số."
)


def typed(text: str, encoding: str) -> str:
    """`text` as a legacy font's text layer shows it."""
    if encoding == "utf-8":
        return text.encode().decode("latin-1")
    back = {letter: code for code, letter in legacy._charmap(encoding).pairs}
    return "".join(back.get(char, char) for char in text)


@pytest.mark.parametrize("encoding", legacy.ENCODINGS)
def test_each_encoding_is_found_by_what_the_text_becomes(encoding: str) -> None:
    words = typed(TEXT, encoding).split(" ")
    assert legacy.encoding_of(words) == encoding
    assert " ".join(map(legacy.Conversion(encoding), words)) == unicodedata.normalize("NFC", TEXT)


@pytest.mark.parametrize("encoding", ["tcvn3", "vps"])
def test_letters_that_a_pdf_names_by_windows_1252_are_read(encoding: str) -> None:
    codes = typed("hướng dẫn, kết quả, nguyễn, tiền", encoding).replace("\xad", "-")
    shown = "".join(bytes([ord(code)]).decode("cp1252") if 0x80 <= ord(code) < 0xA0 else code for code in codes)
    assert legacy.Conversion(encoding)(shown) == "hướng dẫn, kết quả, nguyễn, tiền"


@pytest.mark.parametrize("kept", ["kinh tế-xã hội", "263/QĐ-TTg", "2021 - 2025", "- Có 12 xã", "Bà Rịa-Vũng Tàu"])
def test_hyphens_of_legacy_text_that_are_no_letters_stay(kept: str) -> None:
    assert legacy.Conversion("tcvn3")(typed(kept, "tcvn3")) == kept


def test_a_heading_in_a_nameless_font_is_read_as_the_text_around_it() -> None:
    fonts = {"AAAAAA+F1": typed(TEXT, "tcvn3").split(), "AAAAAB+F2": typed("Số kế hoạch", "tcvn3").split()}
    assert legacy.conversions(fonts)["AAAAAB+F2"] == legacy.Conversion("tcvn3")


def test_a_page_of_few_words_in_a_nameless_font_is_read_where_all_of_them_make_sense() -> None:
    assert legacy.encoding_of(typed("Ủy ban nhân dân huyện Nậm Khê", "vni").split()) == "vni"


def test_a_font_seen_to_draw_capitals_gives_capitals_under_any_name() -> None:
    fonts = {"AAAAAA+F1": typed(TEXT, "tcvn3").split(), "AAAAAB+F2": typed(TEXT, "tcvn3").split()}
    assert legacy.conversions(fonts, {"AAAAAB+F2"})["AAAAAB+F2"].capitals
    assert not legacy.conversions(fonts, {"AAAAAB+F2"})["AAAAAA+F1"].capitals


def test_unicode_text_in_a_font_with_a_legacy_name_stays() -> None:
    assert legacy.conversions({".VnTime": TEXT.split()}) == {}


def test_a_page_of_legacy_and_unicode_fonts_is_decided_font_by_font() -> None:
    fonts = {"ABCDEF+VnTime": typed(TEXT, "tcvn3").split(), "TimesNewRomanPSMT": TEXT.split()}
    assert legacy.conversions(fonts) == {"ABCDEF+VnTime": legacy.Conversion("tcvn3")}


def test_a_renamed_font_is_converted_by_evidence() -> None:
    assert legacy.conversions({"CIDFont+F2": typed(TEXT, "vni").split()}) == {"CIDFont+F2": legacy.Conversion("vni")}


def test_small_letters_of_a_capital_font_become_capitals() -> None:
    conversion = legacy.conversions({"VnTimeHBold": typed(TEXT, "tcvn3").split()})["VnTimeHBold"]
    assert conversion(typed("kế hoạch", "tcvn3")) == "KẾ HOẠCH"


@pytest.mark.parametrize(
    ("font", "encoding"),
    [
        (".VnTime", "tcvn3"),
        ("GDNPNH+VnTimeH,Bold", "tcvn3"),
        (".VnArial NarrowH", "tcvn3"),
        ("VNI-Times", "vni"),
        ("ABCDEF+VNI-Helve-Condense", "vni"),
        ("VPS Times", "vps"),
        ("TimesNewRomanPSMT", None),
        ("Vnsans", None),
    ],
)
def test_the_name_of_a_font_says_its_encoding(font: str, encoding: str | None) -> None:
    assert legacy.encoding_by_name(font) == encoding


def test_few_words_are_decided_by_the_name_only() -> None:
    words = typed("Số kế hoạch", "tcvn3").split()
    assert legacy.encoding_of(words) is None
    assert legacy.encoding_of(words, "tcvn3") == "tcvn3"


def test_western_text_is_not_converted() -> None:
    french = (
        "Les élèves étaient déjà là où l'été français paraît mêlé à la forêt; garçon, août, naïf, cœur, île, hôtel, à"
    )
    assert legacy.encoding_of(french.split()) is None


def test_soft_hyphen_of_a_pdf_is_the_letter_it_stands_for() -> None:
    assert legacy.Conversion("tcvn3")("th\u2212íng") == "thướng"
    assert legacy.Conversion("tcvn3")("\u2212¬ng") == "ương"
    assert legacy.Conversion("tcvn3")("\u22125,2% (2004\u22122005)") == "\u22125,2% (2004\u22122005)"
    assert legacy.mend("giai đoạn 2021\xad2025") == "giai đoạn 2021-2025"


def test_letters_that_stand_for_others_are_mended_and_composed() -> None:
    assert legacy.mend("ƣu tiên Ðồng bào") == "ưu tiên Đồng bào"
    assert legacy.mend(unicodedata.normalize("NFD", "Nghị quyết")) == "Nghị quyết"
