"""Compute the places of all tabs and blocks of a workbook.

Every sheet: a hidden first row and a hidden first column for the anchors (see ``marks``), a title, the purpose,
then one block per table, each below the other. An action sheet adds hidden rows at its top, where no row that people
delete can take them away: the totals the index reads, and the carried rows these totals add up.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from pacom_xl.figures.periods import QUARTERS
from pacom_xl.figures.plan_view import PlanView
from pacom_xl.layout.blocks import Block, Carried, FormBlock, GridBlock, Layout, Place, Tab, TableBlock
from pacom_xl.layout.fixed_places import (
    CARRIED,
    COPY,
    FICHE_EDGE,
    FICHE_HALVES,
    FICHE_LAST,
    FICHE_SHORT,
    FICHE_WIDE,
    FICHE_WIDE_END,
    FIRST_BLOCK_ROW,
    FIRST_COLUMN,
    FOLLOWED,
    GROWTH,
    REACH,
    WEEKS,
)
from pacom_xl.layout.tab_names import tab_names
from pacom_xl.layout.written_labels import WRITTEN_LABELS, written_labels
from pacom_xl.model.text import Lang
from pacom_xl.template.schema import CARRIED_TEMPLATE, Field, Sheet, Table


def lay_out(
    view: PlanView,
    lang: Lang,
    sizes: Mapping[str, int] | None = None,
    action_view: Sheet | None = None,
    without: Container[str] = (),
) -> Layout:
    """Places for every sheet of the view's template, sized for the view's rows, or for ``sizes`` by table.

    ``action_view``: the sheet that shows one action of a consolidated workbook, in place of that of the same key.
    ``without``: keys of sheets that are left out.
    """
    sizes = sizes or {}
    parts = {"natures": tuple(view.natures), "quarters": QUARTERS, "months": tuple(view.months)}
    tabs: list[Tab] = []
    model = None
    for sheet in view.template.sheets:
        if sheet.key in without:
            continue
        if _is_spared(sheet, view) and not any(view.size(table.key) for table in sheet.tables):
            continue
        if sheet.key == "actions" and sheet.tables[0].kind == "form":
            model = _fiche(sheet, "", "", view, parts)
            tabs += (_fiche(sheet, name, code, view, parts) for name, code in _named_fiches(view, lang))
        elif action_view is not None and sheet.key == action_view.key:
            tabs += (_fiche(action_view, name, code, view, parts) for name, code in _named_fiches(view, lang))
        else:
            name = sheet.label.in_(lang)
            tabs.append(Tab(sheet, name, dict(_blocks(sheet, name, view, parts, sizes))))
    return Layout(lang, tuple(tabs), parts, _weeks(view.months[0]), model)


def _is_spared(sheet: Sheet, view: PlanView) -> bool:
    """Whether a workbook does without a sheet as long as nothing stands in it."""
    return sheet.level == "on_demand" or sheet.key in view.template.left_out


def _named_fiches(view: PlanView, lang: Lang) -> Iterator[tuple[str, str]]:
    """The tab and the code of every action."""
    codes = view.action_keys()
    yield from zip(tab_names(codes, {sheet.label.in_(lang) for sheet in view.template.sheets}), codes, strict=True)


def spread_keys(field_: Field, parts: Mapping[str, tuple[str, ...]]) -> list[str]:
    """``key``, or ``key@part`` for each part of a spread field."""
    if field_.type.spread:
        return [f"{field_.key}@{part}" for part in parts[field_.type.spread]]
    return [field_.key]


def _weeks(first_month: str) -> tuple[date, ...]:
    start = date(int(first_month[:4]), int(first_month[5:]), 1)
    monday = start - timedelta(days=start.weekday())
    return tuple(monday + timedelta(weeks=n) for n in range(WEEKS))


# -- ordinary sheets ---------------------------------------------------------------------------------------------


def _blocks(
    sheet: Sheet, tab: str, view: PlanView, parts: Mapping[str, tuple[str, ...]], sizes: Mapping[str, int]
) -> Iterator[tuple[str, Block]]:
    hidden_from = FIRST_COLUMN + max((_visible_width(table) for table in sheet.tables), default=0)
    row = FIRST_BLOCK_ROW
    for table in sheet.tables:
        title = row if len(sheet.tables) > 1 else None
        start = row + 1 if len(sheet.tables) > 1 else row
        size = sizes[table.key] if table.key in sizes else view.size(table.key) + table.spare
        if table.key == CARRIED_TEMPLATE:
            size = len(view.template.carried)
        elif table.key == WRITTEN_LABELS:
            size = len(written_labels(view, view.plan.lang))
        block = _block(tab, table, title, start, hidden_from, view, parts, size)
        if block is None or (table.key == CARRIED_TEMPLATE and not size):
            continue
        if isinstance(block, TableBlock) and not sizes:
            block = replace(block, reach=_reach(sheet, table))
        yield table.key, block
        row = block.last_row + 2


def _reach(sheet: Sheet, table: Table) -> int:
    """Rows below a table that formulas look at: up to the title of what follows, where one types."""
    if table.kind == "generated":
        return 0
    return 1 if table is not sheet.tables[-1] or sheet.key in FOLLOWED else REACH


def _block(
    tab: str,
    table: Table,
    title: int | None,
    key_row: int,
    hidden_from: int,
    view: PlanView,
    parts: Mapping[str, tuple[str, ...]],
    size: int,
) -> Block | None:
    if table.kind == "form":
        return _form(tab, table, title, key_row)
    if table.kind == "grid":
        return _grid(tab, table, title, key_row, view)
    if table.kind == "computed" and table.code is None:
        return None
    return TableBlock(tab, table, title, key_row, max(1, size), _columns(table, hidden_from, parts))


def _visible_width(table: Table) -> int:
    if table.kind == "form":
        return 3
    return sum(not f.hidden and f.type.base != "matrix" for f in table.fields)


def _columns(table: Table, hidden_from: int, parts: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    shown = [f.key for f in table.fields if not f.hidden and f.type.base != "matrix"]
    columns = {key: FIRST_COLUMN + n for n, key in enumerate(shown)}
    if table.key == "calendar":
        hidden_from += WEEKS
    hidden = [key for f in table.fields if f.hidden for key in spread_keys(f, parts)]
    return columns | {key: hidden_from + n for n, key in enumerate(hidden)}


def _form(tab: str, table: Table, title: int | None, key_row: int) -> FormBlock:
    label, value = FIRST_COLUMN, FIRST_COLUMN + 1
    places = {f.key: Place(key_row + 1 + n, label, value, value) for n, f in enumerate(table.fields)}
    return FormBlock(tab, table, title, key_row, places, {}, (value,), key_row + len(table.fields))


def _grid(tab: str, table: Table, title: int | None, key_row: int, view: PlanView) -> GridBlock:
    columns = {"": FIRST_COLUMN + 1} | {month: FIRST_COLUMN + 2 + n for n, month in enumerate(view.months)}
    first = key_row + 2
    choices = view.template.choices[table.by_key["item"].type.choices or ""]
    items = {choice.key: first + n for n, choice in enumerate(choices)}
    after = first + len(items) + 1
    computed = [f.key for f in view.template.tables["cash_months"].fields if f.key != "month"]
    return GridBlock(tab, table, title, key_row, columns, items, {key: after + n for n, key in enumerate(computed)})


# -- action sheets -----------------------------------------------------------------------------------------------


def _fiche(sheet: Sheet, name: str, code: str, view: PlanView, parts: Mapping[str, tuple[str, ...]]) -> Tab:
    form, *children = sheet.tables
    shown = sheet.scope == "generated"
    hidden = [] if shown else [*(key for f in form.fields if f.hidden for key in spread_keys(f, parts)), COPY]
    width = FICHE_LAST - FICHE_SHORT + 1
    places = {key: (1 + n // width, FICHE_SHORT + n % width) for n, key in enumerate(hidden)}
    top = 1 + -(-len(hidden) // width)
    carried = {} if shown else _carried(children, top, view)
    top += max((rows.size for rows in carried.values()), default=0)
    blocks: dict[str, Block] = {form.key: _fiche_form(name, form, top + 3)}
    row = blocks[form.key].last_row + 2
    for table in children:
        size = max(1, len(view.children(code, table.key)) + table.spare)
        block = _fiche_table(name, table, row, size)
        blocks[table.key] = block
        row = block.last_row + 2
    return Tab(sheet, name, blocks, code, places, carried)


def _carried(children: Sequence[Table], first_row: int, view: PlanView) -> dict[str, Carried]:
    """Side by side; as many rows on every action sheet, so that the forms below stand at the same place."""
    found: dict[str, Carried] = {}
    column = FICHE_SHORT
    for table in children:
        if table.key in CARRIED:
            keys = [f.key for f in table.fields if f.key in CARRIED[table.key] or (f.computed and f.hidden)]
            rows = max((len(view.children(action.key, table.key)) for action in view.rows("actions")), default=0)
            columns = {key: column + n for n, key in enumerate(keys)}
            found[table.key] = Carried(first_row, max(1, rows + table.spare) + 1 + GROWTH[table.key], columns)
            column += len(keys)
    return found


def fiche_title_row(tab: Tab) -> int:
    """Row of the title band of an action sheet; its situation is on the next one."""
    form = tab.blocks["actions"]
    assert isinstance(form, FormBlock)
    return form.key_row - 2


def _fiche_form(tab: str, table: Table, key_row: int) -> FormBlock:
    """The essential fields, then the others in sections that can be folded; two fields a line, long ones alone."""
    places: dict[str, Place] = {}
    headings: dict[int, Field] = {}
    folds: dict[int, tuple[int, int]] = {}
    row = _put_fields(places, essential_fields(table), key_row + 1)
    for heading, fields in _sections(table):
        headings[row] = heading
        after = _put_fields(places, fields, row + 1)
        folds[row] = (row + 1, after - 1)
        row = after
    columns = tuple(column for _, column, _ in FICHE_HALVES)
    return FormBlock(tab, table, None, key_row, places, headings, columns, row - 1, folds)


def essential_fields(table: Table) -> list[Field]:
    """Fields of the first screen of an action sheet: those the template names, and all that are always required."""
    named = [table.by_key[key] for key in table.essentials]
    return named + [f for f in table.fields if f.required and not f.hidden and f not in named]


def _sections(table: Table) -> Iterator[tuple[Field, list[Field]]]:
    """The other fields by section, with the field whose heading the section has."""
    essential = set(essential_fields(table))
    heading = table.fields[0]
    sections: dict[str, tuple[Field, list[Field]]] = {}
    for f in table.fields:
        heading = f if f.section else heading
        if not f.hidden and f not in essential:
            sections.setdefault(heading.key, (heading, []))[1].append(f)
    yield from sections.values()


def _put_fields(places: dict[str, Place], fields: Sequence[Field], row: int) -> int:
    """Two by two from ``row`` on, long ones on a line of their own; the row after the last."""
    half = 0
    for f in fields:
        wide = is_wide(f)
        if half and wide:
            row, half = row + 1, 0
        label, column, last = FICHE_HALVES[half]
        places[f.key] = Place(row, label, column, FICHE_EDGE if wide else last)
        if wide or half:
            row, half = row + 1, 0
        else:
            half = 1
    return row + half


def is_wide(field_: Field) -> bool:
    """Whether a field takes a whole line of a form."""
    return field_.type.base == "long_text" or (field_.max_length or 0) >= 100


def _fiche_table(tab: str, table: Table, title_row: int, size: int) -> TableBlock:
    """A short first field in the short column, the first text in the wide one, a second text last and merged.

    The first text begins at the left edge where no short field stands before it.
    """
    shown = [f for f in table.fields if not f.hidden]
    texts = [f for f in shown if f.type.base in ("text", "long_text") or "legal_point" in (f.type.choices or "")]
    wide, last = texts[0], texts[1] if len(texts) > 1 else None
    columns: dict[str, int] = {wide.key: FICHE_SHORT}
    if shown[0] is not wide:
        columns = {shown[0].key: FICHE_SHORT, wide.key: FICHE_WIDE}
    rest = [f for f in shown if f.key not in columns and f is not last] + ([last] if last else [])
    columns |= {f.key: FICHE_WIDE_END + 1 + n for n, f in enumerate(rest)}
    merged = {wide.key: FICHE_WIDE_END}
    if last and columns[last.key] < FICHE_EDGE:
        merged[last.key] = FICHE_EDGE
    hidden = [f.key for f in table.fields if f.hidden and table.key not in CARRIED]
    columns |= {key: FICHE_LAST + 1 + n for n, key in enumerate(hidden)}
    return TableBlock(tab, table, title_row, title_row + 1, size, columns, merged)
