"""The same legal document twice: found by issuer, number and date, or by nearly the same text.

In: the database after a run. Out: `documents.duplicate_of`, set for every copy but the best-read one. Texts are
compared without accents by MinHash over runs of five words (Broder 1997), so a copy read without Vietnamese meets its
original.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

import regex

from ocr.tones import bare

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_RUN = 5  # words in a shingle: long enough that two plans of one programme share few but the citations
_BANDS, _ROWS = 32, 4  # two texts that share half their shingles meet in a band with probability 0.87, 0.7: 0.9998
_SAME = 0.45  # estimated Jaccard similarity; 3 % of the words misread leave about 0.75 of the shingles
_LEAST = 200  # shingles; a text with fewer says too little
_PRIME = (1 << 32) + 15  # the first above the 32-bit hashes: a larger one would all but keep their order
_WORD = regex.compile(r"\p{L}++|\d++")


def signature(text: str) -> NDArray[np.uint64] | None:
    """The MinHash signature of a text (128 numbers); None where it has too few words to tell."""
    import numpy as np

    words = _WORD.findall(bare(text).lower())
    runs = {" ".join(words[i : i + _RUN]) for i in range(len(words) - _RUN + 1)}
    if len(runs) < _LEAST:
        return None
    hashes = np.array(
        [int.from_bytes(hashlib.blake2b(run.encode(), digest_size=4).digest(), "big") for run in sorted(runs)],
        dtype=np.uint64,
    )
    rng = np.random.default_rng(20211)
    a = rng.integers(1, 1 << 31, size=_BANDS * _ROWS, dtype=np.uint64)
    b = rng.integers(0, 1 << 31, size=_BANDS * _ROWS, dtype=np.uint64)
    # 32-bit hashes times 31-bit factors stay below 2**63, so the sums are exact before the modulus
    return np.array([((hashes * x + y) % np.uint64(_PRIME)).min() for x, y in zip(a, b, strict=True)], dtype=np.uint64)


def similarity(left: NDArray[np.uint64], right: NDArray[np.uint64]) -> float:
    """The share of common runs of words (Jaccard), estimated from two signatures."""
    return float((left == right).mean())


def mark(connection: sqlite3.Connection) -> int:
    """Sign the documents that are new, and set `duplicate_of` anew in every group that they join. Runs inside the
    caller's transaction. Returns how many documents are duplicates now."""
    fresh = [
        row[0]
        for row in connection.execute("select id from documents where id not in (select document_id from signatures)")
    ]
    if fresh:
        _sign(connection, fresh)
        pairs = _same_heads(connection) | _same_texts(connection)
        _settle(connection, pairs)
    return int(connection.execute("select count(*) from documents where duplicate_of is not null").fetchone()[0])


def _sign(connection: sqlite3.Connection, ids: Iterable[str]) -> None:
    for document_id in ids:
        (text,) = connection.execute("select text from documents where id = ?", [document_id]).fetchone()
        signed = signature(text)
        blob = signed.tobytes() if signed is not None else None
        connection.execute("insert into signatures values (?, ?)", [document_id, blob])
        if signed is not None:
            bands = [(band, signed[band * _ROWS : (band + 1) * _ROWS].tobytes(), document_id) for band in range(_BANDS)]
            connection.executemany("insert into signature_bands values (?, ?, ?)", bands)


def _same_heads(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    """Pairs that print the same number, date and issuer."""
    groups: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    query = "select id, number, issue_date, issuer from documents where number is not null and length(issue_date) = 10"
    for document_id, number, date, issuer in connection.execute(query):
        head = (regex.sub(r"\W", "", bare(number)).upper(), date, bare(issuer or "").lower())
        groups[head].append(document_id)
    return {(ids[0], other) for ids in groups.values() for other in ids[1:]}


def _same_texts(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    """Pairs whose signatures meet in a band and agree in enough places."""
    import numpy as np

    query = """select distinct l.document_id, r.document_id, ls.minhash, rs.minhash
        from signature_bands l
        join signature_bands r on l.band = r.band and l.hash = r.hash and l.document_id < r.document_id
        join signatures ls on ls.document_id = l.document_id join signatures rs on rs.document_id = r.document_id"""
    return {
        (left, right)
        for left, right, left_blob, right_blob in connection.execute(query)
        if similarity(np.frombuffer(left_blob, np.uint64), np.frombuffer(right_blob, np.uint64)) >= _SAME
    }


def _settle(connection: sqlite3.Connection, pairs: set[tuple[str, str]]) -> None:
    """Group what is the same and point every copy to the one that was read best (then the longest, then by id)."""
    leader: dict[str, str] = {}

    def find(item: str) -> str:
        while leader.setdefault(item, item) != item:
            leader[item] = leader[leader[item]]
            item = leader[item]
        return item

    for left, right in sorted(pairs):
        leader[find(left)] = find(right)
    groups: dict[str, list[str]] = defaultdict(list)
    for item in leader:
        groups[find(item)].append(item)
    copies: dict[str, str] = {}
    for members in groups.values():
        best = min(members, key=lambda item: _rank(connection, item))
        copies |= {item: best for item in members if item != best}
    known = dict(connection.execute("select id, duplicate_of from documents where duplicate_of is not null"))
    changed = [(copies.get(item), item) for item in known | copies if copies.get(item) != known.get(item)]
    connection.executemany("update documents set duplicate_of = ? where id = ?", changed)


def _rank(connection: sqlite3.Connection, document_id: str) -> tuple[float, int, str]:
    """What sorts the better text first: the trust of its file's pages, its length, its id."""
    query = """select (select avg(trust) from pages p where p.file_id = d.file_id), length(d.text)
        from documents d where d.id = ?"""
    trust, length = connection.execute(query, [document_id]).fetchone()
    return -round(trust or 0.0, 3), -length, document_id
