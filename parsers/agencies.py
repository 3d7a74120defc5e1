"""Canonical bodies of Vietnamese administration: the gazetteer, the resolving of a printed name, and finding in a text.

In: text. Out: `AgencyMention`s in reading order, and ids of `data/agencies.csv`. The form of a name is read by
`agency_names`; this module knows which body a name means. No model is trained: underthesea's recogniser found none of
33 agencies.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

import regex

from ocr.tones import new_style
from parsers import agency_names, agency_openings, language
from parsers.agency_names import MentionKind, NameForm
from parsers.datafiles import table

Level = Literal["central", "regional", "province", "district", "commune"]

_LEVELS: dict[str, Level] = {
    "tỉnh": "province",
    "thành phố": "province",
    "huyện": "district",
    "quận": "district",
    "thị xã": "district",
    "xã": "commune",
    "phường": "commune",
    "thị trấn": "commune",
    "đặc khu": "commune",
    "khu vực": "regional",
}
_AREA = regex.compile(
    r"(?:\s(?:cấp|các|từng|\d++))?+\s(?P<unit>tỉnh|thành phố|huyện|quận|thị xã|xã|phường|thị trấn|đặc khu|khu vực)"
    r"(?!\p{L})(?!\s(?:hội|ủy|đoàn|kinh)).*+$"
)

_FIRST_WORD = regex.compile(r"[\p{L}&]++")
_JOINS = regex.compile(r"[-&,]|(?<!\p{L})và(?!\p{L})")


@dataclass(frozen=True, slots=True)
class AgencyMention:
    """A body named in `text[start:end]`.

    `name` is the full name as printed (the head repeated where a list prints it once: "các Sở: Y tế, Nội vụ").
    `kind`: one body; a named class of bodies ("UBND các xã"); places that stand for their authorities ("các huyện");
    the holder of an office ("Chủ tịch UBND …"); or a vague group ("các sở, ngành"), which carries no responsibility.
    `agency_id` is None where the gazetteer does not know the body.
    """

    start: int
    end: int
    name: str
    agency_id: str | None
    kind: MentionKind


@dataclass(frozen=True, slots=True)
class Agency:
    """A canonical body: a row of `data/agencies.csv`. `since` is the date from which `successor` does its work."""

    id: str
    name: str
    level: Level
    aliases: tuple[str, ...]
    abbreviations: tuple[str, ...]
    successor: str | None
    since: str | None
    source: str


@cache
def agencies() -> tuple[Agency, ...]:
    """The canonical bodies, in the order of the file."""

    def names(cell: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in cell.split(";") if part.strip())

    return tuple(
        Agency(
            id=row["id"],
            name=row["name"],
            level=row["level"],  # type: ignore[arg-type]
            aliases=names(row["aliases"]),
            abbreviations=names(row["abbreviations"]),
            successor=row["successor"] or None,
            since=row["since"] or None,
            source=row["source"],
        )
        for row in table("agencies.csv")
    )


def find(text: str, cells: bool = False) -> tuple[AgencyMention, ...]:
    """Every body that `text` names, in order, without overlap; offsets are those of `text`. `cells`: `text` is of a
    table of bodies, where a bare noun is a class ("Viện, Trường")."""
    return tuple(map(_mention, agency_names.read(text, dict(named(text)), _is_body, cells)))


def opening(text: str, known: Mapping[int, int]) -> tuple[tuple[AgencyMention, ...], int]:
    """The bodies that a heading or a clause opens with, also unknown ones and classes of any words, and where they end:
    at the end of `text`, at a colon, or before the verb of a task. ((), 0) where it opens with something else.

    `text` has one tone placement; `known` maps the starts of the names of the gazetteer in `text` to their ends.
    """
    first = _FIRST_WORD.match(text)
    if first is None or first.group().lower() not in agency_openings.first_words():
        return (), 0
    forms, end = agency_openings.read(text, known, _is_body)
    return tuple(map(_mention, forms)), end


def named(text: str) -> tuple[tuple[int, int], ...]:
    """The spans of the names in `text` that the gazetteer lists, in order."""
    return tuple((start, end) for start, end, _ in language.gazetteer(text))


def _is_body(name: str) -> bool:
    return key(name) in _index()


def _mention(form: NameForm) -> AgencyMention:
    agency = None if form.kind == "vague" else resolve(form.lookup)
    return AgencyMention(form.start, form.end, form.name, agency, form.kind)


@cache
def resolve(name: str) -> str | None:
    """The id of the canonical body that `name` means, whatever its abbreviations, tone placement and place name.

    An office stands for its body ("Chủ tịch UBND các xã"). None where the gazetteer does not know the body.
    """
    name = agency_names.without_office(name)
    base, level = _split_area(key(name))
    words = base.split()
    printed = name.split()
    for length in range(len(words), 0, -1):
        # a bare place name may close the name: "Báo và Phát thanh, Truyền hình Hòa Bình"
        if length < len(words) and not all(word[:1].isupper() for word in printed[length - len(words) :]):
            return None
        levels = _index().get(" ".join(words[:length]))
        if levels:
            return levels.get(level) or _default(levels, level)
    return None


def _default(levels: dict[Level | None, str], level: Level | None) -> str | None:
    """A name without its level means the first body of that name, the highest; one listed without an area ("Phòng Tư
    pháp") may be printed with one of its level. A "thành phố" is a province or a district."""
    listed = levels.get(None)
    if level is None:
        return next(iter(levels.values()))
    if listed is None:
        return None
    own = next(agency.level for agency in agencies() if agency.id == listed)
    return listed if own == level or (level == "province" and own == "district") else None


def key(name: str) -> str:
    """A name as names are compared: lower case, one tone placement, abbreviations in full, without what joins its
    fields, which is printed in many ways ("Văn hóa, Thể thao và Du lịch", "Văn hóa Thể thao & Du lịch")."""
    text = " ".join(new_style(name).lower().replace("–", "-").split())
    text = _abbreviations().sub(lambda match: _expansions()[match.group()], text)
    return " ".join(_JOINS.sub(" ", text).split()).strip(" ;:.")


def _split_area(key: str) -> tuple[str, Level | None]:
    match = _AREA.search(key)
    return (key[: match.start()], _LEVELS[match["unit"]]) if match else (key, None)


@cache
def _index() -> dict[str, dict[Level | None, str]]:
    """Base name → level → id. A body listed without an area ("Sở Y tế") stands under None and under its own level."""
    index: dict[str, dict[Level | None, str]] = {}
    for agency in agencies():
        for name in (agency.name, *agency.aliases, *agency.abbreviations):
            base, level = _split_area(key(name))
            index.setdefault(base, {}).setdefault(level, agency.id)
    return index


@cache
def _expansions() -> dict[str, str]:
    return {row["form"]: row["value"] for row in table("agency_forms.csv") if row["kind"] == "abbreviation"}


@cache
def _abbreviations() -> regex.Pattern[str]:
    forms = "|".join(regex.escape(form) for form in sorted(_expansions(), key=len, reverse=True))
    return regex.compile(rf"(?<![\p{{L}}&-])(?:{forms})(?![\p{{L}}&]|\sdân)")
