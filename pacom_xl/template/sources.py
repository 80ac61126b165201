"""The files a template is made of, level by level: its own, then those of each template it extends.

They come from folders, or from the hidden sheet of a workbook, which carries those that are not shipped with the
program so that it can be read wherever it goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from pacom_xl.model.problem import Problem, in_file
from pacom_xl.model.text import Text
from pacom_xl.model.typography import sentence
from pacom_xl.storage.settings import Section, keep_valid
from pacom_xl.storage.toml_files import TomlError, parse, read_text
from pacom_xl.storage.toml_lines import line_of
from pacom_xl.template import template_settings
from pacom_xl.template.schema import SourceFile

HEAD = "template.toml"
STANDARD = "standard"
CHOICES = "choices.toml"
CONSOLIDATED = "consolidated.toml"
MIGRATIONS = "migrations.toml"
SHEET_FILE = re.compile(r"\d\d-\w+\.toml\Z")
#: Most templates one may extend through one another.
_DEEPEST = 8
#: What a workbook may carry: files, and characters in all.
_MOST_FILES, _LONGEST = 200, 1_000_000
#: Characters of a part: a cell holds 32,767, counted in units of UTF-16.
_LONGEST_PART = 15_000


@dataclass
class Level:
    """One template of a chain: the settings of its files that are right, and what is wrong in the others."""

    #: What its ``template.toml`` says, else that of its folder.
    name: str
    #: Text of each file by name.
    texts: Mapping[str, str]
    #: Where they were read; ``None`` when a workbook carried them.
    folder: Path | None = None
    #: Said before file names when the mistakes are of a template that is extended.
    prefix: str = ""
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    #: All settings as they were written, to find the line of a mistake.
    raw: dict[str, dict[str, Any]] = field(default_factory=dict)
    problems: list[Text] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Parse and check every file."""
        for name, text in sorted(self.texts.items()):
            try:
                self.raw[name] = parse(text)
            except TomlError as error:
                self.problems.append(in_file(self.prefix + name, error.line, error.why))
                continue
            found: list[Problem] = []
            section = section_of(name)
            if section is None:
                expected = f"{HEAD}, {CHOICES}, {CONSOLIDATED}, {MIGRATIONS}"
                self.report(
                    name,
                    "",
                    sentence(
                        "fichier inconnu ; attendu : {expected} ou une feuille, ex. 30-magasins.toml",
                        "unknown file; expected: {expected} or a sheet, e.g. 30-our_sheet.toml",
                        expected=expected,
                    ),
                )
                continue
            self.files[name] = keep_valid(section, self.raw[name], found)
            for problem in found:
                self.report(name, problem.path, problem.text)
        self.name = str(self.files.get(HEAD, {}).get("name", self.name))

    def report(self, file: str, path: str, text: Text) -> None:
        """Keep a mistake, with the line of its setting."""
        line = line_of(self.texts.get(file, ""), toml_path(self.raw.get(file, {}), path)) if path else None
        self.problems.append(in_file(self.prefix + file, line, Problem(path, text).sentence()))

    @property
    def extends(self) -> str | None:
        """Name or folder of the template it changes."""
        name = self.files.get(HEAD, {}).get("extends")
        return name if isinstance(name, str) else None


def section_of(file: str) -> Section | None:
    """The section that a file of that name may hold; ``None`` when no file of a template has that name."""
    known = {
        HEAD: template_settings.HEAD,
        CHOICES: template_settings.CHOICES,
        CONSOLIDATED: template_settings.CONSOLIDATED,
        MIGRATIONS: template_settings.MIGRATIONS,
    }
    return template_settings.SHEET if SHEET_FILE.match(file) else known.get(file)


def toml_path(data: object, path: str) -> str:
    """``swot.statement.max_length`` as ``table.1.field.3.max_length``: the entries of lists by their number."""
    found: list[str] = []
    for part in path.split("."):
        if isinstance(data, Mapping) and part in data and not isinstance(data[part], list):
            found.append(part)
            data = data[part]
        elif entry := _entry(data, part):
            found += entry[0]
            data = entry[1]
        else:
            found.append(part)
            data = data[part] if isinstance(data, Mapping) and part in data else None
    return ".".join(found)


def _entry(data: object, key: str) -> tuple[list[str], object] | None:
    """The entry of a list of sections that has this key: its path, and what it holds."""
    if not isinstance(data, Mapping):
        return None
    for name in ("table", "field", "sheet", "provenance", "step"):
        entries = data.get(name)
        for rank, entry in enumerate(entries if isinstance(entries, list) else [], 1):
            if isinstance(entry, Mapping) and entry.get("key", f"step{rank}" if name == "step" else None) == key:
                return [name, str(rank)], entry
    return None


# -- from folders --------------------------------------------------------------------------------------------------


def read_folder(folder: Path, prefix: str = "") -> Level:
    """The template in a folder."""
    texts: dict[str, str] = {}
    problems: list[Text] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            texts[path.name] = read_text(path)
        except TomlError as error:
            problems.append(in_file(prefix + path.name, error.line, error.why))
    level = Level(folder.name, texts, folder, prefix)
    level.problems[:0] = problems
    return level


def chain(first: Level, shipped: Path, carried: Sequence[Level] = ()) -> list[Level]:
    """The template and those it extends, to the one that extends none.

    What it extends is a template shipped with the program, else a folder; for the levels of a workbook (``carried``),
    the level that follows. What cannot be found is reported to the template that names it.
    """
    levels = [first]
    following = iter(carried)
    while (name := levels[-1].extends) is not None:
        last = levels[-1]
        base = _shipped_named(name, shipped)
        if base is None:
            base = _in_folder(last.folder, name) if last.folder else next(following, None)
        if base is None or len(levels) >= _DEEPEST or any(_same(base, level) for level in levels):
            text = sentence("aucun modèle « {name} » à compléter", 'no template "{name}" to extend', name=name)
            last.report(HEAD, "extends", text)
            break
        levels.append(base)
    return levels


def _same(one: Level, other: Level) -> bool:
    return one is other or (one.folder is not None and one.folder == other.folder)


@lru_cache(maxsize=8)
def _shipped(folder: Path) -> Level:
    """A template shipped with the program, read once and shared."""
    return read_folder(folder, f"{folder.name}/")


def _shipped_named(name: str, shipped: Path) -> Level | None:
    is_name = re.fullmatch(r"[\w-]+", name) is not None
    return _shipped((shipped / name).resolve()) if is_name and (shipped / name / HEAD).is_file() else None


def _in_folder(folder: Path, name: str) -> Level | None:
    place = (folder / name).resolve()
    return read_folder(place, f"{place.name}/") if (place / HEAD).is_file() else None


# -- from a workbook -----------------------------------------------------------------------------------------------


def to_carry(levels: Sequence[Level], shipped: Path) -> tuple[SourceFile, ...]:
    """The files of a chain that are not shipped with the program, nearest template first; of a shipped one, its name.

    Workbooks of the standard template carry nothing.
    """
    if levels[0].name == STANDARD:
        return ()
    files = tuple(
        SourceFile(level.name, name, part)
        for level in levels
        if level.folder is None or level.folder.parent != shipped
        for name, text in level.texts.items()
        for part in _parts(text)
    )
    return files or (SourceFile(levels[0].name),)


def _parts(text: str) -> Iterator[str]:
    """The lines of a text, as many at a time as a cell holds."""
    part: list[str] = []
    for line in text.splitlines():
        if part and sum(map(len, part)) + len(part) + len(line) > _LONGEST_PART:
            yield "\n".join(part)
            part = []
        part.append(line)
    yield "\n".join(part)


def carried_levels(files: Iterable[SourceFile]) -> list[Level]:
    """The templates a workbook carries, in its order. It is somebody's file: names and sizes are checked first."""
    texts: dict[str, dict[str, list[str]]] = {}
    for file in _acceptable(files):
        texts.setdefault(file.template, {}).setdefault(file.name, []).append(file.text)
    levels = [
        Level(name, {file: "\n".join(parts) + "\n" for file, parts in found.items()}, prefix=f"{name}/")
        for name, found in texts.items()
    ]
    for level in levels:
        _drop_patterns(level)
    return levels


def _drop_patterns(level: Level) -> None:
    """Drop the regular expressions of a carried template: some take exponential time on a text made for them."""
    for raw in level.files.values():
        for table in raw.get("table", ()):
            for field_ in table.get("field", ()):
                field_.pop("pattern", None)


def _acceptable(files: Iterable[SourceFile]) -> Iterator[SourceFile]:
    size = 0
    for rank, file in enumerate(files):
        size += len(file.text)
        if rank >= _MOST_FILES or size > _LONGEST:
            return
        if section_of(file.name) is not None:
            yield file
