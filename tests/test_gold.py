"""The labels in the repository: complete, consistent, without sentences of real plans; spans give back the quotes."""

from __future__ import annotations

import csv
import lzma
from pathlib import Path

import pytest

from gold import check
from gold.convert import SPAN_COLUMNS, convert
from gold.labels import COLUMNS, RECORDS, Entry, LabelError, Row, entries, read_csv, read_labels, sha256, source_path
from gold.texts import write_texts

GOLD = Path(__file__).resolve().parent.parent / "gold"
ENTRIES = entries(GOLD)
INVENTED = [entry for entry in ENTRIES if entry.role in {"sample", "practice"}]
REAL = [entry for entry in ENTRIES if entry not in INVENTED]


def ids(entry: Entry) -> str:
    return entry.doc


def without_words(rows: list[Row]) -> list[Row]:
    return [{key: value for key, value in row.items() if key not in {"subject", "note"}} for row in rows]


def write_folder(folder: Path, **tables: list[Row]) -> Path:
    folder.mkdir(parents=True)
    for name, columns in COLUMNS.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, columns, restval="")
            writer.writeheader()
            writer.writerows(tables.get(name, []))
    return folder


def test_the_manifest_names_every_folder_of_labels() -> None:
    folders = {path.parent.name for path in GOLD.glob("*/targets.csv")}
    assert {entry.labels for entry in ENTRIES} == folders
    assert len({entry.doc for entry in ENTRIES}) == len(ENTRIES)
    assert {entry.role for entry in ENTRIES} == {"development", "held_out", "practice", "sample"}


@pytest.mark.parametrize("entry", INVENTED, ids=ids)
def test_labels_of_invented_plans_follow_the_guidelines_and_their_text(entry: Entry) -> None:
    assert sha256(source_path(entry.source)) == entry.sha256, "the text changed: check the labels, then the manifest"
    assert check.problems(GOLD / entry.labels, source_path(entry.source)) == []


@pytest.mark.parametrize("entry", REAL, ids=ids)
def test_labels_of_real_plans_hold_no_sentences(entry: Entry) -> None:
    for name, columns in SPAN_COLUMNS.items():
        path = GOLD / entry.labels / f"{name}.csv"
        header = path.read_text(encoding="utf-8").splitlines()[0].split(",")
        assert header == columns
        assert not {"quote", "subject", "note", "title"} & set(header)


@pytest.mark.parametrize("entry", REAL, ids=ids)
def test_spans_fit_the_texts_they_were_made_from(shared: Path, entry: Entry) -> None:
    labels = read_labels(GOLD, entry)
    assert not isinstance(labels, str), labels
    quotes = [row["quote"] for rows in labels.records.values() for row in rows if "quote" in row]
    assert quotes
    assert all(quote == quote.strip() and 0 < len(quote) <= check.LONGEST_QUOTE for quote in quotes)


@pytest.mark.parametrize("doc", ["lang-son-2022", "tam-duong-2025", "lam-ha-2022", "lam-dong-2022-ocr"])
def test_spans_give_back_the_shared_labels_exactly(shared: Path, doc: str) -> None:
    entry = next(entry for entry in ENTRIES if entry.doc == doc)
    ours, theirs = read_labels(GOLD, entry), read_labels(shared / "gold", Entry(doc, doc, doc))
    assert not isinstance(ours, str)
    assert not isinstance(theirs, str)
    assert ours.header == without_words(theirs.header)
    for record in RECORDS:
        assert ours.records[record] == without_words(theirs.records[record])


def test_conversion_there_and_back_keeps_quote_and_title(tmp_path: Path) -> None:
    source = tmp_path / "plan.txt"
    source.write_text("KẾ HOẠCH\nPhát triển\nchợ nông thôn\n- Xây mới 03 chợ; sửa 14 chợ.\n", encoding="utf-8")
    header = {"part": "1", "first_line": "1", "title": "Phát triển chợ nông thôn"}
    target = {"line": "4", "quote": "sửa 14 chợ", "count": "14", "unit": "chợ", "subject": "sửa chợ", "note": "x"}
    folder = write_folder(tmp_path / "labels", document=[header], targets=[target])
    convert(folder, source, tmp_path / "spans" / "plan")
    row = read_csv(tmp_path / "spans" / "plan" / "targets.csv")[0]
    assert (row["line"], row["start"], row["end"]) == ("4", "18", "28")
    entry = Entry("plan", "plan", "plan", str(source), sha256(source))
    labels = read_labels(tmp_path / "spans", entry)
    assert not isinstance(labels, str)
    assert labels.records["targets"][0]["quote"] == "sửa 14 chợ"
    assert labels.header[0]["title"] == "Phát triển chợ nông thôn"


def test_a_quote_that_is_not_on_its_line_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "plan.txt"
    source.write_text("- Xây mới 03 chợ.\n", encoding="utf-8")
    folder = write_folder(tmp_path / "labels", targets=[{"line": "1", "quote": "Xây mới 04 chợ"}])
    with pytest.raises(LabelError, match="not on line 1"):
        convert(folder, source, tmp_path / "spans")


@pytest.mark.parametrize(("present", "reason"), [(False, "not at hand"), (True, "SHA-256 differs")])
def test_span_labels_without_their_very_text_are_skipped_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, present: bool, reason: str
) -> None:
    monkeypatch.setenv("KEHOACH_SHARED", str(tmp_path))
    if present:
        for entry in REAL:
            path = source_path(entry.source.partition("#")[0])
            assert path.is_relative_to(tmp_path), "the labels of a real plan count in a text outside the repository"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(lzma.compress(b"another text") if path.suffix == ".xz" else b"another text")
    for entry in REAL:
        labels = read_labels(GOLD, entry)
        assert isinstance(labels, str)
        assert reason in labels


@pytest.mark.parametrize(
    ("table", "row", "problem"),
    [
        ("targets", {"quote": "05 chợ"}, "not on line 1"),
        ("targets", {"line": "7"}, "not on line 7"),
        ("targets", {"change": "more"}, "change is 'more'"),
        ("targets", {"count": "ba"}, "count is no number"),
        ("funding", {"parent": "F9"}, "parent F9 does not exist"),
        ("funding", {"amount_vnd": "3"}, "amount_vnd does not follow"),
    ],
)
def test_check_finds_what_is_wrong_in_a_label(tmp_path: Path, table: str, row: Row, problem: str) -> None:
    source = tmp_path / "plan.txt"
    source.write_text("- Xây mới 03 chợ, kinh phí 2 tỷ đồng.\n", encoding="utf-8")
    right: dict[str, Row] = {
        "targets": {"line": "1", "quote": "Xây mới 03 chợ", "kind": "quantity", "comparator": "=", "change": "output"},
        "funding": {"id": "F1", "line": "1", "quote": "2 tỷ đồng", "amount": "2", "unit": "tỷ đồng",
                    "amount_vnd": "2000000000", "comparator": "="},
    }  # fmt: skip
    sound = write_folder(tmp_path / "sound", targets=[right["targets"]], funding=[right["funding"]])
    assert check.problems(sound, source) == []
    broken = write_folder(tmp_path / "broken", **{table: [right[table] | row]})
    assert [found for found in check.problems(broken, source) if problem in found]


def test_a_ragged_or_missing_table_is_an_error_that_names_it(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "plan")
    (folder / "targets.csv").write_text("line,quote\n1,a,b\n", encoding="utf-8")
    with pytest.raises(LabelError, match=r"targets\.csv: row 2"):
        read_labels(tmp_path, Entry("plan", "plan", "plan"))
    (folder / "targets.csv").unlink()
    with pytest.raises(LabelError, match=r"targets\.csv: cannot be read"):
        read_labels(tmp_path, Entry("plan", "plan", "plan"))


def test_texts_of_packed_plans_are_written_once(shared: Path, tmp_path: Path) -> None:
    written = write_texts(GOLD, tmp_path / "texts")
    packed = [entry for entry in ENTRIES if "#" in entry.source]
    assert sorted(path.stem for path in written) == sorted(entry.file for entry in packed)
    assert all(sha256(tmp_path / "texts" / f"{entry.file}.txt") == entry.sha256 for entry in packed)
    assert write_texts(GOLD, tmp_path / "texts") == []
