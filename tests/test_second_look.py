"""Figures read again: votes, marks, neighbours; and that running text is left alone."""

from __future__ import annotations

import numpy as np
import pytest

from ocr import second_look, tesseract
from ocr.asking import Reading, side_by_side
from ocr.clean import Pixels
from ocr.faults import OcrUnavailable
from ocr.raw import RawWord
from ocr.tesseract import OcrFailed, OcrWord, languages

WHITE = np.full((200, 800), 255, np.uint8)


def word(text: str, x: float, y: float = 50, confidence: float = 0.95) -> RawWord:
    return RawWord(text, x, y, x + 12 * len(text), y + 20, confidence)


def look_again(words: list[RawWord], image: Pixels, dpi: int, points: tuple[float, float]) -> int | Exception:
    """`second_look.review`, its question put to tesseract: how many words were changed."""
    return side_by_side([second_look.review(words, image, dpi, points)], 10)[0]


@pytest.mark.parametrize(
    ("first", "others", "expected"),
    [
        ("63,5", ["63,5", "63,5", "635"], "63,5"),
        ("635", ["63,5", "635", "635"], "63,5"),  # a mark is lost more often than invented
        ("B55", ["63,5", "63,5", "B55"], "63,5"),
        ("1911l", ["19/111", "19/111", "19/11l"], "19/111"),
        ("17/33", ["17/38", "17/38", "17/33"], "17/33"),  # two against two: the first reading stays
        ("17/33", ["17/38", "17/38", "17/38"], "17/38"),
        ("14.8", ["14.8", "148", "14,8"], "14,8"),  # 14.8 is no Vietnamese number
        ("17.1", ["171", "171", "17.1"], "17.1"),  # a mark is never dropped
        ("8o5", ["5", "5", "85"], "8o5"),  # nor a digit
        ("81", ["87", "87", "81"], "81"),  # a good figure is overruled by all the others only
        ("32/02/2022", ["22/02/2022", "22/02/2022", ""], "22/02/2022"),
        ("81", ["", "", ""], "81"),
        ("b", ["3", "8", "0"], "b"),  # no two agree: what nobody knows is not guessed
    ],
)
def test_readings_vote(first: str, others: list[str], expected: str) -> None:
    assert second_look.decide(first, others) == expected


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("52/126", "413", ("52/126", "41,3")),
        ("52/126", "41/3", ("52/126", "41,3")),
        ("52/126", "41.3%", ("52/126", "41,3%")),
        ("52126", "41,3", ("52/126", "41,3")),
        ("52/126", "41,8", ("52/126", "41,8")),  # another digit: the audit's business, not ours
        ("52/126", "25", ("52/126", "25")),
        ("126/52", "413", ("126/52", "413")),
        ("2025", "41,3", ("2025", "41,3")),
        ("612,5", "148,5", ("612,5", "148,5")),
        ("52/0", "0", ("52/0", "0")),
    ],
)
def test_ratio_and_percentage_mend_each_other_in_marks_only(left: str, right: str, expected: tuple[str, str]) -> None:
    assert second_look.agree(left, right) == expected


@pytest.mark.parametrize("text", ["63,5", "1.234,5", "19/111", "12,5%", "2025", "08/3/2022", "05"])
def test_figures_as_printed_are_well_formed(text: str) -> None:
    assert second_look.well_formed(text)


@pytest.mark.parametrize("text", ["14.8", "3.1274", "7.982.6", "32/02/2022", "29/02/2023", "B55", "", "1,234,5"])
def test_what_no_document_prints_is_not_well_formed(text: str) -> None:
    assert not second_look.well_formed(text)


@pytest.mark.parametrize("text", ["263/QĐ-TTg", "xã", "I.", "nông", "2a"])
def test_document_numbers_and_words_are_no_figures(text: str) -> None:
    assert not second_look.is_figure(text)


def answers(monkeypatch: pytest.MonkeyPatch, *texts: str) -> list[int]:
    """Let every further look at one figure say the next of `texts`; returns how many pictures were asked about."""
    asked: list[int] = []
    left = iter(texts)

    def read(images: list[object], *_: object, **__: object) -> list[list[OcrWord]]:
        asked.append(len(images))
        return [[OcrWord(next(left), 0, 0, 9, 9, 0.9, (1, 1, 1))] for _ in images]

    monkeypatch.setattr(tesseract, "recognise_all", read)
    return asked


def test_a_changed_figure_keeps_its_first_reading_and_its_punctuation(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, "63,5", "63,5", "63,5")
    figure = word("B55;", 10, confidence=0.4)
    assert look_again([figure], WHITE, 200, (1.0, 1.0)) == 1
    assert (figure.text, figure.before, figure.why) == ("63,5;", "B55;", "read again")


def test_sure_figures_of_running_text_are_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answers(monkeypatch)
    words = [word("Có", 10), word("115", 60), word("xã", 120), word("đạt", 180), word("2025", 240)]
    assert look_again(words, WHITE, 200, (1.0, 1.0)) == 0
    assert sum(asked) == 0


def test_figures_side_by_side_mend_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, *["413"] * 3)
    ratio, percent = word("52/126", 10), word("413", 200)
    assert look_again([ratio, percent], WHITE, 200, (1.0, 1.0)) == 1
    assert (percent.text, percent.before, percent.why) == ("41,3", "413", "share of 52/126")


def test_a_ratio_and_a_later_number_are_no_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch)
    words = [word("52/126", 10), word("xã", 120), word("với", 160), word("413", 220), word("hộ", 280)]
    assert look_again(words, WHITE, 200, (1.0, 1.0)) == 0
    assert words[3].text == "413"


def test_nothing_changes_where_tesseract_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OcrFailed("took too long")

    monkeypatch.setattr(tesseract, "recognise_all", fail)
    figure = word("B55", 10, confidence=0.1)
    assert look_again([figure], WHITE, 200, (1.0, 1.0)) == 0
    assert figure.text == "B55"


def test_a_box_outside_the_picture_does_no_harm() -> None:
    try:
        languages()
    except OcrUnavailable:
        pytest.skip("tesseract is not installed")
    stray = RawWord("12,", 5000.0, 5000.0, 5100.0, 5020.0, 0.1)
    look_again([stray], WHITE, 200, (1.0, 1.0))
    assert stray.text == "12,"


@pytest.mark.parametrize("label", ["2.4.", "3.2.5.", "4)", "(12)"])
def test_the_number_of_a_paragraph_is_no_figure_to_read_again(label: str) -> None:
    words = [word(label, 10, confidence=0.3), word("Kinh", 120), word("phí", 190)]
    assert look_again(words, WHITE, 200, (0.36, 0.36)) == 0
    assert words[0].text == label


@pytest.mark.parametrize(
    ("first", "others", "expected"),
    [
        ("29,59%", ["29,5%", "29,5%", "29,5%"], "29,5%"),
        ("969%", ["96%", "969%", "96%"], "96%"),
        ("87,396", ["87,3%", "87,3%", "87,3%"], "87,3%"),
        ("75,89", ["75,8%", "75,8%", "75,890"], "75,8%"),
        ("19%", ["19%", "19%", "19%"], None),
        ("29,59%", ["29,5%", "29,59%", "29,59%"], None),
        ("196", ["196", "196", "196"], None),
    ],
)
def test_a_nine_read_for_the_sign_goes_where_most_looks_lack_it(
    first: str, others: list[str], expected: str | None
) -> None:
    assert second_look.percentage(first, others) == expected


def test_a_percentage_that_its_box_is_too_narrow_for_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, "1%", "1%", "1%")
    figure = word("19%", 10)
    figure.x1 = figure.x0 + 1.1 * (figure.y1 - figure.y0)
    assert look_again([figure], WHITE, 200, (1.0, 1.0)) == 0
    assert figure.text == "19%"


def test_a_row_that_alone_does_not_add_up_takes_the_look_with_which_it_does(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = (("193", "43", "48", "50", "52"), ("286", "100", "80", "53", "50"))
    words = [word(text, 60 + 70 * n, 50 * y) for y, row in enumerate(rows, start=1) for n, text in enumerate(row)]

    def looks(places: list[second_look.Place], *_: object) -> Reading[list[list[str]]]:
        yield from ()
        return [["83", "80", "80"] if place.text == "80" else [place.text] * 3 for place in places]

    monkeypatch.setattr(second_look, "_read_again", looks)
    assert look_again(words, WHITE, 200, (1.0, 1.0)) == 1
    assert (words[7].text, words[7].before, words[7].why) == ("83", "80", "sum of the row")
