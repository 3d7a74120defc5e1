"""How fast the pages answer over a large database: 1,000,000 targets of 20,000 made-up documents, 8 clients at once.

    python -m tests.bench.bench_web [FOLDER] [--documents 20000] [--targets 50] [--clients 8] [--rounds 30]
        [--processes 2]

Prints for each page and question the server's CPU milliseconds for one client alone (mean), then the median and the
95th percentile in milliseconds of all clients at once, each asking with ever other provinces, plans, years and words;
last the machine's load meanwhile. The database is made once and kept in FOLDER (default: a temporary folder).
"""

from __future__ import annotations

import argparse
import json
import os
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
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from extract.web import maps
from extract.web.settings import metadata
from parsers import indicators, places
from tests.bench import web_data

VIEWS = ("targets?_size=50", "documents", "findings", "plans", "targets_by_province", "comparable_targets",
         "funding_mix", "who_leads", "findings_by_rule", "low_trust_documents", "criterion_leads",
         "citations_by_number")  # fmt: skip


def choices(documents: int, seed: int) -> dict[str, Callable[[], str]]:
    """Each page and question, and what makes an address of it, other parameters each time."""
    chance = random.Random(seed)
    known = sorted(indicators.catalogue())
    provinces = sorted({unit.name for unit in places.table().values() if unit.level == "P" and unit.valid_to})

    def any_plan() -> int:
        return chance.randrange(documents)

    def asked() -> dict[str, str]:
        return {
            "province": chance.choice([*provinces, ""]), "tier": chance.choice(["NTM", "NTM nâng cao", ""]),
            "agency": chance.choice(["Tài chính", "Sở", "Y tế", ""]), "rule": chance.choice(["ratio-percent", ""]),
            "words": " ".join(chance.sample(["dat", "chuẩn", *web_data.WORDS, "17", "muc"], 2)),
            "year": str(chance.randint(2022, 2030)), "criterion": str(chance.randint(1, 19)),
            "criteria": chance.choice(["xã NTM", ""]), "plan": f"{any_plan()}/KH-UBND",
        }  # fmt: skip

    def question(name: str, wanted: list[str]) -> Callable[[], str]:
        def address() -> str:
            given = asked()
            return f"/bench/{name}?" + urllib.parse.urlencode({key: given[key] for key in wanted if key in given})

        return address

    def view(name: str) -> Callable[[], str]:
        return lambda: f"/bench/{name}"

    pages: dict[str, Callable[[], str]] = {
        "start": lambda: "/",
        "search": lambda: "/?" + urllib.parse.urlencode({"q": asked()["words"]}),
        "map": lambda: "/map?" + urllib.parse.urlencode({"tier": chance.choice(maps.TIERS), "year": asked()["year"]}),
        "compare": lambda: f"/compare?indicator={chance.choice(known)}",
        "compare, filtered": lambda: "/compare?" + urllib.parse.urlencode(
            {"indicator": chance.choice(known), "year": asked()["year"], "province": asked()["province"]}
        ),
        "review": lambda: "/review",
        "plan": lambda: f"/plan/d{any_plan():07}",
        "evidence": lambda: f"/evidence/targets/t{any_plan():07}-{chance.randrange(50):03}",
    }  # fmt: skip
    questions = metadata("bench")["databases"]["bench"]["queries"]
    pages |= {f"question {name}": question(name, query["params"]) for name, query in questions.items()}
    return pages | {f"table {name}": view(name) for name in VIEWS}


@contextmanager
def served(database: Path, processes: int) -> Iterator[tuple[str, int]]:
    """The address and the process id of `kehoach serve` over a database."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "extract", "serve", "--db", str(database), "--port", str(port)]
    server = subprocess.Popen([*command, "--processes", str(processes)], stdout=subprocess.DEVNULL)
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/-/versions.json")
                break
            except urllib.error.URLError:
                time.sleep(0.2)
        yield f"http://127.0.0.1:{port}", server.pid
    finally:
        server.terminate()
        server.wait(20)


def timed(url: str) -> float:
    """Milliseconds until the whole answer is there; a refusal is told and its time counts."""
    before = time.perf_counter()
    try:
        with urllib.request.urlopen(url) as answer:
            answer.read()
    except urllib.error.HTTPError as refused:
        print(f"HTTP {refused.code}  {url}", file=sys.stderr)
    return 1000 * (time.perf_counter() - before)


def cpu(pid: int) -> float:
    """CPU milliseconds that a process and its children have spent (user and system; Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    own = 1000 * (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return own + sum(cpu(int(child)) for child in children)


def main() -> None:
    """Make the database where it is missing, serve it, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--documents", type=int, default=20000)
    parser.add_argument("--targets", type=int, default=50)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--processes", type=int, default=min(os.cpu_count() or 1, 2))
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--without-tables", action="store_true", help="only our pages and the questions")
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp())
    folder.mkdir(parents=True, exist_ok=True)
    database = folder / "bench.db"
    if not database.exists():
        web_data.make(database, options.documents, options.targets)
    alone: dict[str, float] = {}
    times: dict[str, list[float]] = defaultdict(list)
    with served(database, options.processes) as (address, pid):
        for name, path in choices(options.documents, 1).items():
            timed(address + path())
            before = cpu(pid)
            for _ in range(5):
                timed(address + path())
            alone[name] = (cpu(pid) - before) / 5
        pages = {
            name: path for name, path in choices(options.documents, 2).items()
            if not (options.without_tables and name.startswith("table "))
        }  # fmt: skip
        work = [(name, address + path()) for name, path in pages.items() for _ in range(options.rounds)]
        random.Random(3).shuffle(work)
        load = [os.getloadavg()[0]]
        with ThreadPoolExecutor(options.clients) as clients:
            for (name, _), spent in zip(work, clients.map(timed, [url for _, url in work]), strict=True):
                times[name].append(spent)
        load.append(os.getloadavg()[0])
    print(" cpu, 1   median      p95 ms")
    for name, spent in times.items():
        ordered = sorted(spent)
        p95 = ordered[int(0.95 * (len(ordered) - 1))]
        print(f"{alone[name]:7.0f} {statistics.median(ordered):8.0f} {p95:8.0f}  {name}")
    sizes = {name: getattr(options, name) for name in ("documents", "targets", "clients", "processes", "rounds")}
    print(json.dumps(sizes | {"load before and after": load}))


if __name__ == "__main__":
    main()
