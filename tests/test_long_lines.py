"""Lines of 100,000 characters, as a page without line ends or a hostile file has them, cost time in proportion."""

import time

import pytest

from ocr.document import Document, Line, Page
from parsers import parse

_LENGTH = 100_000
_SECONDS = 20  # of CPU, on a slow and busy machine; quadratic code takes minutes


def _one_line(piece: str, length: int) -> Document:
    text = (piece * (length // len(piece) + 1))[:length]
    return Document("line.txt", "text", text, (Page(1, 0, 0, "plain", 1.0, 0, text),), (Line(0, len(text), 1, None),))


@pytest.mark.parametrize(
    ("piece", "records"),
    [
        pytest.param("7", False, id="digits"),
        pytest.param(",", False, id="commas"),
        pytest.param("(", False, id="brackets"),
        pytest.param(" ", False, id="spaces"),
        pytest.param("ngày 03/04/2021, ", False, id="dates"),
        pytest.param("STT Nội dung Số hộ (hộ) Số lớp (lớp) 1 Ao cá 2 3 2 Bè cá 4 3 ", False, id="rows of a table"),
        pytest.param("TT\nNội dung\nSố hộ (hộ)\n1\nAo cá\n2\n", False, id="cells of a table"),
        pytest.param("Phấn đấu đến năm 2027 có 31/62 xã đạt chuẩn, chiếm 50%; ", True, id="sentences"),
    ],
)
def test_a_long_line_is_parsed_in_time(piece: str, records: bool) -> None:
    document = _one_line(piece, _LENGTH)
    started = time.process_time()
    parsed = parse.parse(document)
    assert time.process_time() - started < _SECONDS
    assert any(part.targets for part in parsed) == records


def test_columns_that_many_short_rows_leave_open_are_given_up_in_time() -> None:
    rows = " ".join(f"{number} Ao cá {number % 7 + 1} {number % 5 + 1}" for number in range(1, 400))
    head = "STT Nội dung Số hộ (hộ) Số lớp (lớp) Số mô hình (mô hình) Số công trình (công trình) Diện tích (ha)"
    document = _one_line(f"{head} {rows} Tổng cộng 900 800 700 600 500", 6000)
    started = time.process_time()
    parse.parse(document)
    assert time.process_time() - started < _SECONDS / 4


def test_a_line_of_counts_in_brackets_costs_time_in_proportion() -> None:
    parse.parse(_one_line("(5 xã) ", 100))  # loads the models
    seconds = []
    for length in (8_000, 16_000):
        started = time.process_time()
        parse.parse(_one_line("(5 xã) ", length))
        seconds.append(time.process_time() - started)
    assert seconds[1] < 3 * seconds[0]
