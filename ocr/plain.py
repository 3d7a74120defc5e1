"""Plain text files to a `Document`: encoding, Unicode form, and sentences that a page or line end cut in two.

The text keeps the length and the offsets of the file's text as NFC with "\\n" line ends: a join turns line feeds into
spaces. Only a footnote that stands between two halves of a sentence is moved behind the paragraph that it cut.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import regex

from ocr import delimited, legacy, quality
from ocr.document import Document, Line, Note, Page
from ocr.faults import Empty, TooLarge, UnsupportedType
from ocr.limits import Limits

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_FINAL = (".", ";", ":", "!", "?", "…", "/.")
_NOTE = regex.compile(r"(?:([¹²³⁴⁵⁶⁷⁸⁹⁰]{1,3})|\[(\d{1,3})\])\s*+\S")
_LABEL = regex.compile(r"[-–+*•]|[\p{L}\d]{1,5}[.)\]]|[IVX]+\b|\|")
_UPPER = regex.compile(r"\p{Lu}{2,}")
_FEW_BROKEN = 0.003  # share of characters of a UTF-8 file that may be broken
_LONG = 60  # characters: a shorter line is a heading or a table cell, and not cut by a page end


@dataclass(frozen=True, slots=True)
class _Piece:
    """A line of the file: `text[start:end]` without the line feed."""

    start: int
    end: int
    text: str


def decode(data: bytes) -> tuple[str, str | None]:
    """The text of `data` and the legacy encoding it came in (None: Unicode). Raises UnsupportedType, Empty."""
    if not data.strip():
        raise Empty("the file is empty")
    for bom, codec in _BOMS:
        if data.startswith(bom):
            return _decoded(data, codec), None
    if data[:2000].count(0) > 0.15 * len(data[:2000]):
        return _without_bom(data), None
    text = data.decode("utf-8", "replace")
    if text.count("\ufffd") > _FEW_BROKEN * len(text):  # no stray byte or two of a file that was cut or mended
        return _converted_bytes(data)
    if "\x00" in text:
        raise UnsupportedType("binary content")
    return _converted(text)


def _without_bom(data: bytes) -> str:
    for codec in ("utf-16-le", "utf-16-be"):
        half = data[1::2] if codec == "utf-16-le" else data[0::2]
        if half[:200].count(0) > 0.2 * len(half[:200]):
            text = _decoded(data, codec)
            if sum(char < " " and char not in "\t\r\n\f" for char in text[:2000]) < 0.01 * len(text[:2000]):
                return text
    raise UnsupportedType("binary content")


def _decoded(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        raise UnsupportedType(f"not valid {codec}: {error.reason}") from error


def _converted(text: str) -> tuple[str, str | None]:
    encoding = legacy.encoding_of(text.split())
    return (text, None) if encoding is None else (legacy.Conversion(encoding)(text), encoding)


def _converted_bytes(data: bytes) -> tuple[str, str | None]:
    """Text of a one-byte encoding: a legacy Vietnamese one, or Windows-1258; whatever makes most sense."""
    binary = sum(byte < 9 or 13 < byte < 32 for byte in data[:4096])
    if binary > 0.05 * min(len(data), 4096):
        raise UnsupportedType("binary content")
    western = data.decode("latin-1")
    encoding = legacy.encoding_of(western.split())
    if encoding is not None:
        return legacy.Conversion(encoding)(western), encoding
    vietnamese = unicodedata.normalize("NFC", data.decode("cp1258", "replace"))
    if "\ufffd" not in vietnamese and quality.trust(vietnamese) > 0.6:
        return vietnamese, "cp1258"
    raise UnsupportedType("text in an encoding that is not known here")


def read_plain(data: bytes, name: str, limits: Limits) -> Document:
    """The document that a text file's bytes hold. Raises Empty, TooLarge, UnsupportedType."""
    text, encoding = decode(data)
    text = legacy.mend(text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff"))
    if len(text) > limits.characters:
        raise TooLarge(f"{len(text)} characters")
    trust = quality.trust(text)
    joined, notes = _rejoin(_pieces(text))
    return _document(name, joined, notes, trust, "plain" if encoding is None else "legacy-font")


def _pieces(text: str) -> list[_Piece]:
    pieces, offset = [], 0
    for line in text.split("\n"):
        pieces.append(_Piece(offset, offset + len(line), line))
        offset += len(line) + 1
    return pieces


def _rejoin(pieces: list[_Piece]) -> tuple[list[list[_Piece]], dict[int, str]]:
    """The lines as paragraphs (of one piece or more), and the marks of those paragraphs (by index) that are notes."""
    paragraphs: list[list[_Piece]] = []
    notes: dict[int, str] = {}
    index = 0
    while index < len(pieces):
        group = [pieces[index]]
        index += 1
        moved: list[list[_Piece]] = []
        marks: dict[int, str] = {}
        while _open_ended(group[-1].text):
            ahead, between, found = index, list[list[_Piece]](), dict[int, str]()
            while ahead < len(pieces) and ahead - index < 8:
                text = pieces[ahead].text
                if text.strip():
                    mark = _NOTE.match(text)
                    if not mark:
                        break
                    found[len(moved) + len(between)] = mark[1] or mark[2]
                between.append([pieces[ahead]])
                ahead += 1
            if ahead == len(pieces) or not _goes_on(pieces[ahead].text):
                break
            if found:
                moved += between
                marks.update(found)
            else:
                group += [piece[0] for piece in between]
            group.append(pieces[ahead])
            index = ahead + 1
        paragraphs.append(group)
        for offset, shown in marks.items():
            notes[len(paragraphs) + offset] = shown
        paragraphs += moved
        if not moved and (mark := _NOTE.match(group[0].text)):
            notes[len(paragraphs) - 1] = mark[1] or mark[2]
    return paragraphs, notes


def _open_ended(text: str) -> bool:
    """Whether a line may be the first half of a sentence: long, running text, no closing mark."""
    text = text.rstrip()
    return len(text) >= _LONG and not text.endswith(_FINAL) and not regex.search(r"[|\t]", text) and not text.isupper()


def _goes_on(text: str) -> bool:
    """Whether a line may be the second half of a sentence: it begins in lower case and is no list item."""
    text = text.strip()
    return len(text) > 1 and text[0].islower() and not _LABEL.match(text)


def _document(name: str, paragraphs: list[list[_Piece]], notes: dict[int, str], trust: float, method: str) -> Document:
    parts: list[str] = []
    lines: list[Line] = []
    spans: list[tuple[int, int]] = []
    length = 0
    for group in paragraphs:
        start = length
        for piece in group:
            if piece.text:
                lines.append(Line(length, length + len(piece.text), 1, None))
            parts.append(piece.text + (" " if piece is not group[-1] else "\n"))
            length += len(piece.text) + 1
        spans.append((start, length - 1))
    text = "".join(parts)[:-1]  # the last piece had no line feed
    found = tuple(
        Note(*spans[index], mark, _anchor(text, mark, spans[index][0])) for index, mark in sorted(notes.items())
    )
    page = Page(1, 0.0, 0.0, method, trust, 0, text)  # type: ignore[arg-type]
    return Document(name, "text", text, (page,), tuple(lines), tables=delimited.find(text), notes=found)


def _anchor(text: str, mark: str, before: int) -> int | None:
    """The offset of the nearest place before a note where its mark stands behind a word."""
    shown = mark if not mark.isdecimal() else f"[{mark}]"
    at = text.rfind(shown, 0, before)
    return at if at > 0 and not text[at - 1].isspace() else None
