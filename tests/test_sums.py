"""Rows that add up: the one misread figure in them."""

from __future__ import annotations

import pytest

from ocr import sums


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        (["1.085,5", "237,1", "274,4", "286", "288"], True),
        (["43", "48", "50", "52", "193"], True),
        (["193", "43", "40", "50", "52"], False),
        (["5", "2", "3"], False),
        (["0", "0", "0", "0"], False),
        (["10", "5", "x", "5"], False),
    ],
)
def test_a_row_adds_up_where_its_first_or_last_figure_is_the_sum(figures: list[str], expected: bool) -> None:
    assert sums.adds_up(figures) is expected


def test_a_lost_comma_comes_back_where_the_sum_says_so() -> None:
    assert sums.mend(["1.085,5", "2371", "274,4", "286", "288"], [[], [], [], [], []]) == (1, "237,1")


def test_a_look_that_makes_the_sum_right_is_taken() -> None:
    assert sums.mend(["193", "43", "40", "50", "52"], [[], [], ["48", "40"], [], []]) == (2, "48")


def test_nothing_is_taken_that_no_look_saw() -> None:
    assert sums.mend(["193", "43", "40", "50", "52"], [[], [], ["40", "46"], [], []]) is None


def test_two_ways_to_make_a_sum_right_are_none() -> None:
    assert sums.mend(["193", "43", "40", "50", "52"], [[], ["51"], ["48"], [], []]) is None
