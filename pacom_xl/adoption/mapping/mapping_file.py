"""The mapping as a small TOML file, to be edited and used again with the next list of the same shape."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field, replace
from typing import Any, cast, get_args

from pacom_xl.adoption.list_file.list_cells import ListFile
from pacom_xl.adoption.mapping.column_mapping import MappedColumn, MappedTable, Mapping
from pacom_xl.adoption.mapping.tables import ListTable, find_tables, table_at
from pacom_xl.adoption.mapping.vocabulary import TARGETS, UNPLACED, heading_words
from pacom_xl.adoption.records.lenient_dates import DateOrder
from pacom_xl.model.plan import column_letters
from pacom_xl.model.text import Lang, Text, fold
from pacom_xl.model.typography import sentence
from pacom_xl.storage.toml_files import TomlError, parse
from pacom_xl.template.schema import Template

SCHEMA = "pacom-adopt/1"
_KINDS = ("actions", "people", "ignore")


class MappingFileError(Exception):
    """A mapping file that cannot be used; ``problems`` lists every mistake."""

    def __init__(self, *problems: Text) -> None:
        super().__init__(problems[0].en)
        self.problems = problems


@dataclass(frozen=True)
class ColumnEntry:
    """The target of one column. ``letters`` distinguish columns with the same heading."""

    letters: str
    heading: str
    target: str


@dataclass(frozen=True)
class TableEntry:
    """One table of the file; ``headings`` are its heading rows, counted from 1."""

    sheet: str
    kind: str
    headings: tuple[int, ...]
    columns: tuple[ColumnEntry, ...]
    axis: str | None = None

    @property
    def signature(self) -> frozenset[str]:
        """Words of the headings, to find the same table in another list."""
        return frozenset(filter(None, (heading_words(column.heading) for column in self.columns)))


@dataclass(frozen=True)
class MappingFile:
    """The content of a mapping file."""

    tables: tuple[TableEntry, ...] = ()
    team: str | None = None
    label: str = ""
    year: int | None = None
    order: DateOrder | None = None
    values: dict[str, dict[str, str]] = field(default_factory=dict)


# -- writing -----------------------------------------------------------------------------------------------------


def mapping_text(mapping: Mapping, list_name: str, values: AnyMapping[str, AnyMapping[str, str]], lang: Lang) -> str:
    """The TOML of a mapping. ``values``: the choice key of every text in the list, by target."""
    head = sentence(
        "Correspondance de « {name} », proposée par pacom-xl adopt. Corrigez les « to », puis relancez avec --mapping.",
        'Mapping of "{name}", proposed by pacom-xl adopt. Edit the "to" entries, then run again with --mapping.',
        name=list_name,
    )
    empty = sentence('to = "" : À replacer', 'to = "": To be placed')
    lines = [f"# {head.in_(lang)}".replace("\n", " "), f"# {empty.in_(lang)}", "#"]
    lines += [f"# {target.key} = {target.label.in_(lang)}" for target in TARGETS.values()]
    lines += ["", f"schema = {_string(SCHEMA)}"]
    settings = {"team": mapping.team, "label": mapping.label or None, "year": mapping.year, "date_order": mapping.order}
    lines += [f"{key} = {_string(v) if isinstance(v, str) else v}" for key, v in settings.items() if v is not None]
    for mapped in mapping.tables:
        lines += _table_lines(mapped)
    for target, found in values.items():
        if found:
            lines += ["", f"[values.{target}]", *(f"{_string(text)} = {_string(key)}" for text, key in found.items())]
    return "\n".join(lines) + "\n"


def _table_lines(mapped: MappedTable) -> Iterator[str]:
    table = mapped.table
    yield from ("", "[[table]]", f"sheet = {_string(table.sheet.name)}", f"kind = {_string(mapped.kind)}")
    yield f"headings = {[row + 1 for row in table.headings]}"
    if mapped.axis:
        yield f"axis = {_string(mapped.axis)}"
    for column in mapped.columns:
        yield from ("", "[[table.column]]", f"column = {_string(column_letters(column.column.column))}")
        yield f"heading = {_string(column.column.heading)}"
        yield f"to = {_string(column.target)}"
        yield f"confidence = {column.confidence:.2f}"


def _string(text: str) -> str:
    """A TOML basic string: JSON's, which leaves one control character as it is."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


# -- reading -----------------------------------------------------------------------------------------------------


def read_mapping(text: str, name: str) -> MappingFile:
    """A mapping file. Raises ``MappingFileError`` with every mistake of it."""
    try:
        data = parse(text)
    except TomlError as error:
        at = Text(f", ligne {error.line}", f", line {error.line}") if error.line else Text("", "")
        raise MappingFileError(
            sentence("{name}{at} : {why}.", "{name}{at}: {why}.", name=name, at=at, why=error.why)
        ) from error
    reader = _Reader(name)
    found = reader.file(data)
    if reader.problems:
        raise MappingFileError(*reader.problems)
    return found


class _Reader:
    """One pass over the data, keeping the mistakes it meets."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Text] = []

    def report(self, place: str, problem: Text) -> None:
        """Keep a mistake, with its place in the file."""
        fr, en = "{name} : {place} : {problem}.", "{name}: {place}: {problem}."
        self.problems.append(sentence(fr, en, name=self.name, place=place, problem=problem))

    def file(self, data: dict[str, Any]) -> MappingFile:
        if data.get("schema") != SCHEMA:
            self.report("schema", sentence("« {schema} » attendu", '"{schema}" expected', schema=SCHEMA))
        year, order = data.get("year"), data.get("date_order")
        if year is not None and not (isinstance(year, int) and 2000 <= year <= 2100):
            self.report("year", sentence("année de 2000 à 2100 attendue", "a year from 2000 to 2100 expected"))
        if order is not None and order not in get_args(DateOrder):
            fr, en = "dmy (jour d’abord) ou mdy (mois d’abord) attendu", "dmy (day first) or mdy (month first) expected"
            self.report("date_order", sentence(fr, en))
        team = str(data.get("team") or "") or None
        if team and not is_team_code(team):
            self.report("team", sentence("deux à quatre lettres attendues", "two to four letters expected"))
        tables = [self.table(f"table {n}", entry) for n, entry in enumerate(self.items(data, "table", "table"), 1)]
        return MappingFile(
            tuple(tables), team.upper() if team else None, str(data.get("label") or ""), year,
            cast("DateOrder | None", order), self.values(data.get("values", {})),
        )  # fmt: skip

    def items(self, data: dict[str, Any], key: str, place: str) -> list[dict[str, Any]]:
        found = data.get(key, [])
        if isinstance(found, list) and all(isinstance(entry, dict) for entry in found):
            return found
        self.report(place, sentence("écrivez [[{place}]]", "write [[{place}]]", place=place))
        return []

    def table(self, place: str, data: dict[str, Any]) -> TableEntry:
        kind = str(data.get("kind", "actions"))
        if kind not in _KINDS:
            known = ", ".join(_KINDS)
            self.report(f"{place} › kind", sentence("{known} attendu", "{known} expected", known=known))
        rows = data.get("headings", [])
        if not (isinstance(rows, list) and all(isinstance(row, int) and 0 < row < 1_048_577 for row in rows)):
            fr, en = "numéros de ligne attendus, par exemple [1, 2]", "row numbers expected, for instance [1, 2]"
            self.report(f"{place} › headings", sentence(fr, en))
            rows = []
        entries = self.items(data, "column", "table.column")
        columns = tuple(self.column(f"{place} › column {n}", entry) for n, entry in enumerate(entries, 1))
        axis = data.get("axis")
        return TableEntry(str(data.get("sheet", "")), kind, tuple(sorted(rows)), columns, str(axis) if axis else None)

    def column(self, place: str, data: dict[str, Any]) -> ColumnEntry:
        target = data.get("to", UNPLACED)
        if target != UNPLACED and target not in TARGETS:
            fr, en = "« {target} » n’est aucune des places possibles", '"{target}" is none of the possible places'
            self.report(f"{place} › to", sentence(fr, en, target=target))
            target = UNPLACED
        return ColumnEntry(str(data.get("column", "")).upper(), str(data.get("heading", "")), target)

    def values(self, data: object) -> dict[str, dict[str, str]]:
        if not isinstance(data, dict):
            return {}
        return {
            str(target): {fold(str(text)): str(key) for text, key in entries.items()}
            for target, entries in data.items()
            if isinstance(entries, dict)
        }


def is_team_code(text: str) -> bool:
    """Two to four letters."""
    return 2 <= len(text) <= 4 and text.isascii() and text.isalpha()


def wrong_values(chosen: MappingFile, template: Template, name: str) -> Iterator[Text]:
    """Values a mapping file gives the meaning of a choice the template does not have."""
    for target, found in chosen.values.items():
        field_ = template.by_name.get(f"actions.{target}")
        known = [choice.key for choice in template.choices.get(field_.type.choices or "", ())] if field_ else []
        for key in sorted({key for key in found.values() if key and key not in known}):
            yield sentence(
                "{name} : values.{target} : « {key} » n’est pas l’une de : {known}.",
                '{name}: values.{target}: "{key}" is none of: {known}.',
                name=name,
                target=target,
                key=key,
                known=", ".join(known) or "–",
            )


# -- using -------------------------------------------------------------------------------------------------------


def with_mapping_file(proposed: Sequence[MappedTable], chosen: MappingFile, list_file: ListFile) -> list[MappedTable]:
    """The proposed tables with the targets of a mapping file, and the tables of the file that were not proposed.

    Raises ``MappingFileError`` when a table it names is not in the list.
    """
    tables: dict[int, MappedTable] = {}
    covered: set[int] = set()
    for entry in chosen.tables:
        for table in _tables_of(entry, list_file):
            covered.add(_id(table))
            if entry.kind != "ignore":
                tables[_id(table)] = _mapped(entry, table)
    used = [tables.get(_id(m.table), m) for m in proposed if _id(m.table) in tables or _id(m.table) not in covered]
    named = {_id(m.table) for m in used}
    return used + [mapped for key, mapped in tables.items() if key not in named]


def _id(table: ListTable) -> int:
    """The same table found twice: its sheet and first heading row."""
    return hash((table.sheet.name, table.headings[0]))


def _tables_of(entry: TableEntry, list_file: ListFile) -> list[ListTable]:
    """The table of that sheet and heading rows; else the tables of any sheet with these headings."""
    for sheet in list_file.sheets:
        if fold(sheet.name) == fold(entry.sheet) and entry.headings and entry.headings[-1] - 1 in sheet.rows:
            table = table_at(sheet, tuple(row - 1 for row in entry.headings))
            if not entry.signature or table.signature() & entry.signature:
                return [table]
    alike = [t for sheet in list_file.sheets for t in find_tables(sheet) if _is_alike(t, entry)]
    if alike:
        return alike
    raise MappingFileError(
        sentence(
            "la correspondance nomme un tableau de l’onglet « {sheet} », titres en ligne {rows} : la liste n’en a pas "
            "de semblable.",
            'the mapping names a table of the tab "{sheet}", headings in row {rows}: the list has none like it.',
            sheet=entry.sheet,
            rows=", ".join(map(str, entry.headings)) or "?",
        )
    )


def _is_alike(table: ListTable, entry: TableEntry) -> bool:
    found, expected = table.signature(), entry.signature
    return len(found & expected) * 2 > max(len(found), len(expected)) if expected else False


def _mapped(entry: TableEntry, table: ListTable) -> MappedTable:
    columns = []
    for column in table.columns:
        letters, words = column_letters(column.column), heading_words(column.heading)
        same = [c for c in entry.columns if heading_words(c.heading) == words]
        exact = [c for c in same if c.letters == letters]
        # Columns of the same heading are distinguished by their letters, then by their order.
        chosen = exact[0] if exact else same[min(column.rank, len(same) - 1)] if same else None
        columns.append(MappedColumn(column, chosen.target if chosen else UNPLACED, 1.0 if chosen else 0.0))
    kind = "people" if entry.kind == "people" else "actions"
    return MappedTable(table, kind, columns, entry.axis)  # type: ignore[arg-type]


def with_settings(mapping: Mapping, chosen: MappingFile) -> Mapping:
    """The mapping with the settings of a file where the caller gives none."""
    return replace(
        mapping,
        team=mapping.team or chosen.team,
        label=mapping.label or chosen.label,
        year=mapping.year or chosen.year,
        order=mapping.order or chosen.order,
        values={**chosen.values, **mapping.values},
    )
