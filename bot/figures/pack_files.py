"""Reading a pack's files: TOML tables and CSV rows, each problem with its file and line.

A pack is a folder with any of: pack.toml, measures.toml, nouns.toml, verbs.toml, parties.toml,
outlets.toml, places.csv. docs/packs.md says what each may hold.
"""

import csv
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

NAMES = (
    "pack.toml",
    "measures.toml",
    "nouns.toml",
    "verbs.toml",
    "parties.toml",
    "outlets.toml",
    "places.csv",
)
PLACE_KINDS = ("country", "division", "district", "township", "town", "village", "area")
_COLUMNS = {"name", "kind", "region", "also", "country", "common", "within"}


@dataclass
class Problems:
    """What is wrong with a pack, a line each: "parties.toml:12: ..."."""

    lines: list[str] = field(default_factory=list)

    def add(self, path: Path, line: int, text: str) -> None:
        """Note one problem of a file."""
        self.lines.append(f"{path.parent.name}/{path.name}:{line}: {text}")


@dataclass(frozen=True)
class Table:
    """One table of a TOML file, with the line on which it begins."""

    path: Path
    line: int
    values: Mapping[str, Any]
    _source: tuple[str, ...] = ()

    def line_of(self, name: str) -> int:
        """Give the line on which a key of this table stands (the table's own where it cannot be told)."""
        wanted = re.compile(rf"\s*{re.escape(name)}\s*=")
        for offset, text in enumerate(self._source[self.line - 1 :]):
            if offset and text.lstrip().startswith("["):
                break
            if wanted.match(text):
                return self.line + offset
        return self.line

    def words(self, name: str, problems: Problems, *, required: bool = False) -> tuple[str, ...]:
        """Give a list of non-empty strings; () where it is absent or wrong (then noted)."""
        found = self.values.get(name)
        if found is None:
            if required:
                problems.add(self.path, self.line, f"{name} is missing; give a list of words")
            return ()
        if not isinstance(found, list) or not all(isinstance(w, str) and w.strip() for w in found):
            problems.add(self.path, self.line_of(name), f"{name} must be a list of words")
            return ()
        return tuple(w.strip() for w in found)

    def text(self, name: str, problems: Problems, *, required: bool = True) -> str:
        """Give a non-empty string; "" where it is absent or wrong (then noted)."""
        found = self.values.get(name, "" if not required else None)
        if found is None:
            problems.add(self.path, self.line, f"{name} is missing")
            return ""
        if not isinstance(found, str) or (required and not found.strip()):
            problems.add(self.path, self.line_of(name), f"{name} must be text")
            return ""
        return found.strip()

    def flag(self, name: str, problems: Problems) -> bool:
        """Give a boolean; False where it is absent or wrong (then noted)."""
        found = self.values.get(name, False)
        if not isinstance(found, bool):
            problems.add(self.path, self.line_of(name), f"{name} must be true or false")
            return False
        return found

    def day(self, name: str, problems: Problems) -> date | None:
        """Give a date such as 2021-02-01; None where it is absent or wrong (then noted)."""
        found = self.values.get(name)
        if type(found) is not date:
            problems.add(self.path, self.line_of(name), f"{name} must be a date such as 2021-02-01")
            return None
        return found

    def refuse_others(self, known: set[str], problems: Problems) -> None:
        """Note every key that means nothing here: an option without effect is a mistake."""
        for name in self.values:
            if name not in known:
                problems.add(
                    self.path,
                    self.line_of(name),
                    f"{name} is not known here; known: {', '.join(sorted(known))}",
                )


@dataclass(frozen=True)
class TomlFile:
    """A parsed TOML file whose tables know their lines."""

    path: Path
    values: Mapping[str, Any]
    source: tuple[str, ...]

    def root(self) -> Table:
        """Give the keys above the first table."""
        return Table(self.path, 1, self.values, ("", *self.source)[1:])

    def table(self, name: str) -> Table | None:
        """Give the table `[name]`, or None."""
        found = self.values.get(name)
        if not isinstance(found, dict):
            return None
        return Table(self.path, next(iter(self._headers(f"[{name}]")), 1), found, self.source)

    def tables(self, name: str) -> Iterator[Table]:
        """Give the tables `[[name]]`, in order."""
        found = self.values.get(name, [])
        lines = list(self._headers(f"[[{name}]]"))
        for number, values in enumerate(found if isinstance(found, list) else []):
            if isinstance(values, dict):
                yield Table(self.path, lines[number] if number < len(lines) else 1, values, self.source)

    def _headers(self, header: str) -> Iterator[int]:
        for number, text in enumerate(self.source, 1):
            if text.split("#")[0].replace(" ", "").strip() == header:
                yield number


def read_toml(path: Path, problems: Problems) -> TomlFile:
    """Parse a TOML file; an empty one where it is absent or broken (then noted)."""
    if not path.is_file():
        return TomlFile(path, {}, ())
    try:
        text = path.read_text(encoding="utf-8")
        return TomlFile(path, tomllib.loads(text), tuple(text.splitlines()))
    except (OSError, UnicodeDecodeError) as error:
        problems.add(path, 1, f"cannot be read: {error}")
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+)", str(error))
        problems.add(path, int(at[1]) if at else 1, f"is not TOML: {error}")
    return TomlFile(path, {}, ())


@dataclass(frozen=True)
class PlaceRow:
    """One line of places.csv."""

    path: Path
    line: int
    name: str
    kind: str
    region: str
    also: tuple[str, ...]
    country: str
    common: bool
    within: str = ""


def read_places(path: Path, problems: Problems) -> list[PlaceRow]:
    """Read places.csv; rows that cannot be used are noted and left out."""
    if not path.is_file():
        return []
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            columns = set(reader.fieldnames or ())
            if not {"name", "kind", "region"} <= columns or columns - _COLUMNS:
                problems.add(
                    path, 1, "the columns are name,kind,region and, if wanted, also,country,common,within"
                )
                return []
            rows = [_place_row(path, reader.line_num, row, problems) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        problems.add(path, 1, f"cannot be read: {error}")
        return []
    return [row for row in rows if row is not None]


def _place_row(path: Path, line: int, row: Mapping[str, Any], problems: Problems) -> PlaceRow | None:
    if None in row or any(value is None for value in row.values()):
        problems.add(path, line, "has more or fewer fields than the first line")
        return None
    name, kind, region = (str(row[column]).strip() for column in ("name", "kind", "region"))
    if not name:
        problems.add(path, line, "name is empty")
        return None
    if kind not in PLACE_KINDS:
        problems.add(path, line, f"kind {kind!r} is not known; known: {', '.join(PLACE_KINDS)}")
        return None
    if kind == "division" and region != name:
        problems.add(path, line, "a division's region is its own name")
        return None
    common = str(row.get("common", "")).strip()
    if common not in ("", "yes"):
        problems.add(path, line, "common is yes or empty")
    also = tuple(dict.fromkeys(s.strip() for s in str(row.get("also", "")).split("|") if s.strip()))
    country, within = (str(row.get(column, "")).strip() for column in ("country", "within"))
    return PlaceRow(path, line, name, kind, region, also, country, common == "yes", within)
