"""The metadata block that a legal portal prints around a document ("Số hiệu: …"): text in, fields out."""

from __future__ import annotations

import regex

from parsers import dates

_KEYS = {
    "number": r"số hiệu(?: văn bản)?|số\s?/\s?ký hiệu|số ký hiệu|ký hiệu",
    "doc_type": r"loại văn bản|thể loại|hình thức văn bản",
    "issuer": r"cơ quan ban hành|nơi ban hành|đơn vị ban hành",
    "signer": r"người ký(?: duyệt)?",
    "issue_date": r"ngày ban hành|ngày ký(?: ban hành)?",
    "title": r"trích yếu(?: nội dung)?",
    "": r"ngày (?:có )?hiệu lực|(?:ngày|số) công báo|tình trạng(?: hiệu lực)?|lĩnh vực(?:, ngành)?|ngành|cập nhật",
}
_KEY = regex.compile(
    r"(?<!\p{L})(?:"
    + "|".join(f"(?P<{name or 'other'}>(?i:{words}))" for name, words in _KEYS.items())
    + r")[ \t]*(?::|\|)[\s|]*"
)
_UNKNOWN = regex.compile(r"(?i)(?:đang cập nhật|đã biết|chưa (?:rõ|biết|xác định)|văn bản khác|\W*)$")


def metadata(text: str) -> dict[str, str]:
    """The fields that a portal's block states, under the names of `Header`; `issue_date` in ISO.

    A single key is no block: at least two of them stand close to each other.
    """
    keys = list(_KEY.finditer(text))
    if len(keys) < 2:
        return {}
    found: dict[str, str] = {}
    for key, following in zip(keys, [*keys[1:], None], strict=True):
        name = next(group for group, value in key.groupdict().items() if value)
        stop = min(following.start() if following else len(text), key.end() + 400)
        value = text[key.end() : stop].split("\n")[0].split("|")[0].strip(" •*\t-;")
        if name == "issue_date":
            day = next((d for d in dates.dates(value) if d.precision == "day" and d.year), None)
            value = day.iso if day else ""
        if name != "other" and value and not _UNKNOWN.fullmatch(value):
            found.setdefault(name, value)
    return found
