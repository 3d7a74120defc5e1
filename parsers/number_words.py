"""Numbers spelt out in Vietnamese: "ba mươi" is 30, "hai nghìn năm trăm" is 2500. Words in, values out."""

from __future__ import annotations

import regex

_DIGITS = {
    "không": 0,
    "một": 1,
    "mốt": 1,
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "tư": 4,
    "năm": 5,
    "lăm": 5,
    "sáu": 6,
    "bảy": 7,
    "bẩy": 7,
    "tám": 8,
    "chín": 9,
}
_SCALES = {"nghìn": 10**3, "ngàn": 10**3, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
_DIGIT = "một|hai|ba|bốn|năm|sáu|bảy|bẩy|tám|chín"
_PART = rf"(?:{_DIGIT}|mười|mươi|mốt|tư|lăm|trăm|linh|lẻ|nghìn|ngàn)"
# "năm" alone is a year and "một" alone an article, so what a single word means is for the caller to decide;
# "tỷ" and "triệu" behind a spelt number are read as units, like behind digits
NUMBER_WORDS = regex.compile(
    rf"(?<![\p{{L}}\d])(?:(?:mười|{_DIGIT})(?:[ \u00a0]{_PART}){{1,8}}|mười|một|hai|ba|bốn|sáu|bảy|tám"
    rf"|chín)(?![\p{{L}}\d])",
    regex.I,
)


def word_value(words: str) -> int | None:
    """The value of a number in words, None where they form none ("hai ba": two or three).

    >>> word_value("hai nghìn năm trăm")
    2500
    """
    total = group = 0
    digit: int | None = None
    for word in words.lower().replace("\u00a0", " ").split():
        if word in _DIGITS:
            if digit is not None:
                return None
            digit = _DIGITS[word]
        elif word == "mười" and digit is None:
            group, digit = group + 10, None
        elif word in {"mươi", "trăm"} and digit is not None:
            group, digit = group + digit * (10 if word == "mươi" else 100), None
        elif word in {"linh", "lẻ"} and group:
            continue
        elif word in _SCALES and (digit or group):
            total, group, digit = total + (group + (digit or 0)) * _SCALES[word], 0, None
        else:
            return None
    return total + group + (digit or 0)
