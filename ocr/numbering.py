"""Automatic list numbers of Word files: Word stores "1.", "a)" or "-" as a list definition, not as text."""

from __future__ import annotations

from typing import Any

import regex

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVEL = regex.compile(r"%([1-9])")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Numbering:
    """Counts the numbered paragraphs of one Word file; `label` must be called once for each, in order."""

    def __init__(self, source: Any) -> None:
        self._levels: dict[tuple[str, int], tuple[str, str, int]] = {}  # (abstract, level) → format, text, start
        self._abstract: dict[str, str] = {}
        self._counts: dict[tuple[str, int], int] = {}
        self._styles: dict[str, tuple[str, int]] = {}
        root = next((p.element for p in _parts(source) if str(p.partname).endswith("/numbering.xml")), None)
        if root is not None:
            self._read(root)
        for style in source.styles.element.iter(W + "style"):
            place = _place(style.find(W + "pPr"))
            if place is not None:
                self._styles[style.get(W + "styleId")] = place

    def label(self, paragraph: Any) -> str:
        """The number that Word shows before `paragraph` (a w:p element); "" where there is none."""
        properties = paragraph.find(W + "pPr")
        place = _place(properties)
        if place is None and properties is not None:
            style = properties.find(W + "pStyle")
            place = self._styles.get(style.get(W + "val")) if style is not None else None
        if place is None or place[0] == "0":
            return ""
        number, level = place
        abstract = self._abstract.get(number)
        if abstract is None or (abstract, level) not in self._levels:
            return ""
        kind, text, start = self._levels[abstract, level]
        if kind == "bullet":
            return "-"
        if kind == "none":
            return ""
        self._counts[abstract, level] = self._counts.get((abstract, level), start - 1) + 1
        for deeper in range(level + 1, 9):
            self._counts.pop((abstract, deeper), None)
        return _LEVEL.sub(lambda match: self._shown(abstract, int(match[1]) - 1), text).strip()

    def _shown(self, abstract: str, level: int) -> str:
        kind, _, start = self._levels.get((abstract, level), ("decimal", "", 1))
        return formatted(self._counts.get((abstract, level), start), kind)

    def _read(self, root: Any) -> None:
        for definition in root.iter(W + "abstractNum"):
            name = definition.get(W + "abstractNumId")
            for level in definition.iter(W + "lvl"):
                kind = _value(level, "numFmt", "decimal")
                start = _value(level, "start", "1")
                at = (name, int(level.get(W + "ilvl")))
                self._levels[at] = (kind, _value(level, "lvlText", ""), int(start))
        for number in root.iter(W + "num"):
            self._abstract[number.get(W + "numId")] = _value(number, "abstractNumId", "")


def formatted(value: int, kind: str) -> str:
    """A list number as Word writes it in the number format `kind`."""
    if kind == "upperRoman":
        return _roman(value)
    if kind == "lowerRoman":
        return _roman(value).lower()
    if kind in ("lowerLetter", "upperLetter") and value > 0:
        letter = _LETTERS[(value - 1) % 26] * ((value - 1) // 26 + 1)
        return letter.upper() if kind == "upperLetter" else letter
    return f"{value:02d}" if kind == "decimalZero" else str(value)


def _roman(value: int) -> str:
    shown = ""
    for amount, sign in (
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ):
        while value >= amount:
            shown += sign
            value -= amount
    return shown


def _place(properties: Any) -> tuple[str, int] | None:
    found = properties.find(W + "numPr") if properties is not None else None
    if found is None:
        return None
    number = _value(found, "numId", "")
    return (number, int(_value(found, "ilvl", "0"))) if number else None


def _value(element: Any, name: str, default: str) -> str:
    child = element.find(W + name)
    return default if child is None else child.get(W + "val", default)


def _parts(source: Any) -> Any:
    return (part for part in source.part.package.iter_parts() if hasattr(part, "element"))
