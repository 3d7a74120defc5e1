"""Paragraphs of plain text whose lines end where the paper did.

In: text. Out: the offsets of the line ends that are mere wraps. OCR copies saved as text look so: lines of one width,
paragraphs mostly apart by an empty line, a page end in the middle of a sentence leaving an empty line too.
"""

from __future__ import annotations

import regex

FULL = 0.8  # of the usual width: a line this long may have been wrapped
NEARLY_FULL = 0.7  # the same where an empty line would have told the end of the paragraph
WIDTHS = (40, 140)  # characters a printed line holds on A4, from large type in a frame to small type
# "- ", "+ ", "1. ", "2.1. ", "a) ", "II. " (also misread: "11. ", "111. "), "Điều 3."; "263/QĐ" or "2025." go on
_MARK = regex.compile(
    r"[-–—+*•]\s|\d{1,2}(?:\.\d{1,2})*+[.)]\s|1{2,3}\.\s|[IVX1l|]{1,4}[.)]\s|\p{Ll}{1,2}[.)]\s|(?:Đi|Di|Pi)\w{1,2}\s\d"
)
_LINE_END = regex.compile(r"\n(?:[ \t]*\n)*[ \t]*")


def wraps(text: str) -> list[tuple[int, int]]:
    """The white space (start, end) of line ends within paragraphs, in order; none where no line was wrapped."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    lengths = sorted(map(len, lines))
    if len(lines) < 4:
        return []
    width = lengths[int(0.9 * (len(lengths) - 1))]
    full = sum(FULL * width <= length <= 1.15 * width for length in lengths)
    if not WIDTHS[0] <= width <= WIDTHS[1] or full < 0.4 * len(lines):
        return []
    breaks = list(_LINE_END.finditer(text))
    spaced = sum(match[0].count("\n") > 1 for match in breaks) > 0.08 * len(breaks)
    found = []
    start = 0
    for index, match in enumerate(breaks):
        end = breaks[index + 1].start() if index + 1 < len(breaks) else len(text)
        above, below = text[start : match.start()].strip(), text[match.end() : end]
        start = match.end()
        if above and below.strip() and _goes_on(above, below, match[0].count("\n") > 1, spaced, width):
            found.append(match.span())
    return found


def _goes_on(above: str, below: str, apart: bool, spaced: bool, width: int) -> bool:
    """Whether the line below continues the paragraph of the line above.

    `apart`: an empty line stands between; `spaced`: this text sets its paragraphs apart with empty lines.
    """
    if above[-1] == "-" and above[-2:-1].isalnum():  # "52/2018/NĐ-" and "CP"
        return True
    if _MARK.match(below):
        return False
    ended = above[-1] in ".;:!?"
    if below[0].islower() and not ended:
        return not apart or len(above) >= FULL * width
    if apart:
        return False
    return len(above) >= NEARLY_FULL * width if spaced else len(above) >= FULL * width and not ended
