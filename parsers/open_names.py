"""Names of bodies whose field may be any words: where a name ends that no lexicon of fields knows.

In: the words of a text. Out: the index after a name. A name ends at its own end: the area of the body ("tỉnh", a
place), a punctuation mark, the conjunction before the next head noun, or the verb of what is done. The head nouns and
verbs stand in `data/agency_forms.csv`; a word that can be field or verb ("quản lý", "xây dựng") is of the name behind a
head, a conjunction or another such word, before a verb, and where the name's area still follows.
"""

from __future__ import annotations

from abc import ABC
from typing import Literal

from parsers import language
from parsers.agency_classes import Groups

Boundary = Literal["area", "verb", "end"]

_MOST = 16  # words of a field
DETERMINERS = ("các", "những", "từng", "mỗi")
_FIELD = 4  # words of a field in small letters that the kind of place closes
# words that stand in the name of a class, but in none of one body
_RELATIONS = frozenset(("với", "về", "tại", "trên", "trong", "từ", "đến", "cho", "của", "các", "những", "ở", "cùng"))
_NESTED = frozenset(("ban", "phòng", "văn phòng", "chi bộ", "đảng bộ", "đảng ủy", "thanh tra", "đội", "tổ"))


class OpenNames(Groups, ABC):
    """What stands between the head of a name and its own end."""

    def heads(self, index: int) -> int | None:
        """The index after a noun that a body or a class of bodies can begin with; not "hội" of "hội nghị"."""
        found = max((self.longest(kind, index) or 0 for kind in ("open", "head", "actor", "person")), default=0)
        other = max(self.longest(kind, index) or 0 for kind in ("duty", "verbal", "task"))
        return found if found > (self.longest("unhead", index) or 0) and found >= other else None

    def opens(self, index: int) -> bool:
        """Whether a name can begin here, in a list of names."""
        if self.low(index) in DETERMINERS:
            return True
        if self.longest("vague", index) is not None and self.longest("unhead", index) is None:
            return True
        return self.heads(index) is not None

    def acts(self, index: int) -> bool:
        """Whether the verb of a task stands here; one syllable only where it is a word ("lập", not "công lập")."""
        after = None if self.capital(index) else self.longest("duty", index)
        return after is not None and (after > index + 1 or self._is_word(index))

    def _is_word(self, index: int) -> bool:
        first = index
        while first > 0 and index - first < 4 and self.low(first - 1) not in (",", ";", ":", ".", "\n"):
            first -= 1
        start = self.starts[first]
        word = self.starts[index] - start, self.ends[index] - start
        return word in language.words(self.text[start : start + 80])

    def field_or_verb(self, index: int) -> int | None:
        """The index after a word in small letters that can be of a name or the verb behind it."""
        if self.capital(index):
            return None
        verbal = next((after for after, value in self.match("field", index) if value == "verbal"), None)
        return max(verbal or 0, self.longest("verbal", index) or 0) or None

    def stretch(self, head: int, start: int, group: bool = False) -> tuple[int, Boundary] | None:
        """Where the words from `start` on end that belong to the head at `head:start`, and what ends them.

        `group`: a class of bodies or the words of a heading, which may say where ("trên địa bàn tỉnh") and what.
        """
        position = start
        soft: tuple[int, int] | None = None  # a word that may be the verb
        free = start  # where a field or verb is surely of the name
        while position < len(self):
            low = self.low(position)
            if position - start > _MOST * (1 + group):
                return None
            if low in (";", ":", ".", "(", ")", "\n", "…"):
                break
            if low in (",", "và", "&"):
                if not self._goes_into(position, group):
                    break
                position = free = position + 1
                continue
            if (group or position > start) and self.acts(position):
                return self._cut(position, soft, "verb")
            if self._outside(position) or (not group and position > start and low in _RELATIONS):
                return (soft[0], "verb") if soft else None
            area = self.area(position) if self.unit(position) and position > start else None
            if area is not None and not group:
                return area, "area"
            if not group and position > start and self.begins_body(position) and self.heads(position):
                break
            verbal = self.field_or_verb(position)
            if verbal is not None:
                placed = self.capital(position - 1) and position != free  # "Nhà máy Vân Sơn vận hành …"
                soft = soft or (None if position == free or (group and not placed) else (position, verbal))
                free = position = verbal
                continue
            free = self.longest("verbal", position) or free  # "Hỗ trợ phát triển"
            position = area or position + 1
        return self._cut(position, soft, "end")

    def _outside(self, index: int) -> bool:
        """Whether a word stands here that no name has; of some only where it is no part of a word ("mặt bằng")."""
        return any(value != "part" or self._is_word(index) for _, value in self.match("outside", index))

    def _goes_into(self, position: int, group: bool) -> bool:
        """Whether a separator is inside a name: "Phòng, chống …", "Du lịch và lữ hành", "sản xuất, kinh doanh"."""
        following = position + 1
        if self.low(position) == "," and not group:
            against = (self.low(position - 1), self.low(following)) == ("phòng", "chống")
            return against or self.closed(following) is not None
        if self.low(following) in ("và", ",", ";", "") or self.acts(following):
            return False
        return not self.opens(following)

    def closed(self, index: int) -> int | None:
        """The index after words in small letters, a field behind a comma, that the kind of place closes: "Chi cục Chăn
        nuôi, thú y tỉnh"."""
        if self.acts(index):
            return None
        for end in range(index, index + _FIELD + 1):
            low = self.low(end)
            if end > index and self.unit(end):
                return end
            if not low.isalpha() or self.capital(end) or low in _RELATIONS or self.opens(end):
                return None
        return None

    def _cut(self, position: int, soft: tuple[int, int] | None, end: Boundary) -> tuple[int, Boundary]:
        """`soft` is the verb, unless the surer verb stands right behind it."""
        if soft is not None and soft[1] != position:
            return soft[0], "verb"
        return position, end

    def wide(self, index: int, after: int, end: int | None) -> int | None:
        """The index after the body with its head at `index:after`, where that is beyond `end`, which the lexicon of
        fields gives (None: nothing)."""
        first = after + (self.low(after) in DETERMINERS)
        if self.cells or not self.capital(index) or (first == after and not self.capital(after)):
            return None
        if self.heads(index) is None or max(self.longest(kind, index) or 0 for kind in ("head", "open")) > after:
            return None  # "Tổ chức …" is no "Tổ"
        found = self.stretch(index, first)
        if found is None or found[0] <= (end or first):
            return None
        position, why = found
        if end is not None and why != "area" and self.capital(end - 1) and self.capital(end - 2) and end - 2 >= after:
            return None  # a place name closed it ("Cảng vụ Vân Sơn tuần tra …")
        if end is not None and not self.capital(end) and self._predicates(end):
            return None
        return position

    def _predicates(self, index: int) -> bool:
        """Whether a word in small letters behind a name is a verb (underthesea's class) that stands in no name."""
        if self.longest("field", index) or self.field_or_verb(index) or self.low(index) in ("và", "-", "–"):
            return False
        start = self.starts[index]
        first = next(iter(language.tokens(self.text[start : start + 60])), None)
        return first is not None and first.tag == "V"

    def nested(self, index: int, end: int) -> int | None:
        """ "Ban Pháp chế Hội đồng nhân dân tỉnh": the body that a part belongs to, right behind the part's name."""
        if self.cells or " ".join(self.lows[index : self.longest("head", index) or index]) not in _NESTED:
            return None
        if not self.begins_body(end) or not self.next_to(end) or self.unit(end - 1):
            return None
        return self.body(end)
