"""Gives a Vietnamese text its diacritics back: read by an engine without Vietnamese, or typed without accents.

In: a `Document` or a string. Out: the same with the words restored, every replaced one on record. Figures and
punctuation stay as they are; what rules may change: `ocr/restore_tokens.py`.
"""

from __future__ import annotations

import bisect
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from ocr.document import Cell, Change, Document, Line, Note, Page, Table, Word
from ocr.hardwrap import wraps
from ocr.restore_lm import FIRST_WORD
from ocr.restore_model import Model, load
from ocr.restore_search import Kind, decode
from ocr.restore_tokens import Replacement, Token, codes, roman_marks, stretches

# log odds of a word's case before its token is seen
TITLE, CAPITALS, AFTER_EDGE_SMALL = -1.5, -6.0, -1.5
_Placed = TypeVar("_Placed", Line, Word, Cell, Table, Note, Change)
WHY = "without Vietnamese letters: diacritics restored"
TYPED_SHARE = 0.9  # of the words; the engine without Vietnamese leaves a fifth of them in no word's letters
# what a page may claim where every word, or none, had to be replaced: the real copy has 98 words in a hundred right
LEAST_TRUST, MOST_TRUST = 0.94, 0.97


@dataclass(frozen=True, slots=True)
class Edit:
    """`text[start:end]` of the restored text stood as `before` in the original."""

    start: int
    end: int
    before: str


@dataclass(frozen=True, slots=True)
class Restored:
    """A restored text and what was changed in it, in order."""

    text: str
    edits: tuple[Edit, ...]


def restore_text(text: str) -> Restored:
    """Restore a text that an engine without Vietnamese read; line breaks stay where they are.

    Offsets of the edits count characters of the restored text.
    """
    return _apply(text, _replacements(text, "word"))


def accent_text(text: str) -> Restored:
    """Put the accents on a text that was typed without them; its letters are taken as right."""
    return _apply(text, _replacements(text, "bare"))


def restore(document: Document, pages: Collection[int] | None = None) -> Document:
    """The document with its text restored, its paragraphs rejoined, and every replaced word in `changes`.

    `pages` limits the work to pages of these numbers (None: all). Their method becomes "restored", their trust what was
    measured on a real copy, less the more words had to be replaced.
    """
    joined = _rejoined(document)
    wanted = None if pages is None else frozenset(pages)

    def inside(start: int) -> bool:
        return wanted is None or joined.page_at(start) in wanted

    kind: Kind = "bare" if _is_typed(joined.text) else "word"
    replacements = [found for found in _replacements(joined.text, kind) if inside(found[0])]
    restored = _apply(joined.text, replacements)
    moved = _mover(restored.edits)
    changes = []
    shift = 0
    for edit in restored.edits:
        start = edit.start - shift
        end = start + len(edit.before)
        shift += edit.end - edit.start - len(edit.before)
        boxes = joined.boxes(start, end)
        after = restored.text[edit.start : edit.end]
        page = joined.page_at(start) or 1
        changes.append(Change(edit.start, edit.end, page, boxes[0] if boxes else None, edit.before, after, WHY))
    return _remapped(joined, restored.text, moved, changes, wanted)


def _is_typed(text: str) -> bool:
    """Whether a text was typed without accents: plain letters only, nearly every word right but for its marks."""
    words = [word for word in text.lower().split() if word.isalpha()]
    known = load().by_bare
    plain = all(char.isascii() for char in text if char.isalpha())
    return plain and sum(word in known for word in words) >= TYPED_SHARE * len(words)


def _replacements(text: str, kind: Kind) -> Iterable[Replacement]:
    """Everything to be replaced in `text` as (start, end, new text), in no order."""
    model = load()
    found: list[Replacement] = list(codes(text, model.codes))
    if kind == "word":
        found.extend(roman_marks(text))
    for stretch in stretches(text, kind, wraps(text)):
        found.extend(_searched(model, stretch))
    return found


def _searched(model: Model, tokens: Sequence[Token]) -> Iterable[Replacement]:
    """What the search makes of one sentence."""
    end = 0
    for span, words in decode(model, [token.item for token in tokens]):
        begin, end = end, end + span
        if words[0] < FIRST_WORD:  # a class: the token stays as it is
            continue
        before = "".join(token.item.text for token in tokens[begin:end])
        after = " ".join(model.words[word - FIRST_WORD] for word in words)
        if model.abbreviations[words[0] - FIRST_WORD] and before.isupper():
            after = after.upper()
        else:
            after = _with_case(
                model, before, after, begin == 0, len(before) > 1 and tokens[begin].item.capitals is None
            )
        yield tokens[begin].start, tokens[end - 1].end, after


def _with_case(model: Model, noisy: str, word: str, begins: bool, among_capitals: bool) -> str:
    """`word` in the case that explains the token best: "Igi" is lợi, "sO" is số, "SO" between small letters is Sở.

    `begins`: a sentence begins here; `among_capitals`: a neighbour is all capitals.
    """
    if not any(char.isupper() for char in noisy) and not begins:
        return word
    forms = {
        word: AFTER_EDGE_SMALL if begins else 0.0,
        word[0].upper() + word[1:]: 0.0 if begins and not among_capitals else TITLE,
        word.upper(): 0.0 if among_capitals else CAPITALS,
    }
    return max(forms, key=lambda form: model.channel.likelihood(noisy, form) + forms[form])


def _apply(text: str, replacements: Iterable[Replacement]) -> Restored:
    """Replace the stretches; of two that overlap the first one wins."""
    parts: list[str] = []
    edits: list[Edit] = []
    end = length = 0
    for start, stop, after in sorted(replacements):
        before = text[start:stop]
        if start < end or before == after:
            continue
        parts.append(text[end:start])
        length += start - end
        edits.append(Edit(length, length + len(after), before))
        parts.append(after)
        length += len(after)
        end = stop
    parts.append(text[end:])
    return Restored("".join(parts), tuple(edits))


def _rejoined(document: Document) -> Document:
    """The document with one paragraph a line where its lines were wrapped by the paper."""
    wrapped = [span for span in wraps(_as_printed(document)) if "\n" in document.text[slice(*span)]]
    if not wrapped:
        return document
    joined = _apply(document.text, [(start, end, _joint(document.text, start, end)) for start, end in wrapped])
    return _remapped(document, joined.text, _mover(joined.edits), [], frozenset())


def _as_printed(document: Document) -> str:
    """The text with a line feed after each printed line, also where reading has joined some of the lines already."""
    if not document.lines:
        return document.text
    parts = [document.text[: document.lines[0].start]]
    for line, following in zip(document.lines, (*document.lines[1:], None), strict=True):
        end = len(document.text) if following is None else following.start
        gap = document.text[line.end : end]
        parts += document.text[line.start : line.end], gap if following is None or "\n" in gap else "\n" * len(gap)
    return "".join(parts)


def _joint(text: str, start: int, end: int) -> str:
    """What stands for a line end: nothing within a number ("52/2018/NĐ-", "CP" or "2021-", "2025"), else a space."""
    torn = text[start - 1] == "-" and text[start - 2 : start - 1].isalnum() and not text[end].islower()
    return "" if torn else " "


def _mover(edits: Sequence[Edit]) -> Callable[[int], int]:
    """Old offsets to new ones; within a replaced stretch an offset keeps its distance from the start if it can."""
    starts, shifts = [], [0]
    for edit in edits:
        starts.append(edit.start - shifts[-1])
        shifts.append(shifts[-1] + edit.end - edit.start - len(edit.before))

    def moved(offset: int) -> int:
        at = bisect.bisect_left(starts, offset)  # edits that begin before the offset
        if at == 0:
            return offset
        edit = edits[at - 1]
        inside = offset - starts[at - 1]
        if inside < len(edit.before):
            return min(edit.start + inside, edit.end)
        return offset + shifts[at]

    return moved


def _at(item: _Placed, moved: Callable[[int], int]) -> _Placed:
    return replace(item, start=moved(item.start), end=moved(item.end))


def _remapped(
    document: Document,
    text: str,
    moved: Callable[[int], int],
    changes: Sequence[Change],
    restored: Collection[int] | None,
) -> Document:
    """The document with `text` for its own, every offset moved; pages of `restored` (None: all) say so."""

    lines = tuple(_at(line, moved) for line in document.lines)

    def page(old: Page) -> Page:
        if restored is not None and old.number not in restored:
            return old
        own = "\n".join(text[line.start : line.end] for line in lines if line.page == old.number)
        words = len(own.split())
        replaced = sum(change.page == old.number for change in changes)
        share = min(replaced / max(words, 1), 1)
        trust = round(MOST_TRUST - share * (MOST_TRUST - LEAST_TRUST), 3)
        return replace(old, method="restored", trust=trust, text=own or text)

    tables = tuple(
        replace(_at(table, moved), cells=tuple(_at(cell, moved) for cell in table.cells)) for table in document.tables
    )
    notes = tuple(
        replace(_at(note, moved), anchor=None if note.anchor is None else moved(note.anchor)) for note in document.notes
    )
    kept = tuple(_at(change, moved) for change in document.changes)
    return replace(
        document,
        text=text,
        pages=tuple(page(old) for old in document.pages),
        lines=lines,
        words=tuple(_at(word, moved) for word in document.words),
        tables=tables,
        notes=notes,
        changes=tuple(sorted((*kept, *changes), key=lambda change: change.start)),
    )
