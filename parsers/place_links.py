"""The administrative units that a document names, each with its place in the text and its official code.

In: a document's text, its header and its sections. Out: `PlaceLink`s in the order of the text. A name is resolved
inside the document's province (or that which the text names right behind it) and at the document's date; of namesakes
that is meant whose district stands beside the name, else in the document's own, else in the section title's. What
cannot be resolved is kept with `place` None, so that it can be listed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

import regex

from ocr.tones import bare, new_style
from parsers import places
from parsers.places import Mention, Place
from parsers.records import Header, Section

# kind: named after its kind; other-kind: "các huyện, thành phố Đơn Dương, Bảo Lộc"; other-state: a unit of before
# (after) the reform in a document of after (before) it; spelling: only marks differ; nearest: the one district a letter
# or two away; list: in brackets behind the units counted; parent: before the district it lies in; again: without kind
How = Literal[
    "kind", "other-kind", "other-state", "spelling", "nearest", "list", "parent", "again", "ambiguous", "unknown"
]

_LEVELS = (
    dict.fromkeys(("xã", "phường", "thị trấn", "đặc khu"), "C")
    | dict.fromkeys(("huyện", "quận", "thị xã", "thành phố"), "D")
    | {"tỉnh": "P"}
)
_ORDER = "PDC"
_KIND = r"(?:tỉnh|thành\s+phố|thị\s+xã|thị\s+trấn|huyện|quận|phường|xã|đặc\s+khu|TP|TX|TT|[HPXQ](?=\.))"
_BEFORE_NAME = regex.compile(rf"(?i){_KIND}\.?\s*+:?\s*+$")
_JOINED = regex.compile(rf"(?i)[\s,(]*+(?:(?:và|thuộc|của|ở|tại)\s+)?+(?:{_KIND}\.?\s*+:?\s*+)?+")
_CLAUSE = regex.compile(r"[;.\n]")
_NAME = r"\p{Lu}[\p{L}’']*+(?:(?: |-)(?:\p{Lu}[\p{L}’']*+|\d{1,2}(?![\d.,/%]|\s\p{Ll})))*+"
_BRACKET = regex.compile(r"\((?P<names>[^()\n]{2,400})\)")
_PIECE = regex.compile(rf"\s*+(?P<name>{_NAME})(?:\s+\d+\s+\p{{Ll}}+)?\s*+\.?")
_COUNTED = regex.compile(
    r"(?i)(?:\d+|các|những|số)\s+(?:đơn\s+vị\s+cấp\s+)?(?P<kind>xã|phường|thị\s+trấn|huyện|thị\s+xã|quận|thành\s+phố|tỉnh)\b"
)
_REACH = 250  # characters before a bracket within which the units that it lists are counted
_ROW_OF_NAMES = regex.compile(rf"{_NAME}(?:, {_NAME})*+(?=[\s,(]*+{_KIND}\.?\s*+$)")
_OTHER_THINGS = regex.compile(r"(?i)(?:đường|phố|sông|núi|hồ|đèo|cầu|trường|vịnh|đảo)\s$")
_ROW_NUMBER = regex.compile(r"\s+\d+$")  # "Phú Thanh 31 Phường …": the next row of a table begins
# "các tỉnh Tây Nguyên": regions, no units (Nghị quyết 81/2023/QH15, six socio-economic regions and their parts)
_REGIONS = frozenset(
    ("tây nguyên", "tây bắc", "đông bắc", "việt bắc", "bắc bộ", "nam bộ", "bắc trung bộ", "nam trung bộ", "trung bộ",
     "đông nam bộ", "tây nam bộ", "duyên hải", "trung du", "đồng bằng", "miền trung", "miền bắc", "miền nam")
)  # fmt: skip
# a person's name before it is the city's: "Đoàn TNCS Hồ Chí Minh", "phong cách Hồ Chí Minh"
_NEEDS_KIND = frozenset({"hồ chí minh"})


@dataclass(frozen=True, slots=True)
class PlaceLink:
    """A unit that the text names: `start:end` is the bare name in the document's text; `kind` as printed, in full."""

    start: int
    end: int
    name: str
    kind: str
    place: Place | None
    how: How


def links(text: str, header: Header, sections: Sequence[Section]) -> tuple[PlaceLink, ...]:
    """Every commune, district and province that `text` names, in order; no two overlap."""
    return _Reader(text, header, sections).read()


def of_scope(scope: str, found: Sequence[PlaceLink], end: int) -> list[PlaceLink]:
    """The links that the names in a record's scope mean: of several with one name the last before the record's `end`,
    else the first behind it (a footnote)."""
    wanted = f" {places.key(regex.sub(r'[;,.()]', ' ', scope))} "
    chosen: dict[tuple[str, str], PlaceLink] = {}
    for link in sorted(found, key=lambda link: (link.start >= end, abs(end - link.start))):
        name = places.key(link.name)
        match = regex.search(rf" (?:(?P<kind>{_KIND}) )?{regex.escape(name)}(?= )", wanted)
        if match and match["kind"] in (None, link.kind):
            chosen.setdefault((link.kind if match["kind"] else "", name), link)
    return sorted(chosen.values(), key=lambda link: link.start)


class _Reader:
    def __init__(self, text: str, header: Header, sections: Sequence[Section]):
        self.text, self.header, self.sections = text, header, sections
        self.present = bool(header.issue_date and header.issue_date >= places.REFORM)
        self.home = places.province(header.province, header.issue_date) if header.province else None
        self.own = (
            places.district(header.district, self.home, header.issue_date) if header.district and self.home else None
        )
        self.found: list[PlaceLink] = []
        self.titles: dict[str, Place | None] = {}

    def read(self) -> tuple[PlaceLink, ...]:
        code = self.home.code if self.home else None
        mentions = places.find(self.text, province_code=code, date=self.header.issue_date)
        named = [m for m in mentions if m.place or not self._abbreviated(m)]
        self.found = [link for link in self._after_their_kind(named) if not _no_unit(link.name)]
        self._add(self._before_their_parent())
        self._add(self._in_brackets())
        self._add(self._again())
        return tuple(self.found)

    def _add(self, more: Iterable[PlaceLink]) -> None:
        """The new links that overlap none of those found before."""
        for link in list(more):
            place = bisect_right(self.found, link.start, key=lambda known: known.start)
            free_before = place == 0 or self.found[place - 1].end <= link.start
            if free_before and (place == len(self.found) or link.end <= self.found[place].start):
                self.found.insert(place, link)

    def _abbreviated(self, mention: Mention) -> bool:
        """Named after a lone letter or TT, which also stand for other words ("TT Khuyến Nông": trung tâm)."""
        return bool(regex.search(r"\b(?:TT|[HPXQ]\.)\.?\s*+$", self.text[max(0, mention.start - 6) : mention.start]))

    def _after_their_kind(self, mentions: list[Mention]) -> list[PlaceLink]:
        """Resolved from the last to the first: "xã A, xã B, huyện C, tỉnh D" knows C and D when it comes to A."""
        resolved: list[PlaceLink] = []
        parent: Place | None = None
        following: PlaceLink | None = None
        for index in range(len(mentions) - 1, -1, -1):
            mention = mentions[index]
            level = _LEVELS[mention.kind]
            if following is None or not _JOINED.fullmatch(self.text, mention.end, following.start):
                parent = None
            elif _ORDER.index(_level(following)) < _ORDER.index(level):
                parent = following.place
            elif _level(following) != level:
                parent = None
            before = mentions[index - 1] if index else None
            following = self._resolve(mention, parent, self._district_before(mention, before))
            resolved.append(following)
        return resolved[::-1]

    def _district_before(self, mention: Mention, before: Mention | None) -> Place | None:
        """The district that the same clause names before: "huyện Bắc Sơn: xã Tân Thành"."""
        if before and before.place and not _CLAUSE.search(self.text, before.end, mention.start):
            return before.place if before.place.level == "D" else places.table().get(before.place.parent_id)
        return None

    def _resolve(self, mention: Mention, parent: Place | None, before: Place | None) -> PlaceLink:
        """The unit that a name after its kind means; `parent` stands behind it, `before` is a district named before."""
        link = PlaceLink(mention.start, mention.end, mention.name, mention.kind, None, "unknown")
        top = _province_of(parent) or self.home
        ways: tuple[tuple[How, bool, tuple[str, ...]], ...] = (
            ("kind", self.present, (mention.kind,)),
            ("other-kind", self.present, _same_level(mention.kind)),
            ("other-state", not self.present, (mention.kind,)),
        )
        for how, present, kinds in ways:
            for name in (mention.name, _ROW_NUMBER.sub("", mention.name)):
                units = self._units(top, present, kinds, name)
                if units:
                    place = self._one_of(units, mention.start, parent, before)
                    end = mention.start + len(name)
                    return replace(link, end=end, name=name, place=place, how=how if place else "ambiguous")
        counted = _ROW_NUMBER.search(mention.name)
        if counted and regex.match(r"\s\p{Ll}", self.text[mention.end : mention.end + 2]):  # "xã Bản Sao 15 hộ"
            end = mention.start + counted.start()
            link = replace(link, end=end, name=self.text[mention.start : end])
        near = (
            mention.nearest
            if top is self.home and (mention.kind, places.key(mention.name)) not in _all_names()
            else None
        )
        if near and bare(places.key(near.name)) == bare(places.key(mention.name)):
            return replace(link, place=near, how="spelling")
        return replace(link, place=near, how="nearest") if near and near.level == "D" else link

    def _units(self, top: Place | None, present: bool, kinds: Iterable[str], name: str) -> list[Place]:
        """The units of those kinds and that name in a province, at the document's date, one a code."""
        known = places.gazetteer(top.code if top else None, present).by_name
        named = [unit for kind in kinds for unit in known.get((kind, places.key(name)), [])]
        return list({unit.code: unit for unit in places.at_date(named, self.header.issue_date)}.values())

    def _one_of(self, units: list[Place], at: int, *districts: Place | None) -> Place | None:
        """The only unit, or the only one in the first of the districts around it that has one."""
        if len(units) == 1:
            return units[0]
        for district in (*districts, self.own, self._district_of_section(at)):
            inside = [unit for unit in units if district and _code(unit.parent_id) == _code(district.id)]
            if len(inside) == 1:
                return inside[0]
        return None

    def _district_of_section(self, at: int) -> Place | None:
        """The district that the title of the innermost section around an offset names, where one does."""
        around = [section for section in self.sections if section.start <= at < section.end]
        named = (self._district_of_title(section.title) for section in reversed(around))
        return next((district for district in named if district), None)

    def _district_of_title(self, title: str) -> Place | None:
        if title not in self.titles:
            code = self.home.code if self.home else None
            mentions = places.find(title, province_code=code, date=self.header.issue_date)
            districts = (m.place for m in mentions if m.place and m.place.level == "D")
            self.titles[title] = next(districts, None)
        return self.titles[title]

    def _before_their_parent(self) -> Iterable[PlaceLink]:
        """ "(Quỳnh Sơn, Vũ Lăng huyện Bắc Sơn; …)": names in a row, of which the district behind has one at least."""
        for link in self.found:
            district = link.place
            if district is None or district.level != "D":
                continue
            begin = max(self.text.rfind("\n", 0, link.start) + 1, link.start - _REACH)
            row = _last(_ROW_OF_NAMES.finditer(self.text, begin, link.start))
            if row is None:
                continue
            names = list(regex.finditer(_NAME, self.text, pos=row.start(), endpos=row.end()))
            units = [self._inside(district, name.group()) for name in names]
            if any(units):
                for name, unit in zip(names, units, strict=True):
                    kind = unit.kind if unit else ""
                    yield PlaceLink(*name.span(), name.group(), kind, unit, "parent" if unit else "unknown")

    def _inside(self, district: Place, name: str) -> Place | None:
        units = self._units(_province_of(district), district.id.startswith("2025/"), _same_level("xã"), name)
        inside = [unit for unit in units if _code(unit.parent_id) == _code(district.id)]
        return inside[0] if len(inside) == 1 else None

    def _in_brackets(self) -> Iterable[PlaceLink]:
        """ "03 xã đạt chuẩn (Châu Sơn, Lâm Ca)": bare names behind the units counted, half of them known at least."""
        for bracket in _BRACKET.finditer(self.text):
            begin = max(self.text.rfind("\n", 0, bracket.start()) + 1, bracket.start() - _REACH)
            clause = max((m.end() for m in _CLAUSE.finditer(self.text, begin, bracket.start())), default=begin)
            counted = _last(_COUNTED.finditer(self.text, clause, bracket.start()))
            if counted is None:
                continue
            names = [_PIECE.fullmatch(self.text, *span) for span in _pieces(bracket)]
            if not all(names):
                continue
            kind = " ".join(counted["kind"].lower().split())
            listed = [self._listed(kind, name.start("name"), name["name"]) for name in names if name]
            if 2 * sum(link.place is not None for link in listed) >= len(listed):
                yield from listed

    def _listed(self, kind: str, start: int, name: str) -> PlaceLink:
        units = self._units(self.home, self.present, (kind,), name)
        units = units or self._units(self.home, self.present, _same_level(kind), name)
        place = self._one_of(units, start)
        how: How = "list" if place else "ambiguous" if units else "unknown"
        return PlaceLink(start, start + len(name), name, kind, place, how)

    def _again(self) -> Iterable[PlaceLink]:
        """The document's own unit, and provinces and districts that it names elsewhere, without their kind: "Lâm Đồng
        được công nhận là tỉnh …"; where a province and a district share a name, the document's own is meant first."""
        known: dict[str, Place] = {}
        for place in (self.own, self.home, *(link.place for link in self.found)):
            if place and place.level in "PD" and (" " in place.name or place in (self.own, self.home)):
                known.setdefault(place.name, place)
        names = [name for name in known if places.key(name) not in _NEEDS_KIND]
        if not names:
            return
        choice = "|".join(regex.escape(name) for name in sorted(names, key=len, reverse=True))
        text = new_style(self.text)
        for match in regex.finditer(rf"(?<![\p{{L}}-])(?:{choice})(?![\p{{L}}-]|\s\p{{Lu}}\p{{Ll}}|\s\d)", text):
            before = text[max(0, match.start() - 12) : match.start()]
            if not _OTHER_THINGS.search(before) and not _BEFORE_NAME.search(before):
                place = known[match.group()]
                yield PlaceLink(*match.span(), self.text[slice(*match.span())], place.kind, place, "again")


def _last(matches: Iterable[regex.Match[str]]) -> regex.Match[str] | None:
    return next(reversed(list(matches)), None)


def _pieces(bracket: regex.Match[str]) -> Iterable[tuple[int, int]]:
    """The spans between the commas of a list in brackets."""
    begin, end = bracket.span("names")
    for comma in regex.finditer(r"[,;]|\svà(?=\s)", bracket.string, pos=begin, endpos=end):
        yield begin, comma.start()
        begin = comma.end()
    yield begin, end


def _no_unit(name: str) -> bool:
    """A region, or a quarter of the year in a table's head ("huyện Quý I")."""
    return places.key(name) in _REGIONS or bool(regex.fullmatch(r"Quý [IV]+", name))


def _level(link: PlaceLink) -> str:
    return link.place.level if link.place else _LEVELS[link.kind]


def _same_level(kind: str) -> tuple[str, ...]:
    return tuple(other for other, level in _LEVELS.items() if level == _LEVELS[kind])


def _code(place_id: str) -> str:
    """ "2021/D185" → "D185": one unit in whichever state of the map."""
    return place_id.partition("/")[2]


def _province_of(place: Place | None) -> Place | None:
    while place and place.parent_id:
        place = places.table()[place.parent_id]
    return place


@cache
def _all_names() -> frozenset[tuple[str, str]]:
    """Kind and name of every unit of the country."""
    return frozenset((place.kind, places.key(place.name)) for place in places.table().values())
