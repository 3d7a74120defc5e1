"""Dates and periods of Vietnamese official texts: text in, spans with ISO dates or first and last years out.

Forms follow Decree 30/2020/NĐ-CP on official correspondence (ngày 13 tháng 7 năm 2022; 13/7/2022) and the usage of
plans (quý II/2025, tháng 6/2025, giai đoạn 2021 - 2025, đến hết năm 2025). Offsets are base 0, half-open, into the
text given; that text is in NFC.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import regex

Precision = Literal["day", "month", "quarter", "year"]
PeriodKind = Literal["by", "before", "in", "period", "since", "baseline"]

_S = r"[ \t\u00a0]*+"  # words of a date may be set apart or run together, but stay in one paragraph
_YEAR = r"(?:19|20)\d\d(?!\d)"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_QUARTER = r"(?:IV|I{1,3}|0?[1-4])"
_DASH = r"[-–—−]"
_OF_YEAR = rf"{_S}(?:[/-]|,?{_S}năm){_S}(?P<year>{_YEAR})"  # "tháng 6/2025", "tháng 6 năm 2025"

_DATE_FORMS: tuple[tuple[Precision, regex.Pattern[str]], ...] = (
    # "ngày 13 tháng 7 năm 2022"; "ngày 15 tháng 12 hằng năm"
    ("day", regex.compile(rf"ngày{_S}(?P<day>{_DAY}){_S}tháng{_S}(?P<month>{_MONTH})(?!\d)(?:{_OF_YEAR})?", regex.I)),
    # "ngày 13/7/2022", "13-7-2022", "13.7.2022": one kind of mark, no spaces
    (
        "day",
        regex.compile(
            rf"(?:(?<!\w)ngày{_S})?(?<![\d/.,])(?P<day>{_DAY})(?P<mark>[/.-])(?P<month>{_MONTH})(?P=mark)(?P<year>{_YEAR})",
            regex.I,
        ),
    ),
    # "trước ngày 15/12 hằng năm"
    ("day", regex.compile(rf"(?<!\w)ngày{_S}(?P<day>{_DAY})[/-](?P<month>{_MONTH})(?![\d/.-])", regex.I)),
    ("month", regex.compile(rf"(?<!\w)tháng{_S}(?P<month>{_MONTH})(?![\d.,]*\d)(?:{_OF_YEAR})?", regex.I)),
    ("quarter", regex.compile(rf"(?<!\w)quý{_S}(?P<quarter>{_QUARTER})(?!\w)(?:{_OF_YEAR})?", regex.I)),
    ("year", regex.compile(rf"(?<!\w)năm{_S}(?P<year>{_YEAR})(?![./]\d)", regex.I)),
)
DATED = regex.compile(r"\d|quý", regex.I)  # what no date or period lacks; most texts have neither
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}


@dataclass(frozen=True, slots=True)
class Date:
    """A date as printed in `text[start:end]`.

    `iso`: "2022-07-13", "2025-06", "2025-Q2" or "2025" by `precision`; without a year "--12-15", "--06", "--Q2".
    """

    start: int
    end: int
    iso: str
    precision: Precision

    @property
    def year(self) -> int | None:
        """The year, None where none is printed ("trước ngày 15/12 hằng năm")."""
        return None if self.iso.startswith("--") else int(self.iso[:4])


@dataclass(frozen=True, slots=True)
class Period:
    """Years that a text names as the time of something; `text[start:end]` holds them with their cue.

    `first` and `last` are years, equal for a single one, `first` None for by and before, `last` None for since.
    `kind`: by (đến, đến hết, chậm nhất), before (trước), in (năm, trong năm), period (giai đoạn 2021 - 2025,
    từ … đến …), since (từ năm 2026), baseline (so với năm 2020).
    `cue`: the lower-case words before the date, may be "".
    """

    start: int
    end: int
    first: int | None
    last: int | None
    kind: PeriodKind
    cue: str = ""


def dates(text: str) -> list[Date]:
    """Every date of `text` in reading order, without overlaps; impossible days (31/02/2022) are left out."""
    return list(_dates(text)) if DATED.search(text) else []


@lru_cache(maxsize=512)
def _dates(text: str) -> tuple[Date, ...]:
    found: list[Date] = []
    taken = bytearray(len(text))
    for precision, pattern in _DATE_FORMS:
        for match in pattern.finditer(text):
            if not _take(taken, *match.span()):
                continue
            iso = _iso(match)
            if iso:
                found.append(Date(match.start(), match.end(), iso, precision))
    return tuple(sorted(found, key=lambda date: date.start))


def _take(taken: bytearray, start: int, end: int) -> bool:
    """Mark the characters `start:end` as used, unless one of them is already."""
    if any(taken[start:end]):
        return False
    taken[start:end] = b"\1" * (end - start)
    return True


def _iso(match: regex.Match[str]) -> str | None:
    """The ISO form of a date match, None for a day that the calendar does not have."""
    parts = match.groupdict()
    year = parts.get("year")
    prefix = year or "-"
    if quarter := parts.get("quarter"):
        return f"{prefix}-Q{_ROMAN.get(quarter.upper()) or int(quarter)}"
    if not parts.get("month"):
        return year
    month = int(parts["month"])
    if not parts.get("day"):
        return f"{prefix}-{month:02}"
    try:
        datetime.date(int(year) if year else 2000, month, int(parts["day"]))
    except ValueError:
        return None
    return f"{prefix}-{month:02}-{int(parts['day']):02}"


_AFTER = r"(?![./,]?\d)"  # "2025.000" and "2025/QĐ" with a digit behind are figures, not years
_EDGE = rf"(?:hết|cuối|đầu|giữa|tháng{_S}{_MONTH}{_S}[/-]?|quý{_S}{_QUARTER}{_S}[/-]?|ngày{_S}{_DAY}/{_MONTH}/)"
_POINT = rf"(?:{_S}{_EDGE})?{_S},?{_S}(?:năm(?:{_S}học)?)?{_S}"
_RANGES = (
    # "từ năm 2021 đến hết năm 2025", "giai đoạn từ 2021 đến 2025"
    regex.compile(
        rf"(?<!\w)(?P<cue>(?:giai{_S}đoạn{_S})?từ){_POINT}(?P<first>{_YEAR}){_S},?{_S}(?:đến|tới|{_DASH})"
        rf"{_POINT}(?P<last>{_YEAR}){_AFTER}",
        regex.I,
    ),
    # "các năm 2023, 2024 và 2025"
    regex.compile(
        rf"(?<!\w)(?P<cue>(?:các|những|hai|ba|bốn|năm|\d{{1,2}}){_S}năm){_S}[(:]?{_S}(?P<first>{_YEAR})"
        rf"(?:{_S}(?:,|;|và|hoặc){_S}{_YEAR}){{0,8}}{_S}(?:,|;|và|hoặc){_S}(?P<last>{_YEAR}){_AFTER}",
        regex.I,
    ),
    # "giai đoạn 2021 - 2025", "trong 5 năm (2021-2025)", "năm học 2021-2022", bare "2021-2025"
    regex.compile(
        rf"(?:(?<!\w)(?P<cue>giai{_S}đoạn|thời{_S}kỳ|nhiệm{_S}kỳ|niên{_S}kh(?:óa|oá)|năm{_S}học|(?:\d{{1,2}}{_S}|các{_S})?năm)"
        rf"{_S}[(:]?{_S}(?:năm{_S})?)?(?<![\d/.,-])(?P<first>{_YEAR}){_S}(?:{_DASH}|đến|tới){_S}"
        rf"(?:năm{_S})?(?P<last>{_YEAR}){_AFTER}",
        regex.I,
    ),
)
_CUE_WORDS: tuple[tuple[PeriodKind, str], ...] = (
    (
        "baseline",
        rf"so{_S}với(?:{_S}(?:cùng{_S}kỳ|cuối|đầu|mức|trung{_S}bình|bình{_S}quân|giai{_S}đoạn|của)){{0,2}}",
    ),
    ("before", rf"(?:đến{_S}|xong{_S})?trước"),
    (
        "by",
        rf"(?:giai{_S}đoạn{_S}|tính{_S}|kể{_S})?(?:đến|tới)(?:{_S}(?:hết|cuối|khoảng))?"
        rf"|(?:chậm|muộn){_S}nhất(?:{_S}(?:là|vào|đến|trong))?(?:{_S}(?:hết|cuối))?|hết|cuối",
    ),
    ("since", rf"(?:bắt{_S}đầu{_S}|kể{_S})?từ(?:{_S}(?:đầu|cuối|giữa))?"),
    ("in", rf"(?:ngay{_S})?(?:trong|vào)(?:{_S}(?:đầu|giữa))?|đầu|giữa"),
)
_CUES = tuple((kind, regex.compile(rf"(?<!\w)(?P<cue>{words}){_S}$", regex.I)) for kind, words in _CUE_WORDS)
# "đến 2030, phấn đấu": without "năm" a year needs a cue before and an end of phrase or a verb behind ("đến 2030 hộ")
_BARE_YEAR = regex.compile(
    rf"(?<=(?:đến|tới|hết|cuối|trước|từ|với)[ \t\u00a0])(?P<year>{_YEAR}){_AFTER}"
    rf"(?={_S}(?:[,.;:)\]\n]|$|(?:đạt|có|là|phấn|toàn|và|trở|tầm|sẽ|trên|theo|cả|mỗi)\b))",
    regex.I,
)
_CUE_REACH = 32  # characters before a date that its cue may take


def periods(text: str) -> list[Period]:
    """Every named span of years in reading order, without overlaps.

    A day alone ("ngày 22/02/2022": mostly of a cited document) is no period; with "đến", "trước", "từ" it is one.
    """
    return list(_periods(text)) if DATED.search(text) else []


@lru_cache(maxsize=512)
def _periods(text: str) -> tuple[Period, ...]:
    found: list[Period] = []
    taken = bytearray(len(text))
    for pattern in _RANGES:
        for match in pattern.finditer(text):
            first, last = int(match["first"]), int(match["last"])
            if first <= last and _take(taken, *match.span()):
                kind, start, cue = _cue(text, match.start())
                named = _plain(match["cue"] or "")
                if named == "năm học" and kind in {"by", "before"}:  # "đến hết năm học 2026 - 2027"
                    found.append(Period(start, match.end(), None, last, kind, named))
                    continue
                if kind != "baseline":
                    kind, start, cue = "period", match.start(), named
                found.append(Period(start, match.end(), first, last, kind, cue))
    points = dates(text) + [Date(m.start(), m.end(), m["year"], "year") for m in _BARE_YEAR.finditer(text)]
    for point in sorted(points, key=lambda date: date.start):
        kind, start, cue = _cue(text, point.start)
        if point.year is None or (point.precision == "day" and not cue) or not _take(taken, point.start, point.end):
            continue
        opens = None if kind in {"by", "before"} else point.year
        closes = None if kind == "since" else point.year
        found.append(Period(start, point.end, opens, closes, kind, cue))
    return tuple(sorted(found, key=lambda period: period.start))


def _cue(text: str, start: int) -> tuple[PeriodKind, int, str]:
    """The words right before a date at `start` that say how it binds: kind, where they begin, and themselves."""
    before = text[max(0, start - _CUE_REACH) : start]
    for kind, pattern in _CUES:
        if match := pattern.search(before):
            return kind, start - len(before) + match.start(), _plain(match["cue"])
    return "in", start, ""


def _plain(cue: str) -> str:
    return " ".join(cue.lower().split())
