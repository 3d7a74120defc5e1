"""What the words of a table say of a cell: its value, unit, change and criterion. Pure functions of printed words."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import regex

from parsers import patterns
from parsers.context import criterion_in, tiers
from parsers.numbers import parse_number, quantities
from parsers.records import Change, Comparator
from parsers.units import Noun, noun_at, unit_at

_I = regex.I
_BRACKETED = regex.compile(r"\((?P<unit>[^()]{1,24})\)")
_EACH = regex.compile(r"\s?/\s?(?P<each>\p{L}{2,10})(?!\p{L})")  # "Số mẫu/lần"
_RATE = regex.compile(
    r"(?:[-–+*]\s*+|trong\s+đó:?\s+|mức\s+|giảm\s+|tăng\s+)*+(?:(?:tỷ|tỉ)\s+(?:lệ|trọng)|%)\s+(?:các\s+|số\s+|giảm\s+)*+",
    _I,
)
_OPENING = regex.compile(
    r"(?:[-–+*]\s*+|trong\s+đó:?\s+|tổng\s+|cộng\s+|tiêu\s+chí\s+\d{1,2}\s*+[.:-]?\s*+)*+"
    r"(?:số\s+(?:lượng\s+)?|lượng\s+)?",
    _I,
)
# what stands before the counted noun in a title: "Kế hoạch xây dựng trường đạt chuẩn", "Lộ trình công nhận xã …"
_TITLE_VERBS = regex.compile(
    r"(?:(?:biểu|bảng|danh\s+(?:mục|sách)|kế\s+hoạch|lộ\s+trình|chỉ\s+tiêu|mục\s+tiêu|hệ\s+thống|tổng\s+hợp|phân\s+bổ|giao"
    r"|phấn\s+đấu|dự\s+kiến|đăng\s+ký|chi\s+tiết|xây\s+dựng|công\s+nhận|thành\s+lập|phát\s+triển|trồng|đào\s+tạo|đầu\s+tư"
    r"|sửa\s+chữa|nâng\s+cấp|mới|về|các|những|số|lượng|tổng)\s+)*+",
    _I,
)
_BESIDE = regex.compile(r"\([^()]{1,40}\)|\p{Lu}{1,4}|/\s?\p{L}{2,10}(?:\s\p{L}{2,10})?")  # "(2 xã)", "TC", "/năm"
_UNIT_MARK = regex.compile(r"[%‰\"”″]|(?:nt|-)$", _I)
_LONGEST = 60  # characters of a cell that is a number with its unit and a remark
_LEADING = 3  # characters that may stand before a cell's number
_PLAN_WORDS = regex.compile(
    r"(?:(?:biểu|bảng|kế\s+hoạch|lộ\s+trình|(?:các\s+)?(?:chỉ|mục)\s+tiêu|phân\s+bổ|giao|dự\s+kiến|đăng\s+ký|chi\s+tiết)\s+)*+",
    _I,
)
# "giải" begins verbs in the names of indicators: giải ngân, giải quyết
_NO_UNIT = frozenset(
    {"kế hoạch", "chỉ tiêu", "mục tiêu", "nhiệm vụ", "năm", "lần", "giai đoạn", "tỷ lệ", "nội dung", "giải"}
)
_NEW = regex.compile(
    r"(?<!\p{L})(?:công\s+nhận|thành\s+lập|trồng|kết\s+nạp|ra\s+mắt|phát\s+triển|hình\s+thành)\s+mới(?!\p{L})"
    r"|(?<!\p{L})(?:tăng\s+thêm|có\s+thêm|đạt\s+thêm)(?!\p{L})",
    _I,
)
# "Chỉ tiêu phát triển người tham gia bảo hiểm": how many there are to be
_VAGUE = regex.compile(r"(?:phát\s+triển|thực\s+hiện|triển\s+khai|tham\s+gia)(?!\p{L})", _I)
_MADE_NEW = regex.compile(
    r"(?<!\p{L})(?:xây|lắp(?:\s+đặt)?|làm|đầu\s+tư|mua|cấp|triển\s+khai)\s+(?:dựng\s+)?mới(?!\p{L})", _I
)
_TYPED = regex.compile(
    r"(?<!\p{L})(?:các|từng|của|cho|theo)\s+(?P<type>xã|phường|thị\s+trấn|huyện|thôn|bản)(?!\p{L})(?!\s+\p{Lu})"
)


@dataclass(frozen=True, slots=True)
class Value:
    """The number of a cell as printed."""

    count: float | None = None
    count_max: float | None = None
    total: float | None = None
    percent: float | None = None
    percent_max: float | None = None
    comparator: Comparator = "="


@dataclass(frozen=True, slots=True)
class UnitName:
    """The unit of a cell; `share` says that its number is a percentage of that unit, `per` that it is a yearly one."""

    name: str
    share: bool = False
    per: str | None = None


@functools.lru_cache(maxsize=4096)  # a table is looked at again and again, and its figures recur
def value_of(words: str) -> Value | None:
    """The value of a cell that is one number ("19", "≥ 90%", "12/15", "3 - 4 xã"), else None."""
    plain = parse_number(words)
    if plain is not None:
        return Value(plain)
    if len(words) > _LONGEST:
        return None
    found = quantities(words)
    shares = [q for q in found if q.kind == "percent"]
    if len(found) == 2 and len(shares) == 1 and regex.search(r"\(", words):
        # "12/15 (80%)", "80% (12/15)": one thing said twice
        other = found[0] if found[1] is shares[0] else found[1]
        return Value(other.value, other.value_max, other.total, shares[0].value, None, other.comparator)
    if (
        len(found) != 1
        or found[0].kind == "money"
        or found[0].begin > _LEADING
        or not _is_unit(words[found[0].finish :])
    ):
        return None
    quantity = found[0]
    if quantity.kind == "percent":
        return Value(percent=quantity.value, percent_max=quantity.value_max, comparator=quantity.comparator)
    return Value(quantity.value, quantity.value_max, quantity.total, comparator=quantity.comparator)


def _is_unit(rest: str) -> bool:
    """Whether the words behind a cell's number are its unit, a remark in brackets, or none: not "12 Trồng rừng"."""
    rest = rest.strip(" .")
    return not rest or bool(_BESIDE.fullmatch(rest)) or noun_at(rest, 0, guess=False) is not None


def unit_of(
    cell: str, row_unit: str | None, names: Sequence[str], heads: Sequence[str], title: str, caption: str | None
) -> UnitName | None:
    """The unit of a cell: its own, the row's, its column's, that of the thing counted in row, column or title.

    `names` are the words that name the row, `heads` the column's headings from the top, `caption` the unit above the
    table. A percentage is of the noun that row, column or title count ("Tỷ lệ hộ nghèo": hộ), else of "%".
    """
    about = [*reversed(names), *reversed(heads)]
    printed = _own_unit(cell) or (_printed(row_unit) if row_unit else None)
    printed = printed or next((unit for words in about if (unit := _bracketed(words))), None)
    if printed is None and any(_RATE.match(words) for words in about):
        printed = "%"
    if printed is None:
        counted = next((noun for words in (*reversed(heads), *reversed(names)) if (noun := _counted(words))), None)
        printed = (_printed(caption) if caption else None) or counted or _of_title(title)
    if printed is None:
        return None
    yearly = regex.fullmatch(r"%\s*+(?:/|mỗi\s)\s*+năm", printed, _I)
    if of := regex.fullmatch(r"%\s*+(?:số\s+)?(?P<what>\p{L}[^/]{1,40})", printed):  # "% dân số", "% GDP"
        return UnitName(of["what"], True)
    if printed == "%" or yearly:
        shared = next((noun for words in about if (noun := _shared(words))), None) or _of_rate(title)
        return UnitName(shared or "%", True, "năm" if yearly else None)
    return UnitName(printed)


def is_unit(words: str) -> bool:
    """Whether words are a unit and nothing else: "%", "ha", "Triệu USD", "học sinh/lớp", a ditto mark."""
    if _UNIT_MARK.match(words):
        return True
    unit, noun = unit_at(words, 0), noun_at(words, 0, guess=False)
    if unit is not None and unit.end == len(words):
        return True
    return noun is not None and noun.start == 0 and (noun.end == len(words) or words[noun.end] == "/")


def _own_unit(cell: str) -> str | None:
    found = quantities(cell)
    if not found:
        return None
    if found[0].unit:
        return found[0].unit
    noun = noun_at(cell, found[0].end, guess=False)
    return noun.name if noun is not None else None


def _printed(words: str) -> str | None:
    """A unit as a column of units prints it: "Ha" is ha; abbreviations keep their capitals."""
    words = words.strip(" .:()")
    if not words:
        return None
    capitals = sum(letter.isupper() for letter in words)
    return words.lower() if capitals == 1 and words[0].isupper() else words


def _bracketed(words: str) -> str | None:
    for match in regex.finditer(_BRACKETED, words):
        unit = match["unit"].strip()
        noun = noun_at(unit, 0, guess=False)
        if unit in {"%", "‰"} or unit_at(unit, 0) or (noun and noun.kind != "attribute"):  # "(tháng 4 và tháng 8)"
            return _printed(unit)
    return None


def _counted(words: str) -> str | None:
    """The counted noun that a heading opens with: "Số tiêu chí đạt …", "Xã đạt chuẩn"."""
    opening = _OPENING.match(words)
    noun = noun_at(words, opening.end() if opening else 0, guess=False)
    name = _name(noun)
    each = _EACH.match(words, noun.end) if noun else None
    return f"{name}/{each['each'].lower()}" if name and each else name


def _shared(words: str) -> str | None:
    """The noun that a rate is a share of: "Tỷ lệ trẻ … đến trường", "Hồ sơ nộp trực tuyến"; none in "Tốc độ tăng …"."""
    rate = _RATE.match(words)
    start = rate.end() if rate else 0
    if not rate:
        opening = _OPENING.match(words)
        start = opening.end() if opening else 0
        if patterns.MEASURES.match(words, start):
            return None
    return _name(noun_at(words, start, guess=False))


def _of_rate(title: str) -> str | None:
    """What the rate that a title names is a share of: "Chỉ tiêu giảm tỷ lệ hộ nghèo theo địa bàn"."""
    rate = regex.search(r"(?<!\p{L})(?:tỷ|tỉ)\s+lệ\s+(?:số\s+)?", title, _I)
    return _name(noun_at(title, rate.end(), guess=False)) if rate else None


def _name(noun: Noun | None) -> str | None:
    if noun is None or noun.kind == "attribute" or noun.name.lower() in _NO_UNIT:
        return None
    return noun.name.lower()


def _of_title(title: str) -> str | None:
    """The thing that a title counts: "Số trường công nhận mới đạt chuẩn quốc gia theo cấp học"."""
    counted = regex.search(r"(?<!\p{L})(?:tổng\s+)?số\s+(?:lượng\s+)?(?=\p{L})", title, _I)
    places = [counted.end()] if counted else []
    verbs = _TITLE_VERBS.match(title)
    places.append(verbs.end() if verbs else 0)
    return next((name for place in places if (name := _name(noun_at(title, place, guess=False)))), None)


def change_of(names: Sequence[str], heading: str, title: str, share: bool) -> Change:
    """What the words over a cell say is done: increase, decrease, maintain, output; a level where they say nothing."""
    about = (*reversed(names), heading)
    for words in (*about, title):
        if _MADE_NEW.search(words):
            return "output"
        if _NEW.search(words):
            return "increase"
    silent = True
    for words in about:
        found = _changes(words)
        silent = silent and all(change == "output" for _, change in found)  # "Rừng sản xuất" says nothing
        if any(change == "maintain" for _, change in found):
            return "maintain"
        start, first = found[0] if found else (0, "level")
        if first in {"decrease", "increase"} and not regex.search(r"được\s+công\s+nhận", words, _I):
            return first
        opening = _OPENING.match(words)
        passive = regex.search(r"được\s+$", words[:start], _I)  # "Số lao động được đào tạo"
        opens = start <= (opening.end() if opening else 0) and not patterns.MEASURED.match(words)
        if first == "output" and not share and (passive or opens):
            return "output"
    # "Chỉ tiêu đào tạo nghề": the title says what is done with what the columns count
    begun = _PLAN_WORDS.match(title)
    start, first = next(iter(_changes(title)), (0, "level"))
    opens = begun is not None and start == begun.end()
    makes = opens and first == "output" and not _VAGUE.match(title, start)
    return "output" if silent and not share and makes and not tiers(title) else "level"


def _changes(words: str) -> list[tuple[int, Change]]:
    """The verbs in `words` by their places, with the change that each makes."""
    return sorted((m.start(), change) for change, pattern in patterns.CHANGES for m in pattern.finditer(words))


def criterion_of(names: Sequence[str], heads: Sequence[str], tier: str | None, lists: bool) -> str | None:
    """The number of the criterion that a row or column is about. `lists`: the rows' names are those of criteria."""
    group = any(regex.search(r"tiêu\s+chí", words, _I) for words in heads[:-1])
    leaf = heads[-1] if heads else ""
    bare = regex.fullmatch(r"(?P<mark>TC\s?)?(?P<number>\d{1,2})", leaf, _I)
    if bare and (group or bare["mark"]):
        return str(int(bare["number"]))
    named = [*names, *([f"Tiêu chí {words}" for words in names] if lists else [])]
    for words in (*named, " ".join(heads), f"Tiêu chí {leaf}" if group else ""):
        found = criterion_in(words)
        number = ("; ".join(map(str, found.numbers)) or found.resolve("xã", tier)) if found else None
        if number:
            return number
    return None


def place_type(title: str) -> str | None:
    """The kind of the places that a title lists: "… của các xã vùng cao"."""
    found = {" ".join(match["type"].split()) for match in _TYPED.finditer(title)}
    return found.pop() if len(found) == 1 else None
