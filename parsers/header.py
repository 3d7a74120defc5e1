"""The legal documents of a file with what their heads and feet say: a `Document` in, one `Header` for each out.

Where a letterhead lacks a field, the preamble ("… UBND tỉnh … ban hành kế hoạch như sau:"), the signature, the document
that sends this one on, and a portal's metadata block are asked, in that order. What each field means: gold/README.md.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import regex

from ocr.document import Document
from parsers import bodies, citations, docnumber, letterhead, parts, places, portal, provinces, signature, title
from parsers.records import Citation, Header

_OFFICES = {"UBND": "Ủy ban nhân dân", "HĐND": "Hội đồng nhân dân"}
_CENTRAL = {"TTg": "Thủ tướng Chính phủ", "CP": "Chính phủ", "UBTVQH": "Ủy ban Thường vụ Quốc hội"}
_PREAMBLE = 6000  # characters behind a title in which its preamble ends
_BODY = 12000  # characters behind a title in which its objectives name the period
_LAST_DISTRICTS = "2025-06-30"  # Nghị quyết 203/2025/QH15
_FOOT_LENGTH = 8000  # characters from the recipients on in which the signature stands
_FOOT = regex.compile(r"(?im)^[ \t*_]*+nơi nhận\b|\./\.|(?-i:^[ \t*_]*+(?:T/?M|K/?T)\.?[ \t]*\p{Lu})")


def split(document: Document) -> tuple[Header, ...]:
    """The headers of the legal documents in a file, in reading order, at least one.

    `start:end` count in `document.text`; they leave out the web page around a document.
    """
    text = document.text
    found = parts.find(text)
    headers: list[Header] = []
    for number, part in enumerate(found, 1):
        headers.append(_header(text, part, number, headers))
    fields = portal.metadata(text[: found[0].heading] + "\n" + text[found[-1].end :])
    if fields and len(headers) == 1:
        headers = [_filled(headers[0], fields)]
    return tuple(headers)


def _header(text: str, part: parts.Part, number: int, before: list[Header]) -> Header:
    head = letterhead.read(text[part.start : part.heading])
    heading = title.read(text[: part.end], part.title) if part.doc_type else title.Title("", "", part.title)
    if part.doc_type == "Công văn":
        heading = replace(heading, text=_about(text[part.start : part.heading]))
    gazette = _gazette(part, heading)
    if gazette:
        heading = replace(heading, text=heading.text[gazette.end - len(part.doc_type or "") - 1 :].strip())
    signed = signature.read(_foot(text, part))
    body_text = text[heading.end : min(part.end, heading.end + _BODY)]
    # a letterhead of its own, with a number or a blank for it, needs nothing from the document that sends it on
    sent_on = gazette or (None if head.symbols else _reference(text, part, heading, before))
    body = _issuer(head, signed, sent_on, heading.text + "\n" + text[heading.end : part.end])
    # what a document is attached to lends it its date, not its number
    own = head.number or (sent_on.number or None if sent_on and not heading.note else None)
    date = head.date or (sent_on.date if sent_on else None)
    if body and body.level == "district" and (date or "") > _LAST_DISTRICTS:
        # the cities of provinces went with the districts: a city that issues since then is a centrally-run one
        body = replace(body, level="province", province=body.district, district=None)
    first, last = title.period(heading.text, body_text, part.doc_type)
    place_province = provinces.named(head.place) if head.place else None
    complete = bool((own or sent_on) and date and len(date) == 10 and not head.draft)
    province = body.province if body else None
    if not province and (body is None or body.level != "central"):
        province = _province_of(body.district) if body and body.district else None
        province = province or (
            place_province.name if place_province else _frequent_province(text[part.start : part.end])
        )
    return Header(
        start=part.start,
        end=part.end,
        part=number,
        doc_type=part.doc_type or (docnumber.type_of(own) if own else None),
        number=own,
        issuer=body.name if body else None,
        level=body.level if body else None,
        province=province,
        district=_district(body, date, text[part.start : part.end]) if body else None,
        place_of_issue=head.place,
        issue_date=date,
        title=heading.text or None,
        signer=signed.name,
        signer_title=signed.title,
        period_start=first,
        period_end=last,
        status="issued" if complete else "draft",
    )


def _foot(text: str, part: parts.Part) -> str:
    """The text from the first sign that the body has ended: recipients and signature."""
    match = _FOOT.search(text, part.title, part.end)
    start = match.start() if match else max(part.title, part.end - 1500)
    return text[start : min(part.end, start + _FOOT_LENGTH)]


def _about(head: str) -> str:
    """What an official letter is about: the words behind "V/v" in its letterhead."""
    match = regex.search(r"V/v:?\s+(?P<about>[^\n|]+(?:\n\p{Ll}[^\n|]*){0,3})", head)
    return " ".join(match["about"].split()) if match else ""


def _gazette(part: parts.Part, heading: title.Title) -> Citation | None:
    """The heading of the old gazette: "Quyết định / của Thủ tướng Chính phủ số … ngày … về việc …"."""
    if not part.doc_type or not heading.text.lower().startswith("của "):
        return None
    named = citations.in_text(f"{part.doc_type} {heading.text}")
    return named[0] if named and named[0].start == 0 and named[0].issuer else None


def _reference(text: str, part: parts.Part, heading: title.Title, before: list[Header]) -> Citation | None:
    """How the document that sends this one on names it: "(Kèm theo Quyết định số …)", or its own title's reference."""
    if heading.note:
        named = citations.in_text(heading.note)
        cover = before[-1] if before else None
        if named:
            same = cover is not None and cover.number == named[0].number and cover.issuer
            return replace(named[0], issuer=cover.issuer) if cover and same else named[0]
        if before and regex.search(r"(?i)\bnày\b|\bsố\s*[./]", heading.note):
            cover = before[-1]
            return Citation(start=0, end=0, number=cover.number or "", date=cover.issue_date, issuer=cover.issuer)
    if before and part.start == part.heading:
        cover = before[-1]
        attached = regex.compile(rf"(?i)kèm theo (?:{cover.doc_type}) này\s[^.;]{{0,40}}?{part.doc_type}")
        if cover.doc_type and attached.search(text, cover.start, cover.end):
            return Citation(start=0, end=0, number="", date=cover.issue_date, issuer=cover.issuer)
        cited = [c for c in citations.in_text(before[-1].title or "") if c.doc_type == part.doc_type]
        return cited[0] if len(cited) == 1 else None
    return None


def _issuer(
    head: letterhead.Letterhead, signed: signature.Signature, sent_on: Citation | None, text: str
) -> bodies.Body | None:
    """The issuing body: the letterhead's, else the reference's, the preamble's, the signature's."""
    body = bodies.from_letterhead(head.issuer)
    if body is None and sent_on and sent_on.issuer:
        body = bodies.named(sent_on.issuer)
    if body is None and (printed := bodies.from_preamble(text[:_PREAMBLE])):
        body = bodies.named(printed)
    if body is None and signed.behalf:
        body = bodies.from_letterhead(signed.behalf)
    if body is None:
        central = next((name for mark, name in _CENTRAL.items() if mark in docnumber.symbols(head.number or "")), None)
        return bodies.named(central) if central else None
    standing = regex.match(r"BAN (?:THƯỜNG VỤ|CHẤP HÀNH)", signed.behalf or "")
    if standing and regex.match(r"(?:Tỉnh|Thành|Huyện|Thị|Quận|Đảng) (?:ủy|uỷ)", body.name):
        words = standing.group().lower().removeprefix("ban ")
        body = bodies.named(f"Ban {words[0].upper()}{words[1:]} {body.name}")
    return bodies.completed(body, text, head.place)


def _district(body: bodies.Body, date: str | None, text: str) -> str | None:
    """The district of a body; a commune's is the one that its document names most, until districts were abolished."""
    if body.district or body.level != "commune" or (date or "") > _LAST_DISTRICTS:
        return body.district
    return bodies.most_named(text, "huyện")


def _province_of(district: str) -> str | None:
    """The one province that has a district of that name; None where none or several have ("Châu Thành")."""
    units = places.table()
    found = {
        units[unit.parent_id].name
        for unit in units.values()
        if unit.level == "D" and places.key(unit.name) == places.key(district)
    }
    return found.pop() if len(found) == 1 else None


def _frequent_province(text: str) -> str | None:
    """The province that a text speaks of: named with "tỉnh" or "thành phố" more often than all others together."""
    counts = Counter(provinces.named(match["name"]) for match in provinces.pattern().finditer(text))
    best = counts.most_common(1)
    if best and best[0][0] and best[0][1] * 2 > counts.total():
        return best[0][0].name
    return bodies.most_named(text, "tỉnh") if not counts else None


def _office(fields: dict[str, str]) -> str:
    """A portal's issuer; where it only gives the place ("Tỉnh Bình Định"), the number's symbols say which office."""
    symbols = docnumber.symbols(fields.get("number", ""))
    office = next((name for mark, name in _OFFICES.items() if mark in symbols), "")
    bare = regex.match(r"(?i)(?:tỉnh|thành phố|huyện|quận|thị xã|xã|phường)\s", fields["issuer"])
    return f"{office} {fields['issuer'][0].lower()}{fields['issuer'][1:]}" if bare and office else fields["issuer"]


def _filled(header: Header, fields: dict[str, str]) -> Header:
    """The header with the portal's fields where its own are missing."""
    body = bodies.named(_office(fields)) if header.level is None and "issuer" in fields else None
    date = header.issue_date
    if "issue_date" in fields and (date is None or len(date) < 10):
        date = fields["issue_date"]
    number = header.number or fields.get("number")
    return replace(
        header,
        number=number,
        issue_date=date,
        doc_type=header.doc_type or fields.get("doc_type"),
        title=header.title or fields.get("title"),
        signer=header.signer or fields.get("signer"),
        issuer=body.name if body else header.issuer,
        level=header.level or (body.level if body else None),
        province=header.province or (body.province if body else None),
        district=header.district or (body.district if body else None),
        status="issued" if number and date and len(date) == 10 else header.status,
    )
