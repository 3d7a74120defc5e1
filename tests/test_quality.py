from __future__ import annotations

import pytest

from ocr import quality

GOOD = (
    "Ủy ban nhân dân huyện giao Phòng Nông nghiệp chủ trì, phối hợp với các xã rà soát từng tiêu chí; đến năm 2025 "
    "có 12/15 xã đạt chuẩn, chiếm 80%, theo Quyết định số 45/QĐ-UBND ngày 03/4/2023; kinh phí 1.250,5 triệu đồng."
)


@pytest.mark.parametrize(
    "word", ["nghiêng", "quý", "gìn", "giếng", "khuya", "Thuở", "UỶ", "ngoằn", "xoong", "đ"[0] + "ược", "kỹ", "ghế"]
)
def test_vietnamese_syllables_are_known(word: str) -> None:
    assert quality.is_syllable(word)


@pytest.mark.parametrize("word", ["viÖt", "nghieng", "hoc", "thucj", "Thyc", "x4", "wave", "bởp", "ngg", "hiếń"])
def test_other_letters_are_no_syllables(word: str) -> None:
    assert not quality.is_syllable(word)


def test_official_text_is_trusted() -> None:
    assert quality.trust(GOOD) >= quality.GOOD


@pytest.mark.parametrize(
    "text",
    [
        "Uû ban nh©n d©n huyÖn giao Phßng N«ng nghiÖp chñ tr×, phèi hîp víi c¸c x· rµ so¸t tõng tiªu chÝ",  # TCVN3
        "Uy ban nhan dan huyén giao Phong Nong nghiép cht tri, phéi hop véi cac x4 ra soat timg tiéu chi",  # OCR -l eng
        "8SM /M BCN OQSM BVZ3M $SN #MO $UI USJ QIPJ IPQ WPJ DBD YB SB TPBU UVOH UJFV DIJ EFO OBN DP YB EBU",  # no map
        "\ue001\ue002\ue003 \ue010\ue011 \ue004\ue005\ue006 \ue007\ue008 \ue009\ue00a\ue00b \ue00c \ue00d\ue00e",
    ],
)
def test_gibberish_is_not_trusted(text: str) -> None:
    assert quality.trust(text) < quality.GOOD


def test_nothing_is_not_trusted() -> None:
    assert quality.trust("") == 0.0


def test_figures_and_codes_do_not_count_against_a_text() -> None:
    measured = quality.measure("Số 112/KH-UBND: 52/126 xã, 41,3%; 1.085,5 tỷ đồng; QĐ số 263/QĐ-TTg; 12 km, 35 ha")
    assert measured.strange == 0
    assert measured.trust > 0.8


def test_text_typed_without_accents_is_told_from_other_languages() -> None:
    bare = "Uy ban nhan dan huyen giao Phong Nong nghiep chu tri phoi hop voi cac xa ra soat tung tieu chi " * 3
    assert quality.measure(bare).bare
    assert not quality.measure(GOOD * 3).bare
