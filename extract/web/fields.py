"""What a reviewer may write into each kind of record: the fields, their types, the words of coded ones.

In: a form's texts. Out: values as the columns hold them; figures may be typed as Vietnamese documents print them.
"""

from __future__ import annotations

from typing import Any

from babel.numbers import NumberFormatError, parse_decimal

from extract.web import site

TABLES = ("targets", "funding", "responsibilities", "citations")
EDITABLE = {
    "targets": (
        "kind", "subject", "comparator", "count", "count_max", "total", "percent", "percent_max", "unit", "change",
        "per",
        "baseline_year", "deadline", "deadline_kind", "period_start", "tier", "criterion", "criterion_set", "scope",
    ),
    "funding": (
        "comparator", "amount", "amount_max", "unit", "amount_vnd", "source", "nature", "share_percent", "period_start",
        "period_end",
    ),
    "responsibilities": ("agency", "role", "task", "refs"),
    "citations": ("doc_type", "number", "date", "issuer"),
}  # fmt: skip
NEEDED = {
    "targets": ("kind", "subject", "comparator", "change"),
    "funding": ("amount", "unit", "amount_vnd", "comparator"),
    "responsibilities": ("agency", "role", "task"),
    "citations": ("number",),
}
# the first of each is what a missed record has where its reviewer says nothing; sources are those of gold/README.md
CHOICES = {
    "kind": ("quantity", "milestone"),
    "comparator": ("=", ">=", "<=", "~"),
    "change": ("level", "increase", "decrease", "maintain", "output"),
    "deadline_kind": ("by", "before", "in"),
    "tier": ("NTM", "NTM nâng cao", "NTM kiểu mẫu"),
    "criterion_set": ("xã", "huyện"),
    "nature": ("investment", "recurrent"),
    "role": ("lead", "coordinate"),
    "source": (
        "total", "state_budget", "central_budget", "local_budget", "province_budget", "city_budget", "district_budget",
        "commune_budget", "credit", "enterprise", "community", "integrated", "programme:ntm", "programme:poverty",
        "programme:dtts", "other",
    ),
}  # fmt: skip
_FIGURES = frozenset({"count", "count_max", "total", "percent", "percent_max", "amount", "amount_max", "share_percent"})
_WHOLE = frozenset({"amount_vnd", "baseline_year", "deadline", "period_start", "period_end"})
_UNITS = {"đồng": 1, "nghìn đồng": 10**3, "triệu đồng": 10**6, "tỷ đồng": 10**9, "tỉ đồng": 10**9}


def typed(table: str, given: dict[str, str]) -> dict[str, Any]:
    """The editable fields of a form as the columns' types; raises RefusedError for what a column cannot hold."""
    read = {}
    for name in EDITABLE[table]:
        if name in given:
            text = given[name].strip()
            read[name] = _value(name, text) if text else None
            if read[name] is None and name in NEEDED[table]:
                raise site.RefusedError("refused_empty", name)
    return read


def _value(name: str, text: str) -> Any:
    if name in CHOICES and text not in CHOICES[name]:
        raise site.RefusedError("refused_choice", f"{name}: {text}")
    if name not in _FIGURES | _WHOLE:
        return text
    try:
        figure = float(parse_decimal(text, locale="vi", strict=True))
    except NumberFormatError:
        try:
            figure = float(text)
        except ValueError:
            raise site.RefusedError("refused_number", f"{name}: {text}") from None
    if name in _WHOLE and figure != int(figure):
        raise site.RefusedError("refused_number", f"{name}: {text}")
    return int(figure) if name in _WHOLE else figure


def completed(table: str, given: dict[str, Any]) -> dict[str, Any]:
    """A missed record's fields with what it needs and its reviewer left out; raises RefusedError for what lacks."""
    content = dict(given)
    for name in NEEDED[table]:
        if name in CHOICES:
            content.setdefault(name, CHOICES[name][0])
    if table == "funding" and "amount_vnd" not in content and content.get("unit") in _UNITS and "amount" in content:
        content["amount_vnd"] = round(content["amount"] * _UNITS[content["unit"]])
    for name in NEEDED[table]:
        if name not in content:
            raise site.RefusedError("refused_empty", name)
    return content
