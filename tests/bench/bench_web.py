"""How fast the pages answer over a large database: 1,000,000 targets of 20,000 made-up documents, 8 clients at once.

    python -m tests.bench.bench_web [FOLDER] [--documents 20000] [--targets 50]

Prints the median and the 95th percentile of each page and question in milliseconds. The database is made once and kept
in FOLDER (default: a temporary folder); figures and texts are random with a fixed seed.
"""

from __future__ import annotations

import argparse
import json
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from extract.store import Store
from extract.web.settings import metadata
from parsers import indicators, places

CLIENTS, ROUNDS = 8, 6
TIERS = ("NTM", "NTM nâng cao", "NTM kiểu mẫu", None)


def make(path: Path, documents: int, targets: int) -> None:
    """Fill a new database; rows have every column that the pages read."""
    chance = random.Random(20211)
    provinces = [place for place in places.table().values() if place.level == "P"]
    known = sorted(indicators.catalogue())
    with Store(path) as store, store.transaction() as connection:
        for number in range(documents):
            _document(connection, chance, number, provinces)
            rows = list(_targets(chance, number, targets, known))
            connection.executemany(
                f"insert into targets ({', '.join(rows[0])}) values ({', '.join('?' * len(rows[0]))})",
                [tuple(row.values()) for row in rows],
            )
            connection.executemany(
                "insert into passages (document_id, kind, record_id, page, char_start, text, folded) "
                "values (?, 'targets', ?, 1, ?, ?, ?)",
                [(row["document_id"], row["id"], row["char_start"], row["quote"], row["quote"]) for row in rows],
            )
        connection.execute("analyze")


def _insert(connection: Any, table: str, row: dict[str, Any]) -> None:
    connection.execute(f"insert into {table} ({', '.join(row)}) values ({', '.join('?' * len(row))})", [*row.values()])


def _document(connection: Any, chance: random.Random, number: int, provinces: list[Any]) -> None:
    province, year, name, file = chance.choice(provinces), chance.randint(2021, 2026), f"d{number:07}", f"{number:064x}"
    place = {"document_id": name, "page": 1, "char_start": 0, "char_end": 9, "quote": "vốn", "confidence": 0.9,
             "extractor": "bench"}  # fmt: skip
    _insert(connection, "files", {
        "id": file, "name": f"{name}.pdf", "path": f"/{name}.pdf", "status": "ok", "kind": "digital",
        "pipeline": "bench", "started_at": "2026-01-01", "seconds": 1, "pages": 12,
    })  # fmt: skip
    _insert(connection, "documents", {
        "id": name, "file_id": file, "part": 1, "doc_type": "Kế hoạch", "number": f"{number}/KH-UBND",
        "issuer": f"Ủy ban nhân dân tỉnh {province.name}", "level": chance.choice(["province", "district"]),
        "province": province.name, "province_code": province.code, "issue_date": f"{year}-03-01", "title": "Kế hoạch",
        "period_start": year, "period_end": year + 4, "status": "issued", "text": "x" * 100, "char_start": 0,
        "char_end": 100,
    })  # fmt: skip
    _insert(connection, "pages", {
        "id": name, "file_id": file, "number": 1, "width": 595, "height": 842, "method": "text-layer",
        "trust": round(chance.uniform(0.7, 1), 3), "rotation": 0, "text": "",
    })  # fmt: skip
    _insert(connection, "funding", place | {
        "id": name, "amount": number, "unit": "tỷ đồng", "amount_vnd": number * 10**9, "source": "central_budget",
        "comparator": "=",
    })  # fmt: skip
    _insert(connection, "findings", place | {
        "id": name, "rule": chance.choice(["ratio-percent", "two-values", "numbering-skip"]), "severity": "warning",
        "message": "x", "message_en": "x",
    })  # fmt: skip


def _targets(chance: random.Random, number: int, targets: int, known: list[str]) -> Iterator[dict[str, Any]]:
    for index in range(targets):
        total = chance.randint(5, 200)
        count, tier = chance.randint(0, total), chance.choice(TIERS)
        yield {
            "id": f"t{number:07}-{index:03}", "document_id": f"d{number:07}", "page": 1, "char_start": index * 40,
            "char_end": index * 40 + 39, "quote": f"có {count}/{total} xã đạt chuẩn mục {index} {tier or ''}",
            "confidence": round(chance.uniform(0.5, 1), 3), "extractor": "bench", "kind": "quantity",
            "subject": "xã đạt chuẩn", "count": count, "total": total, "percent": round(100 * count / total, 1),
            "unit": "xã", "comparator": "=", "change": "level", "deadline": chance.randint(2022, 2030),
            "deadline_kind": "by", "tier": tier, "indicator": chance.choice(known),
        }  # fmt: skip


def ask(address: str) -> dict[str, list[float]]:
    """The milliseconds of every page, asked by `CLIENTS` clients at once."""
    questions = metadata("bench")["databases"]["bench"]["queries"]
    paths = ["/", "/?q=dat+chuan", "/compare", "/compare?indicator=xa-ntm-tieu-chi-7&year=2025", "/review",
             "/plan/d0000777", "/evidence/targets/t0000777-007", "/bench/targets?_size=50",
             "/bench/documents"]  # fmt: skip
    asked = {
        "province": "Lạng Sơn",
        "tier": "NTM",
        "agency": "Tài chính",
        "rule": "ratio-percent",
        "words": "dat chuan",
    }
    paths += [f"/bench/{name}?{urllib.parse.urlencode(asked)}" for name in questions]
    times: dict[str, list[float]] = {path: [] for path in paths}

    def one(path: str) -> tuple[str, float]:
        before = time.perf_counter()
        try:
            with urllib.request.urlopen(address + path) as answer:
                answer.read()
        except urllib.error.HTTPError as refused:
            print(f"HTTP {refused.code}  {path}", file=sys.stderr)  # its time counts; a page over its limit is seen
        return path, 1000 * (time.perf_counter() - before)

    for path in paths:
        one(path)
    work = paths * ROUNDS
    random.Random(1).shuffle(work)
    with ThreadPoolExecutor(CLIENTS) as clients:
        for path, spent in clients.map(one, work):
            times[path].append(spent)
    return times


def main() -> None:
    """Make the database where it is missing, serve it, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--documents", type=int, default=20000)
    parser.add_argument("--targets", type=int, default=50)
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp())
    folder.mkdir(parents=True, exist_ok=True)
    database = folder / "bench.db"
    if not database.exists():
        make(database, options.documents, options.targets)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-m", "extract", "serve", "--db", str(database), "--port", str(port)],
                              stdout=subprocess.DEVNULL)  # fmt: skip
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/-/versions.json")
                break
            except urllib.error.URLError:
                time.sleep(0.2)
        times = ask(f"http://127.0.0.1:{port}")
    finally:
        server.terminate()
    for path, spent in times.items():
        ordered = sorted(spent)
        print(f"{statistics.median(ordered):8.0f} {ordered[int(0.95 * (len(ordered) - 1))]:8.0f} ms  {path}")
    print(
        json.dumps({"documents": options.documents, "targets": options.documents * options.targets, "clients": CLIENTS})
    )


if __name__ == "__main__":
    main()
