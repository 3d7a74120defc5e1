"""What the words around an amount of money say of it: its label in; source, nature, share out.

The values are those of gold/README.md ("funding.csv"); the terms stand in parsers/data/funding_terms.csv.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

import regex

from parsers.datafiles import table

Nature = Literal["investment", "recurrent"]

_LEVELS = ("central_budget", "local_budget", "province_budget", "district_budget", "commune_budget")
_TOTAL = regex.compile(r"(?i)(?<!\w)(?:tổng|nhu cầu|khái toán|dự toán|kinh phí thực hiện|nguồn lực|kinh phí)(?!\w)")
# a programme is what a sum is needed for, not where it comes from: "Tổng nhu cầu cho thực hiện xây dựng NTM"
_SUM = regex.compile(r"(?i)(?<!\w)(?:tổng|nhu cầu|khái toán|dự toán)(?!\w)")
_PURPOSE = regex.compile(r"(?i)(?:thực hiện|thực|cho|phục vụ|triển khai|để|xây dựng|đầu tư)\s[^;:.()]{0,80}$")
_SOME_MONEY = regex.compile(
    r"(?i)(?<!\w)(?:vốn|kinh phí|ngân sách|NS\p{Lu}\w*|nguồn|nhu cầu|dự toán|mức đầu tư|hỗ trợ|đầu tư|chi"
    r"|(?:tiểu )?dự án \d+|huy động|đóng góp"
    r"|tín dụng|bố trí|phân bổ|xã hội h(?:óa|oá)|lồng ghép|đối ứng|tài trợ|sự nghiệp|trợ cấp|cộng đồng|số tiền"
    r"|tổng)(?!\w)"
)
_NO_FUNDS = regex.compile(
    r"(?i)(?<!\w)(?:"
    r"GRDP|GDP|doanh thu|thu nhập|giá trị(?! (?:hỗ trợ|đầu tư))|kim ngạch|xuất khẩu|bán lẻ"
    r"|(?:tổng )?thu (?:ngân sách|NSNN|nội địa|từ|tiền|cân đối)|tổng thu|tăng thu|giảm thu|dư nợ"
    r"|vốn (?:đăng ký|điều lệ|hóa|chủ sở hữu)|lợi nhuận|thiệt hại|nộp ngân sách|tiết kiệm"
    r"|(?<!cải cách )tiền lương|(?<!cải cách tiền )lương(?! thực)|(?<!(?:hỗ trợ|giảm|cấp bù)(?: tiền)? )học phí"
    r"|(?<!tổng )mức(?! (?:đầu tư|vốn|kinh phí|phân bổ|bố trí))|lưu chuyển hàng h(?:óa|oá)"
    r"|phạt|quy mô|thuế|chuẩn nghèo|đơn giá|(?<!đánh )giá(?! trị)|(?<!(?:hỗ trợ|cấp bù) )lãi"
    r"|mỗi(?! năm)"
    r"|bình quân(?! (?:mỗi năm|hằng năm|hàng năm))|cùng kỳ|thất thoát|nợ(?! vay)|doanh số|sản lượng"
    r"|vốn đầu tư (?:toàn )?xã hội|trị giá|thu hồi(?! đất)"
    r")(?!\w)"
)
_FUNDS = regex.compile(r"(?i)(?<!\w)(?:vốn|kinh phí|ngân sách|nguồn|dự toán|mức đầu tư|NSNN|NSTW|NSĐP)(?!\w)")
_PAST = regex.compile(
    r"(?i)(?<!\w)(?:đã(?: được)? (?:huy động|thực hiện|giải ngân|chi|đầu tư|hỗ trợ|vận động|thu hút|đóng góp"
    r"|cho vay|sử dụng|bổ sung"
    r"|xây dựng|triển khai|quyết toán)|giải ngân (?:được|đạt)|ước thực hiện|lũy kế|luỹ kế|đến nay|vừa qua"
    # "Trong 5 năm huy động được 900 tỷ đồng", not "phấn đấu huy động được"
    r"|(?<!(?:phấn đấu|dự kiến|sẽ|cần|để|nhằm|có thể)\s)(?:huy động|vận động|thu hút|tranh thủ|bố trí|lồng ghép|hỗ trợ)"
    r"\sđược)(?!\w)"
)
_MEASURE = regex.compile(r"(?i)(?:bằng|tương đương|so với)\s\d[\d.,]*+\s*%\s[^:;,()]*")  # "bằng 5% vốn trung ương"
_SHARE = regex.compile(
    r"(?:\s(?:vốn|kinh phí|nguồn)\s[^\d,;:.()]{1,30}(?=,))?[\s,(]{0,3}"
    r"(?:(?:và )?(?:chiếm|bằng|tương ứng|tương đương|đạt|tỷ trọng)(?: khoảng)?(?: tỷ lệ| tỷ trọng"
    r"| tỉ lệ)?(?: là)?:?\s*)"
    r"(?P<share>\d{1,3}(?:[.,]\d{1,3})?)\s*%(?! (?:dự toán|kế hoạch|so|KH))"
    r"|\s*\((?P<bracket>\d{1,3}(?:[.,]\d{1,3})?)\s*%(?:[),;]|\s(?:của |so với )?tổng\s[^()\d]{2,60}\))"
)
_SHARE_BEFORE = regex.compile(
    r"(?:chiếm|bằng)(?: khoảng)?(?: tỷ lệ| tỷ trọng| tỉ lệ)?:?\s*(?P<share>\d{1,3}(?:[.,]\d{1,3})?)\s*%[^;%]{0,60}$"
)
_ABOUT = regex.compile(r"(?i)(?<!\w)(?:khoảng|dự kiến|dự ước|ước|ước tính|ước khoảng|gần|xấp xỉ|~)(?!\w)")


@cache
def _terms(field: str) -> tuple[tuple[str, regex.Pattern[str]], ...]:
    rows = table("funding_terms.csv")
    return tuple((row["value"], regex.compile(f"(?i){row['pattern']}")) for row in rows if row["field"] == field)


def source_of(label: str, city: str) -> str | None:
    """Where the money of a label comes from; None where it does not say.

    `city` is what "ngân sách thành phố" means in this document: province_budget or district_budget.
    """
    label = _MEASURE.sub("", label)
    found = dict(reversed(_budgets(label)))
    for value, pattern in _terms("source"):
        if value not in found and (match := pattern.search(label)):
            found[value] = match.start()
    if "city_budget" in found:
        found[city] = found.pop("city_budget")
    budgets = [value for value in found if value.endswith("_budget")]
    if len(budgets) > 1:
        found.pop("state_budget", None)
    programmes = [value for value in found if value.startswith("programme:")]
    if programmes and _SUM.search(label[: found[programmes[0]]]) and _PURPOSE.search(label[: found[programmes[0]]]):
        for value in programmes:
            del found[value]
        programmes = []
    if len(programmes) == 1:
        found.pop("integrated", None)
    if not found:
        return "total" if _TOTAL.search(label) else None
    first = min(found, key=lambda value: found[value])
    if first.endswith("_budget"):
        return _budget({value for value in found if value.endswith("_budget")})
    return first


def _budgets(label: str) -> list[tuple[str, int]]:
    """The budgets that "ngân sách" names with their places: "ngân sách cấp huyện, xã" is two."""
    found = []
    for match in _budget_names().finditer(label):
        for place, words in zip(match.starts("level"), match.captures("level"), strict=True):
            found.append((_level(words), place))
    found += [(_level(match["level"]), match.start()) for match in _givers().finditer(label)]
    return found


@cache
def _givers() -> regex.Pattern[str]:
    """A level that gives: "năm 2026, thành phố cấp trước", "do tỉnh hỗ trợ"."""
    names = "|".join(pattern.pattern.removeprefix("(?i)") for _, pattern in _terms("level"))
    return regex.compile(
        rf"(?i)(?:^|[,;:(]|(?<!\w)(?:do|được))\s*(?P<level>{names})\s+(?:sẽ |dự kiến )?"
        r"(?:cấp|bố trí|hỗ trợ|phân bổ)(?!\w)"
    )


@cache
def _budget_names() -> regex.Pattern[str]:
    names = "|".join(pattern.pattern.removeprefix("(?i)") for _, pattern in _terms("level"))
    level = rf"(?P<level>(?:{names}))(?!\w)"
    return regex.compile(
        rf"(?i)(?<!\w)(?:ngân sách|NS) ?(?:của )?(?:các )?(?:cấp )?(?:nhà nước cấp )?{level}"
        rf"(?:\s?(?:,|-|–|/|\+|và|hoặc)\s?(?:ngân sách )?(?:của )?(?:các )?(?:cấp )?{level})*"
    )


def _level(words: str) -> str:
    return next(value for value, pattern in _terms("level") if pattern.fullmatch(words))


def bare_level(label: str, city: str) -> str | None:
    """The budget that a lone name of a level means below a budget: "(tỉnh 6 tỷ đồng, huyện 4 tỷ đồng)"."""
    words = regex.sub(r"(?i)(?<!\w)(?:cấp|vốn|và|là|ngân sách)(?!\w)|[\s:,–-]", " ", label).strip()
    value = next((value for value, pattern in _terms("level") if pattern.fullmatch(words)), None)
    return city if value == "city_budget" else value


def _budget(levels: set[str]) -> str:
    """One name for an amount that comes from the budgets of several levels."""
    if "central_budget" in levels and len(levels) > 1:
        return "state_budget"
    if "local_budget" in levels or {"province_budget", "district_budget", "commune_budget"} <= levels:
        return "local_budget"
    return "; ".join(level for level in _LEVELS if level in levels) or "state_budget"


def nature_of(label: str) -> Nature | None:
    """Investment or recurrent, None where the label names neither or both."""
    found = {value for value, pattern in _terms("nature") if pattern.search(label)}
    return found.pop() if len(found) == 1 else None  # type: ignore[return-value]


def is_funding(label: str) -> bool:
    """Whether a label speaks of money that is needed, planned or allotted: not of turnover, income or the past."""
    return bool(_SOME_MONEY.search(label)) and not is_other_money(label)


def is_other_money(label: str) -> bool:
    """Whether the last thing that a label speaks of is turnover, income, a price, revenue, or money already spent."""
    if _PAST.search(label):
        return True
    other = [match.end() for match in _NO_FUNDS.finditer(label)]
    funds = [match.end() for match in _FUNDS.finditer(label)]
    return bool(other) and (not funds or other[-1] >= funds[-1])


def share_of(label: str, after: str) -> tuple[float | None, int]:
    """The share in percent that stands with an amount, and how many characters of `after` it takes."""
    match = _SHARE.match(after)
    if match:
        return _number(match["share"] or match["bracket"]), match.end()
    before = _SHARE_BEFORE.search(label)
    return (_number(before["share"]), 0) if before else (None, 0)


def _number(printed: str) -> float:
    return float(printed.replace(",", "."))


def is_approximate(label: str) -> bool:
    """Whether the words before an amount make it an estimate (khoảng, dự kiến, dự ước)."""
    return bool(_ABOUT.search(label))
