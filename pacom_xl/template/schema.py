"""Data types of a template: ``Template`` has ``Sheet``, which has ``Table``, which has ``Field``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pacom_xl.model.text import Text
from pacom_xl.template.field_types import FieldType, Kind


@dataclass(frozen=True, slots=True)
class Field:
    """One field: a column of a table, or a row of a form."""

    table: str
    key: str
    type: FieldType
    label: Text
    help: Text
    #: A person must fill it in.
    required: bool = False
    #: … but only when this condition holds (shown in the field guide; the rules decide).
    required_when: str | None = None
    #: Formula, never read back as data.
    computed: bool = False
    #: Written by the tool and read back.
    generated: bool = False
    hidden: bool = False
    default: Any = None
    pattern: str | None = None
    unique: bool = False
    min: float | None = None
    max: float | None = None
    #: Strict lower bound.
    above: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    #: Heading shown above this field and those that follow it in a form.
    section: Text | None = None

    @property
    def name(self) -> str:
        """``<table>.<key>``: its name everywhere outside its table."""
        return f"{self.table}.{self.key}"

    @property
    def is_input(self) -> bool:
        """Read back as data (typed by people, or written by the tool and needed again)."""
        return not self.computed


@dataclass(frozen=True)
class Table:
    """A form, or a list of rows, inside a sheet."""

    sheet: str
    key: str
    kind: Kind
    label: Text
    fields: tuple[Field, ...]
    #: The field that identifies a row, when there is one.
    code: str | None = None
    #: Else, the fields that do so together.
    natural_key: tuple[str, ...] = ()
    #: Parent table: ``actions`` for the tables of an action sheet.
    parent: str | None = None
    #: Empty rows offered below the filled ones.
    spare: int = 0
    #: Of an action sheet's form: fields of its first screen, in their order; the others are in folded sections.
    essentials: tuple[str, ...] = ()
    #: Folded on an action sheet as long as it is empty.
    folded: bool = False
    #: Rows of a blank workbook.
    rows: tuple[Mapping[str, Any], ...] = ()
    #: Keys of the input fields in the order of the team's template, where the fields stand in another order.
    team_order: tuple[str, ...] = ()

    @cached_property
    def by_key(self) -> dict[str, Field]:
        """Fields by key."""
        return {f.key: f for f in self.fields}

    @cached_property
    def inputs(self) -> tuple[Field, ...]:
        """Fields read back as data, in order."""
        return tuple(f for f in self.fields if f.is_input)

    @cached_property
    def input_keys(self) -> tuple[str, ...]:
        """Keys of the input fields, in order."""
        return tuple(f.key for f in self.inputs)

    @cached_property
    def name_field(self) -> Field | None:
        """The field that names a row beside its code, as lists of codes show it: its first text."""
        texts = (f for f in self.inputs if f.type.base in ("text", "long_text") and not f.hidden and f.key != self.code)
        return next(texts, None) if self.code else None

    @cached_property
    def references(self) -> tuple[Field, ...]:
        """Input fields that name codes of other records."""
        return tuple(f for f in self.inputs if f.type.is_ref)

    @cached_property
    def amounts(self) -> tuple[Field, ...]:
        """Input fields that hold an amount or a percentage."""
        return tuple(f for f in self.inputs if f.type.base in ("money", "percent"))

    @cached_property
    def listed(self) -> frozenset[str]:
        """Keys of the fields with one choice of a list."""
        return frozenset(f.key for f in self.fields if f.type.base == "enum")


@dataclass(frozen=True)
class Sheet:
    """One tab, or one tab per action for the sheet ``actions``."""

    key: str
    label: Text
    purpose: Text
    #: ``core`` or ``optional``.
    level: str
    #: Who fills it in: ``team``, ``group``, ``team+group``, or ``generated``.
    scope: str
    order: int
    tables: tuple[Table, ...]

    @property
    def group_owned(self) -> bool:
        """Whether the group fills in the sheet, and teams only read it."""
        return self.scope == "group"


@dataclass(frozen=True)
class Choice:
    """One entry of a value list."""

    key: str
    label: Text


@dataclass(frozen=True)
class AddedSheet:
    """A sheet only a consolidated workbook has, and the sheet it stands before."""

    sheet: Sheet
    before: str


#: The table of the hidden sheet that carries a company's template.
CARRIED_TEMPLATE = "template_files"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of a template, or a part of one, as a workbook carries it; with no file name, the template's name only."""

    template: str
    name: str = ""
    text: str = ""


@dataclass(frozen=True)
class Step:
    """One change between two versions of a template: a field, or a whole table, was replaced by another."""

    #: The version that made the change.
    version: str
    #: ``renamed``, ``split``, ``retyped`` (another type or other choices) or ``moved`` (to another form or sheet).
    change: str
    #: ``table.field`` as it was; ``table`` when the whole table was moved.
    source: str
    #: ``table.field`` of what it became, several after a split.
    to: tuple[str, ...] = ()
    #: Its type, label and help, when they were others.
    type: FieldType | None = None
    label: Text | None = None
    help: Text | None = None
    #: Text between the parts of a content that is split.
    separator: str = " "
    #: Contents that are spelled otherwise now, by their former spelling.
    values: Mapping[str, str] = field(default_factory=dict)
    #: The sheet a table stood on.
    sheet: str = ""

    @property
    def table(self) -> str:
        """Key of the table."""
        return self.source.partition(".")[0]

    @property
    def key(self) -> str:
        """Former key of the field; ``""`` for a whole table."""
        return self.source.partition(".")[2]

    @property
    def is_of_table(self) -> bool:
        """Whether the step concerns a whole table."""
        return not self.key


@dataclass(frozen=True, eq=False)
class Template:
    """A template. It is compared by identity, so that functions can cache results by template."""

    name: str
    version: str
    label: Text
    sheets: tuple[Sheet, ...]
    choices: Mapping[str, tuple[Choice, ...]]
    #: Fields that say where a row of a consolidated workbook comes from, and the sheets it adds.
    provenance: tuple[Field, ...] = ()
    consolidated_sheets: tuple[AddedSheet, ...] = ()
    #: Colours by role (``title``, ``input``, ``computed``, ``group``…), as ``#RRGGBB``.
    colours: Mapping[str, str] = field(default_factory=dict)
    #: Settings of the rules by the company: ``select``, ``ignore``, ``severity``, ``thresholds``.
    rules: Mapping[str, Any] = field(default_factory=dict)

    #: Optional sheets a workbook does without, unless a plan has something in them.
    left_out: frozenset[str] = frozenset()
    #: Path of the company's logo, for the first sheet.
    logo: str | None = None
    #: Its own name and those of the templates it extends: workbooks of all of them can be read with it.
    family: frozenset[str] = frozenset()
    #: Its files that are not shipped with the program, in parts a cell can hold: every workbook carries them.
    carried: tuple[SourceFile, ...] = ()
    #: What changed between its versions, in the order of its file.
    migrations: tuple[Step, ...] = ()

    @cached_property
    def provenance_keys(self) -> frozenset[str]:
        """Keys of the fields of ``provenance``."""
        return frozenset(field.key for field in self.provenance)

    @cached_property
    def tables(self) -> dict[str, Table]:
        """Every table by key (keys are unique in a template)."""
        return {t.key: t for s in self.sheets for t in s.tables}

    @cached_property
    def by_key(self) -> dict[str, Sheet]:
        """Sheets by key."""
        return {s.key: s for s in self.sheets}

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """Every field by ``<table>.<key>``."""
        return {f.name: f for t in self.tables.values() for f in t.fields}

    @cached_property
    def choice_rows(self) -> dict[tuple[object, object], dict[str, Any]]:
        """Rows of the table of choices as the template fills them, by list and key."""
        return {
            (name, c.key): {"list": name, "key": c.key, "fr": c.label.fr, "en": c.label.en, "order": order}
            for name, entries in self.choices.items()
            if name not in self.tables
            for order, c in enumerate(entries, 1)
        }

    @cached_property
    def data_tables(self) -> tuple[Table, ...]:
        """Tables whose records make the plan: read back and exported."""
        return tuple(
            t
            for s in self.sheets
            if s.scope != "generated"
            for t in s.tables
            if t.kind not in ("computed", "generated")
        )

    def sheet_of(self, table: str) -> Sheet:
        """The sheet that holds a table."""
        return self.by_key[self.tables[table].sheet]

    def children(self, table: str) -> Iterator[Table]:
        """Child tables of ``table``."""
        return (t for t in self.tables.values() if t.parent == table)

    def choice_label(self, list_name: str, key: str) -> Text:
        """Label of a choice; its key when the list has no such entry."""
        for choice in self.choices.get(list_name, ()):
            if choice.key == key:
                return choice.label
        return Text(key, key)
