"""Sentences, words and the ruler of known bodies, all aligned to the text (`parsers/language.py`)."""

import subprocess
import sys

import pytest

from parsers import language


def test_sentences_are_slices_of_the_text() -> None:
    text = "Đạt chuẩn 17.2 theo Bộ tiêu chí xã NTM. Tiêu chí 14: Y tế.  Tổng vốn 1.502,062 tỷ đồng;  chi 2.000 xã."
    assert [text[start:end] for start, end in language.sentences(text)] == [
        "Đạt chuẩn 17.2 theo Bộ tiêu chí xã NTM.",
        "Tiêu chí 14: Y tế.",
        "Tổng vốn 1.502,062 tỷ đồng;  chi 2.000 xã.",
    ]


def test_an_abbreviation_before_small_letters_ends_no_sentence() -> None:
    text = "Xã, phường v.v. phải báo cáo... theo quý. Hết hạn."
    assert [text[start:end] for start, end in language.sentences(text)][-1] == "Hết hạn."
    assert text[slice(*language.sentences(text)[0])] == "Xã, phường v.v. phải báo cáo... theo quý."


@pytest.mark.parametrize("text", ["", "   ", ".", "\n", "…", "a\u0301 b", "Sở\xa0Y tế. Uỷ ban", "x" * 5000])
def test_any_text_is_read(text: str) -> None:
    for start, end in language.sentences(text):
        assert 0 <= start < end <= len(text)
        assert text[start:end].strip() == text[start:end]
    assert all(0 <= token.start < token.end <= len(text) for token in language.tokens(text))


def test_words_keep_their_place_and_tell_verbs() -> None:
    text = "Sở Y tế hướng dẫn 1.750 hộ hoà giải, uỷ quyền"
    words = [(text[token.start : token.end], token.tag) for token in language.tokens(text)]
    assert ("hướng dẫn", "V") in words
    assert "".join(word for word, _ in words).replace(" ", "") == text.replace(" ", "")


def test_ruler_finds_known_bodies_in_either_tone_placement() -> None:
    text = "Theo Uỷ ban Dân tộc và sở văn hoá, thể thao và du lịch"
    assert [(text[start:end], agency) for start, end, agency in language.gazetteer(text)] == [
        ("Uỷ ban Dân tộc", "uy-ban-dan-toc"),
        ("sở văn hoá, thể thao và du lịch", "so-van-hoa-the-thao-va-du-lich"),
    ]


def test_importing_the_parsers_does_not_load_spacy() -> None:
    code = "import sys, parsers.responsibilities, parsers.refs; print({'spacy', 'underthesea'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_words_are_the_tokens_without_their_classes() -> None:
    text = "Sở Y tế hướng dẫn 1.750 hộ hoà giải, uỷ quyền"
    assert language.words(text) == tuple((token.start, token.end) for token in language.tokens(text))
