"""Page furniture: running heads, feet and page numbers, found by what repeats over the pages of a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import regex

from ocr.raw import RawLine, RawPage

_EDGE_LINES = 3  # so many lines at the top and at the bottom of a page may be furniture
_LEAST_WORDS = 5  # of a line that is known again although some of its words are misread
_PIECE = 3  # words of a piece of it
_ALIKE = 0.6  # of the words of such a line, or of the longer of two
_DIGITS = regex.compile(r"\d++")
_NUMBER = regex.compile(r"\W*+(?:(?:Trang|trang|Page)\s*+)?(\d{1,4})(?:\s*+/\s*+\d{1,4})?\W*+")
_GAZETTE = regex.compile(r"(?:\d++\s++)?CÔNG BÁO\s*+/\s*+Số\b.*\bNgày\b.*")  # its running head, on one page too
_MOTTO = regex.compile(r"CỘNG H[OÒ][AÀ] X[AÃ] HỘI CHỦ NGHĨA|ĐẢNG CỘNG SẢN VIỆT NAM")
_SIGNATURE_STAMP = regex.compile(
    r"^(?:Ký bởi|Người ký|Ký ngày|Thời gian ký|Ngày ký|Cơ quan|Email)\s*:|^Signature Not Verified"
)


def remove_furniture(pages: Sequence[RawPage]) -> None:
    """Take running heads, feet, page numbers and electronic-signature captions out of the pages' lines."""
    edges = {page.number: _edges(page) for page in pages}
    repeated = _repeated(pages, edges) | _repeated_as_read(pages, edges)
    if not any(page.tables for page in pages) and all(
        _key(line, page) in repeated for page in pages for line in page.lines
    ):
        return  # a file of one repeated line has no other text
    numbering = _numbering(pages, edges)
    for page in pages:
        kept = []
        for line in page.lines:
            edge = any(line is other for other in edges[page.number])
            if edge and (_key(line, page) in repeated or _is_page_number(line, page, numbering)):
                continue
            if page.method == "ocr" and _is_upended(line):
                continue  # a portal's mark along the margin, which tesseract reads too
            if edge and _GAZETTE.fullmatch(line.text):
                continue
            if _SIGNATURE_STAMP.match(line.text) and line.size < 11:
                continue
            kept.append(line)
        page.lines = kept


def _is_upended(line: RawLine) -> bool:
    """Whether the words of a line stand on their side: words of three letters and more, taller than wide."""
    long = [word for word in line.words if len(word.text) >= 3]
    return len(long) >= 2 and all(word.y1 - word.y0 > word.x1 - word.x0 for word in long)


def _edges(page: RawPage) -> list[RawLine]:
    lines = [line for line in page.lines if line.y1 < 0.11 * page.height][:_EDGE_LINES]
    head = min((line.y0 for line in lines if _MOTTO.search(line.text)), default=page.height)
    lines = [line for line in lines if line.y1 < head + 3]  # a document's own head, which others in the file share
    return lines + [line for line in page.lines if line.y0 > 0.89 * page.height][-_EDGE_LINES:]


def _key(line: RawLine, page: RawPage) -> str:
    half = "top" if line.y0 < page.height / 2 else "foot"
    return half + " ".join(sorted(_DIGITS.sub("#", line.text).split()))  # numbers change sides on facing pages


def _repeated(pages: Sequence[RawPage], edges: dict[int, list[RawLine]]) -> set[str]:
    seen: dict[str, int] = {}
    for page in pages:
        for key in {_key(line, page) for line in edges[page.number]}:
            seen[key] = seen.get(key, 0) + 1
    enough = max(3, round(0.25 * len(pages)))
    return {key for key, count in seen.items() if count >= enough and key not in ("top#", "foot#")}


def _repeated_as_read(pages: Sequence[RawPage], edges: dict[int, list[RawLine]]) -> set[str]:
    """Keys of lines that OCR read a little differently on each page: most of their words are the same.

    Where a page's wear broke such a line in two, its pieces go as well.
    """
    read = [(page.number, _key(line, page)) for page in pages if page.method == "ocr" for line in edges[page.number]]
    words = {key: Counter(key.split()) for _, key in read}
    groups: list[tuple[Counter[str], set[int]]] = []
    for number, key in read:
        for first, numbers in groups:
            if (first & words[key]).total() >= _ALIKE * max(first.total(), words[key].total(), _LEAST_WORDS):
                numbers.add(number)
                break
        else:
            groups.append((words[key], {number}))
    enough = max(3, round(0.25 * len(pages)))
    known = [first for first, numbers in groups if len(numbers) >= enough and first.total() >= _LEAST_WORDS]
    return {
        key
        for key, own in words.items()
        if own.total() >= _PIECE and any((first & own).total() >= _ALIKE * own.total() for first in known)
    }


def _numbering(pages: Sequence[RawPage], edges: dict[int, list[RawLine]]) -> set[int]:
    """The differences between printed and counted page numbers that occur on two pages or more."""
    offsets: dict[int, int] = {}
    for page in pages:
        for line in edges[page.number]:
            if match := _NUMBER.fullmatch(line.text):
                offset = int(match[1]) - page.number
                offsets[offset] = offsets.get(offset, 0) + 1
    return {offset for offset, count in offsets.items() if count >= 2} | {0}


def _is_page_number(line: RawLine, page: RawPage, numbering: set[int]) -> bool:
    match = _NUMBER.fullmatch(line.text)
    return match is not None and int(match[1]) - page.number in numbering
