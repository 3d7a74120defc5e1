"""The map: outlines of every province of both states, coloured by the share that its latest provincial plan states."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from loops import awaited
from test_questions import PROVINCE, communes, plan

from extract.store import Store
from extract.web import maps
from extract.web.settings import application
from parsers import places

Ring = list[tuple[int, int]]


def rings(path: str) -> list[Ring]:
    found = []
    for x, y, steps in re.findall(r"M(-?\d+) (-?\d+)l([^z]*)z", path):
        ring = [(int(x), int(y))]
        numbers = [int(number) for number in steps.split()]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            ring.append((ring[-1][0] + dx, ring[-1][1] + dy))
        found.append(ring)
    return found


def area(path: str) -> float:
    return sum(
        abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True))) / 2
        for ring in rings(path)
    )


@pytest.mark.parametrize(("state", "count"), [("2021", 63), ("2025", 34)])
def test_every_province_has_an_outline_inside_the_drawing(state: str, count: int) -> None:
    shapes = maps.shapes()[state]
    table = places.table()
    assert {shape.code for shape in shapes} == {
        place.code
        for place in table.values()
        if place.level == "P" and (place.id.startswith("2025/")) == (state == "2025")
    }
    assert len(shapes) == count
    for shape in shapes:
        assert all(0 <= x <= 460 and 0 <= y <= 755 for ring in rings(shape.path) for x, y in ring), shape.name
        assert area(shape.path) > 100, shape.name


def test_a_merged_province_is_as_large_as_the_provinces_that_went_into_it() -> None:
    before = {shape.code: area(shape.path) for shape in maps.shapes()["2021"]}
    table = places.table()
    parts: dict[str, float] = {}
    for old, new in places.changes():
        if table[old].level == "P" and old.startswith("2021/"):
            parts[table[new].code] = parts.get(table[new].code, 0) + before[table[old].code]
    for shape in maps.shapes()["2025"]:
        known = parts.get(shape.code, before.get(shape.code))
        assert area(shape.path) == pytest.approx(known, rel=0.01), shape.name


@pytest.mark.parametrize(("share", "colour"), [(0, 0), (19.9, 0), (20, 1), (63.5, 3), (99, 4), (100, 4), (104, 4)])
def test_a_share_has_the_colour_of_its_fifth(share: float, colour: int) -> None:
    assert maps.step(share) == colour


@pytest.fixture
def database(tmp_path: Path, blank_database: Path) -> Path:
    path = Path(shutil.copy(blank_database, tmp_path / "plans.db"))
    with Store(path) as store:
        plan(store, "a", "10/KH-UBND", "2022-01-05", PROVINCE, "Căn cứ Luật")
        newer = {"targets": (communes(0, 110, total=200, deadline=2025),)}
        plan(store, "b", "20/KH-UBND", "2023-02-06", newer, "Căn cứ Luật")
        district = {"targets": (communes(0, 70, total=70, deadline=2025),)}
        plan(store, "c", "7/KH-UBND", "2024-03-01", district, "Căn cứ", level="district", district="Chi Lăng")
        later = {"targets": (communes(0, 30, total=60, deadline=2030),)}
        plan(store, "d", "30/KH-UBND", "2026-02-01", later, "Căn cứ Luật", period_end=2030)
        store.connection.execute("update documents set province_code = '20'")
    return path


@pytest.mark.parametrize(
    ("path", "province"),
    [
        ("/map", ("s2", "Lạng Sơn", "55", "20/KH-UBND")),
        ("/map?state=2025", ("s2", "Lạng Sơn", "50", "30/KH-UBND")),
        ("/map?tier=NTM+ki%E1%BB%83u+m%E1%BA%ABu", ("s0", "Lạng Sơn", "5", "10/KH-UBND")),
        ("/map?year=2031", None),
        ("/map?year=x&tier=y&state=z", ("s2", "Lạng Sơn", "55", "20/KH-UBND")),
    ],
)
def test_a_province_has_the_share_of_its_latest_provincial_plan(
    database: Path, path: str, province: tuple[str, ...] | None
) -> None:
    async def asked() -> str:
        datasette = application(database)
        await datasette.invoke_startup()
        answer = await datasette.client.get(path)
        assert answer.status_code == 200
        text: str = answer.text
        return text

    page = awaited(asked())
    drawn = re.findall(r'<path class="(s\d)" d="M[^"]+"><title>([^:]+): \s*([\d,]+) %[^<]*, ([^<]+)</title>', page)
    assert drawn == ([province] if province else [])
    assert page.count('<path class="none" d="M') >= (62 if "2025" not in path else 33)
