"""Fonts of a PDF whose text layer makes no sense on a page that does otherwise: found, and read from the picture.

A heading's bold font without a Unicode map reads "M c tiu" while the page around it reads well, so the page's trust
does not tell. In: pages of text layers, and the same page as OCR read it. Out: pages with these fonts' words replaced.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ocr import quality
from ocr.raw import RawLine, RawPage, RawWord

_TELLING = 4  # words of a font over the whole file from which its share of syllables says something
_SENSE = 0.5  # share of these that must be syllables; also the share of them that may be strange
_BARE = 12  # words from which a lack of Vietnamese marks is no chance
_GAIN = 0.15  # by how much OCR's words must be more trustworthy to replace those of a font


def senseless(pages: Iterable[RawPage]) -> set[str]:
    """The fonts whose words over all `pages` are no Vietnamese, where the file has other fonts whose words are."""
    words: dict[str, list[str]] = {}
    for page in pages:
        for line in page.lines:
            for word in line.words:
                if len(word.text) > 1:  # not the bullets of a symbol font
                    words.setdefault(word.font, []).append(word.text)
    measured = {font: quality.measure_tokens(texts) for font, texts in words.items()}
    bad = {font for font, found in measured.items() if found.tokens >= _TELLING and not _makes_sense(found)}
    return bad if bad != set(measured) else set()


def _makes_sense(found: quality.Quality) -> bool:
    bare = found.tokens >= _BARE and found.marked < 0.25 and found.syllables > 0
    return found.syllables >= _SENSE and found.strange < _SENSE and not bare


def replace_words(page: RawPage, read: RawPage, fonts: set[str]) -> int:
    """Put what OCR `read` in the places of the words that `page` has in `fonts`, run by run; how many words it gave.

    A run stays where OCR reads nothing better there (an address, a name in another language).
    """
    seen = [word for line in read.all_lines() for word in line.words]
    replaced = 0
    for line in page.lines:
        kept: list[RawWord] = []
        for run in _runs(line, fonts):
            better = _better(run, seen) if run[0].font in fonts else None
            replaced += len(better or ())
            kept += better or run
        line.words = kept
    return replaced


def _runs(line: RawLine, fonts: set[str]) -> list[list[RawWord]]:
    """The line cut where it changes between `fonts` and others."""
    runs: list[list[RawWord]] = []
    for word in line.words:
        if runs and (runs[-1][0].font in fonts) == (word.font in fonts):
            runs[-1].append(word)
        else:
            runs.append([word])
    return runs


def _better(run: Sequence[RawWord], seen: Sequence[RawWord]) -> list[RawWord] | None:
    x0, x1 = min(word.x0 for word in run), max(word.x1 for word in run)
    y0, y1 = min(word.y0 for word in run), max(word.y1 for word in run)
    inside = [word for word in seen if x0 <= (word.x0 + word.x1) / 2 <= x1 and y0 <= (word.y0 + word.y1) / 2 <= y1]
    gain = _sense(inside) - _sense(run)
    return sorted(inside, key=lambda word: word.x0) if inside and gain > _GAIN else None


def _sense(words: Sequence[RawWord]) -> float:
    """The share of syllables among `words` (figures count), less their strange ones; marks count half."""
    found = quality.measure_tokens(word.text for word in words)
    return found.syllables * (0.5 + 0.5 * min(found.marked / 0.5, 1.0)) - found.strange
