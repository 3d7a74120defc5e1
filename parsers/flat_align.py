"""Which column each figure of a row belongs to, where a flattened table has lost its empty cells.

In: rows of figures in order, the number of columns and what they hold. Out: for each row the columns that are sure. A
row with a figure for every column is sure. For a shorter one all ways to place its figures in order are weighed by the
arithmetic of the table: a column that is the product of two others ("Số lượng × Đơn giá = Thành tiền") or the sum of
those beside it, the sums printed under the columns, and group rows that add up the rows under them. A cell is taken
where all ways that explain the most agree on it, else none: a wrong number is worse than a missing one.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from parsers.flat_columns import Role
from parsers.flat_rows import Row, Run

Way = tuple[int, ...]  # the column of each figure of a row
Relation = tuple[str, int, tuple[int, ...]]  # "price", "product" or "sum", its column, those that it is made of

_MOST_WAYS = 130  # to place the figures of a row
_MOST_COLUMNS = 12  # among which relations are sought
_MOST_ROWS = 60  # that are looked at for relations
_MOST_RELATIONS = 8
_MOST_TRIED = 2000  # sets of ways
_MOST_STEPS = 60_000  # ways tried on the way to the printed sums of a table
_HOLDING = 0.8  # of the full rows in which a relation that the table has must hold
_LEAST = 3  # rows in which it must hold; small figures in twice as many
_CHANCE = 100.0  # a product up to this may be one by chance
_UNLIKE = 100.0  # times more or less than a column holds else, by which a figure is none of it
_SIZE = 4.0  # times that a figure may be more or less than those of its kind
_ROUNDING = 0.011  # of a group's sum, by which its printed figure may differ: parts are rounded, and added up badly


@dataclass(slots=True)
class _Line:
    """A row on its way: the run of its cells, their values, the ways that are left, the rows directly under it."""

    run: int
    values: tuple[float | None, ...]
    ways: list[Way]
    children: list[int]

    def sure(self) -> dict[int, int]:
        """The columns on which all ways agree, each with the place of its figure in the row."""
        columns = [{way[place] for way in self.ways} for place in range(len(self.values))]
        return {min(agreed): place for place, agreed in enumerate(columns) if len(agreed) == 1}

    def at(self, column: int) -> float | None:
        """The value in a column that is sure; 0 for a column that the row surely leaves empty, None where unknown."""
        if not self.ways and self.values:
            return None
        if all(column not in way for way in self.ways):
            return 0.0
        place = self.sure().get(column)
        return None if place is None else (self.values[place] or 0.0)


def align(rows: Sequence[Row], roles: Sequence[Role]) -> list[tuple[Run, dict[int, int]] | None]:
    """For each row its run of cells, and the sure columns (base 0), each with the place of its figure in the run.

    None for a row without figures, and for one whose run of cells cannot be told.
    """
    width = len(roles)
    lines = [_line(row, width) for row in rows]
    rows = _named_with_numbers(rows, lines, width)
    _nest(rows, lines)
    relations = _relations(lines, roles)
    sizes = _sizes(lines, width)
    counts = Counter(len(line.values) for row, line in zip(rows, lines, strict=True) if line.values and not row.sums)
    usual = max(counts, key=lambda count: (counts[count], count), default=width)
    for row, line in zip(rows, lines, strict=True):
        _weigh(row, line, width, relations, sizes)
        if len(line.values) == width != usual and not row.sums and not _shown(dict(enumerate(line.values)), relations):
            line.ways = []  # a name that ends with a number, where hardly a row fills every column
    _add_up(rows, lines)
    _groups(rows, lines)
    return [(row.runs[line.run], line.sure()) if line.ways else None for row, line in zip(rows, lines, strict=True)]


def _named_with_numbers(rows: Sequence[Row], lines: list[_Line], width: int) -> list[Row]:
    """The rows with the first of their figures as the end of the name ("Xã Lộc An 2 80 20"), where they have one too
    many and most rows have a figure for every column; their `lines` are changed too."""
    filled = [line for line in lines if line.values]
    if sum(len(line.values) == width for line in filled) < _HOLDING * len(filled):
        return list(rows)
    named = []
    for index, row in enumerate(rows):
        run = row.runs[lines[index].run] if row.runs else None
        if run is not None and len(run.figures) == width + 1:
            row = replace(row, runs=(replace(run, figures=run.figures[1:], label_end=run.figures[0].end),))
            lines[index] = _line(row, width)
        named.append(row)
    return named


def _line(row: Row, width: int) -> _Line:
    """A row with the run that has a figure for every column, where there is one such run, else with the likeliest."""
    full = [n for n, run in enumerate(row.runs) if len(run.figures) == width]
    chosen = full[0] if len(full) == 1 else 0
    values = tuple(figure.value for figure in row.runs[chosen].figures) if row.runs else ()
    return _Line(chosen, values, _ways(len(values), width), [])


def _ways(count: int, width: int) -> list[Way]:
    fits = 0 < count <= width and math.comb(width, count) <= _MOST_WAYS
    return list(itertools.combinations(range(width), count)) if fits else []


def _nest(rows: Sequence[Row], lines: Sequence[_Line]) -> None:
    """Note the rows directly under each row, by their depth."""
    over: list[int] = []
    for index, row in enumerate(rows):
        if row.depth is None:
            over = []
            continue
        while over and (rows[over[-1]].depth or 0) >= row.depth:
            over.pop()
        if over:
            lines[over[-1]].children.append(index)
        over.append(index)


def _relations(lines: Sequence[_Line], roles: Sequence[Role]) -> list[Relation]:
    """What the columns are to each other, by what they hold and by the rows that have a figure in every column."""
    found: list[Relation] = []
    for column in range(2, len(roles)):
        if roles[column] == "amount" and roles[column - 1] == "price" and roles[column - 2] == "figure":
            found.append(("price", column, (column - 2, column - 1)))
    width = len(roles)
    full = [line.values for line in lines if len(line.values) == width and None not in line.values][:_MOST_ROWS]
    if len(full) < _LEAST or width > _MOST_COLUMNS:
        return found
    for column in range(width):
        others = [other for other in range(width) if other != column]
        pairs = [("product", column, pair) for pair in itertools.combinations(others, 2)]
        spans = [
            ("sum", column, tuple(range(first, last)))
            for first, last in itertools.combinations(range(width + 1), 2)
            if last - first > 1 and not first <= column < last
        ]
        found += [r for r in (*pairs, *spans) if _holds_in_most(full, r)]
    return found[:_MOST_RELATIONS]


def _holds_in_most(rows: Sequence[tuple[float | None, ...]], relation: Relation) -> bool:
    kind, column, parts = relation
    shown = [values for values in rows if _holds(dict(enumerate(values)), relation)]
    telling = large = 0
    for values in shown:
        factors = [values[part] or 0.0 for part in parts]
        if sum(factor != 0.0 and (kind == "sum" or factor != 1.0) for factor in factors) > 1:
            telling += 1
            large += (values[column] or 0.0) > _CHANCE
    return len(shown) >= _HOLDING * len(rows) and (large >= _LEAST or telling >= 2 * _LEAST)


def _holds(cells: dict[int, float | None], relation: Relation) -> bool:
    """Whether the filled cells of a row show a relation: all of a product; of a sum its column and a part at least."""
    kind, column, parts = relation
    whole = cells.get(column)
    given = [value for part in parts if (value := cells.get(part)) is not None]
    if whole is None or not given or (kind != "sum" and len(given) < len(parts)):
        return False
    made = sum(given) if kind == "sum" else math.prod(given)
    return math.isclose(made, whole, rel_tol=1e-6, abs_tol=0.5 if kind == "price" and whole > _CHANCE else 1e-6)


def _sizes(lines: Sequence[_Line], width: int) -> list[tuple[float, float]]:
    """The least and the most that may stand in each column, by the rows with a figure for every column."""
    full = [line.values for line in lines if len(line.values) == width]
    columns = ([value for values in full if (value := values[n])] for n in range(width))
    return [(min(values, default=0.0) / _UNLIKE, max(values, default=math.inf) * _UNLIKE) for values in columns]


def _weigh(
    row: Row, line: _Line, width: int, relations: Sequence[Relation], sizes: Sequence[tuple[float, float]]
) -> None:
    """Leave the ways that show the most relations, of the run that shows them; of these the ways of the usual size."""
    if len(line.ways) == 1:
        return
    for number, run in enumerate(row.runs):
        values = tuple(figure.value for figure in run.figures)
        ways = _ways(len(values), width)
        scores = [_shown(dict(zip(way, values, strict=True)), relations) for way in ways]
        most = max(scores, default=0)
        if most:
            best = [way for way, score in zip(ways, scores, strict=True) if score == most]
            usual = [way for way in best if all(_fits_in(v, sizes[c]) for c, v in zip(way, values, strict=True))]
            line.run, line.values, line.ways = number, values, usual or best
            return


def _fits_in(value: float | None, size: tuple[float, float]) -> bool:
    return not value or size[0] <= value <= size[1]


def _shown(cells: dict[int, float | None], relations: Sequence[Relation]) -> int:
    """How many relations a row shows, that of price and amount twice; a small product may be one by chance."""
    shown = [r for r in relations if _holds(cells, r) and (r[0] == "sum" or (cells[r[1]] or 0.0) > _CHANCE)]
    return len(shown) + sum(kind == "price" for kind, _, _ in shown)


class _Steps:
    """How much of the work for one table is left."""

    def __init__(self) -> None:
        self.left = _MOST_STEPS

    def take(self, count: int) -> bool:
        """Whether `count` more steps may be done."""
        self.left -= count
        return self.left >= 0


def _add_up(rows: Sequence[Row], lines: Sequence[_Line]) -> None:
    """Place the figures of short rows so that the columns add up to the sums printed under or over them."""
    width = max((way[-1] + 1 for line in lines for way in line.ways), default=0)
    steps = _Steps()
    for index, row in enumerate(rows):
        line = lines[index]
        if not row.sums or len(line.ways) != 1 or len(line.values) < width:
            continue
        totals = tuple(value or 0.0 for value in line.values)
        places = [n for n in _section(rows, index) if not lines[n].children and lines[n].values]
        members = [lines[n] for n in places]
        if any(not member.ways for member in members) or all(len(member.ways) == 1 for member in members):
            continue
        choices = [member.ways for member in members]
        found = _fits(members, choices, totals, False, steps)
        if found is None or any(len(ways) > 1 for ways in found):
            found = _simplest([rows[n].kind for n in places], members, totals, steps) or found
        for member, ways in zip(members, found or choices, strict=True):
            member.ways = ways


def _section(rows: Sequence[Row], index: int) -> range:
    """The rows that a row of sums adds up: those between it and the row of sums before it, else those behind it."""
    sums = [n for n, row in enumerate(rows) if row.sums]
    place = sums.index(index)
    before = range(sums[place - 1] + 1 if place else 0, index)
    return before or range(index + 1, sums[place + 1] if place + 1 < len(sums) else len(rows))


def _simplest(
    names: Sequence[str], lines: Sequence[_Line], totals: tuple[float, ...], steps: _Steps
) -> list[list[Way]] | None:
    """The one placement that adds up to `totals` with the fewest ways, rows of one way standing together: none begins
    left of the row above it. None where several do, the table is too short to say so, or nothing but the sums says that
    rows are sorted so: somewhere rows of one kind by their `names` ("Cửa sông …") must end with a column."""
    if len(lines) < _LEAST * len(totals):
        return None
    kinds = sorted({way for line in lines for way in line.ways})
    tried = 0
    for size in range(1, len(kinds) + 1):
        fitting = []
        for chosen in itertools.combinations(kinds, size):
            tried += 1
            if tried > _MOST_TRIED or not steps.take(1):
                return None
            if len({column for way in chosen for column in way}) < len(totals):
                continue
            choices = [[way for way in line.ways if way in chosen] for line in lines]
            found = _fits(lines, choices, totals, True, steps) if all(choices) and steps.take(len(lines)) else None
            if found is not None:
                fitting.append(found)
        if fitting:
            sure = len(fitting) == 1 and all(len(ways) == 1 for ways in fitting[0])
            return fitting[0] if sure and _sorted_by_kind(names, [ways[0][0] for ways in fitting[0]]) else None
    return None


def _sorted_by_kind(names: Sequence[str], firsts: Sequence[int]) -> bool:
    """Whether the rows before and behind some change of their first column are of other kinds."""
    changes = (n for n in range(1, len(firsts)) if firsts[n] != firsts[n - 1])
    return any(set(names[:n]).isdisjoint(names[n:]) for n in changes)


def _fits(
    lines: Sequence[_Line], choices: Sequence[list[Way]], totals: tuple[float, ...], in_blocks: bool, steps: _Steps
) -> list[list[Way]] | None:
    """Those of the `choices` of each row that stand in some placement whose columns add up to `totals`; None where
    there is no such placement, or too many to go through. `in_blocks`: no row begins left of the row above it."""
    layers: list[set[tuple[float, ...]]] = [{(0, *(0.0 for _ in totals))}]
    for line, ways in zip(lines, choices, strict=True):
        if not steps.take(len(layers[-1]) * len(ways)):
            return None
        reached = {
            after for state in layers[-1] for way in ways if (after := _after(state, line, way, totals, in_blocks))
        }
        if not reached:
            return None
        layers.append(reached)
    alive = {state for state in layers[-1] if state[1:] == tuple(round(total, 6) for total in totals)}
    found: list[list[Way]] = []
    for line, ways, layer in zip(reversed(lines), reversed(choices), reversed(layers[:-1]), strict=True):
        trials = [
            (state, way) for state in layer for way in ways if _after(state, line, way, totals, in_blocks) in alive
        ]
        alive = {state for state, _ in trials}
        found.append([way for way in ways if any(way == other for _, other in trials)])
    return found[::-1] if alive else None


def _after(
    state: tuple[float, ...], line: _Line, way: Way, totals: tuple[float, ...], in_blocks: bool
) -> tuple[float, ...] | None:
    """The sums after one more row, behind the first column of the row above; None where they go beyond the totals."""
    if in_blocks and way[0] < state[0]:
        return None
    sums = list(state)
    sums[0] = way[0] if in_blocks else 0
    for column, value in zip(way, line.values, strict=True):
        sums[column + 1] = round(sums[column + 1] + (value or 0.0), 6)
        if sums[column + 1] > totals[column] + 1e-6:
            return None
    return tuple(sums)


def _groups(rows: Sequence[Row], lines: Sequence[_Line]) -> None:
    """Place the figures of group rows, and the single figures of the rows under them, where the rows add up to them."""
    order = [(n, line.children) for n, line in reversed(list(enumerate(lines))) if line.children]
    sums = [n for n, row in enumerate(rows) if row.sums and not lines[n].children]
    order += [(n, [member for member in _section(rows, n) if rows[member].depth == 0]) for n in sums]
    for _ in range(2):  # a group that is placed late places the single rows beside it
        for index, members in order:
            _group(lines[index], [line for member in members for line in _filled(lines, member)])


def _filled(lines: Sequence[_Line], index: int) -> list[_Line]:
    """A row, or where it is a heading without figures the nearest rows under it that have some."""
    line = lines[index]
    if line.values:
        return [line]
    return [below for child in line.children for below in _filled(lines, child)]


def _group(line: _Line, members: Sequence[_Line]) -> None:
    ways = [way for way in line.ways if _is_sum(line, way, members)]
    if len(ways) != 1 and len(line.values) == 1:
        ways = [way for way in line.ways if _about(line.values[0] or 0.0, way[0], members)]
    if len(ways) != 1:
        return
    line.ways = ways
    for member in members:
        if len(member.ways) > 1 and len(member.values) == len(line.values) == 1 and _is_sum(line, ways[0], members):
            member.ways = [ways[0]]


def _is_sum(line: _Line, way: Way, members: Sequence[_Line]) -> bool:
    """Whether the members add up to each figure of a row; members of a single figure whose column is not known yet
    count for the column of a row that has a single figure too."""
    for column, value in zip(way, line.values, strict=True):
        added = 0.0
        for member in members:
            known = member.at(column)
            if known is None and (len(member.values) != 1 or len(line.values) != 1):
                return False
            added += (member.values[0] or 0.0) if known is None else known
        if added == 0.0 or not math.isclose(added, value or 0.0, rel_tol=_ROUNDING):
            return False
    return True


def _about(value: float, column: int, members: Sequence[_Line]) -> bool:
    """Whether a figure is of the size of its column's sum; parts that do not add up to it are for the audit to find."""
    known = [at for member in members if (at := member.at(column))]
    return len(known) > 1 and 1 / _SIZE <= value / sum(known) <= _SIZE
