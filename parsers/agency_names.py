"""The grammar of names of Vietnamese bodies: head noun, field, area, read word by word from the longest form down.

In: text, with the spans of names that the gazetteer knows. Out: `NameForm`s: where a name stands, its kind, the name
to look up. The words of the grammar (heads, fields, classes, vague groups) stand in `data/agency_forms.csv`; forms
follow the decrees on specialised agencies (Nghị định 150/2025/NĐ-CP, before it 24/2014 and 37/2014).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from parsers import provinces
from parsers.agency_words import SEPARATORS, UNITS, entries, openers
from parsers.open_names import OpenNames

MentionKind = Literal["body", "class", "place", "person", "vague"]

_DETERMINERS = tuple(words.split() for words in ("các", "những", "từng", "toàn bộ", "hệ thống"))
_FIRST = frozenset(words[0] for words in _DETERMINERS)
_JOINS = frozenset(("-", "–", "và", "&", "/"))
_OPEN_TAIL = 16  # words of a programme's name at most ("Ban Chỉ đạo các chương trình mục tiêu quốc gia … tỉnh")
_CLEAR = 4  # words of a head that is clear even in small letters ("trang thông tin điện tử")
_OWNERS = ("của", "thuộc", "trực thuộc")


@dataclass(frozen=True, slots=True)
class NameForm:
    """A name at `text[start:end]`; `name` as printed, in full; `lookup` without the office of a person."""

    start: int
    end: int
    name: str
    lookup: str
    kind: MentionKind


def read(
    text: str, known: Mapping[int, int], is_body: Callable[[str], bool], cells: bool = False
) -> Iterator[NameForm]:
    """The names in `text`, in order, without overlap. `known` maps the start of a name of the gazetteer to its end;
    `is_body` tells whether a name means a body of the gazetteer (needed to read "Sở Y tế, Nội vụ" as two). `cells`:
    the text is of a table of bodies, where a bare noun is a class ("Viện, Trường")."""
    reader = Reader(text, known, is_body, cells)
    first = openers() | _FIRST
    index = 0
    while index < len(reader):
        if reader.lows[index] not in first and reader.starts[index] not in known:
            index += 1
            continue
        forms, after = reader.names_at(index)
        yield from forms
        index = max(after, index + 1)


def without_office(name: str) -> str:
    """The body in the name of an office: "Giám đốc Sở Y tế" → "Sở Y tế"; other names unchanged."""
    words = name.split()
    for forms in entries("person").get(words[0].lower(), ()) if words else ():
        if [word.lower() for word in words[: len(forms[0])]] == forms[0] and len(words) > len(forms[0]):
            return " ".join(words[len(forms[0]) :])
    return name


class Reader(OpenNames):
    """Recursive descent over the words of a text; every method takes a word's index and gives the index after."""

    def __init__(self, text: str, known: Mapping[int, int], is_body: Callable[[str], bool], cells: bool):
        super().__init__(text, cells)
        self.known = known
        self.is_body = is_body

    # ---- names

    def names_at(self, index: int) -> tuple[list[NameForm], int]:
        """The names that stand at a word, several where a list prints the head once, and the index after them."""
        start = index
        person = self.longest("person", index)
        if person is not None and self.capital(index):
            while (more := self.longest("person", person + (self.low(person) == ","))) is not None:
                person = more
            index = person
        inner = index
        plural = False
        for words in _DETERMINERS:
            if self.lows[index : index + len(words)] == words:
                index, plural = index + len(words), True
                break
        if plural:
            ellipsis = self.ellipsis(start, index)
            if ellipsis:
                return ellipsis
        options: list[tuple[int, MentionKind]] = []
        if (body := self.body(index)) is not None:
            options.append((body, "class" if plural or self.plural(index, body) else "body"))
        if (actor := self.actor(index, plural)) is not None:
            options.append((actor, "class"))
        if plural and self.unit(index) is not None:
            options.append((self.area(index - 1) or index, "place"))
        if (vague := self.vague(index, plural)) is not None:
            options.append((vague, "vague"))
        noun = self.heads(index) if plural and not options else None
        if noun and not self.unit(noun + 1) and (owned := self.owner(noun)) is not None:
            options.append((owned, "class"))  # "các Ban của Hội đồng nhân dân tỉnh"
        if not options:
            return [], start + 1
        end, kind = max(options, key=lambda option: option[0])  # the first of the longest
        if kind == "vague" and (whose := self.whose(end)) is not None:  # of a list they stay vague
            kind = "vague" if SEPARATORS.intersection(self.lows[index:end]) else "class"
            end = whose
        end = self.places(end) or end
        if kind == "class":
            self.listed = end
        if person is not None and kind != "vague":
            kind = "person"
        forms = [self.form(start, end, kind, inner), *(self.siblings(index, end) if kind == "body" else ())]
        while end < len(self) and self.starts[end] < forms[-1].end:
            end += 1
        return forms, end

    def whose(self, end: int) -> int | None:
        """The index after the body that a group belongs to: "các cơ quan thuộc …", "các đơn vị thành viên Ban A"."""
        near = self.low(end - 1) in ("viên", "thuộc") and self.begins_body(end)
        return self.body(end) if near else self.owner(end)

    def form(self, start: int, end: int, kind: MentionKind, inner: int | None = None) -> NameForm:
        """The name of the words `start:end`; the office of a person ends where `inner` begins."""
        first, last = self.starts[start], self.ends[end - 1]
        name = " ".join(self.text[first:last].split())
        lookup = " ".join(self.text[self.starts[inner if inner is not None else start] : last].split())
        return NameForm(first, last, name, lookup, kind)

    def plural(self, index: int, end: int) -> bool:
        """Whether the area of a name is plural: "UBND các xã", "UBND xã, phường", "chính quyền các cấp"."""
        for at in range(index + 1, end):
            many = self.low(at) in ("các", "từng") and (self.unit(at + 1) or self.low(at + 1) == "cấp")
            if many or f"{self.low(at)} {self.low(at + 1)}" == "các cấp":
                return True
            if self.unit(at) or self.low(at) == "cấp":
                return any(low in (",", "/") for low in self.lows[at:end])
        return False

    def places(self, end: int) -> int | None:
        """The index after the list of places that says which: "UBND các xã: Hòa Lộc, Vân Khê"."""
        if self.low(end) != ":" or not (self.unit(end - 1) or self.unit(end - 2)):
            return None
        last = None
        while self.low(end) in (":", ",", "và"):
            start = self.unit(end + 1) or end + 1
            end = self.proper(start)
            if end == start:
                return None
            last = None if last is None and self.low(end) != "," else end
        ends = self.low(end) in (".", ";", "", "\n", "(") or self.acts(end)
        return last if ends else None

    # ---- lists that print the head once

    def ellipsis(self, start: int, index: int) -> tuple[list[NameForm], int] | None:
        """ "các Sở: Y tế, Nội vụ" names one body for each field."""
        if self.low(index) not in ("sở", "bộ", "phòng"):
            return None
        first = index + 1 + (self.low(index + 1) == ":")
        return self.fields_of(self.low(index).capitalize(), start, first)

    def siblings(self, index: int, end: int) -> list[NameForm]:
        """ "Sở Y tế, Nội vụ và Tài chính": fields after a body that name bodies with its head."""
        listed = self.low(index) in ("sở", "bộ", "phòng") and self.low(end) in (",", "và")
        if not listed or self.own_name(end + 1):
            return []
        found = self.fields_of(self.low(index).capitalize(), end, end + 1)
        return found[0] if found else []

    def fields_of(self, head: str, start: int, first: int) -> tuple[list[NameForm], int] | None:
        """The bodies that a list of fields from `first` on names with one head, and the index after."""
        forms: list[NameForm] = []
        index = first
        while self.capital(index) and not (forms and self.own_name(index)):
            end = next((e for e in self.field_ends(index) if self.is_body(f"{head} {self.slice(index, e)}")), None)
            if end is None:
                break
            name = f"{head} {self.slice(index, end)}"
            begin = self.starts[start] if not forms else self.starts[index]
            forms.append(NameForm(begin, self.ends[end - 1], name, name, "body"))
            index = end
            if self.low(index) not in SEPARATORS:
                break
            index += 1
        return (forms, index) if forms else None

    def own_name(self, index: int) -> bool:
        """Whether the word begins a body by itself, as "Công an tỉnh" does and "Y tế" does not."""
        head = self.longest("head", index)
        return head is not None and self.low(head) not in SEPARATORS

    def field_ends(self, index: int) -> list[int]:
        """Where a field name from `index` on may end, longest first."""
        last = index
        while last < min(index + 9, len(self)) and self.low(last) not in (";", ":", ".", "\n"):
            last += 1
        return [end for end in range(last, index, -1) if self.low(end - 1) not in SEPARATORS]

    # ---- one body

    def body(self, index: int) -> int | None:
        """The index after the name of one body."""
        for after, tail in self.match("head", index):
            end = self.whole(tail, index, after)
            if end is not None:
                if tail == "proper" and self.low(end) == "tại":  # "Phân hiệu Đại học Vân Sơn tại Hòa Lộc"
                    end = max(end, self.proper(end + 1)) if self.names_place(end + 1) else end
                return max(end, self.nested(index, end) or self.owner(end) or end)
        return self.known_end(index)

    def known_end(self, index: int) -> int | None:
        """The index after a name of the gazetteer."""
        last = self.known.get(self.starts[index]) if self.capital(index) else None
        if last is None:
            return None
        return next((k + 1 for k in range(index, len(self)) if self.ends[k] >= last), None)

    def whole(self, tail: str, index: int, after: int) -> int | None:
        """Where a name ends: as its kind of head says, or further on, where that would cut it."""
        end = self.tail(tail, index, after)
        if self.low(after) == self.low(index):  # "Sở Sở Công Thương", a slip
            return None
        if tail in ("none", "province") or (end is not None and any(map(self.unit, range(after, end)))):
            return end
        if end is not None and tail != "area" and self.is_body(self.slice(index, end)):
            return end
        return self.wide(index, after, end) or end

    def tail(self, tail: str, index: int, after: int) -> int | None:
        """Where the name ends whose head, of a kind in `data/agency_forms.csv`, stands at `index:after`."""
        capital = self.capital(index)
        if tail == "none":
            return after if capital else None
        if tail == "owner":  # "Chi bộ cơ quan Tòa án nhân dân huyện"
            return self.body(after) if capital else None
        if tail == "area":
            whole = capital or after - index >= _CLEAR  # "thanh tra, kiểm tra" are verbs
            return self.area(after) or (after if whole else None)
        if tail == "province":
            area = self.area(after)
            placed = area is not None and (self.unit(after) or provinces.named(self.slice(after, area)) is not None)
            return area if capital and placed else None
        if tail in ("programme", "project"):
            if capital and (zones := self.zones(after)) is not None:
                return zones
            end = self.open_tail(after)
            if end is not None and (capital or tail == "programme"):
                return end
            return self.fields(index, after, False) or self.area(after) or after if capital else None
        if self.cells and not capital and self.begins_body(after):  # "… mở thư viện | Sở Nội vụ"
            return None
        end = self.fields(index, after, tail in ("lexicon", "open"))
        if end is None and tail == "proper":
            end = self.proper(after) if self.proper(after) > after else None
        if end is None:
            return (self.area(after) or after) if tail == "any" and capital else None
        if not capital and not self.capital(after):
            return None
        return self.area(end) or end

    def fields(self, index: int, after: int, lexicon: bool) -> int | None:
        """The field of a body: known fields and words with a capital, joined by "và", "-", "&", or, in a series that
        closes with "và", by commas ("Văn hóa, Thể thao và Du lịch")."""
        end = self.field(after, first=True, lexicon=lexicon)
        if end is None:
            return None
        end = self.joined(end)
        more = self.longest("field", end)  # "Sở Văn hóa Thể thao du lịch"
        if more is not None and self.is_body(self.slice(index, more)):
            end = more
        known = self.known_end(index)
        if known is not None and known >= end:
            return known
        series = end
        while self.low(series) == "," and not self.begins_body(series + 1):
            if (closed := self.closed(series + 1)) is not None:
                return closed
            item = self.field(series + 1, joined=True)
            if item is None:
                break
            joined = self.joined(item)
            if "và" in self.lows[item:joined]:
                return end if self.is_body(self.slice(index, end)) else joined
            series = joined
        return end

    def joined(self, end: int) -> int:
        """The index after the fields joined to the one that ends at `end`."""
        while True:
            join = self.low(end) in _JOINS
            start = end + 1 if join else end
            if self.begins_body(start) and (self.low(end) == "và" or start == end):
                return end
            glued = self.low(end) == "," and end + 1 < len(self) and self.ends[end] == self.starts[end + 1]
            start = end + 1 if glued else start
            item = self.field(start, joined=join)
            if item is None or not (join or glued or self.capital(start)) or not self.next_to(start):
                return end
            twice = self.lows[end - (item - start) : end] == self.lows[start:item]
            group = self.longest("vague", start) is not None and (self.cells or self.longest("field", start) is None)
            if start == end and (twice or group):  # the next cell of a table: "Sở Tài chính Cơ quan liên quan"
                return end
            end = item

    def field(self, index: int, first: bool = False, joined: bool = False, lexicon: bool = False) -> int | None:
        """The index after one field: of the lexicon, or a word with a capital."""
        end = self.longest("field", index)
        if end is not None:
            words = " ".join(self.lows[index:end])
            verbal = next(value for _, value in self.match("field", index)) == "verbal"
            if self.capital(index) or ((first or joined) and not verbal) or (joined and words == "đào tạo"):
                return end
            return None
        word = self.capital(index) and not lexicon and not self.begins_task(index)
        return (
            self.whole_word(index) if word and not (self.unit(index) or self.low(index) in ("việt", "trung")) else None
        )

    def open_tail(self, index: int) -> int | None:
        """The name of a programme up to the area that closes it; None where no area does."""
        for end in range(index, min(index + _OPEN_TAIL, len(self))):
            low = self.low(end)
            if low in (";", ":", "(", ")", ".") or self.verb(end):
                return None
            area = self.area(end) if self.unit(end) or (low in ("cấp", "các", "trung") and end > index) else None
            if area is not None and (
                self.unit(end) or low != "các" or self.low(end + 1) == "cấp" or self.unit(end + 1)
            ):
                return area
        return None

    def verb(self, index: int) -> bool:
        """Whether a verb that ends the name of a programme stands here."""
        return self.longest("verb", index) is not None

    def owner(self, end: int) -> int | None:
        """ "của Huyện ủy và UBND huyện", "trực thuộc Sở Y tế": whose a body is."""
        for words in (owner.split() for owner in _OWNERS):
            if [self.low(end + offset) for offset in range(len(words))] == words:
                start = end + len(words)
                whose = self.body(start) if not self.unit(start) else self.area(start)
                if whose is None or self.low(end - 1) in UNITS:
                    return None
                if self.low(whose) == "và" and self.low(whose + 1) in ("ubnd", "hđnd"):
                    whose = self.body(whose + 1) or whose
                return whose
        return None
