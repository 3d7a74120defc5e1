"""Units and counted nouns: the text behind a number in, the unit as printed out. Its data is `data/units.csv`.

The file's `kind` says what a word is: percent, permille, currency, scale (nghìn, triệu, tỷ), measure (km, ha, tấn),
place (an administrative unit, with its level in `note`), noun (a thing that plans count; `note` holds its short form,
where it differs) or attribute (tuổi, sao, tháng: it qualifies the thing counted and counts nothing itself).
Offsets are base 0, half-open, into the text given.
"""

from __future__ import annotations

import csv
import functools
from dataclasses import dataclass, replace
from importlib import resources
from typing import Literal

import regex

UnitKind = Literal["percent", "permille", "money", "measure", "noun"]
NounKind = Literal["place", "noun", "attribute", "unknown"]

_GAP = r"[ \t\u00a0\u202f]"
_END = r"(?![\p{L}\d²³])"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measurement or money: `text` as printed ("tỷ đồng", "m2/người"), `end` where it ends.

    `factor` is the scale of money ("tỷ đồng": 10**9), `currency` its ISO 4217 code, `per` the time of a rate.
    """

    text: str
    end: int
    kind: UnitKind
    factor: int = 1
    currency: str | None = None
    per: str | None = None


@dataclass(frozen=True, slots=True)
class Noun:
    """A counted noun `text[start:end]`; `name` is its shortest form ("hộ gia đình": hộ), `level` of a place.

    `series` is the set of nouns that it is named in one breath with ("cán bộ, công chức, viên chức"); `also` are the
    further things that one percentage counts ("trang trại, hợp tác xã"), which `end` takes in; `joint` names units of
    one level as printed, which one count counts together ("12 xã, phường").
    """

    start: int
    end: int
    name: str
    kind: NounKind
    level: str | None = None
    series: str = ""
    also: tuple[Noun, ...] = ()
    joint: str = ""


@dataclass(frozen=True, slots=True)
class _Row:
    unit: str
    kind: str
    factor: int
    note: str
    series: str


@functools.cache
def _rows() -> dict[str, _Row]:
    with resources.files("parsers").joinpath("data/units.csv").open(encoding="utf-8") as handle:
        return {
            row["unit"].lower(): _Row(row["unit"], row["kind"], int(row["factor"] or 1), row["note"], row["series"])
            for row in csv.DictReader(handle)
        }


def _either(*kinds: str) -> str:
    """The words of these kinds as alternatives, longest first."""
    words = sorted((row.unit for row in _rows().values() if row.kind in kinds), key=len, reverse=True)
    return "|".join(regex.sub(r"\\?\s", _GAP + "++", regex.escape(word)) for word in words)


@functools.cache
def _unit_pattern() -> regex.Pattern[str]:
    """Scale, then currency, measure or counted noun, then what it is reckoned by: "triệu đồng/người/năm"."""
    return regex.compile(
        rf"{_GAP}*+(?:(?P<percent>(?:điểm{_GAP})?+(?:%|phần{_GAP}trăm))|(?P<permille>‰|phần{_GAP}nghìn)"
        rf"|(?:(?P<scale>{_either('scale')}){_END})?+{_GAP}*+(?:(?P<currency>{_either('currency')}){_END}"
        rf"|(?P<measure>{_either('measure')}|lần){_END}|(?P<noun>{_either('noun', 'place')}){_END})?+)"
        rf"(?P<rate>(?:{_GAP}?+/{_GAP}?+(?:\d[\d.]*+{_GAP}?+)?+(?:vạn{_GAP}dân|nghìn{_GAP}dân|lao{_GAP}động|học{_GAP}sinh"
        rf"|hợp{_GAP}tác{_GAP}xã|[^\W\d_]++[23²³]?+)){{0,3}}+)",
        regex.I,
    )


@functools.lru_cache(maxsize=4096)
def _unit_of(window: str) -> tuple[str, int, UnitKind, int, str | None, str | None] | None:
    match = _unit_pattern().match(window)
    if match is None:
        return None
    kind: UnitKind
    factor, currency = 1, None
    scale = " ".join(match["scale"].lower().split()) if match["scale"] else ""
    if match["percent"] or match["permille"]:
        kind = "percent" if match["percent"] else "permille"
    elif match["currency"] or (scale and not match["measure"] and not match["noun"]):
        if match["currency"] == "đ" and not scale and window[:1].isspace():
            return None  # "a) … đ)": a letter of the outline
        kind, factor = "money", _rows()[scale].factor if scale else 1
        currency = _rows()[match["currency"].lower()].note if match["currency"] else "VND"
    elif match["measure"]:
        kind = "measure"
    elif scale and match["noun"]:
        kind = "noun"
    else:
        return None
    end = match.end()
    rate = match["rate"] or ""
    per = None
    last = regex.search(r"(năm|tháng|quý|ngày|vụ|tuần)$", rate, regex.I)
    if last:
        per = last.group().lower()
    text = window[:end].strip() if kind not in {"percent", "permille"} else ("%" if kind == "percent" else "‰")
    return text, end, kind, factor, currency, per


def unit_at(text: str, offset: int) -> Unit | None:
    """The unit that stands right behind a number, None where the next word is none (a noun is read by `noun_at`)."""
    found = _unit_of(text[offset : offset + 60])
    if found is None:
        return None
    name, end, kind, factor, currency, per = found
    return Unit(name, offset + end, kind, factor, currency, per)


def rated(unit: str, per: str | None) -> tuple[str, str | None]:
    """A counted unit and its time as the guidelines have them: a yearly rate is `per` ("02 lần/năm": lần, năm), that of
    another time is the unit as printed ("2 đợt/tháng")."""
    bare, _, time = unit.partition("/")
    if time == "năm":
        return bare.strip(), "năm"
    if per in {None, "năm"}:
        return unit, per
    return (unit if time else f"{unit}/{per}"), None


@functools.cache
def _noun_pattern() -> regex.Pattern[str]:
    return regex.compile(rf"(?P<noun>{_either('noun', 'place', 'attribute', 'measure')}){_END}", regex.I)


@functools.cache
def _whole_noun() -> regex.Pattern[str]:
    """The nouns that begin with a word which else leads to a noun ("tổng")."""
    names = "|".join(
        regex.sub(r"\\?\s", _GAP + "++", regex.escape(row.unit))
        for row in _rows().values()
        if row.kind == "noun" and row.unit.startswith("tổng ")
    )
    return regex.compile(rf"{_GAP}*+(?P<noun>{names}){_END}", regex.I)


# "100% các cơ quan", "50% số xã", "05 loại mô hình": words between a number and the noun that it counts
_LEADING = regex.compile(
    rf"(?:{_GAP}*+(?:tổng{_GAP}số|trong{_GAP}tổng{_GAP}số|số|lượng|các{_GAP}loại|các|tổng{_GAP}các|những|số{_GAP}lượng|trong{_GAP}số|"
    rf"tỷ{_GAP}lệ|đạt|tổng|toàn{_GAP}bộ|tất{_GAP}cả|đội{_GAP}ngũ){_END}){{0,3}}+"
    # "nữ cán bộ", "nam, nữ thanh niên": the noun that follows is counted; "nam giới", "phụ nữ" are nouns
    rf"(?:{_GAP}*+(?:nam(?:{_GAP}*+(?:,|và){_GAP}*+nữ)?|nữ){_END}(?={_GAP}++\p{{Ll}})(?!{_GAP}++giới))?+{_GAP}*+",
    regex.I,
)
# words that name nothing: what follows "96% và được …" is no noun
_FUNCTION_WORD = regex.compile(
    r"(?:và|hoặc|được|bị|là|của|trong|ngoài|đối|theo|với|để|cho|so|trên|dưới|tại|ở|trở|có|đạt|từ|đến|năm|tháng|này|đó|nêu"
    r"|về|do|bằng|còn|mỗi|một|các|những|khi|nếu|thì|mà|nhưng|vào|ra|lên|xuống|đã|đang|sẽ|chiếm|gồm|bao|cùng|cả|tăng|giảm)"
)
_SHORT = regex.compile(rf"(?P<word>[^\s\d.,;:(%]{{1,3}}){_GAP}++")
_WORD = regex.compile(r"\p{L}++")


def noun_at(text: str, offset: int, guess: bool = True) -> Noun | None:
    """The counted noun at `offset`, after words like "số", "các"; with `guess` an unlisted one is its two first words.

    The name keeps the printed case and words; a listed short form replaces it ("hộ gia đình" is counted in hộ).
    """
    lead = _LEADING.match(text, offset)
    start = lead.end() if lead else offset
    if lead and (whole := _whole_noun().match(text, offset)):
        start = whole.start("noun")  # "tổng mức bán lẻ" is a noun, the "tổng" of "tổng số hộ" leads to one
    match = _noun_pattern().match(text, start)
    if match:
        row = _rows()[" ".join(match["noun"].lower().split())]
        kind: NounKind = "noun"
        if row.kind in {"place", "attribute"}:
            kind = row.kind  # type: ignore[assignment]
        printed = text[start : match.end()]
        if kind == "place":
            if printed[0].isupper() and regex.match(rf"{_GAP}++\p{{Lu}}", text[match.end() : match.end() + 4]):
                return None  # "12 Phường Phong Điền": a numbered list of names
            return Noun(start, match.end(), _bare_place(printed), kind, row.note, row.series)
        return Noun(start, match.end(), row.note or " ".join(printed.split()), kind, None, row.series)
    if not guess:
        return None
    short = _SHORT.match(text, start)
    if short and not _FUNCTION_WORD.fullmatch(short["word"]):
        # "20% sb huyện", "20% ) huyện": "số" misread; "30% nữ cán bộ"
        behind = noun_at(text, short.end(), guess=False)
        if behind is not None and behind.kind in {"noun", "place"}:
            return behind
    words = [m for m in _WORD.finditer(text, start, min(len(text), start + 40)) if m.start() >= start]
    if not words or words[0].start() != start or not text[start].islower():
        return None
    last = words[0]
    if len(last.group()) < 2 or _FUNCTION_WORD.fullmatch(last.group()):
        return None
    if len(words) > 1 and text[last.end() : words[1].start()].isspace() and words[1].group().islower():
        last = words[1]
    return Noun(start, last.end(), " ".join(text[start : last.end()].split()), "unknown")


# what joins the nouns of a list: "cơ quan, đơn vị, trường học và doanh nghiệp"
_JOIN = regex.compile(rf"{_GAP}*+(?:,|và|hoặc|/){_GAP}*+(?:(?:các|số){_GAP}++)?+", regex.I)


def nouns_at(text: str, offset: int, guess: bool = True) -> Noun | None:
    """The noun at `offset` with those listed behind it, which one percentage counts together.

    Nouns of one series are one thing, named as printed ("cán bộ, công chức, viên chức"); what is of another kind ("xã,
    huyện", "trang trại, hợp tác xã") is a thing of its own, in `also`.
    """
    first = noun_at(text, offset, guess)
    if first is None or first.kind not in {"noun", "place"}:
        return first
    things = [first]
    while join := _JOIN.match(text, things[-1].end):
        following = noun_at(text, join.end(), guess=False)
        if following is None or following.kind != first.kind:
            break
        last = things[-1]
        if following.name.lower() in last.name.lower().split(", "):  # "trường tiểu học, trường trung học cơ sở"
            things[-1] = replace(last, end=following.end)
        elif last.series and following.series == last.series:
            name = " ".join(text[last.start : following.end].split())
            things[-1] = replace(last, end=following.end, name=name)
        else:
            things.append(following)
    level = things[0].level
    same = len(things) > 1 and level is not None and all(thing.level == level for thing in things)
    joint = " ".join(text[things[0].start : things[-1].end].split()) if same else ""
    return replace(things[0], end=things[-1].end, also=tuple(things[1:]), joint=joint)


def _bare_place(printed: str) -> str:
    """ "đơn vị hành chính cấp huyện" and "cấp huyện" are counted in huyện."""
    return regex.sub(r"^(?:đơn\s+vị\s+)?(?:hành\s+chính\s+)?cấp\s+", "", " ".join(printed.split()), flags=regex.I)
