"""The criteria sets of the new-rural programme: a printed name in, its number in the set of a unit and tier out.

Data: `data/criteria.csv` (Quyết định 318, 319, 320/QĐ-TTg of 08/3/2022). A name matches as a whole: "cảnh quan và môi
trường" is one name and not "môi trường" as well.
"""

from __future__ import annotations

import csv
import functools
from importlib import resources
from itertools import permutations

import regex

from ocr.tones import new_style


def _plain(name: str) -> str:
    """Names differ in case, tone placement, commas and the spaces around dashes."""
    folded = regex.sub(r"\s*+[-–]\s*+", " - ", new_style(name).lower())
    return regex.sub(r"\s++", " ", folded.replace(",", " ")).strip()


@functools.cache
def _sets() -> dict[str, dict[str, int]]:
    """Set → plain name → number."""
    found: dict[str, dict[str, int]] = {}
    with resources.files("parsers").joinpath("data/criteria.csv").open(encoding="utf-8") as handle:
        for row in csv.DictReader(handle):
            names = [row["name"], *row["aliases"].split(";")]
            for name in names:
                if name.strip():
                    found.setdefault(row["set"], {})[_plain(name)] = int(row["number"])
    return found


@functools.cache
def _names() -> regex.Pattern[str]:
    """Every name of every set, longest first, its words in any order where it has four or less ("hạ tầng cơ sở")."""
    names = {name for names in _sets().values() for name in names}
    return regex.compile(
        r"(?<!\p{L})(?:" + "|".join(regex.escape(name) for name in sorted(names, key=len, reverse=True)) + r")(?!\p{L})"
    )


@functools.cache
def _swapped() -> dict[str, str]:
    """Names that plans print with their first words turned about: "hạ tầng cơ sở thương mại" for "cơ sở hạ tầng …"."""
    swaps: dict[str, str] = {}
    for names in _sets().values():
        for name in names:
            words = name.split()
            if len(words) >= 6:
                for order in permutations((words[:2], words[2:4])):
                    swaps[" ".join([*order[0], *order[1], *words[4:]])] = name
    return swaps


def names_in(text: str) -> tuple[str, ...]:
    """The names of criteria that stand in `text`, in order, in plain form."""
    plain = _plain(text)
    for swapped, name in _swapped().items():
        plain = plain.replace(swapped, name)
    return tuple(dict.fromkeys(match.group() for match in _names().finditer(plain)))


def number_of(name: str, level: str, tier: str | None) -> int | None:
    """The number of a criterion in the set of `level` ("xã" or "huyện") and `tier`; None where the set lacks it.

    Without a tier the basic set counts; the exemplary tier has no national set and takes the advanced one's numbers.
    """
    base = "NTM" if tier in {None, "", "NTM"} else "NTM nâng cao"
    return _sets().get(f"{level} {base}", {}).get(_plain(name))


def answers(name: str, number: str, level: str, tier: str) -> bool:
    """Whether the criterion of that number in a set bears `name` or a part of it: "cơ sở vật chất văn hóa" and the
    advanced set's 6, "Văn hóa"."""
    own = [known for known, of in _sets().get(f"{level} {tier}", {}).items() if str(of) == number]
    return any(regex.search(rf"(?<!\p{{L}}){regex.escape(known)}(?!\p{{L}})", _plain(name)) for known in own)
