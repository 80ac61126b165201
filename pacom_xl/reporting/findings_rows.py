"""Rows of the sheet of findings: texts of the cells, row height, link to the cell of the finding."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from pacom_xl.consolidation.review import Review
from pacom_xl.model.findings import Finding, Severity
from pacom_xl.model.text import STEERING, Lang, Text, cell_text, path_text
from pacom_xl.reporting.words.labels import Names
from pacom_xl.reporting.words.place_words import place_words
from pacom_xl.reporting.words.severity_words import SEVERITY_TASKS
from pacom_xl.rules import messages
from pacom_xl.rules.subject_words import subject_words
from pacom_xl.writing.cell_xml import Cells, row_xml
from pacom_xl.writing.group.links import file_link, place_in, spelled
from pacom_xl.writing.streamed_rows import write_link

#: Key, heading and width in characters of each column.
COLUMNS: tuple[tuple[str, Text, int], ...] = (
    ("severity", Text("Gravité", "Severity"), 11),
    ("team", Text("Équipe", "Team"), 18),
    ("message", Text("Quoi", "What"), 60),
    ("fix", Text("À faire", "To do"), 42),
    ("owner", Text("Qui", "Who"), 18),
    ("place", Text("Où", "Where"), 40),
    ("subject", Text("Objet", "About"), 14),
    ("title", Text("Intitulé", "Title"), 60),
    ("file", Text("Fichier", "File"), 24),
    ("cell", Text("Cellule", "Cell"), 22),
    ("counts", Text("Compté", "Counted"), 20),
    ("rule", Text("Intitulé de la règle", "Rule title"), 36),
    ("code", Text("Règle", "Rule"), 9),
)
#: Columns on paper: the first ones, up to the place.
PRINTED = 6
_PLACE_COLUMN = next(at for at, (key, _, _) in enumerate(COLUMNS) if key == "place")
#: Characters that fit on a line of each column.
_LINE_LENGTHS = [width - 2 for _, _, width in COLUMNS]
_YES = Text("oui", "yes")
#: Most characters of a link in Excel.
_LINK = 2_079
#: Height of a line of text, in points.
_LINE = 13.5
#: Most lines of text in a row.
_TALLEST = 30
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class FindingRows:
    """Writes the rows as XML. ``looks``: for each style name, a ``Cells`` for every column."""

    def __init__(self, review: Review, names: Names, folder: Path, looks: Mapping[str, Sequence[Cells]]) -> None:
        self._review = review
        self._names = names
        #: Folder where the workbook will be opened: links are relative to it.
        self._folder = folder
        self._starts = [cells.start for cells in next(iter(looks.values()))]
        self._tails = {name: _Tails(cells[0]) for name, cells in looks.items()}
        #: Cell styles of the columns, by kind of row.
        self._kinds: dict[tuple[bool, Severity, str], list[_Tails]] = {}

    def row(self, sheet: Any, at: int, finding: Finding, links: bool) -> str:
        """The row ``at`` (zero-based) as XML; ``links``: whether to link to the cell of the finding."""
        texts, number = _texts(finding, self._review, self._names), str(at + 1)
        link = _link(finding, self._folder) if links else None
        if link:
            write_link(sheet, at, _PLACE_COLUMN, link)
        tails = self._kind(finding, link)
        cells = [f"{start}{number}{tail[text]}" for start, tail, text in zip(self._starts, tails, texts, strict=True)]
        return row_xml(number, "".join(cells), _height(texts))

    def _kind(self, finding: Finding, link: str | None) -> list[_Tails]:
        usual = "plain" if finding.counts else "muted"
        place = ("link" if link else "plain") if finding.cell and finding.file else usual
        kind = (finding.counts, finding.severity, place)
        if kind not in self._kinds:
            special = {"severity": finding.severity if finding.counts else usual, "place": place}
            self._kinds[kind] = [self._tails[special.get(key, usual)] for key, _, _ in COLUMNS]
        return self._kinds[kind]


class _Tails(dict[str, str]):
    """XML after the address of a cell of one style, by its text. Cached: rows repeat the same texts."""

    def __init__(self, cells: Cells) -> None:
        super().__init__({"": cells.blank})
        self._cells = cells

    def __missing__(self, text: str) -> str:
        tail = self[text] = self._cells.text(fit(text))
        return tail


def _link(finding: Finding, folder: Path) -> str | None:
    if not finding.cell or not finding.file:
        return None
    return cell_link(finding.file, finding.cell.sheet, finding.cell.a1, folder)


def cell_link(file: str, sheet: str, cell: str, folder: Path) -> str | None:
    """A link from a workbook in ``folder`` to a cell of another; ``None`` when Excel could not hold it."""
    target, place = _relative_target(file, folder), place_in(sheet, cell)
    return file_link(target, place) if target and len(target) + len(place) < _LINK else None


@lru_cache(maxsize=4)
def _relative_target(file: str, folder: Path) -> str:
    """Relative URL from a folder to a file; ``""`` when it has control characters."""
    place = Path(file).absolute().resolve()
    try:
        relative = os.path.relpath(place, folder)
    except ValueError:
        # On another drive: only an absolute path works.
        return place.as_uri()
    return "" if STEERING.search(relative) else spelled(relative)


def _texts(finding: Finding, review: Review, names: Names) -> tuple[str, ...]:
    """Text of each column."""
    lang = review.lang
    owner = names.owner(finding)
    return (
        SEVERITY_TASKS[finding.severity].in_(lang),
        names.team(finding.team),
        messages.message(finding, lang, review.template),
        messages.fix(finding, lang, review.template),
        owner.name if owner else "",
        place_words(finding, review.template, lang),
        subject_words(finding, review.template, lang),
        names.title(finding),
        _file_name(finding.file) if finding.file else "",
        f"{finding.cell.sheet}!{finding.cell.a1}" if finding.cell else "",
        _counted(finding, lang),
        messages.title(finding.code, lang),
        finding.code,
    )


@lru_cache(maxsize=4)
def _file_name(file: str) -> str:
    return path_text(Path(file).name)


def _height(texts: Sequence[str]) -> float:
    """Row height in points. It is set because not every office program adapts rows to wrapped text."""
    lines = [-(-len(text) // length) for text, length in zip(texts, _LINE_LENGTHS, strict=True)]
    return _LINE * min(_TALLEST, max(lines))


def _counted(finding: Finding, lang: Lang) -> str:
    if finding.hidden_by:
        return Text(f"non, dit par {finding.hidden_by}", f"no, told by {finding.hidden_by}").in_(lang)
    if finding.waived_by:
        return Text(f"non, dérogation de {finding.waived_by}", f"no, waived by {finding.waived_by}").in_(lang)
    return _YES.in_(lang)


def fit(text: str) -> str:
    """``text`` cut to the length of a cell, control characters replaced."""
    return cell_text(_CONTROLS.sub("\ufffd", text))
