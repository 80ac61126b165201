"""Propose the field of each column of a list, from its heading first, then from the content of its cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from pacom_xl.adoption.mapping.column_contents import content_weight, is_number, sign_weight
from pacom_xl.adoption.mapping.tables import ListColumn, ListTable
from pacom_xl.adoption.mapping.vocabulary import (
    PEOPLE_TARGETS,
    TARGETS,
    UNPLACED,
    likely_targets,
)
from pacom_xl.adoption.records import lenient_dates
from pacom_xl.adoption.records import lenient_values as lenient
from pacom_xl.adoption.records.people import looks_like_people
from pacom_xl.model.text import fold
from pacom_xl.template.schema import Template
from pacom_xl.values.codecs import Context

#: Below this confidence a column is not placed.
LEAST_CONFIDENCE = 0.5
#: Cells of a column that are examined.
_SAMPLE = 200
#: Target of a second column when the first choice takes only one: a second title becomes the description.
_SECOND_CHOICE = {"title": "what", "owner": "contributors", "axis": "why", "allocated": "planned"}
#: A code of a list: « 1.1.2 », « A3 », « AC-07 ».
_CODE = re.compile(r"[A-Za-z]{0,5}[-. ]?\d+(?:[.\-]\d+)*\.?")
#: Confidence of a column that holds crosses (« x ») under the name of a status or month.
_OF_MARKS = 0.9
_ACTION_SIGNS = frozenset(TARGETS) - PEOPLE_TARGETS - {"title"}
_GOOD_TITLE = ("action", "tache", "task", "plan d")
_OTHER_TITLE = ("suggestion", "idee", "reunion", "compte rendu", "archive", "historique", "glossaire", "utilisateur")
#: Length from which cells of a column read as titles, and share of different ones.
_TITLE_LENGTH, _DIFFERENT = 8, 0.6
#: From this share of names on, a column holds people.
_PEOPLE_SHARE = 0.2
#: A title has a word; « 9h30-10h30 » has none.
_WORD = re.compile(r"[^\W\d_]{3}")


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """A column and its target field; ``UNPLACED`` when its cells are listed on « À replacer »."""

    column: ListColumn
    target: str
    #: From 0 to 1; 1 when the mapping file says so.
    confidence: float


@dataclass(frozen=True)
class MappedTable:
    """A table of actions or of people, and where its columns go."""

    table: ListTable
    kind: Literal["actions", "people"]
    columns: list[MappedColumn]
    #: Axis of every action of the table, when the mapping file gives one.
    axis: str | None = None

    def of(self, target: str) -> list[ListColumn]:
        """Columns that go to a target, from left to right."""
        return [mapped.column for mapped in self.columns if mapped.target == target]

    def one(self, target: str) -> ListColumn | None:
        """The only column of a target."""
        found = self.of(target)
        return found[0] if found else None


@dataclass(frozen=True)
class Mapping:
    """How a list is read: tables, settings, and the choices people assigned to its texts."""

    tables: list[MappedTable]
    team: str | None = None
    label: str = ""
    year: int | None = None
    order: lenient_dates.DateOrder | None = None
    #: Choice key by folded text, by target (``status``, ``priority``).
    values: dict[str, dict[str, str]] = field(default_factory=dict)


def propose(tables: Sequence[ListTable], template: Template, context: Context) -> list[MappedTable]:
    """The tables that are action lists (or name people), mapped; none when no table is."""
    measured = [(_mapped_actions(table, template, context), table) for table in tables]
    scores = {id(table): _score(mapped) for mapped, table in measured}
    best = max(scores.values(), default=0)
    accepted: list[MappedTable] = []
    for sheet in dict.fromkeys(id(table.sheet) for table in tables):
        of_sheet = [(mapped, table) for mapped, table in measured if id(table.sheet) == sheet]
        top = max(scores[id(table)] for _, table in of_sheet)
        for mapped, table in of_sheet:
            if people := _mapped_people(table):
                accepted.append(people)
            elif scores[id(table)] > 0 and scores[id(table)] >= max(0.6 * best, 0.75 * top):
                accepted.append(mapped)
    return accepted if any(mapped.kind == "actions" for mapped in accepted) else []


# -- lists of actions --------------------------------------------------------------------------------------------


def _mapped_actions(table: ListTable, template: Template, context: Context) -> MappedTable:
    offers = [
        (confidence, -column.column, target, column)
        for column in table.columns
        for target, confidence in _confidences(table, column, template, context).items()
    ]
    chosen: dict[int, MappedColumn] = {}
    taken: set[str] = set()
    for confidence, _, target, column in sorted(offers, key=lambda offer: offer[:2], reverse=True):
        if column.column in chosen or confidence < LEAST_CONFIDENCE:
            continue
        if target in taken and not TARGETS[target].several:
            target = _SECOND_CHOICE.get(target, "")
            if not target:
                continue
        taken.add(target)
        chosen[column.column] = MappedColumn(column, target, confidence)
    _find_title(table, chosen)
    _find_codes(table, chosen)
    columns = [chosen.get(column.column) or MappedColumn(column, UNPLACED, 0.0) for column in table.columns]
    return MappedTable(table, "actions", columns)


def _confidences(table: ListTable, column: ListColumn, template: Template, context: Context) -> dict[str, float]:
    """Confidence by target: the heading's, lowered where the cells look like something else."""
    if target := _ticked_target(table, column, template, context):
        return {target: _OF_MARKS}
    likely = likely_targets(column.heading)
    if max(likely.values(), default=0) < LEAST_CONFIDENCE and column.group:
        likely = {key: 0.9 * score for key, score in likely_targets(f"{column.group} {column.heading}").items()}
    cells = [cell for cell in table.cells(column.column)[:_SAMPLE] if cell.problem is None]
    if likely.get(UNPLACED, 0) >= max((s for t, s in likely.items() if t != UNPLACED), default=0) > 0:
        likely = {}
    found = {}
    for target, score in likely.items():
        if target == "email" or target not in (UNPLACED, *PEOPLE_TARGETS):
            content = TARGETS[target].content
            fit = content_weight(cells, content, template, context) * sign_weight(
                f"{column.group} {column.heading}", content
            )
            found[target] = round(score * fit, 3)
    return found


def _ticked_target(table: ListTable, column: ListColumn, template: Template, context: Context) -> str | None:
    """Columns of crosses under the name of a status or of a month."""
    cells = table.cells(column.column)
    if not cells or not all(map(lenient.is_tick, cells)):
        return None
    if lenient_dates.month_named(column.heading, 2000):
        return "months" if _is_calendar_of_ticks(table) else None
    of = template.by_name["actions.status"]
    named = lenient.status_named(column.heading, of, context)
    others = (other for other in table.columns if other.column != column.column)
    # « Fait » alone is a column of statuses like any other.
    return "status_mark" if named and any(lenient.status_named(o.heading, of, context) for o in others) else None


def _is_calendar_of_ticks(table: ListTable) -> bool:
    """Whether all columns headed by a month hold crosses only; a calendar of numbers is another thing."""
    months = (column for column in table.columns if lenient_dates.month_named(column.heading, 2000))
    return all(lenient.is_tick(cell) for column in months for cell in table.cells(column.column))


def _find_title(table: ListTable, chosen: dict[int, MappedColumn]) -> None:
    """Without a title by its heading: the description, else the column whose texts differ most."""
    if any(mapped.target == "title" for mapped in chosen.values()):
        return
    for mapped in chosen.values():
        if mapped.target == "what":
            chosen[mapped.column.column] = replace(mapped, target="title", confidence=round(mapped.confidence * 0.9, 3))
            return
    free = [column for column in table.columns if column.column not in chosen and _reads_as_titles(table, column)]
    if free:
        best = max(free, key=lambda column: len({cell.shown for cell in table.cells(column.column)}))
        chosen[best.column] = MappedColumn(best, "title", LEAST_CONFIDENCE)


def _find_codes(table: ListTable, chosen: dict[int, MappedColumn]) -> None:
    """A column without heading before the titles that holds « 1.1 », « 1.2 »…"""
    title = next((m.column.column for m in chosen.values() if m.target == "title"), None)
    if title is None or any(mapped.target == "code" for mapped in chosen.values()):
        return
    for column in table.columns:
        cells = table.cells(column.column)
        if column.heading or column.column >= title or not cells:
            continue
        codes = [cell.shown for cell in cells if _CODE.fullmatch(cell.shown)]
        if len(codes) >= 0.8 * len(cells) and len(set(codes)) >= _DIFFERENT * len(codes):
            chosen[column.column] = MappedColumn(column, "code", 0.7)
            return


def _reads_as_titles(table: ListTable, column: ListColumn) -> bool:
    texts = [cell.text for cell in table.cells(column.column) if cell.text and not is_number(cell)]
    people = sum(looks_like_people(text) and len(text.split()) <= 2 for text in texts)
    if not texts or people > _PEOPLE_SHARE * len(texts):
        return False
    long = sum(len(text) >= _TITLE_LENGTH and _WORD.search(text) is not None for text in texts)
    return long >= 0.6 * len(texts) and len(set(texts)) >= _DIFFERENT * len(texts)


def _score(mapped: MappedTable) -> float:
    """How much a table is a list of actions; 0 when it is none."""
    targets = {m.target for m in mapped.columns if m.target}
    title = mapped.one("title")
    if title is None or not mapped.table.cells(title.column):
        return 0
    if not targets & _ACTION_SIGNS:
        return 0.1 if len(mapped.columns) == 1 else 0
    words = fold(" ".join(cell.shown for row in mapped.table.above for cell in mapped.table.sheet.rows[row]))
    words += " " + fold(mapped.table.sheet.name)
    bonus = 2 * any(word in words for word in _GOOD_TITLE) - 3 * any(word in words for word in _OTHER_TITLE)
    return max(0.1, len(targets) + bonus)


# -- lists of people ---------------------------------------------------------------------------------------------


def _mapped_people(table: ListTable) -> MappedTable | None:
    """The table as a list of people; ``None`` when it is none."""
    likely = {column.column: likely_targets(column.heading) for column in table.columns}
    sure = {target for found in likely.values() for target, score in found.items() if score == 1}
    names = {"last_name", "first_name"} <= sure or "full_name" in sure or ("last_name" in sure and "email" in sure)
    if not names or sure & {"owner", "due", "start", "progress", "planned", "allocated", "done_on", "status_reason"}:
        return None
    if not ({"first_name", "email", "role"} & sure):
        return None
    taken: set[str] = set()
    columns = []
    for column in table.columns:
        target = next((t for t in likely[column.column] if t in PEOPLE_TARGETS and t not in taken), UNPLACED)
        if target == "full_name" and {"last_name", "first_name"} <= sure:
            target = next((t for t in ("last_name",) if t in likely[column.column] and t not in taken), UNPLACED)
        taken.add(target)
        columns.append(MappedColumn(column, target, likely[column.column].get(target, 0.0) if target else 0.0))
    return MappedTable(table, "people", columns)
