"""Dates and periods: text → spans with ISO dates, years and the way they bind (tests/cases/dates.csv, periods.csv)."""

from __future__ import annotations

import csv
import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers import dates

CASES = Path(__file__).parent / "cases"


def rows(name: str) -> list[dict[str, str]]:
    with (CASES / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.mark.parametrize("row", rows("dates.csv"), ids=lambda row: row["text"])
def test_dates_of_a_text(row: dict[str, str]) -> None:
    found = [f"{row['text'][date.start : date.end]}={date.iso}" for date in dates.dates(row["text"])]
    assert "; ".join(found) == row["expected"]


@pytest.mark.parametrize("row", rows("periods.csv"), ids=lambda row: row["text"])
def test_periods_of_a_text(row: dict[str, str]) -> None:
    found = [f"{p.kind}:{p.first or ''}-{p.last or ''}" for p in dates.periods(row["text"])]
    assert "; ".join(found) == row["expected"]


@given(st.dates(min_value=datetime.date(1945, 9, 2), max_value=datetime.date(2099, 12, 31)))
def test_every_day_is_read_back_in_every_form(day: datetime.date) -> None:
    forms = (
        f"ngày {day.day} tháng {day.month} năm {day.year}",
        f"ngày {day.day:02} tháng {day.month:02} năm {day.year}",
        f"ngày {day.day:02}/{day.month}/{day.year}",
        f"{day.day}-{day.month:02}-{day.year}",
    )
    for form in forms:
        text = f"Ban hành {form}, hết hiệu lực."
        (found,) = dates.dates(text)
        assert (found.iso, found.precision) == (day.isoformat(), "day")
        assert text[found.start : found.end] == form


@given(st.text(alphabet="0123456789/.-năm tháng quý đến 2025\n", max_size=80))
def test_spans_do_not_overlap_in_any_text(text: str) -> None:
    for found in (dates.dates(text), dates.periods(text)):
        ends = 0
        for item in found:
            assert ends <= item.start < item.end <= len(text)
            ends = item.end


def test_long_text_is_read_in_time_that_grows_with_its_length() -> None:
    text = "Quyết định ngày 22/02/2022, đến năm 2025; " * 2000
    assert len(dates.dates(text)) == 4000
