"""The words of a text as the grammar of names sees them: single words, the forms of the lexicon, places and areas.

In: text. Out: `Words`, whose methods take a word's index and give the index after what stands there. The lexicon is
`data/agency_forms.csv`; the units of places follow the laws on local government of 2015 and 2025.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import regex

from ocr.tones import new_style
from parsers import language
from parsers.datafiles import table

# a line end is a word of its own, so that no name goes on over it
_WORD = regex.compile(r"\n|[\p{L}\p{M}\d]++(?:['’.](?=[\p{L}\d])[\p{L}\d]++)*+|\S")
UNITS = frozenset(
    ("tỉnh", "thành phố", "tp", "huyện", "quận", "thị xã", "thị trấn", "xã", "phường", "đặc khu", "thôn", "bản", "ấp")
)
_UNIT_STARTS = frozenset(unit.split()[0] for unit in UNITS)
SEPARATORS = frozenset((",", "và", "-", "–", "/", ";"))
_WINDOW = 60  # characters that are segmented to see one word in its surroundings
_TIMES = frozenset(("ngày", "tháng", "quý", "quí", "năm"))
_ORDINAL = regex.compile(r"\d|[ivx]+$")
_OPENERS = ("head", "person", "actor", "firm", "vague")
_PARTY = frozenset(("tỉnh ủy", "thành ủy", "huyện ủy", "thị ủy", "quận ủy", "đảng ủy"))

Entries = dict[str, list[tuple[list[str], str]]]


def words_of(text: str) -> list[str]:
    """The words of a form of the lexicon, as a text is cut into words."""
    return _WORD.findall(text)


@cache
def entries(kind: str) -> Entries:
    """The forms of a kind by their first word, longest first: the words of each form, and its value."""
    found: Entries = {}
    for row in table("agency_forms.csv"):
        if row["kind"] == kind:
            words = words_of(row["form"])
            found.setdefault(words[0], []).append((words, row["value"]))
    for forms in found.values():
        forms.sort(key=lambda form: -len(form[0]))
    return found


@cache
def openers() -> frozenset[str]:
    """The words that the name of a body, an office or a group can begin with."""
    return frozenset(word for kind in _OPENERS for word in entries(kind))


def begins_duty(text: str) -> bool:
    """Whether a text with one tone placement begins with the verb of a task, of two syllables or more ("Phân bổ …")."""
    words = [word.lower() for word in _WORD.findall(text[:_WINDOW])]
    forms = entries("duty").get(words[0], ()) if words else ()
    return any(len(form) > 1 and words[: len(form)] == form for form, _ in forms)


class Words:
    """The words of a text, with what the lexicon knows of them.

    Parallel lists: where each word begins and ends, its lower case with one tone placement, whether it is capital.
    """

    def __init__(self, text: str):
        self.text = text
        toned = new_style(text)
        spans = [match.span() for match in _WORD.finditer(toned)]
        printed = [toned[start:end] for start, end in spans]
        self.starts = [start for start, _ in spans]
        self.ends = [end for _, end in spans]
        self.lows = [word.lower() for word in printed]
        self.capitals = [word[0].isupper() for word in printed]

    def __len__(self) -> int:
        return len(self.lows)

    def low(self, index: int) -> str:
        """The word in lower case; "" beyond the ends."""
        return self.lows[index] if 0 <= index < len(self.lows) else ""

    def capital(self, index: int) -> bool:
        """Whether the word begins with a capital."""
        return index < len(self.capitals) and self.capitals[index]

    def match(self, kind: str, index: int) -> Iterator[tuple[int, str]]:
        """The forms of a kind that stand at `index`, longest first: the index after, and the form's value.

        A head may be cut by one line end ("Hội Liên hiệp / Phụ nữ"), as long headings are.
        """
        forms = entries(kind).get(self.lows[index]) if index < len(self.lows) else None
        return self._match(kind, forms, index) if forms else iter(())

    def _match(self, kind: str, forms: list[tuple[list[str], str]], index: int) -> Iterator[tuple[int, str]]:
        for words, value in forms:
            after = index + len(words)
            here = self.lows[index:after]
            if here == words:
                yield after, value
            elif kind == "head" and "\n" in here:
                here = self.lows[index : after + 1]
                here.remove("\n")
                if here == words:
                    yield after + 1, value

    def longest(self, kind: str, index: int) -> int | None:
        """The index after the longest form of a kind at `index`."""
        return next(self.match(kind, index), (None, ""))[0]

    def unit(self, index: int) -> int | None:
        """The kind of a place ("xã", "thành phố"), not as a part of another word ("xã hội", "huyện ủy")."""
        low = self.low(index)
        if low not in _UNIT_STARTS:
            return None
        after = index + 2 if f"{low} {self.low(index + 1)}" in UNITS else index + 1
        if after == index + 1 and low not in UNITS:
            return None
        inside = self.low(after) in ("hội", "ủy", "đoàn", "viên") or self.low(index - 1) == "nông"
        return None if inside else after

    def proper(self, index: int, most: int = 4) -> int:
        """A proper name: at most `most` words with a capital, none of which begins a body or a task."""
        after = index
        while after - index < most and self.names_place(after) and self.next_to(after):
            after += 1
        return after

    def names_place(self, index: int) -> bool:
        """Whether the word may be one of a proper name."""
        group = next((after for after, _ in self.match("vague", index)), index) > index + 1
        return self.capital(index) and not (group or self.begins_task(index) or self.begins_body(index))

    def begins_body(self, index: int) -> bool:
        """Whether a capital begins the name of a body or office here."""
        return self.capital(index) and (
            self.longest("head", index) is not None or self.longest("person", index) is not None
        )

    def next_to(self, index: int) -> bool:
        """Whether only a space (no line end) stands before the word."""
        return index == 0 or self.text[self.ends[index - 1] : self.starts[index]] in ("", " ", "\xa0")

    def begins_task(self, index: int) -> bool:
        """Whether the word opens a task or a time: its capital after a name is no more of the name ("Sở A Chủ trì",
        "Sở A Quý IV")."""
        timed = self.low(index) in _TIMES and _ORDINAL.match(self.low(index + 1)) is not None
        return timed or self.longest("task", index) is not None

    def whole_word(self, index: int) -> int:
        """The index after the Vietnamese word that begins here ("Cứu hộ" has two syllables), as underthesea sees it."""
        start = self.starts[index]
        line = self.text[start : start + _WINDOW].split("\n", 1)[0]
        end = start + next((last for _, last in language.words(line)), 0)
        after = index + 1
        while after < len(self) and self.ends[after] <= end and not self.capital(after):
            after += 1
        return after

    def slice(self, index: int, end: int) -> str:
        """The words as printed, with single spaces."""
        return " ".join(self.text[self.starts[index] : self.ends[end - 1]].split())

    def area(self, index: int) -> int | None:
        """The area of a body: "tỉnh Lai Châu", "cấp xã", "các huyện, thành phố", "khu vực XIX", a bare place name."""
        low = self.low(index)
        pair = f"{low} {self.low(index + 1)}"
        if pair in ("các cấp", "cùng cấp", "trung ương", "địa phương", "cơ sở"):
            return index + 5 if self.lows[index + 2 : index + 5] == ["và", "địa", "phương"] else index + 2
        if pair in _PARTY:
            return self.area(index + 2) or index + 2
        if pair == "việt nam":
            return self.area(index + 2) if self.unit(index + 2) else index + 2
        branch = index + (low in ("-", "–"))
        if (self.low(branch), self.low(branch + 1)) == ("chi", "nhánh"):
            return self.area(branch + 2)
        site = self.longest("site", index)
        if site is not None:  # "Đồn Biên phòng cửa khẩu quốc tế Vân Sơn"
            return self.proper(site) if self.names_place(site) else None
        if pair in ("khu vực", "quân khu"):
            number = regex.fullmatch(r"[ivx]+|\d+", self.low(index + 2))
            end = index + 3 if number else self.proper(index + 2)
            return self.proper(end + 1) if self.low(end) in ("-", "–") and self.names_place(end + 1) else end
        plural = low in ("các", "từng", "cấp") or low.isdigit()
        first = self.unit(index + plural)
        if first is None:
            return self.proper(index) if self.names_place(index) and self.proper(index) > index else None
        end = self.proper(first) if self.low(first - 1) != "cấp" else first
        named = end > first
        while self.low(end) in SEPARATORS - {";"} or (plural and not named and self.unit(end)):
            if self.unit(end):  # "các phường xã"
                end = self.unit(end) or end
                continue
            again = self.low(end + 1) in ("các", "cấp", "từng")
            following = self.unit(end + 1 + again)
            if following is None or (again and not plural) or (named and not plural):
                break
            end = self.proper(following)
        return (self.longest("terrain", end) or end) if plural and not named else end
