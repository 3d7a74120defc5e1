"""The grammar of groups of bodies: named classes ("các doanh nghiệp viễn thông trên địa bàn tỉnh") and vague groups.

In: the words of a text. Out: the index after a group. A class is a noun for bodies ("cơ quan báo chí", "trường đại
học") or for firms with an attribute that says which ("doanh nghiệp viễn thông", "chủ đầu tư hạ tầng KCN"), with the
place that it is limited to; the nouns and attributes stand in `data/agency_forms.csv`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

from parsers.agency_words import SEPARATORS, Words


class Groups(Words, ABC):
    """What groups of bodies stand in a text. In `cells` (of a table) a bare noun with a capital is a class too."""

    def __init__(self, text: str, cells: bool):
        super().__init__(text)
        self.cells = cells
        self.listed = -1  # the index after the last class, to read lists of bare nouns

    @abstractmethod
    def body(self, index: int) -> int | None:
        """The index after one body."""

    @abstractmethod
    def owner(self, end: int) -> int | None:
        """The index after the owner of what ends at `end`."""

    # ---- classes

    def actor(self, index: int, plural: bool) -> int | None:
        """The index after a named class; `plural`: "các" stands before it."""
        end = self._noun(index, plural) or self._schools(index, plural) or self._firm(index, plural)
        if end is None:
            return None
        if self.unit(end) or self.low(end) in ("các", "cùng", "cấp", "địa", "trung"):
            end = self.area(end) or end
        end = self.owner(end) or end
        return self._located(end) or end

    def _noun(self, index: int, plural: bool) -> int | None:
        for after, value in self.match("actor", index):
            if value != "weak" or self._alone(index, after, plural):
                return after
        return None

    def _alone(self, index: int, end: int, plural: bool) -> bool:
        """Whether a noun that can also be an object stands for a class: in the plural, a cell or a list of such."""
        after = self.low(end) in SEPARATORS and self.longest("actor", end + 1) is not None
        return plural or (self.cells and self.capital(index)) or after or self._goes_on(index)

    def _goes_on(self, index: int) -> bool:
        return self.listed == index - 1 and self.low(index - 1) in SEPARATORS

    def _schools(self, index: int, plural: bool) -> int | None:
        """ "các trường: Đại học, Cao đẳng, Trung cấp": schools of several kinds."""
        if self.low(index) != "trường" or not (plural or self.cells):
            return None
        start = index + 1 + (self.low(index + 1) == ":")
        end = self.longest("school", start)
        while end is not None and self.low(end) in (",", "và", "/"):
            more = self.longest("school", end + 1)
            if more is None:
                break
            end = more
        return end

    def _firm(self, index: int, plural: bool) -> int | None:
        for after, value in self.match("firm", index):
            end = self._trade(after, own=value == "trade")
            if end is None and value != "trade" and self._located(after, inside=True):
                end = after
            bare = value == "plural" and plural
            bare = bare or (value in ("plural", "cell") and self.cells and self.capital(index))
            bare = bare or (value in ("plural", "cell") and not plural and self._alone(index, after, False))
            if end is not None or bare:
                return end or after
        return None

    def _trade(self, index: int, own: bool) -> int | None:
        """What firms do: "viễn thông", "cung cấp dịch vụ IoT", "sản xuất, chế biến và xuất khẩu hàng hóa". A word that
        can be a verb counts only with what it is done to. `own`: only words that are attributes and nothing else."""
        end = None
        position = index
        wants = False  # an object
        while True:
            after, value = next(self.match("trade", position), (None, ""))
            if after is None and not own and self.longest("firm", position) is None:
                after = next((a for a, v in self.match("field", position) if v != "verbal"), None)
            if after is None and wants and self.names_place(position):
                after = self.proper(position)
            after = self.zones(position) or after
            if after is None:
                return end
            wants = value == "open"
            end = end if wants else after
            position = after + (wants and self.low(after) in (",", "và"))

    def zones(self, index: int) -> int | None:
        """Industrial and economic zones: "các khu công nghệ cao, khu công nghiệp và cụm công nghiệp tỉnh"."""
        end = None
        start = index
        while True:
            start += self.low(start) in ("các", "những")
            after = self.longest("zone", start)
            if after is None:
                break
            end = after
            start = end + (self.low(end) in (",", "và", "-", "–"))
        if end is None:
            return None
        return self.area(end) or end if self.unit(end) or self.names_place(end) else end

    def _located(self, index: int, inside: bool = False) -> int | None:
        """The place that a class is limited to: "trên địa bàn tỉnh", "đang hoạt động trong KCN"; `inside`: a zone."""
        start = index + 1 if self.low(index) == "đang" else index
        start = start + 2 if (self.low(start), self.low(start + 1)) == ("hoạt", "động") else start
        if self.low(start) in ("trong", "tại", "ở"):
            return self.zones(start + 1)
        if not inside and [self.low(start + offset) for offset in range(3)] == ["trên", "địa", "bàn"]:
            return self.area(start + 3) or start + 3
        return None

    # ---- vague groups

    def vague(self, index: int, plural: bool) -> int | None:
        """ "các sở, ban, ngành liên quan": one vague noun after "các", one with "liên quan", or a list of them."""
        end = self.longest("vague", index)
        if end is None:
            return None
        count = 1
        while True:
            apart = self.low(end) in SEPARATORS
            start = end + apart
            if not (apart or (plural and not self.capital(start))):  # "tổ chức hội …" is a verb and its object
                break
            start += self.low(start) in ("các", "những")
            item = self.longest("vague", start)
            if item is None or self.body(start) is not None or (self._named(start) or 0) > item:
                break
            end, count = item, count + 1
        related = self.low(end) in ("liên", "có") and self.longest("modifier", end) is not None
        if not plural and count < 2 and not related:
            return None
        while (more := self.longest("modifier", end)) is not None:
            end = more
        if self.unit(end) or self.low(end) == "cấp":
            end = self.area(end) or end
        return end

    def _named(self, index: int) -> int | None:
        """The noun of a named class ("doanh nghiệp viễn thông"), which is no item of a vague list."""
        noun = self.longest("actor", index)
        return max(noun or 0, self._firm(index, True) or 0) or None
