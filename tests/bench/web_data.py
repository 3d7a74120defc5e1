"""A large made-up database for `bench_web`: random figures of a fixed seed, in every table that the pages read."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from extract.store import Store
from ocr.tones import bare
from parsers import places

Row = dict[str, Any]
TIERS = ("NTM", "NTM nâng cao", "NTM kiểu mẫu", None)
SOURCES = ("central_budget", "local_budget", "credit", "enterprise", "community", "integrated")
RULES = (("ratio-percent", "error"), ("two-values", "warning"), ("numbering-skip", "warning"), ("not-whole", "info"))
WORDS = ("đường", "trường", "trạm", "nước", "rừng", "lúa", "chợ", "nhà", "thuế", "làng", "nghề", "điện", "văn", "cán")
PAGES, PARAGRAPHS, TASKS, CITATIONS, FINDINGS = 12, 10, 8, 4, 3  # of each document


class Catalogue:
    """What the reference tables of the database offer to choose from."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Read the provinces with their districts, the indicators with their units, the agencies, the criteria."""
        self.provinces = [place for place in places.table().values() if place.level == "P" and place.valid_to]
        self.districts: dict[str, list[Any]] = {}
        for place in places.table().values():
            if place.level == "D":
                self.districts.setdefault(place.parent_id, []).append(place)
        self.indicators = connection.execute("select id, unit from indicators order by id").fetchall()
        self.agencies = connection.execute("select id, name from agencies order by id").fetchall()
        self.criteria = [row[0] for row in connection.execute("select id from criteria order by id")]


def make(path: Path, documents: int, targets: int) -> None:
    """Fill a new database with `documents` plans of `targets` targets each."""
    chance = random.Random(20211)
    with Store(path) as store:
        store.connection.execute("pragma cache_size = -1000000")  # kB; it is written in one go
        with store.transaction() as connection:
            _fill(connection, chance, documents, targets)


def _fill(connection: sqlite3.Connection, chance: random.Random, documents: int, targets: int) -> None:
    known = Catalogue(connection)
    for number in range(documents):
        name = f"d{number:07}"
        _insert(connection, "files", [_file(number, name)])
        _insert(connection, "documents", [_document(chance, number, name, known)])
        _insert(connection, "sections", list(_sections(name)))
        _insert(connection, "pages", list(_pages(chance, number, name)))
        _insert(connection, "lines", [{"page_id": f"{name}-{n}", "char_start": 100 * n, "char_end": 100 * n + 99}
                                      for n in range(PAGES)])  # fmt: skip
        rows = list(_targets(chance, name, targets, known))
        _insert(connection, "targets", rows)
        tasks, links = _tasks(chance, name, known)
        _insert(connection, "responsibilities", tasks)
        _insert(connection, "responsibility_links", links)
        _insert(connection, "funding", list(_funding(chance, name)))
        cited = list(_citations(chance, name, documents))
        _insert(connection, "citations", cited)
        _insert(connection, "findings", list(_findings(chance, name, rows)))
        _insert(connection, "passages", [
            _passage(name, "targets", row["id"], row["char_start"], row["quote"]) for row in rows
        ])  # fmt: skip
        _insert(connection, "passages", [
            _passage(name, "paragraph", None, 50 * n, f"Đoạn {n} nói về {' '.join(chance.choices(WORDS, k=20))}")
            for n in range(PARAGRAPHS)
        ])  # fmt: skip
        if number:
            _insert(connection, "document_links", [{
                "from_document_id": name, "to_document_id": f"d{chance.randrange(number):07}",
                "kind": chance.choice(["cites", "implements", "replaces"]), "citation_id": cited[0]["id"],
            }])  # fmt: skip
        connection.execute("update summarised set times = 1 where document_id = ?", [name])
    connection.execute("analyze")


def _insert(connection: sqlite3.Connection, table: str, rows: list[Row]) -> None:
    columns = list(rows[0])
    connection.executemany(
        f"insert into {table} ({', '.join(columns)}) values ({', '.join(f':{column}' for column in columns)})", rows
    )


def _file(number: int, name: str) -> Row:
    return {
        "id": f"{number:064x}", "name": f"{name}.pdf", "path": f"/{name}.pdf", "status": "ok", "kind": "digital",
        "pipeline": "bench", "started_at": "2026-01-01", "seconds": 1, "pages": PAGES,
    }  # fmt: skip


def _document(chance: random.Random, number: int, name: str, known: Catalogue) -> Row:
    province, year = chance.choice(known.provinces), chance.randint(2021, 2026)
    district = chance.choice(known.districts[province.id]) if chance.random() < 0.5 else None
    return {
        "id": name, "file_id": f"{number:064x}", "part": 1, "doc_type": "Kế hoạch", "number": f"{number}/KH-UBND",
        "issuer": f"Ủy ban nhân dân {(district or province).name}", "level": "district" if district else "province",
        "province": province.name, "province_code": province.code, "district": district and district.name,
        "district_code": district and district.code, "issue_date": f"{year}-03-01", "title": "Kế hoạch phát triển",
        "period_start": year, "period_end": year + 4, "status": "issued", "text": "văn bản dài " * 250,
        "char_start": 0, "char_end": 3000,
    }  # fmt: skip


def _sections(name: str) -> Iterator[Row]:
    for n in range(10):
        yield {"id": f"{name}-{n}", "document_id": name, "label": str(n), "depth": 1, "title": f"Phần {n}",
               "char_start": 300 * n, "char_end": 300 * n + 299}  # fmt: skip


def _pages(chance: random.Random, number: int, name: str) -> Iterator[Row]:
    method = chance.choice(["text-layer", "text-layer", "ocr", "restored"])
    for n in range(PAGES):
        yield {"id": f"{name}-{n}", "file_id": f"{number:064x}", "number": n + 1, "width": 595, "height": 842,
               "method": method, "trust": round(chance.uniform(0.75, 1), 3), "rotation": 0, "text": ""}  # fmt: skip


def _place(name: str, record_id: str, start: int, quote: str, confidence: float = 0.9) -> Row:
    return {"id": record_id, "document_id": name, "section_id": f"{name}-{start % 10}", "page": 1 + start % PAGES,
            "char_start": start, "char_end": start + 39, "quote": quote, "confidence": confidence,
            "extractor": "bench"}  # fmt: skip


def _targets(chance: random.Random, name: str, targets: int, known: Catalogue) -> Iterator[Row]:
    for index in range(targets):
        total = chance.randint(5, 200)
        count, tier = chance.randint(0, total), chance.choice(TIERS)
        indicator, unit = chance.choice(known.indicators)
        quote = f"có {count}/{total} xã đạt chuẩn {chance.choice(WORDS)} mục {index} {tier or ''}"
        criterion = str(chance.randint(1, 19)) if chance.random() < 0.2 else None
        yield _place(name, f"t{name[1:]}-{index:03}", index * 40, quote, round(chance.uniform(0.5, 1), 3)) | {
            "kind": "quantity", "subject": "xã đạt chuẩn", "count": count, "total": total,
            "percent": round(100 * count / total, 1), "unit": unit if unit and chance.random() < 0.5 else "xã",
            "comparator": "=", "change": "level", "deadline": chance.randint(2022, 2030), "deadline_kind": "by",
            "tier": tier, "indicator": indicator, "criterion": criterion, "criterion_set": criterion and "xã",
        }  # fmt: skip


def _tasks(chance: random.Random, name: str, known: Catalogue) -> tuple[list[Row], list[Row]]:
    tasks, links = [], []
    for n in range(TASKS):
        agency_id, agency = chance.choice(known.agencies)
        task = _place(name, f"r{name[1:]}-{n}", 2500 + n, f"{agency} chủ trì") | {
            "agency": agency, "agency_id": agency_id, "role": "lead" if n % 2 else "coordinate", "task": "chủ trì",
            "refs": f"tiêu chí {n}",
        }  # fmt: skip
        tasks.append(task)
        links += [
            {"responsibility_id": task["id"], "ref": f"tiêu chí {n}", "criterion_id": criterion}
            for criterion in chance.sample(known.criteria, 2)
        ]
    return tasks, links


def _funding(chance: random.Random, name: str) -> Iterator[Row]:
    parts = [chance.randint(1, 900) for _ in SOURCES]
    for n, (source, amount) in enumerate([("total", sum(parts)), *zip(SOURCES, parts, strict=True)]):
        yield _place(name, f"f{name[1:]}-{n}", 2700 + n, f"{amount} tỷ đồng") | {
            "amount": amount, "unit": "tỷ đồng", "amount_vnd": amount * 10**9, "source": source, "comparator": "=",
            "parent_id": f"f{name[1:]}-0" if n else None,
        }  # fmt: skip


def _citations(chance: random.Random, name: str, documents: int) -> Iterator[Row]:
    for n in range(CITATIONS):
        number = f"{chance.randrange(documents)}/KH-UBND"
        yield _place(name, f"c{name[1:]}-{n}", n, f"Kế hoạch số {number}") | {"doc_type": "Kế hoạch", "number": number}


def _findings(chance: random.Random, name: str, targets: list[Row]) -> Iterator[Row]:
    for n in range(FINDINGS):
        rule, severity = chance.choice(RULES)
        target = chance.choice(targets)
        yield _place(name, f"x{name[1:]}-{n}", target["char_start"], target["quote"]) | {
            "rule": rule, "severity": severity, "message": "hai số lệch nhau", "message_en": "two figures differ",
            "record_table": "targets", "record_id": target["id"],
        }  # fmt: skip


def _passage(name: str, kind: str, record_id: str | None, start: int, text: str) -> Row:
    return {"document_id": name, "kind": kind, "record_id": record_id, "page": 1, "char_start": start, "text": text,
            "folded": bare(text)}  # fmt: skip
