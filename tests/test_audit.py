"""The audit: each rule on a sentence that breaks it and on one that does not. Sentences written for these tests."""

from collections.abc import Sequence
from typing import Any

import pytest

from ocr.document import Document
from parsers import audit, outline
from parsers.records import Amount, Citation, Finding, Header, Parsed, Responsibility, Target


def run(text: str, **records: Sequence[Any]) -> list[Finding]:
    header = records.pop("header", Header(start=0, end=len(text), part=1, status="issued"))
    part = Document("plan.txt", "text", text, (), ())
    tree = outline.build(part)
    parsed = Parsed(header=header, sections=tree.sections, **{k: tuple(v) for k, v in records.items()})  # type: ignore[arg-type]
    return list(audit.findings(part, tree, parsed))


def span(text: str, quote: str) -> dict[str, int]:
    start = text.index(quote)
    return {"start": start, "end": start + len(quote)}


def rules(found: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.rule, finding.severity) for finding in found]


@pytest.mark.parametrize(
    ("printed", "percent", "expected"),
    [
        ("12/40 xã, chiếm 30%", 30.0, []),
        ("13/40 xã, chiếm 32,5%", 32.5, []),
        ("19/111 xã, chiếm 17,1%", 17.1, []),
        ("19/111 xã, chiếm 17%", 17.0, []),
        ("05/84 xã, chiếm 5%", 5.0, [("ratio-percent", "warning")]),  # 5,95 % cut off
        ("19/111 xã, chiếm 71,1%", 71.1, [("ratio-percent", "error")]),
    ],
)
def test_percentage_is_the_ratio_within_its_printed_decimals(
    printed: str, percent: float, expected: list[tuple[str, str]]
) -> None:
    count, total = (float(n) for n in printed.split()[0].split("/"))
    target = Target(**span(printed, printed), count=count, total=total, percent=percent, unit="xã")
    found = run(printed, targets=[target])
    assert rules(found) == expected


def test_the_arithmetic_is_in_the_message_in_both_languages() -> None:
    text = "39/120 xã, chiếm 42,5%"
    (finding,) = run(text, targets=[Target(**span(text, text), count=39, total=120, percent=42.5, unit="xã")])
    assert finding.message == "39/120 = 32,5 %, văn bản ghi 42,5 %."
    assert finding.message_en == "39/120 = 32,5 %, printed as 42,5 %."
    assert (finding.expected, finding.found, finding.record_table, finding.record) == ("32,5", "42,5", "targets", 0)


def test_more_than_all_is_an_error() -> None:
    text = "45/40 xã"
    assert rules(run(text, targets=[Target(**span(text, text), count=45, total=40, unit="xã")])) == [
        ("ratio-above-one", "error")
    ]


def test_a_share_of_few_districts_is_a_whole_number_of_them() -> None:
    text = "100% số huyện đạt chuẩn (9 huyện). 25% số huyện nâng cao. 33% số huyện kiểu mẫu."
    targets = [
        Target(**span(text, "100% số huyện đạt chuẩn (9 huyện)"), count=9, percent=100, unit="huyện"),
        Target(**span(text, "25% số huyện nâng cao"), percent=25, unit="huyện"),
        Target(**span(text, "33% số huyện kiểu mẫu"), percent=33, unit="huyện"),
    ]
    (finding,) = run(text, targets=targets)
    assert (finding.rule, finding.found) == ("not-whole", "2,25")


def amounts(text: str, *rows: tuple[str, float, int | None]) -> list[Amount]:
    return [
        Amount(**span(text, quote), amount=value, unit="tỷ đồng", amount_vnd=round(value * 10**9), parent=parent)
        for quote, value, parent in rows
    ]


@pytest.mark.parametrize(
    ("text", "parts", "expected"),
    [
        ("Tổng 20,5 tỷ đồng, gồm: trung ương 12,25; tỉnh 8,25.", [("12,25", 12.25), ("8,25", 8.25)], []),
        ("Tổng 20,51 tỷ đồng, gồm: trung ương 12,256; tỉnh 8,257.", [("12,256", 12.256), ("8,257", 8.257)], []),
        ("Tổng 20,5 tỷ đồng, gồm: trung ương 12,25; tỉnh 9,25.", [("12,25", 12.25), ("9,25", 9.25)], ["21,50"]),
        ("Tổng 20,5 tỷ đồng, gồm: trung ương 12; tỉnh 8.", [("12", 12.0), ("8", 8.0)], []),
        ("Tổng 20,5 tỷ đồng, gồm: trung ương 10; tỉnh 8.", [("10", 10.0), ("8", 8.0)], ["18,0"]),
        ("Tổng 20,5 tỷ đồng, trong đó: trung ương 10; tỉnh 8.", [("10", 10.0), ("8", 8.0)], []),
        ("Tổng 20,5 tỷ đồng, trong đó: trung ương 14; tỉnh 8.", [("14", 14.0), ("8", 8.0)], ["22,0"]),
    ],
)
def test_parts_add_up_to_their_total(text: str, parts: list[tuple[str, float]], expected: list[str]) -> None:
    total = float(text.split()[1].replace(",", "."))
    rows = [(text.split()[1], total, None), *((quote, value, 0) for quote, value in parts)]
    found = [f for f in run(text, funding=amounts(text, *rows)) if f.rule == "funding-parts-total"]
    assert [finding.expected for finding in found] == expected


def test_two_breakdowns_of_one_total_are_checked_each_alone() -> None:
    text = "Tổng: 30 tỷ đồng, gồm:\n- Trung ương 20, tỉnh 10.\n- Năm đầu 18, năm sau 12."
    funding = amounts(text, ("30", 30, None), ("20", 20, 0), ("10", 10, 0), ("18", 18, 0), ("12", 12, 0))
    assert run(text, funding=funding) == []


def test_a_share_is_the_amount_over_its_total_and_shares_make_one_hundred() -> None:
    text = "Tổng 80 tỷ đồng: tỉnh 20 tỷ (25%), huyện 40 tỷ (55%), xã 20 tỷ (25%)."
    rows = [
        ("80", 80.0, None),
        ("20 tỷ (25%), h", 20.0, 25.0),
        ("40 tỷ (55%)", 40.0, 55.0),
        ("20 tỷ (25%).", 20.0, 25.0),
    ]
    funding = [
        Amount(
            **span(text, quote), amount=value, unit="tỷ đồng", amount_vnd=round(value * 10**9), share_percent=share,
            parent=None if number == 0 else 0,
        )
        for number, (quote, value, share) in enumerate((*r, None)[:3] for r in rows)
    ]  # fmt: skip
    assert sorted(rules(run(text, funding=funding))) == [("funding-share", "error"), ("funding-shares-sum", "warning")]


@pytest.mark.parametrize(
    ("last", "expected"), [(5, []), (6, [("breakdown-sum", "error")]), (4, [("breakdown-sum", "warning")])]
)
def test_a_bracketed_breakdown_adds_up(last: int, expected: list[tuple[str, str]]) -> None:
    text = f"Công nhận 10 bản đạt chuẩn (xã An Lạc 03 bản, xã Bình Yên 02 bản, xã Cẩm Tú {last} bản)."
    targets = [
        Target(**span(text, "Công nhận 10 bản đạt chuẩn"), count=10, unit="bản", change="increase"),
        Target(**span(text, "xã An Lạc 03 bản"), count=3, unit="bản"),
        Target(**span(text, "xã Bình Yên 02 bản"), count=2, unit="bản"),
        Target(**span(text, f"xã Cẩm Tú {last} bản"), count=last, unit="bản"),
    ]
    assert rules(run(text, targets=targets)) == expected


def test_a_listed_breakdown_adds_up() -> None:
    text = "- Việc làm cho trên 100 lao động, gồm:\n+ Trong tỉnh 60 lao động;\n+ Ngoài tỉnh 30 lao động."
    targets = [
        Target(**span(text, "Việc làm cho trên 100 lao động"), count=100, unit="lao động", comparator=">="),
        Target(**span(text, "Trong tỉnh 60 lao động"), count=60, unit="lao động"),
        Target(**span(text, "Ngoài tỉnh 30 lao động"), count=30, unit="lao động"),
    ]
    (finding,) = run(text, targets=targets)
    assert finding.message == "Cộng chi tiết 60 + 30 = 90 lao động, văn bản ghi 100."


@pytest.mark.parametrize(("names", "expected"), [("An Lạc, Bình Yên", []), ("An Lạc, Bình Yên, Cẩm Tú", ["3"])])
def test_as_many_units_are_named_as_counted(names: str, expected: list[str]) -> None:
    text = f"Công nhận mới 02 xã (xã {names}) đạt chuẩn."
    found = run(text, targets=[Target(**span(text, "02 xã"), count=2, unit="xã", change="increase")])
    assert [finding.expected for finding in found] == expected


@pytest.mark.parametrize(("level", "expected"), [(75, []), (85, [("increase-level", "error")])])
def test_base_and_increase_make_the_level(level: int, expected: list[tuple[str, str]]) -> None:
    text = f"Có thêm 15 xã đạt tiêu chí, nâng số xã đạt từ 60 xã lên {level} xã."
    targets = [
        Target(**span(text, "thêm 15 xã"), count=15, unit="xã", change="increase"),
        Target(**span(text, f"lên {level} xã"), count=level, unit="xã"),
    ]
    assert rules(run(text, targets=targets)) == expected


def test_an_advanced_standard_is_no_level_that_was_raised() -> None:
    text = "Có thêm 36 xã đạt chuẩn; 26 xã đạt chuẩn nâng cao."
    targets = [
        Target(**span(text, "thêm 36 xã đạt chuẩn"), count=36, unit="xã", change="increase"),
        Target(**span(text, "26 xã đạt chuẩn nâng cao"), count=26, unit="xã"),
    ]
    assert run(text, targets=targets) == []


def test_one_criterion_with_two_values_is_found_and_other_measures_under_it_are_not() -> None:
    text = "Có 90% xã đạt tiêu chí số 17.\nCó 85% xã hoàn thành tiêu chí môi trường.\nCó 40% hộ phân loại rác ở 85% xã."
    common = {"unit": "xã", "criterion": "17", "criterion_set": "xã", "tier": "NTM"}
    meets = {"indicator": "xa-ntm-tieu-chi-17", **common}
    targets = [
        Target(**span(text, "90% xã đạt tiêu chí số 17"), subject="xã đạt tiêu chí số 17", percent=90, **meets),
        Target(
            **span(text, "85% xã hoàn thành tiêu chí môi trường"),
            subject="xã hoàn thành tiêu chí môi trường", percent=85, **meets,
        ),
        Target(**span(text, "85% xã."), subject="hộ phân loại rác ở xã", percent=85, **common),
    ]  # fmt: skip
    assert [(f.rule, f.expected, f.found) for f in run(text, targets=targets)] == [("two-values", "90", "85")]


def test_same_value_with_two_comparators_is_noted() -> None:
    text = "Có ít nhất 50 sản phẩm đạt 3 sao.\nCó 50 sản phẩm đạt 3 sao."
    targets = [
        Target(
            **span(text, "ít nhất 50 sản phẩm"),
            subject="sản phẩm đạt 3 sao",
            count=50,
            unit="sản phẩm",
            comparator=">=",
        ),
        Target(**span(text, "Có 50 sản phẩm"), subject="sản phẩm đạt 3 sao", count=50, unit="sản phẩm"),
    ]
    assert rules(run(text, targets=targets)) == [("two-comparators", "info")]


@pytest.mark.parametrize(
    ("deadline", "expected"),
    [(2025, []), (2030, [("deadline-after-period", "info")]), (2020, [("deadline-before-issue", "warning")])],
)
def test_deadlines_lie_in_the_plans_years(deadline: int, expected: list[tuple[str, str]]) -> None:
    text = "12 xã"
    header = Header(start=0, end=5, part=1, issue_date="2022-05-04", period_end=2025, status="issued")
    target = Target(**span(text, text), count=12, unit="xã", deadline=deadline, deadline_kind="by")
    assert rules(run(text, header=header, targets=[target])) == expected


def test_one_decision_with_two_dates_and_a_number_of_another_year() -> None:
    text = (
        "Quyết định 91/QĐ-TTg ngày 02/3/2022; Quyết định 91/QĐ-TTg ngày 02/4/2022; "
        "Nghị quyết 07/2021/NQ-HĐND ngày 09/12/2019"
    )
    citations = [
        Citation(**span(text, "Quyết định 91/QĐ-TTg ngày 02/3/2022"), number="91/QĐ-TTg", date="2022-03-02"),
        Citation(**span(text, "Quyết định 91/QĐ-TTg ngày 02/4/2022"), number="91/QĐ-TTg", date="2022-04-02"),
        Citation(
            **span(text, "Nghị quyết 07/2021/NQ-HĐND ngày 09/12/2019"), number="07/2021/NQ-HĐND", date="2019-12-09"
        ),
    ]
    assert rules(run(text, citations=citations)) == [("citation-two-dates", "error"), ("citation-year", "error")]


def test_nothing_is_cited_before_it_exists() -> None:
    text = "Quyết định 91/QĐ-TTg ngày 02/8/2022"
    header = Header(start=0, end=len(text), part=1, issue_date="2022-07-13", status="issued")
    citation = Citation(**span(text, text), number="91/QĐ-TTg", date="2022-08-02")
    assert rules(run(text, header=header, citations=[citation])) == [("citation-after-issue", "warning")]


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["I", "II", "III"], []),
        (["I", "III"], ["numbering-skip"]),
        (["I", "II", "II", "III"], ["numbering-repeat"]),
        (["I", "II", "III", "II"], ["numbering-back"]),
        (["a)", "b)", "c)", "d)", "đ)", "e)", "g)"], []),
        (["1", "2", "4"], ["numbering-skip"]),
    ],
)
def test_numbering_goes_on_by_one(labels: list[str], expected: list[str]) -> None:
    text = "\n".join(f"{label}{'' if ')' in label else '.'} Việc cần làm" for label in labels)
    assert [finding.rule for finding in run(text)] == expected


def responsibility(text: str, quote: str, agency: str, refs: str) -> Responsibility:
    return Responsibility(**span(text, quote), agency=agency, role="lead", refs=refs)


def test_a_reference_names_something_that_exists() -> None:
    text = "Nội dung 01: đường.\nNội dung 02: trường.\nSở A làm nội dung 03. Sở B thẩm định tiêu chí 21."
    found = run(
        text,
        responsibilities=[
            responsibility(text, "Sở A làm nội dung 03", "Sở A", "nội dung 03"),
            responsibility(text, "Sở B thẩm định tiêu chí 21", "Sở B", "tiêu chí 21 (xã NTM)"),
        ],
    )
    assert [(f.rule, f.found) for f in found] == [
        ("reference-missing", "nội dung 03"),
        ("reference-missing", "tiêu chí 21 (xã NTM)"),
    ]


def test_one_numbered_task_has_one_lead() -> None:
    text = "Sở A chủ trì chỉ tiêu 7.3. Sở B chủ trì chỉ tiêu 7.3."
    found = run(
        text,
        responsibilities=[
            responsibility(text, "Sở A chủ trì chỉ tiêu 7.3", "Sở A", "chỉ tiêu 7.3 (huyện NTM)"),
            responsibility(text, "Sở B chủ trì chỉ tiêu 7.3", "Sở B", "chỉ tiêu 7.3 (huyện NTM)"),
        ],
    )
    assert rules(found) == [("two-leads", "warning")]


@pytest.mark.parametrize(("signer", "expected"), [("Lê Văn Mẫu", ["blank-number-or-date"]), (None, [])])
def test_a_signed_document_has_number_and_date(signer: str | None, expected: list[str]) -> None:
    header = Header(start=0, end=9, part=1, signer=signer, status="draft")
    assert [finding.rule for finding in run("KẾ HOẠCH.", header=header)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Xã Nà Tăm và huyện Tam Đướng đạt chuẩn.", ["huyện Tam Đường"]),
        ("Các tỉnh Tây Nguyên và huyện Tam Đường.", []),
    ],
)
def test_a_unit_that_does_not_exist_is_shown_with_the_nearest(text: str, expected: list[str]) -> None:
    header = Header(start=0, end=len(text), part=1, province="Lai Châu", issue_date="2025-01-05", status="issued")
    assert [finding.expected for finding in run(text, header=header)] == expected
