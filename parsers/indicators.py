"""What a target measures, as an indicator of the catalogue, so that targets of different plans compare.

In: a `Target`. Out: the id of a row of `data/indicators.csv`, or None. Three rules in this order: units that meet one
criterion of a set; units that meet a standard; the first row of the catalogue whose pattern and units fit the subject.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

import regex

from ocr.tones import new_style
from parsers.records import Target

_UNITS = {"xã": "xa", "huyện": "huyen", "tỉnh": "tinh", "thôn": "thon", "bản": "thon", "ấp": "thon", "buôn": "thon"}
_TIERS = {"NTM": "ntm", "NTM nâng cao": "ntm-nang-cao", "NTM kiểu mẫu": "ntm-kieu-mau"}
# the unit itself meets something, not something that it has: "tổng số xã đạt chuẩn", "huyện hoàn thành tiêu chí"
_MEETS = regex.compile(
    r"^(?:nâng |công nhận mới |công nhận |duy trì |có |tổng |tỷ lệ |số |lượng |đơn vị |cấp )*+"
    r"(?:xã|huyện|tỉnh|thôn|bản|ấp|buôn)\b(?:(?! có ).){0,30}?"
    r"\b(?:đạt|hoàn thành|bảo đảm|đảm bảo|được công nhận|nông thôn mới|ntm)\b"
)
_CRITERIA = regex.compile(r"\btiêu chí\b")
_ALL_CRITERIA = regex.compile(r"\btiêu chí (?:quốc gia )?(?:về )?(?:xã|huyện|tỉnh|nông thôn mới|ntm)\b")
_STANDARD = regex.compile(r"(?:xa|huyen|tinh|thon)-ntm\b")
_PLACE_MEETS = regex.compile(r"(?:đạt chuẩn|đạt tiêu chí|hoàn thành|được công nhận)")
_PLACE_KIND = regex.compile(r"\b(?P<kind>tỉnh|huyện|xã)\b")


@dataclass(frozen=True, slots=True)
class Indicator:
    """A row of the catalogue; `units` are those that a target may have (none: any), `pattern` fits its subject."""

    id: str
    units: frozenset[str]
    pattern: regex.Pattern[str] | None


@cache
def catalogue() -> dict[str, Indicator]:
    """The catalogue by id, in its order."""
    table = resources.files("parsers.data").joinpath("indicators.csv").read_text(encoding="utf-8")
    return {
        row["id"]: Indicator(
            row["id"],
            frozenset(unit.strip() for unit in row["units"].split(";") if unit.strip()),
            regex.compile(row["pattern"]) if row["pattern"] else None,
        )
        for row in csv.DictReader(table.splitlines())
    }


def link(target: Target) -> str | None:
    """The id of the indicator that `target` is about; None where none fits."""
    subject = new_style(target.subject).lower()
    unit = _UNITS.get(target.unit or "") if target.kind == "quantity" else _milestone_unit(subject)
    if unit and (_MEETS.match(subject) or (target.kind == "milestone" and _PLACE_MEETS.search(subject))):
        found = _standard(target, unit, subject)
        if found or _CRITERIA.search(subject):
            return found
    for indicator in catalogue().values():
        fits = not indicator.units or (target.unit or "").lower() in indicator.units
        if indicator.pattern and fits and indicator.pattern.search(subject):
            return indicator.id
    return None


def is_standard(indicator: str | None) -> bool:
    """Whether the indicator counts units that meet a standard or one criterion of it."""
    return bool(indicator) and bool(_STANDARD.match(indicator or ""))


def _standard(target: Target, unit: str, subject: str) -> str | None:
    """Units that meet one criterion of a set, or a tier's standard as a whole; several criteria at once are neither."""
    tier = _TIERS.get(target.tier or "")
    if target.criterion and target.criterion_set:
        one = f"{unit}-{tier or 'ntm'}-tieu-chi-{target.criterion}"
        same_set = target.criterion_set == {"xa": "xã", "huyen": "huyện"}.get(unit)
        return one if same_set and one in catalogue() else None
    if not tier or f"{unit}-{tier}" not in catalogue():
        return None
    return f"{unit}-{tier}" if not _CRITERIA.search(subject) or _ALL_CRITERIA.search(subject) else None


def _milestone_unit(subject: str) -> str | None:
    match = _PLACE_KIND.search(subject)
    return _UNITS[match["kind"]] if match else None
