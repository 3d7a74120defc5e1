"""The grammar of quantities: every form of the cases, and what holds for all numbers and all texts."""

from __future__ import annotations

import csv
import itertools
from pathlib import Path

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from parsers.number_words import word_value
from parsers.numbers import Quantity, identifiers, parse_number, quantities

_CASES = Path(__file__).parent / "cases" / "quantities.csv"


def _cases() -> list[tuple[str, str]]:
    with _CASES.open(encoding="utf-8", newline="") as handle:
        return [(row["text"], row["found"]) for row in csv.DictReader(handle)]


def _written(quantity: Quantity) -> str:
    number = f"{quantity.value:.10g}"
    if quantity.total is not None:
        number += f"/{quantity.total:.10g}"
    if quantity.value_max is not None:
        number += f"-{quantity.value_max:.10g}"
    comparator = "" if quantity.comparator == "=" else quantity.comparator
    return " ".join(filter(None, (quantity.kind, number, quantity.unit, comparator, quantity.per or "")))


@pytest.mark.parametrize(("text", "found"), _cases(), ids=lambda value: value[:40])
def test_quantity_of_each_form(text: str, found: str) -> None:
    assert "; ".join(_written(quantity) for quantity in quantities(text)) == found


@given(st.decimals(min_value=0, max_value=10**12, places=3, allow_nan=False, allow_infinity=False))
def test_formatted_number_parses_back(number) -> None:
    printed = format_decimal(number, locale="vi", format="#,##0.###")
    assert parse_number(printed) == pytest.approx(float(number), abs=1e-6)


@given(st.integers(min_value=0, max_value=99_999), st.sampled_from(["%", " tỷ đồng", " ha", " km", "‰"]))
def test_quantity_keeps_the_value_that_is_printed(number: int, unit: str) -> None:
    printed = format_decimal(number, locale="vi")
    (found,) = quantities(f"phấn đấu đạt {printed}{unit} trên địa bàn")
    assert found.value == number
    assert found.unit == unit.strip()


_PIECES = st.lists(
    st.sampled_from(
        [
            "115/181 xã",
            "63,5%",
            "từ 3 đến 4",
            "năm 2025",
            "12/QĐ-UBND",
            "24.805,973 tỷ đồng",
            "ngày 1/2/2022",
            "1.750km",
            "m2",
            "tiêu chí 3",
            "40-45 %",
            "4G",
            "ba mươi",
            ";",
            ",",
            "(",
            ")",
            "trở lên",
            "ít nhất",
            "0,5",
            "2021-2025",
            "1.2.3",
            "//",
            "7",
        ]
    ),
    max_size=12,
)


@given(_PIECES)
def test_no_character_belongs_to_two_quantities_or_to_an_identifier_as_well(pieces: list[str]) -> None:
    text = " ".join(pieces)
    spans = [(q.start, q.end) for q in quantities(text)]
    assert all(left[1] <= right[0] for left, right in itertools.pairwise(spans))
    for item in identifiers(text):
        assert not any(q.start < item.end and item.start < q.number_end for q in quantities(text))


@given(st.text(alphabet="0123456789.,-/% đếntừxãkm()[]\n", max_size=200))
def test_any_text_is_read_within_its_bounds(text: str) -> None:
    for quantity in quantities(text):
        assert (
            0 <= quantity.begin <= quantity.start < quantity.number_end <= quantity.end <= quantity.finish <= len(text)
        )


@pytest.mark.parametrize("printed", ["1.50.3", "1,2,3", "", "12.34.567", "1.2345"])
def test_number_that_follows_no_rule_is_refused(printed: str) -> None:
    assert parse_number(printed) is None


@pytest.mark.parametrize(
    ("words", "value"),
    [("ba mươi", 30), ("mười lăm", 15), ("hai nghìn năm trăm", 2500), ("một trăm linh năm", 105), ("hai ba", None)],
)
def test_value_of_number_in_words(words: str, value: int | None) -> None:
    assert word_value(words) == value
