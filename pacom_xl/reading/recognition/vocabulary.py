"""Texts and places of an empty workbook of a template: positions of fields, and texts that the program writes.

The last resort of the reader when anchors are gone, and its measure of what has moved.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache

from pacom_xl.figures.plan_view import PlanView
from pacom_xl.layout.anchors import DECOR, PLACE, SHEET, UNTYPED, column_key, table_anchor
from pacom_xl.layout.blocks import FormBlock, Place, Tab, TableBlock
from pacom_xl.layout.former_layouts import former_columns
from pacom_xl.layout.former_texts import FORMER_LABELS, FORMER_NAMES, FORMER_TEXTS
from pacom_xl.layout.formula_anchors import FORMULAS
from pacom_xl.layout.overview_texts import OVERVIEW_TEXTS
from pacom_xl.layout.sheet_texts import CELL_TEXTS, LABEL_SIGNS, ONCE_STARTED
from pacom_xl.layout.workbook_layout import lay_out
from pacom_xl.model.plan import Plan, Record
from pacom_xl.model.text import LANGS, Text, fold
from pacom_xl.template.consolidated import RETIRED
from pacom_xl.template.schema import Field, Sheet, Table, Template

#: From this length on, a part of a text of the tool's is the tool's too (the guide shortens purposes).
_EXCERPT = 20
_CACHE_SIZE = 50_000
_LONGEST_MARK = 40
#: Table or list of a row, and its number or key.
_ROW_ID = re.compile(r"([a-z][a-z0-9_]*)([#@.])([a-z0-9_]+)")
_DAY, _END = date(2026, 1, 1), date(2026, 12, 31)


@dataclass(frozen=True)
class Vocabulary:
    """One template, seen by the reader. Columns are zero-based; labels are folded."""

    #: Column of each field (``field@part`` for spread ones), by table.
    columns: Mapping[str, Mapping[str, int]]
    #: The same in workbooks of earlier versions, of tables that stood elsewhere.
    former_columns: Mapping[str, Mapping[str, int]]
    #: Place of each field of a form, by table.
    places: Mapping[str, Mapping[str, Place]]
    #: Field by label in either language, by table; ``None`` when two fields share it.
    labels: Mapping[str, Mapping[str, Field | None]]
    #: Sheet by label in either language.
    sheets: Mapping[str, Sheet]
    #: Every text the tool writes by itself, as it is written.
    texts: frozenset[str]
    #: What the tool writes in hidden rows and columns, beside anchors: tables and their fields.
    fields: Mapping[str, Collection[str]] = field(default_factory=dict)
    #: Folded labels of the choices, by list.
    choices: Mapping[str, Collection[str]] = field(default_factory=dict)
    #: Headings as they are written, by table.
    headings: Mapping[str, frozenset[str]] = field(default_factory=dict)
    #: Last column the tool writes to, by key of the sheet; none of sheets without tables.
    last_columns: Mapping[str, int] = field(default_factory=dict)
    #: Table by the anchor of its key row.
    by_anchor: Mapping[str, Table] = field(default_factory=dict)
    #: Caches of texts that the program writes, without and with anchors. The empty text is in both.
    template_texts_seen: set[object] = field(default_factory=set)
    explained_seen: set[object] = field(default_factory=set)
    _strange: set[str] = field(default_factory=set)
    _fields_named: dict[tuple[str, str], tuple[Field | None, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Fill the caches with the texts that are known in advance."""
        self.template_texts_seen.update(self.texts, ("",))
        self.explained_seen.update(
            self.template_texts_seen, (DECOR,), (anchor for anchor in self.by_anchor if self.is_anchor(anchor))
        )

    def explains(self, text: str) -> bool:
        """Whether a text is an anchor or a text of the tool's."""
        if text in self.explained_seen:
            return True
        found = self.is_anchor(text) or self.is_template_text(text)
        if found and len(self.explained_seen) < _CACHE_SIZE:
            self.explained_seen.add(text)
        return found

    def fields_named(self, table: Table, anchor: str) -> tuple[Field | None, ...]:
        """The fields an anchor of a row of a form names, from left to right."""
        found = self._fields_named.get((table.key, anchor))
        if found is None:
            names = (name.partition(".") for name in anchor.split())
            found = tuple(table.by_key.get(key) if prefix == table.key else None for prefix, _, key in names)
            if len(self._fields_named) < _CACHE_SIZE:
                self._fields_named[table.key, anchor] = found
        return found

    def is_anchor(self, text: str) -> bool:
        """Whether the program writes this text in hidden rows and columns."""
        text = column_key(text)
        if text == DECOR or text.startswith((PLACE, SHEET, "[")):
            return len(text) < _LONGEST_MARK
        table, _, rest = text.partition(".")
        return rest.partition("@")[0] in self.fields.get(table, ())

    @cached_property
    def hidden_keys(self) -> frozenset[str]:
        """Every key of a table, a field or a sheet that the tool writes in hidden cells."""
        fields = (f"{table}.{key}" for table, keys in self.fields.items() for key in keys)
        return frozenset((*fields, *self.by_anchor, *(f"{SHEET}{sheet.key}" for sheet in self.sheets.values())))

    def is_hidden_key(self, text: str) -> bool:
        """Whether a text is exactly what the tool writes in a hidden cell, which people never mean to type."""
        if text.startswith(UNTYPED) and self.is_anchor(text):
            return True
        if text in self.hidden_keys or ("." in text and text.partition("@")[0] in self.hidden_keys):
            return True
        return self.is_row_id(text) or (" " in text and all(part in self.hidden_keys for part in text.split(" ")))

    def is_row_id(self, text: str) -> bool:
        """Whether a text is the hidden key of a row: ``swot#3``, ``cash@opening``, ``action_status.draft``."""
        found = _ROW_ID.fullmatch(text)
        if found is None:
            return False
        owner, sign, key = found.groups()
        known: Collection[str] = self.choices if sign == "." else self.fields
        return owner in known and (sign != "#" or key.isdecimal())

    @cached_property
    def folded(self) -> frozenset[str]:
        """The same, folded."""
        return frozenset(map(bare_label, self.texts))

    @cached_property
    def written(self) -> frozenset[str]:
        """Folded texts writers put on sheets beside those of the template."""
        return frozenset(bare_label(text) for both in (*CELL_TEXTS, *OVERVIEW_TEXTS) for text in _both(both))

    def is_template_text(self, text: str) -> bool:
        """Whether the program writes this text into workbooks."""
        if text in self.template_texts_seen:
            return True
        if text in self._strange:
            return False
        is_template_text = text.startswith(FORMULAS) or self._is_template_text(text)
        if not is_template_text:
            if len(self._strange) > _CACHE_SIZE:
                self._strange.clear()
            self._strange.add(text)
        elif len(self.template_texts_seen) < _CACHE_SIZE:
            self.template_texts_seen.add(text)
        return is_template_text

    def _is_template_text(self, text: str) -> bool:
        bare = bare_label(text)
        if bare in self.written or bare.rstrip(" →") in self.folded or bare.rstrip(" →") in self.written:
            return True
        head, _, tail = text.rpartition(" (")
        inside = tail.rstrip(")")
        if head and inside and self.is_template_text(head) and self.is_template_text(inside):
            return True
        return len(text) >= _EXCERPT and any(text in whole for whole in self.texts)

    def field_of(self, table: str, text: object) -> Field | None:
        """The field a heading names."""
        return self.labels[table].get(bare_label(text)) if isinstance(text, str) else None


def bare_label(text: str) -> str:
    """A label as people may have retyped it: folded, without the sign of required fields."""
    return fold(text).removesuffix("*").removesuffix(ONCE_STARTED).rstrip(" :")


@lru_cache(maxsize=16)
def vocabulary_of(template: Template) -> Vocabulary:
    """The vocabulary of a template, computed once."""
    records = [
        Record("plan", "plan", {"plan_year": 2026, "plan_start": _DAY, "plan_end": _END}),
        Record("actions", "X", {"code": "X"}),
    ]
    plan = Plan("X", 2026, "fr", template.name, template.version, records)
    layout = lay_out(PlanView(plan, template, _DAY), "fr")
    blocks = [block for tab in layout.tabs for block in tab.blocks.values()]
    return Vocabulary(
        columns={b.table.key: b.columns for b in blocks if isinstance(b, TableBlock)},
        former_columns={key: former_columns(table) for key, table in template.tables.items()},
        places={b.table.key: b.places for b in blocks if isinstance(b, FormBlock)},
        labels={key: _labels(table) for key, table in template.tables.items()},
        sheets={
            **{fold(text): s for s in template.sheets for text in former_names(s.key)},
            **{fold(text): s for s in template.sheets for text in _both(s.label)},
        },
        texts=frozenset(_texts(template)),
        fields={table.key: {*table.by_key, *RETIRED.get(table.key, ())} for table in template.tables.values()},
        last_columns={
            tab.sheet.key: _last_column(tab) for tab in layout.tabs if tab.blocks and tab.sheet.key != "guide"
        },
        headings={key: frozenset(_headings(table)) for key, table in template.tables.items()},
        by_anchor={table_anchor(table.key): table for table in template.tables.values()},
        choices={
            name: frozenset(bare_label(text) for c in entries for text in (c.key, *_both(c.label)))
            for name, entries in template.choices.items()
        },
    )


def _labels(table: Table) -> dict[str, Field | None]:
    labels: dict[str, Field | None] = {}
    for f in table.fields:
        for text in {bare_label(text) for text in _both(f.label)}:
            labels[text] = None if text in labels else f
    for f in table.fields:
        for text in _former_labels(f):
            labels.setdefault(bare_label(text), f)
    return labels


def _former_labels(field: Field) -> tuple[str, ...]:
    """Labels of a field in workbooks of earlier versions."""
    former = FORMER_LABELS.get(field.name)
    return _both(former) if former else ()


def _last_column(tab: Tab) -> int:
    """The last column of a tab, hidden ones included."""
    columns = [tab.last_column, *(column for _, column in tab.hidden.values())]
    columns += (column for carried in tab.carried.values() for column in carried.columns.values())
    columns += (c for block in tab.blocks.values() if not isinstance(block, FormBlock) for c in block.columns.values())
    return max(columns)


def _headings(table: Table) -> Iterator[str]:
    for f in table.fields:
        yield from (text + sign for text in (*_both(f.label), *_former_labels(f)) for sign in LABEL_SIGNS)


def _both(text: Text) -> tuple[str, ...]:
    return tuple(text.in_(lang) for lang in LANGS)


def former_names(sheet: str) -> Iterator[str]:
    """Names of a sheet in workbooks of earlier versions."""
    return (text for names in FORMER_NAMES.get(sheet, ()) for text in _both(names))


def _texts(template: Template) -> Iterator[str]:
    yield from (text for former in FORMER_TEXTS for text in _both(former))
    for sheet in template.sheets:
        yield from (*_both(sheet.label), *_both(sheet.purpose), *former_names(sheet.key))
        for table in sheet.tables:
            yield from _both(table.label)
            for f in table.fields:
                yield from (text + sign for text in (*_both(f.label), *_former_labels(f)) for sign in LABEL_SIGNS)
                yield from (text for part in (f.help, f.section) if part for text in _both(part))
    for choices in template.choices.values():
        for choice in choices:
            yield from (choice.key, *_both(choice.label))
