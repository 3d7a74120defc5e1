"""The outline of a document: its paragraphs as a tree of headings, lead-ins, bullets and plain paragraphs.

In: the text of one legal document (a part of a `Document`). Out: an `Outline`, whose nodes know which heading or
lead-in stands over them, so that every parser inherits context (deadline, tier, agency, unit) by one mechanism.
Labels follow the numbering of Vietnamese administrative documents (Nghị định 30/2020/NĐ-CP, annex I, section II.5):
phần, chương, mục, điều, khoản "1.", điểm "a)", and in plans I → 1 → 1.1 → a) → bullets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeVar

import regex

from ocr.document import Document
from parsers.records import Section

T = TypeVar("T")
NodeKind = Literal["root", "heading", "bullet", "paragraph", "note", "row", "closing"]

_MARKUP = r"[*_#>\s]*+"
_STYLES: tuple[tuple[str, int, str], ...] = (
    # name, rank (lower stands higher), pattern of the label with its punctuation
    ("part", 0, r"(?:(?i:phần\s+thứ)\s+\p{L}++|(?i:phần)\s+(?:[IVX]++|\d++|[A-H](?!\p{L})))[.:]?"),
    ("chapter", 1, r"(?i:chương)\s+(?:[IVXLC]++|\d++)[.:]?"),
    ("letter-capital", 2, r"[A-HK](?=[.\-]\s++\p{Lu})[.\-]"),
    ("roman", 3, r"(?=[IVXL])(?:XL|X{0,3})(?:IX|IV|V?I{0,3})\s?+(?:[.)/]|-(?=\s))"),
    ("article", 3, r"Điều\s+\d++[a-z]?+\s?+[.:]"),
    ("decimal-4", 7, r"\d{1,2}(?:\.\d{1,2}){3}[.):]?+"),
    ("decimal-3", 6, r"\d{1,2}(?:\.\d{1,2}){2}[.):]?+"),
    ("decimal-2", 5, r"\d{1,2}\.\d{1,2}[.):]?+(?=\s*+[\p{L}(“\"*])"),
    ("decimal-1", 4, r"\d{1,2}\s?+[.)/]"),
    # components of the national programmes: "Dự án 4: …", "Tiểu dự án 1. …", "Nội dung số 02: …"
    ("component", 5, r"(?:Dự án|Hợp phần)\s+(?:số\s+)?\d{1,2}\s?+(?:[.:]|[-–](?=\s))"),
    ("part-of-component", 6, r"(?:Tiểu dự án|Nội dung(?: thành phần)?)\s+(?:số\s+)?\d{1,2}\s?+(?:[.:]|[-–](?=\s))"),
    ("letter", 8, r"[a-zđ]\d?+\s?+[.)]"),
    ("paren", 9, r"\((?:\d{1,2}|[ivx]{1,4}|[a-zđ])\)"),
)
_LABEL = regex.compile(
    _MARKUP + "(?:" + "|".join(f"(?P<{name.replace('-', '_')}>{pattern})" for name, _, pattern in _STYLES) + ")"
    r"(?:\s*+$|(?=\s|\*|\p{L}|[“\"(])\s*+[*_]*+\s*+(?=[\p{L}“\"(‘'\[*\d]))"
)
# "Phần thứ nhất", "Chương II": the title stands on the next line
_UNTITLED = regex.compile(rf"{_MARKUP}(?:{_STYLES[0][2]}|{_STYLES[1][2]})[\s*_]*+")
_RANK = {name: rank for name, rank, _ in _STYLES}
_COMPONENTS = frozenset({"component", "part-of-component"})
_LEAD_RANK = 10
_BULLETS = dict.fromkeys("•●▪■*", 11) | dict.fromkeys("-–—−", 12) | {"+": 13, "o": 14, "·": 14}
_BULLET = regex.compile(
    r"\s*+(?:[-–—−•●▪■*+·]\s++)?(?P<mark>[-–—−•●▪■*+·]|o(?=\s++\p{Lu}))\s*+(?=[\p{L}\d“\"(‘'\[<>≥≤*])"
)
_NOTE = regex.compile(r"\s*+(?:\[\d{1,3}\]|[¹²³⁴⁵⁶⁷⁸⁹⁰]++)\s*+(?=\p{L})")
# the recipients, or the authority over the signature where those stand behind it or are lost
_CLOSING = regex.compile(r"\s*+[*_]*+(?:(?i:nơi\s+nhận)\s*+[*_]*+[:;]?|[TK]/?[MT]\.\s*+\p{Lu}{2,}+[\p{Lu}\s]*+$)")
_ANNEX = regex.compile(r"\s*+[*_#]*+(?:(?i:phụ\s+lục|mẫu\s+biểu|biểu\s+(?:số\s+)?\d)|PHỤ\s+LỤC|BIỂU|DANH\s+MỤC)\b")
_INLINE = regex.compile(
    r"(?:(?<=[.;:”\"]\s)|(?<=\*\*))(?=(?:Điều\s\d{1,3}[.:]\s|(?:[IVX]{1,5}|\d{1,2})\.\s\p{Lu}|[a-zđ]\)\s))"
)
_LONG_LINE = (
    1000  # a line beyond this many characters is a document whose paragraph ends were lost (flattened web page)
)
_TITLE_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Node:
    """A paragraph: `text[start:end]`; its own words begin at `body`, after label or bullet mark.

    `label` is the number as printed without its punctuation ("3.2", "IV", "a"), or the bullet's mark, or "".
    `depth` counts from 0 at the root; `parent` and `section` are indexes (None: none).
    """

    index: int
    kind: NodeKind
    start: int
    end: int
    body: int
    label: str
    style: str
    depth: int
    parent: int | None
    section: int | None


class Outline:
    """The nodes of a text in reading order; node 0 is the root and spans the whole text."""

    def __init__(self, text: str, nodes: list[Node], sections: list[Section]):
        self.text = text
        self.nodes = tuple(nodes)
        self.sections = tuple(sections)
        self._children: dict[int, list[Node]] = {}
        for node in nodes:
            if node.parent is not None:
                self._children.setdefault(node.parent, []).append(node)

    def words(self, node: Node) -> str:
        """The node's own words, without label or bullet mark."""
        return self.text[node.body : node.end]

    def ancestors(self, node: Node) -> Iterator[Node]:
        """The headings and lead-ins over a node, nearest first, without the root."""
        while node.parent:
            node = self.nodes[node.parent]
            yield node

    def children(self, node: Node) -> tuple[Node, ...]:
        """The nodes directly under a heading or lead-in."""
        return tuple(self._children.get(node.index, ()))

    def inherit(self, node: Node, find: Callable[[Node], T | None]) -> T | None:
        """What the nearest ancestor says: the first answer of `find` that is not None, going up from `node`."""
        for ancestor in self.ancestors(node):
            answer = find(ancestor)
            if answer is not None:
                return answer
        return None

    def node_at(self, offset: int) -> Node:
        """The paragraph that holds the character at `offset` (the root, where none does)."""
        low, high = 1, len(self.nodes)
        while low < high:
            middle = (low + high) // 2
            if self.nodes[middle].end <= offset:
                low = middle + 1
            else:
                high = middle
        if low < len(self.nodes) and self.nodes[low].start <= offset:
            return self.nodes[low]
        return self.nodes[0]


@dataclass(slots=True)
class _Open:
    """A node on the stack of open headings, lead-ins and bullets."""

    index: int
    style: str
    rank: int
    lead: bool


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """The spans of the paragraphs: lines, cut where a heading was glued into the middle of one."""
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        cuts = [start]
        if len(line) > _LONG_LINE or "**" in line:
            cuts += [start + match.start() for match in _INLINE.finditer(line) if _cuts_here(line, match.start())]
        cuts.append(end)
        for left, right in pairwise(cuts):
            stripped = text[left:right].strip("\xa0 \t\r\ufeff")
            if stripped:
                first = text.index(stripped[0], left)
                yield first, first + len(stripped)
        start = end + 1


def _cuts_here(line: str, offset: int) -> bool:
    """In a line with markup only a heading set off by it is a new paragraph; in a flattened page every label is."""
    return offset > 0 and (len(line) > _LONG_LINE or line[offset - 2 : offset] == "**")


def _with_titles(text: str, spans: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The paragraphs, "Phần thứ nhất" and the title on the line below it as one."""
    label: tuple[int, int] | None = None
    for start, end in spans:
        if label is not None and _is_title_line(text, start, end):
            yield label[0], end
            label = None
            continue
        if label is not None:
            yield label
        label = (start, end) if _UNTITLED.fullmatch(text, start, end) else None
        if label is None:
            yield start, end
    if label is not None:
        yield label


def _is_title_line(text: str, start: int, end: int) -> bool:
    return end - start <= _TITLE_LENGTH and text[start:end].isupper() and not _LABEL.match(text, start, end)


def _is_lead(text: str, start: int, end: int) -> bool:
    return text[start:end].rstrip("* _").endswith(":")


class _Builder:
    def __init__(self, part: Document):
        self.text = part.text
        self.rows = [(table.start, table.end) for table in part.tables]
        self.notes = [(note.start, note.end) for note in part.notes]
        self.nodes: list[Node] = [Node(0, "root", 0, len(part.text), 0, "", "root", 0, None, None)]
        self.sections: list[Section] = []
        self.stack: list[_Open] = []
        self.held: set[tuple[int | None, str]] = set()  # lists (parent, bullet style) whose bullets hold paragraphs
        self.closing = False

    def build(self) -> Outline:
        spans = list(_with_titles(self.text, _paragraphs(self.text)))
        for number, (start, end) in enumerate(spans):
            following = spans[number + 1] if number + 1 < len(spans) else None
            self._add(start, end, following)
        self._close_sections()
        return Outline(self.text, self.nodes, self.sections)

    def _add(self, start: int, end: int, following: tuple[int, int] | None) -> None:
        if any(first <= start < last for first, last in self.rows):
            self._append("row", start, end, start, "", "row", self._parent())
            return
        if any(first <= start < last for first, last in self.notes) or _NOTE.match(self.text, start, end):
            self._append("note", start, end, start, "", "note", None)
            return
        if self._closes(start, end):
            self._append("closing", start, end, start, "", "closing", None)
            return
        label = _LABEL.match(self.text, start, end)
        bullet = None if label else _BULLET.match(self.text, start, end)
        if label:
            group = next(name for name, value in label.groupdict().items() if value is not None)
            style = group.replace("_", "-")
            # what "Nội dung 01" is is said by its own words, to which references are resolved
            body = start if style in _COMPONENTS else label.end()
            self._open("heading", start, end, body, _bare(label.group(group)), style, _RANK[style])
        elif bullet:
            mark = bullet["mark"]
            self._open("bullet", start, end, bullet.end(), mark, f"bullet{mark}", _BULLETS[mark])
        else:
            self._plain(start, end, following)

    def _closes(self, start: int, end: int) -> bool:
        """Whether the paragraph is of the recipients and signature block, which ends where an annex begins."""
        if _CLOSING.match(self.text, start, end):
            self.closing = True
        elif self.closing and _ANNEX.match(self.text, start, end):
            self.closing = False
            self.stack.clear()
        return self.closing

    def _open(self, kind: NodeKind, start: int, end: int, body: int, label: str, style: str, rank: int) -> None:
        """A labelled paragraph: sibling of the open one of its style, else below the open one that outranks it."""
        styles = [item.style for item in self.stack]
        if style in styles:
            del self.stack[styles.index(style) :]
        elif not (self.stack and self.stack[-1].lead and (kind == "bullet" or self._led_in())):
            # a list that begins right below "Dự án 4: …" is its own, whatever numbers it has
            begins = label in {"1", "a", "i", "I"}
            while self.stack and self.stack[-1].rank >= rank:
                if begins and self.stack[-1].style in _COMPONENTS:
                    break
                self.stack.pop()
        parent = self._parent()
        if kind == "heading":
            self._section(start, end, body, label)
        self._append(kind, start, end, body, label, style, parent)
        self.stack.append(_Open(self.nodes[-1].index, style, rank, _is_lead(self.text, body, end)))

    def _led_in(self) -> bool:
        """Whether the paragraph right before is a lead-in under a heading: the headings of a new kind below it are its
        list ("Trong giai đoạn 2026 - 2030, phấn đấu:" over "2.1. …"). The preamble's "… như sau:" leads in nothing."""
        top = self.stack[-1]
        return len(self.stack) > 1 and top.style == "lead" and top.index == len(self.nodes) - 1

    def _plain(self, start: int, end: int, following: tuple[int, int] | None) -> None:
        # "- Ngân sách … 20 tỷ đồng." / "(trong đó, trung ương 12 tỷ)": the bullet goes on, and its list after it
        goes_on = self.text[start] == "(" or self.text[start].islower()
        while self.stack and not (goes_on and self.stack[-1].style.startswith("bullet")):
            if self._continues(self.stack[-1]):
                break
            self.stack.pop()
        if self.stack and self.stack[-1].style.startswith("bullet"):
            self.held.add(self._list_of(self.stack[-1]))
        parent = self._parent()
        self._append("paragraph", start, end, start, "", "paragraph", parent)
        next_is_bullet = following is not None and bool(_BULLET.match(self.text, *following))
        short = end - start <= 120 and self.text[end - 1].isalnum()
        if _is_lead(self.text, start, end) or (short and next_is_bullet and not goes_on):
            self.stack.append(_Open(self.nodes[-1].index, "lead", _LEAD_RANK, True))

    def _continues(self, top: _Open) -> bool:
        """Whether a plain paragraph goes on under `top`: headings hold it; a bullet does when it leads in or when its
        siblings before did; a plain lead-in never does."""
        if top.style == "lead":
            return False
        if not top.style.startswith("bullet"):
            return True
        return top.lead or self._list_of(top) in self.held

    def _list_of(self, item: _Open) -> tuple[int | None, str]:
        return self.nodes[item.index].parent, item.style

    def _parent(self) -> int:
        return self.stack[-1].index if self.stack else 0

    def _append(
        self, kind: NodeKind, start: int, end: int, body: int, label: str, style: str, parent: int | None
    ) -> None:
        parent = 0 if parent is None else parent
        section = len(self.sections) - 1 if kind == "heading" else self._section_of(parent)
        depth = self.nodes[parent].depth + 1
        self.nodes.append(Node(len(self.nodes), kind, start, end, body, label, style, depth, parent, section))

    def _section_of(self, parent: int) -> int | None:
        return self.nodes[parent].section

    def _section(self, start: int, end: int, body: int, label: str) -> None:
        parent = self._section_of(self._parent())
        depth = self.sections[parent].depth + 1 if parent is not None else 1
        title = _title(self.text[body:end])
        self.sections.append(Section(start=start, end=end, label=label, depth=depth, title=title, parent=parent))

    def _close_sections(self) -> None:
        """A section ends where the next one of its depth or above begins, or where the closing block does."""
        last = next((node.start for node in self.nodes if node.kind == "closing"), len(self.text))
        closed: list[Section] = []
        for index, section in enumerate(self.sections):
            after = (item.start for item in self.sections[index + 1 :] if item.depth <= section.depth)
            end = next(after, last if last > section.start else len(self.text))
            closed.append(
                Section(
                    start=section.start,
                    end=len(self.text[:end].rstrip()),
                    label=section.label,
                    depth=section.depth,
                    title=section.title,
                    parent=section.parent,
                )
            )
        self.sections = closed


def _bare(label: str) -> str:
    return label.strip(" .):/-(")


def _title(words: str) -> str:
    """The heading's own words: up to its colon where text follows in the same paragraph, without markup."""
    match = regex.match(r"([^:.]{3,200}+):\s", words)
    title = match.group(1) if match else words
    return title.strip("*_ :.;\t")[:_TITLE_LENGTH]


def build(part: Document) -> Outline:
    """The outline of one legal document. Offsets count from the start of `part.text`."""
    return _Builder(part).build()
