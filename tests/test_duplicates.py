"""The same plan twice is found, and two plans that share a programme's phrases are not taken for one."""

from __future__ import annotations

import random
import shutil
import sqlite3
from pathlib import Path

import pytest
from fakes import document_of, parsed_of

from extract.duplicates import signature, similarity
from extract.rows import rows_of
from extract.store import Store

WORDS = [f"{a}{b}" for a in "bcdghklmnpqrstvx" for b in ("ao", "inh", "ong", "uyen", "at", "em", "ieu", "oan")]


def text(words: list[str]) -> str:
    return "I. Mục tiêu\nCó 20/40 xã đạt chuẩn\n" + " ".join(words)


def words(seed: int, count: int = 3000) -> list[str]:
    return random.Random(seed).choices(WORDS, k=count)


def misread(source: list[str], share: float) -> list[str]:
    chance = random.Random(9)
    return [word + "x" if chance.random() < share else word for word in source]


def shingles(source: str) -> set[str]:
    found = source.lower().split()
    return {" ".join(found[i : i + 5]) for i in range(len(found) - 4)}


@pytest.mark.parametrize("common", [0, 300, 600, 1200, 1800, 2400, 2900])
def test_the_estimate_is_near_the_true_share_of_common_runs(common: int) -> None:
    """128 independent hashes err by 0.044 (one standard deviation) at most; four of these are allowed."""
    worst = 0.0
    for seed in range(10, 16):
        left = words(seed)
        right = left[:common] + words(seed + 100)[common:]
        a, b = shingles(" ".join(left)), shingles(" ".join(right))
        one, other = signature(" ".join(left)), signature(" ".join(right))
        assert one is not None
        assert other is not None
        worst = max(worst, abs(similarity(one, other) - len(a & b) / len(a | b)))
    assert worst < 4 * 0.044


def marked(database: Path, texts: dict[str, str]) -> dict[str, str | None]:
    """Each file with the file that it is marked as a copy of."""
    with Store(database) as store:
        for number, (name, content) in enumerate(texts.items()):
            file = {
                "id": f"{number}" * 64, "name": name, "path": f"/{name}", "bytes": 1, "media_type": None, "pages": 1,
                "kind": "digital", "status": "ok", "error_code": None, "error": None, "pipeline": "1",
                "started_at": "2026-01-01T00:00:00+00:00", "seconds": 0.1,
            }  # fmt: skip
            rows = rows_of(str(file["id"]), document_of(content), (parsed_of(content),), "fake@1")
            rows["documents"][0] |= {"number": None}  # so that only the texts can tell
            rows["pages"][0]["trust"] = 0.99 - 0.1 * number
            store.replace_file(file, [], rows)
        store.mark_duplicates()
    with sqlite3.connect(database) as connection:
        sql = """select f.name, g.name from documents d join files f on f.id = d.file_id
                 left join documents o on o.id = d.duplicate_of left join files g on g.id = o.file_id"""
        return dict(connection.execute(sql).fetchall())


def test_a_copy_with_misread_words_is_marked_and_points_to_the_better_one(tmp_path: Path, blank_database: Path) -> None:
    plan = words(1)
    found = marked(
        Path(shutil.copy(blank_database, tmp_path / "plans.db")),
        {"plan.pdf": text(plan), "copy.txt": text(misread(plan, 0.03)), "other.pdf": text(words(2))},
    )
    assert found == {"plan.pdf": None, "copy.txt": "plan.pdf", "other.pdf": None}


def test_plans_that_share_a_fifth_of_their_phrases_stay_two(tmp_path: Path, blank_database: Path) -> None:
    plan = words(3)
    other = plan[:1100] + words(4, 2500)
    found = marked(
        Path(shutil.copy(blank_database, tmp_path / "plans.db")), {"plan.pdf": text(plan), "other.pdf": text(other)}
    )
    assert found == {"plan.pdf": None, "other.pdf": None}
