"""What a run of a Word file inherits: its font and its switches (capitals, hidden), from run, styles and defaults.

In: run elements of the XML. Out: plain values. Order of inheritance: ECMA-376 part 1, 17.7.2.
"""

from __future__ import annotations

from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = ("0", "false", "off")
_DEEPEST = 20  # styles based on styles


class Styles:
    """The styles of one Word file (a `docx.Document`)."""

    def __init__(self, source: Any) -> None:
        root = source.styles.element
        self._styles = {style.get(W + "styleId"): style for style in root.iter(W + "style")}
        normal = (
            key for key, s in self._styles.items() if s.get(W + "default") == "1" and s.get(W + "type") == "paragraph"
        )
        self._normal = next(normal, None)
        self._defaults = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self._known: dict[str | None, list[Any]] = {}

    def font(self, run: Any) -> str:
        """The name of the font that `run` (a w:r element) is set in; "" where the file does not say."""
        for properties in self._properties(run):
            fonts = properties.find(W + "rFonts")
            if fonts is not None and (name := fonts.get(W + "ascii") or fonts.get(W + "hAnsi")):
                return str(name)
        return ""

    def switch(self, run: Any, name: str) -> bool:
        """Whether the property `name` ("caps", "vanish") is on for `run`."""
        for properties in self._properties(run):
            found = properties.find(W + name)
            if found is not None:
                return found.get(W + "val") not in _OFF
        return False

    def _properties(self, run: Any) -> list[Any]:
        own = run.find(W + "rPr")
        named = None if own is None else own.find(W + "rStyle")
        paragraph = run.getparent()
        while paragraph is not None and paragraph.tag != W + "p":
            paragraph = paragraph.getparent()
        style = None if paragraph is None else paragraph.find(f"{W}pPr/{W}pStyle")
        found = [] if own is None else [own]
        if named is not None:
            found += self._chain(named.get(W + "val"))
        return found + self._chain(self._normal if style is None else style.get(W + "val"))

    def _chain(self, style: str | None) -> list[Any]:
        """The run properties of a style and of those it is based on, nearest first, then the defaults."""
        if style in self._known:
            return self._known[style]
        found: list[Any] = []
        name = style
        for _ in range(_DEEPEST):
            element = self._styles.get(name)
            if element is None:
                break
            if (properties := element.find(W + "rPr")) is not None:
                found.append(properties)
            base = element.find(W + "basedOn")
            name = None if base is None else base.get(W + "val")
        if self._defaults is not None:
            found.append(self._defaults)
        self._known[style] = found
        return found
