"""The amounts of money of one paragraph with their labels and their tree: text in, amounts in reading order out.

A tree is opened by "trong đó", "gồm", "bao gồm", "cụ thể", "riêng" and by brackets; it is closed by brackets, sentence
ends and, where the items inside were set apart by commas, by a semicolon.
"""

from __future__ import annotations

import bisect
from dataclasses import dataclass, field
from itertools import pairwise

import regex

from parsers import dates, funding_terms, numbers

_OPENER = regex.compile(
    r"(?i)(?<!\w)(?:trong (?:số )?(?:đó|này)|bao gồm|gồm(?: có)?|cụ thể(?: là| như sau)?|chia ra"
    r"|chi tiết)(?!\w)\s*(?P<colon>[:,]?)"
)
# behind one amount, a smaller part of it: "950 tỷ đồng, riêng năm 2026 …", "…, đã phân bổ đợt 1 là 512 tỷ đồng"
_PART = regex.compile(
    r"(?<=[,;.]\s)(?i:riêng(?! (?:lẻ|biệt))|(?:trước mắt|đã)(?: được)? (?:phân bổ|phân khai|giao|bố trí|cấp)|đợt \d)"
    r"(?!\w)"
)
_COLON = regex.compile(r"\s*+(?:\([^()]*+\)\s*+)?+:(?=\s)")  # behind an amount, before its parts
_STOP = regex.compile(r"\.(?=\s+[\p{Lu}\d]|\s*$)|\n")
# "2.500.000.000 đồng (Hai tỷ năm trăm triệu đồng)": the amount again, spelt out
_IN_WORDS = regex.compile(r"\((?:\p{L}+[\s:,]+){1,30}đồng(?: chẵn)?[.\s]*\)")
# "7 tỷ đồng, từ nguồn …": the source behind a comma
_FROM = regex.compile(r"^\s*,\s+(?:được\s)?(?:(?:lấy|trích|cân đối|bố trí|chi|huy động)\s)?(?=(?:từ|do)\s)")
_NEAR = 200  # characters around an amount in which words may belong to it
# what follows an amount says where it comes from ("300 tỷ đồng huy động từ …"), or is another clause
_TELLS = regex.compile(r"(?i)\s*(?:từ|vốn|huy động|ngân sách|do|nguồn|thuộc|của|là|bằng|tiền|kinh phí)\s")
_TIME_BEHIND = regex.compile(
    r"\s(?:(?:cho|trong|của|vào)\s)?(?:giai đoạn|thời kỳ|năm)\s(?:19|20)\d\d(?:\s?[-–]\s?(?:19|20)\d\d)?(?![\d/])",
    regex.I,
)
_RESTATED = regex.compile(r"(?i)(?:tương đương|tức|hay|bằng chữ:?|khoảng)\s*$")
_FUND_WORD_BEFORE = regex.compile(
    r"(?i)(?<!\w)(?:vốn|kinh phí|ngân sách|nguồn|sự nghiệp|đầu tư|năm \d{4}|NS\p{Lu}+)(?!\w)[^\d;.()]{0,60}$"
)


@dataclass(slots=True)
class Clause:
    """An amount of a paragraph; offsets count in the document's text, `parent` in the paragraph's list of amounts.

    `label`: the words that say what the amount is; `own` is False where its unit is inherited from a neighbour;
    `title` is that of the table it stands in.
    """

    start: int
    end: int
    quantity: numbers.Quantity
    unit: str
    factor: int
    label: str
    after: str
    share: float | None = None
    own: bool = True
    parent: int | None = None
    place: int = 0
    title: str = ""

    @property
    def vnd(self) -> int:
        """The amount in đồng."""
        return round(self.quantity.value * self.factor)


@dataclass(slots=True)
class _Frame:
    """An open level of the tree: its parent, its last amount, how its items are set apart."""

    parent: int | None
    bracket: bool = False
    colon: bool = False
    part: bool = False  # opened by `_PART`: only what is said alike goes on in it
    last: int | None = None
    items: list[int] = field(default_factory=list)
    sentence: int = 0  # how many of the items stand before this sentence
    before: int = 0  # how many before the sentence before it


@dataclass(slots=True)
class Paragraph:
    """The amounts of a paragraph; `opens` is the amount whose parts follow in the paragraphs below it, if any."""

    clauses: list[Clause]
    opens: int | None


def read(text: str, start: int, end: int, unit: tuple[str, int] | None = None) -> Paragraph:
    """The amounts of `text[start:end]`; `unit` is what bare numbers are in ("Đơn vị: triệu đồng" above a list)."""
    words = _IN_WORDS.sub(lambda match: " " * len(match.group()), text[start:end])
    found = _money(words, unit)
    if not found:
        return Paragraph([], None)
    clauses: list[Clause] = []
    frames = [_Frame(None)]
    boundary = 0
    events = _events(words, found)
    for index, (place, kind, value) in enumerate(events):
        if kind == "amount":
            clause = _clause(words, found[value], boundary, _reach(events, index, len(words)))
            boundary = found[value][0].end
            if _is_restatement(words, clauses, clause, place):
                continue
            if frames[-1].part and frames[-1].items and not _is_alike(clause.label, clauses[frames[-1].items[0]].label):
                frames.pop()
            clause.parent = frames[-1].parent
            clauses.append(clause)
            frames[-1].last = len(clauses) - 1
            frames[-1].items.append(len(clauses) - 1)
            boundary = clause.end
        else:
            following = next((found[v] for _, k, v in events[index + 1 :] if k == "amount"), None)
            comes = round(following[0].value * following[2]) if following else None
            boundary = max(boundary, _step(frames, kind, value, clauses, words, place, comes))
    opens = frames[-1].parent if not frames[-1].items else None
    if opens is None and words.rstrip("*_ ").endswith(":"):
        opens = frames[-1].last
    for clause in clauses:
        clause.start += start
        clause.end += start
        clause.place += start
    return Paragraph(clauses, opens if opens is not None else frames[0].last)


def _money(words: str, unit: tuple[str, int] | None) -> list[tuple[numbers.Quantity, str, int, bool]]:
    """The quantities of `words` that are sums of đồng, with unit and scale, and whether they print it themselves."""
    quantities = numbers.quantities(words)
    money = [q for q in quantities if q.kind == "money" and q.currency == "VND"]
    found = []
    for quantity in quantities:
        if quantity.kind == "money" and quantity.currency == "VND":
            if "/" not in quantity.unit or quantity.unit.lower().endswith("đồng/năm"):
                found.append((quantity, quantity.unit, quantity.factor, True))
        elif quantity.kind == "number" and not quantity.unit and _is_bare_amount(words, quantity):
            nearest = next((q for q in money if q.start > quantity.start), None) or (money[-1] if money else None)
            given = (nearest.unit, nearest.factor) if nearest and "/" not in nearest.unit else unit
            if given:
                found.append((quantity, *given, False))
    return found


def _is_bare_amount(words: str, quantity: numbers.Quantity) -> bool:
    """A number without a unit behind a word for funds, at the end of its item: "vốn đầu tư phát triển 10,050,"."""
    behind = regex.compile(r"\s*(?:[,;.)]|$|và\s)").match(words, quantity.end)
    before = _FUND_WORD_BEFORE.search(words[max(0, quantity.start - 80) : quantity.start])
    return bool(behind and before)


def _events(words: str, found: list[tuple[numbers.Quantity, str, int, bool]]) -> list[tuple[int, str, int]]:
    """What happens in a paragraph in reading order: amounts, brackets that hold amounts, openers, ends of items."""
    events = [(item[0].start, "amount", index) for index, item in enumerate(found)]
    starts = [item[0].start for item in found]
    stack: list[int] = []
    for match in regex.finditer(r"[()]", words):
        if match.group() == "(":
            stack.append(match.start())
        elif stack:
            left = stack.pop()
            if bisect.bisect(starts, left) < bisect.bisect(starts, match.start()):
                events += [(left, "(", 0), (match.start(), ")", 0)]
    events += [(left, "(", 0) for left in stack if left < starts[-1]]
    events += [(m.start(), "open", m.end()) for m in _OPENER.finditer(words)]
    for (whole, _, factor, _), (part, _, own, _) in pairwise(found):  # "30 tỷ đồng: đợt 1 20 tỷ đồng, đợt 2 …"
        colon = _COLON.match(words, whole.end)
        if colon and part.value * own < whole.value * factor:
            events.append((colon.end() - 1, "open", colon.end()))
    events += [(m.start(), "part", 0) for m in _PART.finditer(words)]
    events += [(m.start(), ";", 0) for m in regex.finditer(";", words)]
    events += [(m.start(), ".", 0) for m in _STOP.finditer(words)]
    return sorted(events)


def _reach(events: list[tuple[int, str, int]], index: int, end: int) -> int:
    """How far the words behind an amount may belong to it: to the next event."""
    return next((place for place, _, _ in events[index + 1 :]), end)


def _clause(words: str, item: tuple[numbers.Quantity, str, int, bool], boundary: int, reach: int) -> Clause:
    quantity, unit, factor, own = item
    before = words[boundary : quantity.start]
    skip = regex.match(r"(?:[\s,;.:*_)(–-]|và\s|tương ứng\s)*", before)
    label_start = boundary + (skip.end() if skip else 0)
    label = words[label_start : quantity.start]
    share, taken = funding_terms.share_of(label, words[quantity.end : quantity.end + _NEAR])
    after = words[quantity.end + taken : max(reach, quantity.end + taken)]
    after = _FROM.sub(" ", after)
    open_ended = not regex.search(r"[;,.()]|\svà\s", after) and regex.compile(r"[\s~]*\d").match(words, reach)
    after = regex.split(r"[;,.()]|\svà\s(?=vốn|ngân sách|nguồn|kinh phí|khoảng|\d)", after)[0]
    after = after if _TELLS.match(after) and not open_ended else ""
    start = min(label_start, quantity.start)
    end = quantity.end + taken
    time = None if dates.periods(label) else _TIME_BEHIND.match(words, end)
    if time and dates.periods(time.group()):  # "20 tỷ đồng năm 2026 và 30 tỷ đồng năm 2027"
        end, after = time.end(), f"{time.group()} {after}"
    named = funding_terms.source_of(label, "city_budget") or funding_terms.nature_of(label)
    says = funding_terms.source_of(after, "city_budget") or funding_terms.nature_of(after)
    if after.strip() and not named and says:
        end += len(after.rstrip())
    return Clause(start, end, quantity, unit, factor, label, after, share, own, place=quantity.start)


def _is_restatement(words: str, clauses: list[Clause], clause: Clause, place: int) -> bool:
    """An amount in brackets that says the one before it again: in words, or in another unit."""
    if not clauses or not regex.search(r"\(\s*[\p{L}\s:]{0,20}$", words[clauses[-1].end : place]):
        return False
    return clause.vnd == clauses[-1].vnd or bool(
        _RESTATED.search(words[max(0, place - _NEAR) : place]) and "(" in words[clauses[-1].end : place]
    )


def _step(
    frames: list[_Frame], kind: str, value: int, clauses: list[Clause], words: str, place: int, comes: int | None
) -> int:
    """Change the open levels at an event that is no amount; the place from which the next label may begin."""
    top = frames[-1]
    if kind == "(":
        frames.append(_Frame(top.last if top.last is not None else top.parent, bracket=True))
    elif kind == ")":
        while len(frames) > 1:
            if frames.pop().bracket:
                break
    elif kind == "open":
        if top.last is not None:
            frames.append(_Frame(top.last, colon=words[value - 1] == ":"))
        return value
    elif kind == "part":
        if comes is not None and _has_part(top, clauses, words, place, comes):
            frames.append(_Frame(top.last, part=True))
        return place
    elif kind == ".":
        while len(frames) > 1 and not frames[-1].bracket:
            frames.pop()
        frames[-1].before, frames[-1].sentence = frames[-1].sentence, len(frames[-1].items)
    elif kind == ";":
        while len(frames) > 1 and not frames[-1].bracket and _closes(frames, clauses, words, place, comes):
            frames.pop()
    return place + 1


def _has_part(top: _Frame, clauses: list[Clause], words: str, place: int, comes: int) -> bool:
    """Whether a smaller amount that `_PART` announces at `place` is a part of the one before it, which stands alone in
    its sentence and is none of a series ("đợt 1 …, đợt 2 …")."""
    opens_sentence = words[place - 2] == "."
    alone = len(top.items) - (top.before if opens_sentence else top.sentence) == 1
    if top.part or not alone or top.last is None or comes >= clauses[top.last].vnd:
        return False
    return not (
        words[place : place + 3].lower() == "đợt" and regex.search(r"(?i)(?<!\w)đợt \d", clauses[top.last].label)
    )


def _is_alike(label: str, first: str) -> bool:
    """Whether an amount goes on with a list of parts that stands without "trong đó": "đợt 2" after "đợt 1"."""
    return bool(_PART.match(f", {label}", 2) or regex.match(r"(?i)\W*(?:và )?(?:số |phần )?còn lại", label)) or (
        _kind(label) == _kind(first) != "other"
    )


def _closes(frames: list[_Frame], clauses: list[Clause], words: str, place: int, comes: int | None) -> bool:
    """Whether a semicolon ends the innermost level; `comes` is the next amount in đồng.

    It does where its items were set apart by commas, where the next amount completes the level above or is too large
    for this one, where that level stands in brackets, or where the next item is of its kind (a year after years).
    """
    top, above = frames[-1], frames[-2]
    if not top.items or comes is None:
        return False
    if len(top.items) > 1:
        gap = words[clauses[top.items[-2]].end : clauses[top.items[-1]].place]
        return ";" not in gap
    if _completes(top, clauses, comes):
        return False
    if _completes(above, clauses, comes) or not _fits(top, clauses, comes):
        return True
    if top.colon:
        return False
    following = _kind(regex.split(r"[;.]", words[place + 1 : place + _NEAR])[0])
    if following == _kind(clauses[top.items[0]].label):
        return above.bracket
    return above.bracket or len(above.items) > 1 or following == _kind(clauses[above.items[-1]].label)


def _rest(frame: _Frame, clauses: list[Clause]) -> int | None:
    """What is left of a level's whole, in đồng; None where it has none."""
    if frame.parent is None:
        return None
    return clauses[frame.parent].vnd - sum(clauses[item].vnd for item in frame.items)


def _completes(frame: _Frame, clauses: list[Clause], comes: int) -> bool:
    rest = _rest(frame, clauses)
    return rest is not None and abs(rest - comes) <= abs(clauses[frame.parent or 0].vnd) // 1000


def _fits(frame: _Frame, clauses: list[Clause], comes: int) -> bool:
    rest = _rest(frame, clauses)
    return rest is None or comes <= rest


def _kind(label: str) -> str:
    """What sets a label apart from its neighbours: its time, its nature or its source."""
    if regex.match(r"\W*(?:và\s)?(?:(?:giai đoạn|năm|trong|đến)\s)+\d", label.lower()):
        return "time"
    if funding_terms.nature_of(label):
        return "nature"
    if funding_terms.source_of(label, "city_budget"):
        return "source"
    return "time" if dates.periods(label) else "other"
