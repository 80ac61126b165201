"""Edits of people, drawn at random and made both in a workbook and in the model of what it must say."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from pacom_xl.template.schema import Field
from tests.gauntlet.typed_model import Expected, Model, TypedRow, TypedTable, some_value, typable
from tests.support.small_workbook import TEMPLATE

Edit = Callable[[Model, Random], bool]
_UNREADABLE = frozenset({"PAC105", "PAC106", "PAC114"})
_EMPTIED = frozenset({"PAC212", "PAC208", "PAC201", "PAC202", "PAC203", "PAC204", "PAC205"})


def _field(table: TypedTable, key: str) -> Field:
    return TEMPLATE.by_name[f"{table.key}.{key}"]


def _some_table(model: Model, random: Random) -> TypedTable:
    return random.choice([t for t in model.tables if t.rows])


def type_a_value(model: Model, random: Random) -> bool:
    """Type over a cell of a row."""
    table = _some_table(model, random)
    row = random.choice(table.rows)
    key = random.choice([k for k in table.columns if typable(table.key, k)])
    content, value = some_value(_field(table, key), random)
    model.put(table.tab, row.row, table.columns[key], content)
    row.values[key] = value
    _forget(model, table, row, key)
    return True


def _forget(model: Model, table: TypedTable, row: TypedRow, key: str) -> None:
    """What was expected of a cell does not hold once something else is typed there."""
    spot = (row.row, table.columns[key])
    model.expected = [e for e in model.expected if e.tab != table.tab or e.place() != spot]


def type_nonsense(model: Model, random: Random) -> bool:
    """Type a text that is no number, date or choice."""
    table = _some_table(model, random)
    row = random.choice(table.rows)
    keys = [
        k for k in table.columns if typable(table.key, k) and _field(table, k).type.base not in ("text", "long_text")
    ]
    if not keys:
        return False
    key = random.choice(keys)
    model.workbook.put(table.tab, row.row, table.columns[key], "à préciser")
    row.values[key] = None
    _forget(model, table, row, key)
    place = model.cell(table, row, key)
    model.expected.append(Expected(_UNREADABLE, place, table.tab, f"{table.key}.{key}", "nonsense"))
    return True


def empty_a_cell(model: Model, random: Random) -> bool:
    """Empty a cell; told when the field is required."""
    table = _some_table(model, random)
    row = random.choice(table.rows)
    keys = [k for k in table.columns if typable(table.key, k) and row.values.get(k) is not None]
    if len([v for v in row.values.values() if v is not None]) < 3 or not keys:
        return False
    key = random.choice(keys)
    model.workbook.clear(table.tab, row.row, table.columns[key])
    row.values[key] = None
    _forget(model, table, row, key)
    if _field(table, key).required:
        place = model.cell(table, row, key)
        model.expected.append(Expected(_EMPTIED, place, table.tab, f"{table.key}.{key}", "required cell emptied"))
    return True


def add_a_row(model: Model, random: Random) -> bool:
    """Type a row below the last one, into a spare row."""
    table = _some_table(model, random)
    last = max(row.row for row in table.rows)
    free = last + 1
    if table.header > last or any(
        model.workbook.content(table.tab, free, c) != "" for c in range(1, table.last_column + 1)
        if not model.workbook.cells(table.tab).get((free, c), _NOTHING).formula
    ):  # fmt: skip
        return False
    if not str(model.workbook.content(table.tab, free, 0)).startswith(f"{table.key}#"):
        return False
    row = TypedRow(free, dict.fromkeys(table.rows[0].values))
    for key, column in table.columns.items():
        f = _field(table, key)
        if typable(table.key, key) and (f.required or random.random() < 0.5):
            content, row.values[key] = some_value(f, random)
            model.put(table.tab, free, column, content)
    if len([v for v in row.values.values() if v is not None]) < 3:
        for column in table.columns.values():
            model.workbook.clear(table.tab, free, column)
        return False
    table.rows.append(row)
    return True


class _Nothing:
    formula = ""


_NOTHING = _Nothing()


def sort_rows(model: Model, random: Random) -> bool:
    """Put the rows in another order, with or without the hidden column, sometimes with the heading among them."""
    table = _some_table(model, random)
    lines = sorted(row.row for row in table.rows)
    by_row = {row.row: row for row in table.rows}
    with_heading = (
        random.random() < 0.2 and table.header == lines[0] - 1 and lines == list(range(lines[0], lines[-1] + 1))
    )
    places = [table.header, *lines] if with_heading else lines
    order = places[:]
    random.shuffle(order)
    first = random.choice((0, 1))
    cells = model.workbook.cells(table.tab)
    taken = {(r, c): cells.pop((r, c), None) for r in places for c in range(first, table.last_column + 1)}
    header = table.header
    for source, target in zip(places, order, strict=True):
        for column in range(first, table.last_column + 1):
            cell = taken[source, column]
            if cell is not None:
                cells[target, column] = cell
        if source == header:
            table.header = target
        else:
            by_row[source].row = target
    table.rows.sort(key=lambda row: row.row)
    return True


def exchange_columns(model: Model, random: Random) -> bool:
    """Cut two columns, heading and filled rows, and paste each at the other's place."""
    table = _some_table(model, random)
    keys = [k for k in table.columns if k not in table.renamed and not _field(table, k).hidden]
    if len(keys) < 2:
        return False
    one, other = random.sample(keys, 2)
    rows = sorted([table.header, *(row.row for row in table.rows)])
    rows = list(range(rows[0], rows[-1] + 1))
    a, b = table.columns[one], table.columns[other]
    model.workbook.exchange(table.tab, [(r, a) for r in rows], [(r, b) for r in rows])
    table.columns[one], table.columns[other] = b, a
    table.moved |= {one, other}
    return True


def insert_a_column(model: Model, random: Random) -> bool:
    """Insert a column in a sheet of tables."""
    table = random.choice([t for t in model.tables if t.parent is None])
    model.shift_columns(table.tab, random.randint(1, 6))
    return True


def insert_rows(model: Model, random: Random) -> bool:
    """Insert rows above the heading's hidden keys, or between two rows of a table."""
    table = _some_table(model, random)
    lines = sorted(row.row for row in table.rows)
    if table.header > lines[0]:
        return False
    first = random.choice([lines[0] - 3, *lines[1:]])
    if table.parent is not None and first < lines[0]:
        return False
    model.shift_rows(table.tab, first, random.randint(1, 3))
    return True


def leave_a_note(model: Model, random: Random) -> bool:
    """Write to the right of everything, in a row of a table: told at its cell."""
    table = _some_table(model, random)
    row = random.choice(table.rows).row
    column = max(c for r, c in model.workbook.cells(table.tab)) + 2
    spot = [row, column]
    model.workbook.put(table.tab, row, column, f"vu le {random.randrange(30)}")
    model.notes.append((table.tab, spot))
    codes = frozenset({"PAC109"})
    model.expected.append(Expected(codes, lambda: (spot[0], spot[1]), table.tab, "", "note"))
    return True


def exchange_form_rows(model: Model, random: Random) -> bool:
    """Cut two fields of a form with their labels, and paste each at the other's place."""
    form = random.choice(model.forms)
    keys = [k for k in form.places if typable(form.key, k)]
    narrow = [k for k in keys if TEMPLATE.by_name[f"{form.key}.{k}"].type.base in ("date", "money", "percent", "enum")]
    one, other = random.sample(narrow, 2)
    (r1, c1), (r2, c2) = form.places[one], form.places[other]
    model.workbook.exchange(form.tab, [(r1, c1 - form.gap), (r1, c1)], [(r2, c2 - form.gap), (r2, c2)])
    form.places[one], form.places[other] = (r2, c2), (r1, c1)
    return True


def type_in_a_form(model: Model, random: Random) -> bool:
    """Type over a field of an action."""
    form = random.choice(model.forms)
    key = random.choice([k for k in form.places if typable(form.key, k)])
    content, form.values[key] = some_value(TEMPLATE.by_name[f"{form.key}.{key}"], random)
    model.put(form.tab, *form.places[key], content)
    return True


def add_a_total(model: Model, random: Random) -> bool:
    """Type the sums of the amounts below a table: never a record, always told."""
    table = random.choice([t for t in model.tables if t.key == "budget_lines"])
    last = max(row.row for row in table.rows)
    amounts = {
        k: [row.values[k] for row in table.rows if row.values.get(k) is not None] for k in ("planned", "committed")
    }
    if table.header > last or min(map(len, amounts.values())) < 2:
        return False
    if any(model.workbook.content(table.tab, last + 1, c) != "" for c in (1, 2, 3, 5, 6, 7)):
        return False
    for key, values in amounts.items():
        model.workbook.put(table.tab, last + 1, table.columns[key], float(sum(values)))  # type: ignore[arg-type]
    if random.random() < 0.7:
        model.workbook.put(table.tab, last + 1, table.columns["label"], random.choice(("TOTAL", "Total général")))
    table.rows = table.rows[:]
    row = TypedRow(last + 1, {})
    model.expected.append(
        Expected(frozenset({"PAC126"}), lambda: (row.row, -1), table.tab, "", "total row")
    )  # the column does not matter
    return True


def insert_cells(model: Model, random: Random) -> bool:
    """Insert cells above and beside the rows of a table of an action sheet, heading included, shifting to the right."""
    table = random.choice([t for t in model.tables if t.parent is not None])
    lines = sorted(row.row for row in table.rows)
    first = random.choice(list(table.columns.values()))
    top, bottom = min(table.header, lines[0]), max(table.header, lines[-1])
    if table.renamed:
        return False
    model.workbook.shift(table.tab, lambda s: top <= s[0] <= bottom and s[1] >= first, columns=1)
    table.columns = {k: c + (c >= first) for k, c in table.columns.items()}
    table.last_column += 1
    table.moved |= {k for k, c in table.columns.items() if c > first}
    for where, spot in model.notes:
        if where == table.tab and top <= spot[0] <= bottom:
            spot[1] += spot[1] >= first
    return True


def edit_a_heading(model: Model, random: Random) -> bool:
    """Give a column a heading of one's own: its hidden key tells what it is."""
    table = _some_table(model, random)
    keys = [k for k in table.columns if not _field(table, k).hidden and k not in table.moved]
    if not keys or len(table.renamed) > 1:
        return False
    key = random.choice(keys)
    model.workbook.put(table.tab, table.header, table.columns[key], f"Mon intitulé {random.randrange(100)}")
    table.renamed.add(key)
    return True


def clear_the_hidden_column(model: Model, random: Random) -> bool:
    """Empty the hidden first column of a tab of tables."""
    tab = random.choice([t for t in model.tables if t.parent is None]).tab
    for spot in [spot for spot in model.workbook.cells(tab) if spot[1] == 0]:
        model.workbook.clear(tab, *spot)
    return True


EDITS: tuple[tuple[Edit, int], ...] = (
    (type_a_value, 6), (type_nonsense, 3), (empty_a_cell, 3), (add_a_row, 3), (sort_rows, 3), (exchange_columns, 3),
    (insert_a_column, 1), (insert_rows, 2), (insert_cells, 1), (edit_a_heading, 1), (clear_the_hidden_column, 1),
    (leave_a_note, 2), (exchange_form_rows, 2), (type_in_a_form, 3),
)  # fmt: skip
#: Made last: nothing is typed or moved after them.
LAST: tuple[Edit, ...] = (add_a_total,)
