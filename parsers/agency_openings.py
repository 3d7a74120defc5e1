"""What a heading or a clause of a section that assigns work opens with: bodies and classes of bodies of any words.

In: the text of a heading or clause, with the names of the gazetteer in it. Out: the `NameForm`s of the series that it
begins with, and where that ends: at the end of the text, at a colon, or before the verb of a task.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from parsers.agency_names import MentionKind, NameForm, Reader
from parsers.agency_words import SEPARATORS, entries, openers
from parsers.open_names import DETERMINERS

_LINKS = SEPARATORS | frozenset((*DETERMINERS, "của", "thuộc", "cấp"))
_ENDS = frozenset((";", ":", ".", "(", "", "\n"))


@cache
def first_words() -> frozenset[str]:
    """The words that a series can begin with."""
    return openers() | frozenset(entries("open")) | frozenset(DETERMINERS)


def read(text: str, known: Mapping[int, int], is_body: Callable[[str], bool]) -> tuple[tuple[NameForm, ...], int]:
    """The names that `text` opens with, and the offset where they end; ((), 0) where it opens with something else.
    `known` and `is_body` as for `agency_names.read`."""
    return _Opening(text, known, is_body, cells=False).series()


class _Opening(Reader):
    def series(self) -> tuple[tuple[NameForm, ...], int]:
        """The series of names at the begin of the text, and the offset where it ends."""
        forms: list[NameForm] = []
        index = 0
        while (item := self.item(index, bool(forms))) is not None:
            forms += item[0]
            end = item[1]
            index = end
            while self.low(index) in SEPARATORS | {"&"}:
                index += 1
            if index == end or not self.opens(index):
                return tuple(forms), self.ends[end - 1]
        return (), 0

    def item(self, index: int, listed: bool) -> tuple[list[NameForm], int] | None:
        """One item of such a series, and the index after; `listed`: another stands before it."""
        names, after = self.names_at(index)
        joined = self.low(after) in (",", "và", "&") and self.opens(after + 1 + (self.low(after + 1) == "và"))
        if names and (joined or self.low(after) in _ENDS or self.acts(after)):
            return names, after
        plural = self.low(index) in DETERMINERS
        start = index + plural
        head = self.heads(start)
        verb = (self.low(start), self.low(start + 1)) == ("tổ", "chức") and not (plural or listed)
        if head is None or verb or not (plural or listed or self.capital(index)):
            return None
        found = self.stretch(start, head, group=True)
        values = {value for _, value in self.match("open", start)}
        if found is None or (found[0] == head and "whole" not in values):
            return None
        if "office" in values and not listed and found[1] == "verb":  # "Lãnh đạo Ban A làm …" is a verb and its object
            return None
        end = self.places(found[0]) or found[0]
        kind: MentionKind = "body" if not plural and self.longest("open", start) != head else "class"
        return [self.form(index, end, "vague" if self.general(start, end) else kind)], end

    def general(self, index: int, end: int) -> bool:
        """Whether the words name no more than vague nouns and whose they are ("các đơn vị có liên quan của tỉnh")."""
        index = self.longest("person", index) or index
        nouns = 0
        while index < end:
            noun = self.longest("vague", index)
            nouns += noun is not None
            index = (
                noun
                or self.longest("modifier", index)
                or self.unit(index)
                or (index + 1 if self.low(index) in _LINKS else end + 1)
            )
        return index == end and nouns > 0
