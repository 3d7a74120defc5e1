"""What a target measures, as an indicator of the catalogue, so that targets of different plans compare.

In: a `Target`. Out: the id of a row of `data/indicators.csv`, or None. Three rules in this order: units that meet one
criterion of a set; units that meet a standard; the first row of the catalogue whose pattern and units fit the subject.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import regex

from ocr.tones import new_style
from parsers import criteria
from parsers.records import Target

_UNITS = {"xã": "xa", "huyện": "huyen", "tỉnh": "tinh", "thôn": "thon", "bản": "thon", "ấp": "thon", "buôn": "thon"}
_TIERS = {"NTM": "ntm", "NTM nâng cao": "ntm-nang-cao", "NTM kiểu mẫu": "ntm-kieu-mau"}
# the unit itself meets something, not something that it has: "tổng số xã đạt chuẩn", "huyện hoàn thành tiêu chí"
_MEETS = regex.compile(
    r"^(?:tiếp tục |xây dựng |nâng |công nhận mới |công nhận |duy trì |có |tổng |tỷ lệ |số |lượng |đơn vị |cấp )*+"
    r"(?:xã|huyện|tỉnh|thôn|bản|ấp|buôn)\b(?:(?! có ).){0,30}?"
    r"\b(?:đạt|hoàn thành|bảo đảm|đảm bảo|được công nhận|nông thôn mới|ntm)\b"
)
_CRITERIA = regex.compile(r"\btiêu chí\b")
_PART = regex.compile(r"\bchỉ tiêu\b.{0,80}\btrong tiêu chí\b")  # one requirement of a criterion, not the criterion
_NAMES_STANDARD = regex.compile(r"\btiêu chí\b|\bnông thôn mới\b|\bntm\b")
_ALL_CRITERIA = regex.compile(r"\btiêu chí (?:quốc gia )?(?:về |đối với )?(?:xã|huyện|tỉnh|nông thôn mới|ntm)\b")
# units that met the standard before and keep it: "nâng cao chất lượng tiêu chí của 9 xã đã được công nhận đạt chuẩn"
_KEEP = regex.compile(r"\bduy trì\b.{0,80}\b(?:xã|huyện|thôn|bản)\W{0,3} đã (?:được công nhận )?đạt chuẩn")
_BARE_UNIT = regex.compile(r"^(?:(?:tổng )?số )?(?:xã|huyện|thôn|bản|ấp|buôn)$")
_LENGTHS = ("km",)  # their indicators hold a length: a mere share of it is another one
_STANDARD = regex.compile(r"(?:xa|huyen|tinh|thon)-ntm\b")
_PLACE_MEETS = regex.compile(r"(?:đạt chuẩn|đạt tiêu chí|hoàn thành|được công nhận)")
_PLACE_KIND = regex.compile(r"\b(?P<kind>tỉnh|huyện|xã)\b")


@dataclass(frozen=True, slots=True)
class Indicator:
    """A row of the catalogue; `unit` is what its values are in, `units` are those that a target may have (none: any),
    `pattern` fits its subject."""

    id: str
    unit: str
    units: frozenset[str]
    pattern: regex.Pattern[str] | None


@cache
def catalogue() -> dict[str, Indicator]:
    """The catalogue by id, in its order."""
    table = resources.files("parsers.data").joinpath("indicators.csv").read_text(encoding="utf-8")
    return {
        row["id"]: Indicator(
            row["id"],
            row["unit"],
            frozenset(unit.strip() for unit in row["units"].split(";") if unit.strip()),
            regex.compile(row["pattern"]) if row["pattern"] else None,
        )
        for row in csv.DictReader(table.splitlines())
    }


def link(target: Target, headings: Sequence[str] = ()) -> str | None:
    """The id of the indicator that `target` is about; None where none fits. `headings` are the titles above it, the
    innermost first."""
    subject = new_style(target.subject).lower()
    unit = _UNITS.get(target.unit or "") if target.kind == "quantity" else _milestone_unit(subject)
    if unit and _units_meet(target, subject):
        found = _standard(target, unit, subject, headings)
        if found or _CRITERIA.search(subject):
            return found
    for indicator in catalogue().values():
        fits = not indicator.units or (target.unit or "").lower() in indicator.units
        if indicator.unit in _LENGTHS and target.count is None:
            continue
        if indicator.pattern and fits and indicator.pattern.search(subject):
            return indicator.id
    return None


def _units_meet(target: Target, subject: str) -> bool:
    """Whether the subject says that units meet something, or says no more than the unit: "lên 35/115 xã" under a
    criterion, "xã Nà Tăm 02 bản" under a standard."""
    if _PART.search(subject):
        return False
    if target.kind == "milestone":
        return bool(_NAMES_STANDARD.search(subject) and (_MEETS.match(subject) or _PLACE_MEETS.search(subject)))
    if _MEETS.match(subject) or _KEEP.search(subject):
        return True
    left = subject.replace(new_style(target.scope or "").lower(), "").strip(" .,;:)(")
    return bool((target.tier or target.criterion) and _BARE_UNIT.match(left))


def is_standard(indicator: str | None) -> bool:
    """Whether the indicator counts units that meet a standard or one criterion of it."""
    return bool(indicator) and bool(_STANDARD.match(indicator or ""))


def _standard(target: Target, unit: str, subject: str, headings: Sequence[str]) -> str | None:
    """Units that meet one criterion of a set, or a tier's standard as a whole; several criteria at once are neither."""
    tier = _TIERS.get(target.tier or "")
    if target.criterion and target.criterion_set:
        number = _own_number(target, subject, headings)
        one = f"{unit}-{tier or 'ntm'}-tieu-chi-{number}"
        same_set = target.criterion_set == {"xa": "xã", "huyen": "huyện"}.get(unit)
        if same_set and one in catalogue():
            return one
        if f"{unit}-{tier or 'ntm'}-tieu-chi-1" in catalogue() or _CRITERIA.search(subject):
            return None  # a tier without a set of its own (kiểu mẫu) still has its standard as a whole
    if not tier or f"{unit}-{tier}" not in catalogue():
        return None
    return f"{unit}-{tier}" if not _CRITERIA.search(subject) or _ALL_CRITERIA.search(subject) else None


def _own_number(target: Target, subject: str, headings: Sequence[str]) -> str | None:
    """The criterion's number in the set of the target's own tier. A heading numbers by the basic set ("Tiêu chí số 15
    về Y tế") also for the advanced communes below it, whose set has that name elsewhere (14) or not at all (None)."""
    number, level = target.criterion or "", target.criterion_set or ""
    if target.tier != "NTM nâng cao":
        return number
    numbered = regex.compile(rf"\b[Tt]iêu chí số 0?{regex.escape(number)}\b")
    names = criteria.names_in(subject) or criteria.names_in(next(filter(numbered.search, headings), ""))
    if not names or any(criteria.answers(name, number, level, target.tier) for name in names):
        return number
    own = {criteria.number_of(name, level, target.tier) for name in names} - {None}
    return str(own.pop()) if len(own) == 1 else None


def _milestone_unit(subject: str) -> str | None:
    match = _PLACE_KIND.search(subject)
    return _UNITS[match["kind"]] if match else None
