"""Numbers of official documents ("263/QĐ-TTg", "27/2022/NĐ-CP", "47-KH/TU") and the names of document types.

Forms: Decree 30/2020/NĐ-CP, annex I, section II.3 (state bodies) and Guidance 36-HD/VPTW of 2018 (party bodies).
"""

from __future__ import annotations

from functools import cache

import regex

from parsers.datafiles import table

_S = r"[ \t\u00a0]?+"
# capitals and figures, a small g, r, y or i where the rules write one (TTg, TTr, CTr, QyĐ): "- Ban" is no symbol
_SYMBOL = r"\p{Lu}(?:[\p{Lu}\d&]|[gryi](?=\p{Lu}|\b)){0,14}+"
SYMBOLS = rf"(?:{_S}[/-]{_S}\n?{_SYMBOL}){{1,5}}+(?!\p{{L}})"
"""What follows the figure and the year: "/QĐ-TTg", "-KH/TU", with the spaces that print and OCR put there."""
YEAR = rf"(?:{_S}/{_S}(?:19|20)\d\d(?!\d))"
NUMBER = regex.compile(
    rf"(?<![\w/,-]|\d\.)(?P<figure>\d{{1,6}}(?:\.\d{{1,3}})?[a-zđ]?)(?P<year>{YEAR})?(?P<symbols>{SYMBOLS})"
)
"""A document's number in running text; the Government numbers some of its resolutions in two steps: 66.2/2025/NQ-CP."""

_SPACES = regex.compile(r"\s+")


def plain(number: str) -> str:
    """A number without the spaces that print and OCR put in: "160 /KH- UBND" → "160/KH-UBND"."""
    return _SPACES.sub("", number)


def symbols(number: str) -> frozenset[str]:
    """The symbols of a number: "27/2022/NĐ-CP" → NĐ, CP."""
    return frozenset(part for part in plain(number).replace("-", "/").split("/") if part and not part[0].isdigit())


@cache
def doc_types() -> dict[str, frozenset[str]]:
    """Document types in sentence case, each with its symbols (parsers/data/doc_types.csv)."""
    return {row["doc_type"]: frozenset(row["abbreviations"].split("; ")) - {""} for row in table("doc_types.csv")}


@cache
def heading_types() -> tuple[str, ...]:
    """The document types that stand over a document of their own as its heading, longest first."""
    return tuple(
        sorted(
            (row["doc_type"] for row in table("doc_types.csv") if row["heads_document"] == "yes"), key=len, reverse=True
        )
    )


@cache
def type_pattern() -> regex.Pattern[str]:
    """Any document type in running text, longest first, in small letters or with a capital."""
    names = sorted(doc_types(), key=len, reverse=True)
    return regex.compile(rf"(?<!\w)(?i:{'|'.join(map(regex.escape, names))})(?!\w)")


def type_of(number: str) -> str | None:
    """The document type that the symbols of a number mean ("160/KH-UBND" → Kế hoạch), None where they are no type's."""
    found = symbols(number)
    return next((name for name, marks in doc_types().items() if marks & found), None)
