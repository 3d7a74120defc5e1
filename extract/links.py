"""How stored documents hang together: one cites, implements, amends or replaces another.

In: the database after a run (`citations`, `documents`). Out: rows of `document_links`. A citation means a stored
document that prints the same number, with the same date or, where one of the two leaves it out, as the only one of its
place. What the link says is read from the words around each mention of the number; a copy of a document keeps links of
its own, and the view `linked_plans` leads them to the copy that counts.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import regex

from ocr.tones import bare

Kind = Literal["cites", "amends", "replaces", "implements"]

_STRENGTH: tuple[Kind, ...] = ("cites", "implements", "amends", "replaces")  # the strongest of several mentions counts
_CLAUSE = 300  # characters before a mention that are looked at, as far as its clause reaches back
_TAIL = 120  # characters behind a mention in which "được thay thế", "hết hiệu lực" may stand
_PREAMBLE = 3000  # characters, where no outline says where the first part begins
_PLANS = ("ke hoach", "chuong trinh", "de an")

# All of these read text without accents in small letters, so that a copy whose accents were lost says the same.
_WRAP = regex.compile(r"\n(?=\p{Ll}|\d)")  # a paragraph that was broken inside a sentence
_BOUND = regex.compile(r"(?<!\bđiều \d{1,3})\.(?=\s)|[;\n]", regex.I)
_NUMBER = regex.compile(r"\d++(?:/\d{4})?+[/-]\p{L}[\p{L}\d-]*+")
_VERB = regex.compile(
    r"(?P<replaces>thay the)"
    r"|(?P<amends>sua doi|dieu chinh|bo sung)(?:,? (?:sua doi|dieu chinh|bo sung))*"
    r"|(?P<implements>(?:trien khai|thuc hien)(?: thuc hien)?)"
    r"(?=:? (?:cac )?(?:ke hoach|chuong trinh|quyet dinh|nghi quyet|chi thi|de an)\b)"
)
_PASSIVE = regex.compile(r"\b(?:duoc|bi|khong|da) $")  # "được thay thế bằng …": another document did it
_GIVEN_UP = regex.compile(  # "… được thay thế bằng Kế hoạch này", "… hết hiệu lực kể từ ngày Kế hoạch này …"
    r"\b(?:(?:duoc|bi) thay the (?:bang|boi)|het hieu luc [^;\n]{0,30}?ngay) (?:ke hoach|quyet dinh|nghi quyet"
    r"|chuong trinh|van ban|de an) nay\b"
)
_ARTICLE = regex.compile(r"\W*dieu \d{1,3}\W*")
_DETOUR = regex.compile(r"\b(?:theo|can cu|neu)\b")
_SEAT = regex.compile(r"\b(?P<kind>tinh|thanh pho|huyen|thi xa|quan)(?: uy)?\b(?: (?P<name>\w.*))?")


@dataclass(frozen=True, slots=True)
class _Head:
    """What a stored document's head says; names of places without accents, in small letters."""

    id: str
    number: str
    date: str | None
    issuer: str
    level: str | None
    province: str
    district: str


def mark(connection: sqlite3.Connection, fresh: Collection[str]) -> int:
    """Link the documents `fresh` (ids of those that are new), and whatever cites them, to what they cite.

    Runs inside the caller's transaction. Returns the number of links of the documents that were looked at. The result
    is the same in whatever order documents came.
    """
    heads = _heads(connection)
    new = set(fresh)
    numbers = {head.number for group in heads.values() for head in group if head.id in new}
    citing = new | _citing(connection, numbers)
    by_id = {head.id: head for group in heads.values() for head in group}
    rows = [row for document_id in sorted(citing) for row in _links(connection, document_id, heads, by_id)]
    connection.executemany("delete from document_links where from_document_id = ?", [(item,) for item in citing])
    connection.executemany("insert into document_links values (?, ?, ?, ?)", rows)
    return len(rows)


def kind_of(text: str, mentions: Iterable[tuple[int, int]], preamble: int, *, plan: bool) -> Kind:
    """What a text says of a document that it names at `mentions` (spans in `text`, base 0, half-open).

    `preamble` is where the first numbered part begins. "triển khai Quyết định số …" links only a plan, and only there:
    further down it is work given to somebody. "thay thế", "sửa đổi, bổ sung" must be said by this document of itself
    ("Kế hoạch này thay thế …"), by an article, or in the preamble.
    """
    source = _WRAP.sub(" ", text)
    kinds = [_mention(source, start, end, start < preamble, plan) for start, end in mentions]
    return max(kinds, key=_STRENGTH.index, default="cites")


def _mention(text: str, start: int, end: int, early: bool, plan: bool) -> Kind:
    window = text[max(0, start - _CLAUSE) : start]
    bounds = list(_BOUND.finditer(window))
    clause = bare(window[bounds[-1].end() if bounds else 0 :]).lower()
    given_up = _GIVEN_UP.search(tail := bare(text[start : end + _TAIL]).lower())
    if given_up and len(_NUMBER.findall(tail, endpos=given_up.start())) == 1:
        return "replaces"
    whole = clause + bare(text[start:end]).lower()  # a mention may begin with the type of what is carried out
    verbs = [verb for verb in _VERB.finditer(whole) if verb.end() <= len(clause)]
    if not verbs:
        return "cites"
    verb = verbs[-1]
    before, between = clause[: verb.start()], clause[verb.end() :]
    if _NUMBER.search(before) or _PASSIVE.search(before) or _DETOUR.search(between):
        return "cites"
    if verb["implements"]:
        return "implements" if early and plan and "can cu" not in before else "cites"
    own = regex.search(r"\bnay\b", before) or _ARTICLE.fullmatch(before) or (early and "can cu" not in before)
    return "cites" if not own else "replaces" if verb["replaces"] else "amends"


def _key(number: str) -> str:
    return regex.sub(r"\W", "", bare(number)).upper().lstrip("0")


def _heads(connection: sqlite3.Connection) -> dict[str, list[_Head]]:
    """Every stored document that has a number, by that number."""
    heads: dict[str, list[_Head]] = defaultdict(list)
    query = "select id, number, issue_date, issuer, level, province, district from documents where number is not null"
    for document_id, number, date, issuer, level, province, district in connection.execute(query):
        names = (bare(name or "").lower() for name in (issuer, province, district))
        issuer, province, district = names
        head = _Head(document_id, _key(number), date, issuer, level, province, district)
        heads[head.number].append(head)
    return heads


def _citing(connection: sqlite3.Connection, numbers: Collection[str]) -> set[str]:
    """The documents that cite one of these numbers, however it is spelt."""
    spelt = [n for (n,) in connection.execute("select distinct number from citations") if _key(n) in numbers]
    query = "select document_id from citations where number = ?"
    return {row[0] for number in spelt for row in connection.execute(query, [number])}


def _links(
    connection: sqlite3.Connection, document_id: str, heads: dict[str, list[_Head]], by_id: dict[str, _Head]
) -> list[tuple[str, str, Kind, str]]:
    query = """select id, number, date, issuer, char_start, char_end from citations where document_id = ?
        order by char_start"""
    head = "select text, doc_type, province, district from documents where id = ?"
    text, doc_type, *names = connection.execute(head, [document_id]).fetchone()
    place = [bare(name or "").lower() for name in names]
    own = by_id.get(document_id)
    cited = [
        (row, found)
        for row in connection.execute(query, [document_id]).fetchall()
        if (found := _meant(document_id, own, place, row[1:4], heads.get(_key(row[1]), ())))
    ]
    if not cited:
        return []
    first = "select min(char_start) from sections where document_id = ? and char_start > 0"
    preamble = connection.execute(first, [document_id]).fetchone()[0] or _PREAMBLE
    plan = bare(doc_type or "").lower().startswith(_PLANS)
    best: dict[str, tuple[Kind, str]] = {}
    for (citation, number, _, _, start, end), found in cited:
        # a citation stands at its first mention; what is replaced is often said only at the end
        later = [
            match.span() for match in regex.finditer(regex.escape(number) + r"(?!\w)", text) if match.start() >= end
        ]
        kind = kind_of(text, [(start, end), *later], preamble, plan=plan)
        for meant in found:
            known = best.get(meant.id)
            if known is None or _STRENGTH.index(kind) > _STRENGTH.index(known[0]):
                best[meant.id] = (kind, citation)
    return [(document_id, to, kind, citation) for to, (kind, citation) in sorted(best.items())]


def _meant(
    document_id: str,
    own: _Head | None,
    place: Sequence[str],
    citation: tuple[str, str | None, str | None],
    candidates: Iterable[_Head],
) -> list[_Head]:
    """The stored documents that a citation (number, date, issuer) means: one, and the further copies of it."""
    _, date, issuer = citation
    found = [
        head
        for head in candidates
        if head.id != document_id
        and not (own and own.number == head.number and own.date == head.date)
        and (not date or not head.date or date.startswith(head.date) or head.date.startswith(date))
        and _placed(head, bare(issuer or "").lower(), place, date)
    ]
    dated = [head for head in found if date and head.date == date]
    found = dated or found
    return found if len({(head.date, head.issuer) for head in found}) == 1 else []


def _placed(head: _Head, issuer: str, place: Sequence[str], date: str | None) -> bool:
    """Whether the document at `head` can be one of the issuer that a document of `place` names."""
    if head.level == "central":
        return True
    seat = _SEAT.search(issuer)
    if seat and seat["kind"] == "tinh" and head.level == "district":
        return False
    if seat and seat["kind"] in {"huyen", "quan", "thi xa"} and head.level == "province":
        return False
    if seat and seat["name"]:
        name = seat["name"]
        return any(known and name.startswith(known) for known in (head.province, head.district)) or name in head.issuer
    if not head.province:
        return bool(date) and head.date == date
    return head.province == place[0] and (head.level != "district" or not place[1] or head.district == place[1])
