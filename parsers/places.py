"""Administrative units: every province, district and commune with its official code, and their names found in a text.

In: text, and the province and date of the document that it belongs to. Out: `Mention`s with the `Place` meant.
A name is resolved inside the document's own province and at its own date only (27 communes are called Tân Thành).
The tables are built by `places_build.py`, which names their sources.
"""

from __future__ import annotations

import csv
import io
import lzma
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

import regex

from ocr.tones import bare, new_style

REFORM = "2025-07-01"
LATE_STATE = "2024-01-01"  # from here on the snapshot of 2024-25 is nearer than that of 2021-22
_FEW = 60
_ABBREVIATED = {
    "tp": "thành phố",
    "tx": "thị xã",
    "tt": "thị trấn",
    "h": "huyện",
    "p": "phường",
    "x": "xã",
    "q": "quận",
}
_GAP = r"[ \t\xa0]"
# a kind's word in a name begins the next one: "1 Xã Đan Điền 40 60 2 Xã Quảng Điền" in the rows of a table
_NAME = (
    rf"\p{{Lu}}[\p{{L}}’']*+(?:(?:{_GAP}++(?:[-–]{_GAP}++)?+|-)(?!(?:Xã|Phường|Huyện|Quận|Tỉnh)\b)\p{{Lu}}[\p{{L}}’']*+)*+"
    rf"(?:{_GAP}++\d{{1,2}}(?![\d.,/%]))?+"
)
_NAMES = regex.compile(
    r"(?<![\p{L}])(?<!(?i:tác|tấn)\s)(?:(?P<kind>(?i:tỉnh|thành\s+phố|thị\s+xã|thị\s+trấn|huyện|quận|phường|xã|đặc\s+khu))"
    rf"|(?P<short>TP|Tp|tp|TX|Tx|tx|TT|[HPXQ](?=\.))\.?+){_GAP}*+:?{_GAP}*+"
    rf"(?P<names>(?!TP\b){_NAME}|\d{{1,2}}(?=[\s,;.)]|$))(?P<more>(?:{_GAP}*+,{_GAP}++(?!(?:TP|TX|[HPXQ]\.)){_NAME}|{_GAP}++và{_GAP}++(?!TP\b){_NAME})*+)"
)
_APART = regex.compile(r"[-–’'\s]+")
_ONE_NAME = regex.compile(_NAME + r"|\d{1,2}")
# kinds that a scan may give other marks ("thành phó Hà Nội" in a scanned gazette) without making another word of them;
# "xa", "tính", "phương" and "quan" are words of their own, and so is "huyền"
_MARKED = {bare(kind): kind for kind in ("thành phố", "thị xã", "thị trấn", "đặc khu", "huyện")}
_MISREAD = regex.compile(r"(?<!\p{L})(?:" + "|".join(_MARKED).replace(" ", r"\s+") + r")(?!\p{L})")


@dataclass(frozen=True, slots=True)
class Place:
    """An administrative unit. `level`: P province, D district, C commune; dates ISO, "" for open or not known."""

    id: str
    level: str
    code: str
    kind: str
    name: str
    parent_id: str
    valid_from: str
    valid_to: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A unit named in a text: `text[start:end]` is the bare name. `place` is None where no such unit is known there;
    `nearest` is then the unit of the same kind with the most similar name, where one is similar."""

    start: int
    end: int
    kind: str
    name: str
    place: Place | None
    nearest: Place | None = None


class Gazetteer:
    """The units of one province (or of the country) at one date, by name."""

    def __init__(self, places: Iterable[Place]):
        self.by_name: dict[tuple[str, str], list[Place]] = defaultdict(list)
        for place in places:
            self.by_name[place.kind, key(place.name)].append(place)
        self._bare: dict[str, list[tuple[str, Place]]] = defaultdict(list)
        for (kind, name), namesakes in self.by_name.items():
            self._bare[kind].append((bare(name), namesakes[0]))

    def get(self, kind: str, name: str, within: frozenset[str] = frozenset()) -> Place | None:
        """The one unit of that kind and name; of several, the one inside a unit of `within` (ids), else None."""
        found = self.by_name.get((kind, key(name)), [])
        if len(found) > 1:
            found = [place for place in found if place.parent_id in within]
        return found[0] if len(found) == 1 else None

    def known(self, kind: str, name: str) -> bool:
        """Whether a unit of that kind and name exists, even where several do."""
        return (kind, key(name)) in self.by_name

    def nearest(self, kind: str, name: str) -> Place | None:
        """The unit of that kind whose name differs least: by its marks alone or by one bare letter (two, where there
        are few units to confuse it with); None where none or several do."""
        wanted = bare(key(name))
        others = self._bare.get(kind, [])
        limit = 2 if len(others) <= _FEW and len(wanted) > 4 else 1
        near = [(off, place) for name, place in others if (off := _distance(wanted, name, limit)) is not None]
        near.sort(key=lambda item: item[0])
        if not near or (len(near) > 1 and near[0][0] == near[1][0]):
            return None
        return near[0][1]


def key(name: str) -> str:
    """A name as it is compared: lower case, one style of tone placement, hyphens and apostrophes as spaces, đ for the ð
    that some OCR prints; "NT" is the "Nông trường" that the names of some towns begin with (Quyết định
    124/2004/QĐ-TTg prints both)."""
    plain = " ".join(_APART.sub(" ", new_style(name)).lower().replace("ð", "đ").split())
    return "nông trường " + plain[3:] if plain.startswith("nt ") else plain


def _distance(a: str, b: str, limit: int) -> int | None:
    """Levenshtein distance of two names, None above `limit`."""
    if abs(len(a) - len(b)) > limit:
        return None
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, start=1):
        previous, row[0] = row[0], i
        for j, y in enumerate(b, start=1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (x != y))
        if min(row) > limit:
            return None
    return row[-1] if row[-1] <= limit else None


@cache
def table() -> dict[str, Place]:
    """All units of all states by id."""
    packed = resources.files("parsers.data").joinpath("places.csv.xz").read_bytes()
    rows = csv.DictReader(io.StringIO(lzma.decompress(packed).decode("utf-8")))
    return {
        row["id"]: Place(
            row["id"], row["level"], row["code"], row["kind"], row["name"], row["parent_id"], row["valid_from"],
            row["valid_to"],
        )
        for row in rows
    }  # fmt: skip


@cache
def changes() -> tuple[tuple[str, str], ...]:
    """Pairs (id of a unit until 2025-06-30, id of a unit since 2025-07-01 that it went into): one to many."""
    packed = resources.files("parsers.data").joinpath("place_changes.csv.xz").read_bytes()
    rows = csv.DictReader(io.StringIO(lzma.decompress(packed).decode("utf-8")))
    return tuple((row["old_id"], row["new_id"]) for row in rows)


def province(name: str, date: str | None = None) -> Place | None:
    """The province of that bare name at a date (ISO; None: the state before 2025-07-01)."""
    present = bool(date and date >= REFORM)
    found = [p for p in table().values() if p.level == "P" and key(p.name) == key(name) and _is(p, present)]
    return found[0] if found else None


def district(name: str, of: Place, date: str | None = None) -> Place | None:
    """The district of that bare name in a province of the state before 2025-07-01, at a date."""
    found = (
        place
        for place in table().values()
        if place.level == "D" and key(place.name) == key(name) and table()[place.parent_id].code == of.code
    )
    return next(iter(at_date(found, date)), None)


def at_date(units: Iterable[Place], date: str | None) -> list[Place]:
    """Of namesakes of the two snapshots before the reform those of the date's own (the first until 2023), else all:
    the district Đạ Huoai of 2022 is a part of that of 2025."""
    known = list(units)
    late = bool(date and date >= LATE_STATE)
    own = [
        place for place in known if (place.valid_to or place.valid_from if late else not place.id.startswith("2024/"))
    ]
    return own or known


def _is(place: Place, present: bool) -> bool:
    return place.id.startswith("2025/") == present


@cache
def gazetteer(province_code: str | None, present: bool) -> Gazetteer:
    """The units of one province (all provinces, and nothing below them, for None), before or since 2025-07-01."""
    chosen = []
    for place in table().values():
        if not _is(place, present):
            continue
        top = place
        while top.parent_id:
            top = table()[top.parent_id]
        if place.level == "P" or (province_code is not None and top.code == province_code):
            chosen.append(place)
    return Gazetteer(_latest(chosen))


def _latest(places: list[Place]) -> list[Place]:
    """One row for each unit: where the two old snapshots differ in kind or name only, both names lead to it."""
    seen: dict[tuple[str, str, str, str], Place] = {}
    for place in places:
        seen[place.level, place.code, place.kind, key(place.name)] = place
    return list(seen.values())


def find(
    text: str, *, province_code: str | None, date: str | None, within: frozenset[str] = frozenset()
) -> list[Mention]:
    """The units that `text` names after their kind ("xã Nà Tăm, Giang Ma", "TP. Cao Lãnh"), in order.

    `province_code` and `date` (ISO) are the document's own; `within` are ids of units that decide between namesakes.
    A name is read as far as a known unit goes: "xã Bản Bo Chủ tịch" names Bản Bo. Behind a kind with other marks
    ("thanh phô") only a name counts that a unit of that kind has, marks aside.
    """
    names = gazetteer(province_code, bool(date and date >= REFORM))
    text, misread = _marked(text)
    found = []
    for match in _NAMES.finditer(text):
        kind = " ".join((match["kind"] or _ABBREVIATED[match["short"].lower()]).lower().split())
        for one in _ONE_NAME.finditer(text, match.start("names"), match.end("more")):
            mention = _mention(names, kind, one.start(), one.group(), within)
            if mention is None or (match.start() in misread and not _is_named(names, mention)):
                break
            found.append(mention)
    return found


def _marked(text: str) -> tuple[str, frozenset[int]]:
    """`text` with the right marks on misread kinds (its length is kept), and where these begin."""
    letters, starts = list(text), []
    for match in _MISREAD.finditer(bare(text).lower()):
        start, end = match.span()
        kind = _MARKED[" ".join(match.group().split())]
        printed = text[start:end]
        if " ".join(printed.lower().split()) not in (kind, "huyền"):
            right = iter(kind.replace(" ", ""))
            letters[start:end] = [letter if letter.isspace() else next(right) for letter in printed]
            starts.append(start)
    return "".join(letters), frozenset(starts)


def _is_named(names: Gazetteer, mention: Mention) -> bool:
    """Whether a unit of the mention's kind has its name, or one that differs by its marks alone."""
    near = mention.nearest
    return names.known(mention.kind, mention.name) or bool(near and bare(key(near.name)) == bare(key(mention.name)))


def _mention(names: Gazetteer, kind: str, start: int, printed: str, within: frozenset[str]) -> Mention | None:
    """The longest known unit that `printed` begins with; None where it reads as no name: capitals alone ("xã NTM"), or
    one capitalised word that may begin the next sentence ("các huyện Chủ trì")."""
    words = [match.end() for match in regex.finditer(r"[^\s]++", printed)]
    for end in reversed(words):
        if names.known(kind, printed[:end]):
            place = names.get(kind, printed[:end], within)
            return Mention(start, start + end, kind, printed[:end], place)
    if printed.split()[0].isupper():
        return None
    for end in reversed(words):
        near = names.nearest(kind, printed[:end])
        if near:
            return Mention(start, start + end, kind, printed[:end], None, near)
    if len(words) == 1:
        return None
    return Mention(start, start + len(printed), kind, printed, None)
