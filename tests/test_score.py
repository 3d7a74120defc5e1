"""The scorer's definitions on small databases, and its agreement with the independent scorer on the real labels."""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from gold import report
from gold.labels import COLUMNS, RECORDS
from gold.matching import KEYS, LOOSE_KEYS, Item, comparable, fold, overlap, pair
from gold.score import HEADER_FIELDS

Row = dict[str, object]


def item(quote: str = "", place: float = 0.0, **fields: object) -> Item:
    return Item({"quote": quote, **fields}, place)


def make_database(path: Path, documents: dict[str, dict[str, list[Row]]]) -> Path:
    """A database of the contract's columns that the scorer reads: file name -> table -> rows."""
    with closing(sqlite3.connect(path)) as db:
        db.execute("create table files (id, name)")
        db.execute(f"create table documents (id, file_id, {', '.join(COLUMNS['document'])})")
        for record in RECORDS:
            columns = dict.fromkeys(["document_id", "char_start", "id", "quote", "parent_id", *COLUMNS[record]])
            db.execute(f"create table {record} ({', '.join(columns)})")
        for number, (file, tables) in enumerate(documents.items()):
            db.execute("insert into files values (?, ?)", (f"f{number}", file))
            for part, row in enumerate(tables.get("document", [{}]), start=1):
                values = {"id": f"d{number}.{part}", "file_id": f"f{number}", "part": part} | row
                insert(db, "documents", values)
            for record in RECORDS:
                for place, row in enumerate(tables.get(record, [])):
                    insert(db, record, {"document_id": f"d{number}.1", "char_start": place * 100} | row)
        db.commit()
    return path


def insert(db: sqlite3.Connection, table: str, row: Row) -> None:
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    db.execute(f"insert into {table} ({names}) values ({marks})", list(row.values()))


def make_gold(root: Path, doc: str, tables: dict[str, list[Row]]) -> Path:
    folder = root / doc
    folder.mkdir(parents=True)
    for name, columns in COLUMNS.items():
        lines = [",".join(columns)]
        for row in tables.get(name, []):
            lines.append(",".join('"{}"'.format(str(row.get(column, "")).replace('"', '""')) for column in columns))
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return root


def figures(tmp_path: Path, gold: dict[str, list[Row]], found: dict[str, list[Row]]) -> dict[str, dict[str, object]]:
    root = make_gold(tmp_path / "gold", "plan", gold)
    database = make_database(tmp_path / "plans.db", {"plan.pdf": found})
    result = report.as_dict(report.evaluate(database, root))["development"]
    assert isinstance(result, dict)
    return result


TARGET: Row = {"line": 3, "quote": "đến năm 2025 có 88/126 xã đạt chuẩn", "kind": "quantity", "count": 88, "total": 126,
               "unit": "xã", "comparator": "=", "change": "level", "deadline": 2025, "deadline_kind": "by"}  # fmt: skip


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("UBND tỉnh", "Ủy ban nhân dân tỉnh"),
        ("Uỷ ban  nhân dân", "ủy ban nhân dân"),
        ("Thuỷ lợi.", "thủy lợi"),
        ("giai đoạn 2021–2025", "giai đoạn 2021 - 2025"),
        ("xã NTM", "xã nông thôn mới"),
    ],
)
def test_spellings_of_one_thing_fold_alike(left: str, right: str) -> None:
    assert fold(left) == fold(right)


@pytest.mark.parametrize(
    ("name", "left", "right", "same"),
    [
        ("count", "88", 88.0, True),
        ("count", "", None, True),
        ("count", "", 0, False),
        ("percent", "63.5", 63.50000001, True),
        ("comparator", "", "=", True),
        ("scope", "xã Khau Sa; xã Hạ Phong", "xã Hạ Phong, xã Khau Sa", True),
        ("refs", "tiêu chí 3 (xã NTM)", "tiêu chí 13 (xã NTM)", False),
        ("number", "27 / NQ-HĐND", "27/NQ-HĐND", True),
        ("count", "tám mươi", 80, False),
    ],
)
def test_fields_compare_by_meaning(name: str, left: object, right: object, same: bool) -> None:
    assert (comparable(name, left) == comparable(name, right)) is same


def test_overlap_is_the_share_of_the_shorter_quote() -> None:
    assert overlap(item("có 88 xã đạt chuẩn"), item("có 88 xã")) == 1.0
    assert overlap(item("có 88 xã"), item("trồng 60 ha")) == 0.0
    assert overlap(item(""), item("có 88 xã")) == 0.0


def test_equal_rows_are_paired_in_the_order_of_the_document() -> None:
    gold = [item("thêm 20 xã đạt tiêu chí điện", 0.1, count=20), item("thêm 20 xã đạt tiêu chí y tế", 0.9, count=20)]
    found = [item("thêm 20 xã đạt tiêu chí y tế", 0.9, count=20)]
    pairing = pair("targets", gold, found, KEYS["targets"])
    assert pairing.pairs == [(gold[1], found[0])]
    assert pairing.missed == [gold[0]]


def test_rows_of_equal_key_but_other_words_are_not_the_same_record() -> None:
    pairing = pair("targets", [item("sửa 20 chợ", count=20)], [item("mở 20 lớp dạy nghề", count=20)], KEYS["targets"])
    assert (pairing.pairs, len(pairing.missed), len(pairing.false)) == ([], 1, 1)


def test_each_row_is_used_once() -> None:
    found = [item("có 88 xã", count=88)] * 3
    pairing = pair("targets", [item("có 88 xã", count=88)], found, LOOSE_KEYS["targets"])
    assert (len(pairing.pairs), len(pairing.false)) == (1, 2)


def test_a_right_record_counts_in_all_three_figures(tmp_path: Path) -> None:
    targets = figures(tmp_path, {"targets": [TARGET]}, {"targets": [TARGET]})["targets"]
    assert [targets[name]["f1"] for name in ("loose", "value", "full")] == [1.0, 1.0, 1.0]  # type: ignore[index]


def test_a_wrong_further_field_costs_only_the_full_match(tmp_path: Path) -> None:
    targets = figures(tmp_path, {"targets": [TARGET]}, {"targets": [TARGET | {"deadline": 2024}]})["targets"]
    assert [targets[name]["f1"] for name in ("loose", "value", "full")] == [1.0, 1.0, 0.0]  # type: ignore[index]
    assert targets["fields"]["deadline"] == 0.0  # type: ignore[index]
    assert targets["fields"]["change"] == 1.0  # type: ignore[index]


def test_a_wrong_unit_leaves_only_the_loose_match(tmp_path: Path) -> None:
    targets = figures(tmp_path, {"targets": [TARGET]}, {"targets": [TARGET | {"unit": "huyện"}]})["targets"]
    assert [targets[name]["f1"] for name in ("loose", "value", "full")] == [1.0, 0.0, 0.0]  # type: ignore[index]


def test_precision_and_recall_tell_false_alarms_from_misses(tmp_path: Path) -> None:
    other = TARGET | {"count": 26, "total": "", "quote": "26 xã nâng cao"}
    found = [TARGET, TARGET | {"count": 7, "quote": "trang 7"}, TARGET | {"count": 9, "quote": "trang 9"}]
    targets = figures(tmp_path, {"targets": [TARGET, other]}, {"targets": found})["targets"]
    assert targets["value"] == {"f1": 0.4, "precision": 0.3333, "recall": 0.5}


def test_an_amount_is_full_only_under_the_right_parent(tmp_path: Path) -> None:
    gold = [
        {"id": "F1", "line": 1, "quote": "tổng 90 tỷ đồng", "amount_vnd": 90_000_000_000},
        {"id": "F2", "line": 2, "quote": "ngân sách tỉnh 30 tỷ đồng", "amount_vnd": 30_000_000_000, "parent": "F1"},
    ]
    found = [
        {"id": "a", "quote": "tổng 90 tỷ đồng", "amount_vnd": 90_000_000_000},
        {"id": "b", "quote": "ngân sách tỉnh 30 tỷ đồng", "amount_vnd": 30_000_000_000, "parent_id": None},
    ]
    funding = figures(tmp_path, {"funding": gold}, {"funding": found})["funding"]
    assert funding["fields"]["parent_vnd"] == 0.5  # type: ignore[index]
    assert (funding["value"]["f1"], funding["full"]["f1"]) == (1.0, 0.5)  # type: ignore[index]


def test_header_fields_of_a_missing_part_are_wrong(tmp_path: Path) -> None:
    header = {"part": 1, "doc_type": "Kế hoạch", "number": "", "level": "province", "issue_date": "2022-08-25"}
    found = {"doc_type": "Kế hoạch", "level": "province", "issue_date": "2022-08-25"}
    result = figures(tmp_path, {"document": [header, header | {"part": 2}]}, {"document": [found]})["header"]
    assert result == {"right": len(HEADER_FIELDS), "asked": 2 * len(HEADER_FIELDS), "accuracy": 0.5}


def test_documents_without_a_file_in_the_database_are_skipped_with_the_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_gold(tmp_path / "gold", "plan", {"targets": [TARGET]})
    make_gold(tmp_path / "gold", "other", {"targets": [TARGET]})
    database = make_database(tmp_path / "plans.db", {"plan.pdf": {"targets": [TARGET]}})
    assert report.main(database, root) == 0
    assert "not scored: other: the database holds no file named other" in capsys.readouterr().out


@pytest.mark.parametrize("problem", ["no database", "no labels", "not a database", "another database"])
def test_what_cannot_be_read_is_one_message_and_status_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], problem: str
) -> None:
    root = make_gold(tmp_path / "gold", "plan", {"targets": [TARGET]})
    database = tmp_path / "plans.db"
    if problem == "not a database":
        database.write_text("tỷ đồng" * 300, encoding="utf-8")
    elif problem == "another database":
        with closing(sqlite3.connect(database)) as db:
            db.execute("create table songs (title)")
    elif problem == "no labels":
        make_database(database, {})
        root = tmp_path / "nowhere"
    assert report.main(database, root) == 2
    message = capsys.readouterr().err
    assert message.startswith("kehoach score: ")
    assert message.count("\n") == 1


def test_the_baseline_names_what_was_gained_and_lost(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    second = TARGET | {"line": 9, "count": 26, "total": "", "quote": "26 xã đạt chuẩn nâng cao"}
    root = make_gold(tmp_path / "gold", "plan", {"targets": [TARGET, second]})
    baseline = tmp_path / "baseline.json"
    alarm = TARGET | {"count": 7, "total": None, "quote": "trang 7"}
    before = make_database(tmp_path / "before.db", {"plan.pdf": {"targets": [TARGET, alarm]}})
    after = make_database(
        tmp_path / "after.db", {"plan.pdf": {"targets": [TARGET | {"change": "increase"}, second | {"total": None}]}}
    )
    assert report.write_baseline(before, root, baseline) == 0
    assert "trang 7" not in baseline.read_text(encoding="utf-8"), "the baseline holds no words of a plan"
    assert "88/126 xã" not in baseline.read_text(encoding="utf-8")
    capsys.readouterr()
    assert report.main(before, root, baseline=baseline) == 0
    assert "0 gained, 0 lost, 0 false alarms gone" in capsys.readouterr().out
    assert report.main(after, root, baseline=baseline) == 0
    out = capsys.readouterr().out
    assert "1 gained, 1 lost, 1 false alarms gone" in out
    assert "lost   plan targets line 3: quantity 88 126 xã: full -> value" in out
    assert "gained plan targets line 9: quantity 26 xã: missed -> full" in out


def test_a_new_false_alarm_is_a_loss(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = make_gold(tmp_path / "gold", "plan", {"targets": [TARGET]})
    baseline = tmp_path / "baseline.json"
    before = make_database(tmp_path / "before.db", {"plan.pdf": {"targets": [TARGET]}})
    alarm = TARGET | {"count": 7, "quote": "trang 7"}
    after = make_database(tmp_path / "after.db", {"plan.pdf": {"targets": [TARGET, alarm]}})
    report.write_baseline(before, root, baseline)
    capsys.readouterr()
    report.main(after, root, baseline=baseline, as_json=True)
    moved = json.loads(capsys.readouterr().out)["against_baseline"]
    assert moved["lost"] == ["plan targets false alarm: quantity 7 126 xã"]


def test_a_damaged_baseline_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = make_gold(tmp_path / "gold", "plan", {"targets": [TARGET]})
    database = make_database(tmp_path / "plans.db", {"plan.pdf": {"targets": [TARGET]}})
    (tmp_path / "baseline.json").write_text("{", encoding="utf-8")
    assert report.main(database, root, baseline=tmp_path / "baseline.json") == 2
    assert "--write-baseline" in capsys.readouterr().err


def test_show_lists_misses_false_alarms_and_wrong_fields(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missed = TARGET | {"count": 26, "quote": "26 xã nâng cao"}
    root = make_gold(tmp_path / "gold", "plan", {"targets": [TARGET, missed]})
    found = [TARGET | {"tier": "NTM"}, TARGET | {"count": 7, "quote": "trang 7"}]
    database = make_database(tmp_path / "plans.db", {"plan.pdf": {"targets": found}})
    report.main(database, root, show="targets")
    out = capsys.readouterr().out
    assert "~ plan line 3: quantity 88 126 xã [tier: '', found 'NTM']" in out
    assert "- plan line 3: quantity 26 126 xã | 26 xã nâng cao" in out
    assert "+ plan quantity 7 126 xã | trang 7" in out


def test_nothing_to_find_and_nothing_found_is_no_score_of_zero(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = make_gold(tmp_path / "gold", "plan", {"targets": [TARGET]})
    report.main(make_database(tmp_path / "plans.db", {"plan.pdf": {"targets": [TARGET]}}), root)
    rows = {line.split()[0]: line.split()[1:] for line in capsys.readouterr().out.splitlines() if line.strip()}
    assert rows["funding"] == ["0", "0", "-", "-", "-"]
    assert rows["targets"][:3] == ["1", "1", "1.000"]


def spoiled(rows: list[Row], rng: random.Random) -> list[Row]:
    """Labels as a poor extraction would give them: some lost, some altered, quotes cut, some twice."""
    result = []
    for row in rows:
        copy = dict(row)
        if rng.random() < 0.15:
            continue
        if rng.random() < 0.4:
            name = rng.choice(list(copy))
            copy[name] = rng.choice(list(rows))[name]
        words = str(copy.get("quote", "")).split()
        copy["quote"] = " ".join(words[rng.randrange(3) :])
        result += [dict(copy) for _ in range(2 if rng.random() < 0.1 else 1)]
    return result


@pytest.fixture
def spoiled_database(shared: Path, tmp_path: Path) -> Path:
    rng = random.Random(1126)
    documents = {}
    for entry in report.entries(shared / "gold"):
        labels = report.read_labels(shared / "gold", entry)
        assert not isinstance(labels, str)
        tables = {record: spoiled([dict(row) for row in rows], rng) for record, rows in labels.records.items()}
        for row in tables["funding"]:
            row["parent_id"] = row.pop("parent")
            del row["parent_vnd"]
        documents[f"{entry.file}.txt"] = tables | {"document": [dict(row) for row in labels.header]}
        documents[f"{entry.file}.txt"]["document"][-1]["status"] = "issued"
    return make_database(tmp_path / "spoiled.db", documents)


def test_both_scorers_agree(shared: Path, spoiled_database: Path) -> None:
    command = [sys.executable, str(shared / "gold" / "score.py"), str(spoiled_database), str(shared / "gold"), "--json"]
    independent = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    ours = report.as_dict(report.evaluate(spoiled_database, shared / "gold"))["development"]
    assert isinstance(ours, dict)
    for record in RECORDS:
        by_document = independent[record].pop("documents")
        assert ours[record] == independent[record]
        assert 0.3 < ours[record]["value"]["f1"] < 0.98, "the test would prove nothing on a perfect or empty database"
        assert by_document.keys() == {"lang-son-2022", "tam-duong-2025", "lam-ha-2022", "lam-dong-2022-ocr"}
    assert ours["header"]["right"] == independent["documents"]["fields_right"]
    assert ours["header"]["asked"] == independent["documents"]["fields"]
