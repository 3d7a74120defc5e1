"""The provinces and centrally-run cities as data: the 63 until 2025-06-30 and the 34 since then."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import regex

from ocr.tones import bare
from parsers.datafiles import table


@dataclass(frozen=True, slots=True)
class Province:
    """A province with the statistics office's code; `kind` is "tỉnh" or "thành phố"; dates in ISO, "" for open."""

    code: str
    name: str
    kind: str
    valid_from: str
    valid_to: str
    aliases: tuple[str, ...]


@cache
def provinces() -> tuple[Province, ...]:
    """All rows of the table; a name that stood before and stands after 2025-07-01 has two."""
    return tuple(
        Province(
            row["code"],
            row["name"],
            row["kind"],
            row["valid_from"],
            row["valid_to"],
            tuple(alias for alias in row["aliases"].split("; ") if alias),
        )
        for row in table("provinces.csv")
    )


def _key(name: str) -> str:
    return regex.sub(r"[\s.–-]+", "", bare(name)).lower()


@cache
def _by_key() -> dict[str, Province]:
    return {_key(name): province for province in provinces() for name in (province.name, *province.aliases)}


def named(name: str) -> Province | None:
    """The province of that bare name in any spelling ("Đăk Lăk", "BÀ RỊA-VŨNG TÀU"), None where there is none."""
    return _by_key().get(_key(name))


def is_city(name: str) -> bool:
    """Whether the name is a centrally-run city's: "thành phố X" is of province level then, else of district level."""
    province = named(name)
    return province is not None and province.kind == "thành phố"


@cache
def pattern() -> regex.Pattern[str]:
    """A province named in running text ("tỉnh Lai Châu", "thành phố Cần Thơ", "TP. Huế"); its name is group `name`."""
    names = {name for province in provinces() for name in (province.name, *province.aliases)}
    choice = "|".join(regex.escape(name).replace(r"\ ", r"\s+") for name in sorted(names, key=len, reverse=True))
    return regex.compile(rf"(?<!\w)(?i:tỉnh|thành phố|tp\.?)\s+(?i:(?:ủy|uỷ)\s+)?(?P<name>(?i:{choice}))(?!\w)")
