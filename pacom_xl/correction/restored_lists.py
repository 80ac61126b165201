"""Drop-down lists that pasting destroyed, put back into a worksheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml import etree

from pacom_xl.correction.package_parts import PackageParts, tag
from pacom_xl.correction.sheet_part import Area, SheetPart, areas, ranges_text
from pacom_xl.reading.findings.cell_format_findings import is_within
from pacom_xl.reading.raw_records import RawSheet
from pacom_xl.reading.workbook_reader import OpenReading
from pacom_xl.template.schema import Field, Template
from pacom_xl.xlsx.cells import Tab


def restored_lists(parts: PackageParts, found: OpenReading, template: Template) -> int | None:
    """Put back the lists that are reported as lost (PAC111); how many ranges got one.

    ``None`` when a list cannot be put back: the workbook has lost the name its choices are known by.
    """
    tabs, workbook = found.tabs, found.workbook
    assert tabs is not None and workbook is not None
    damaged = {f.params.get("sheet") for f in found.reading.findings if f.code == "PAC111"}
    names = _names(parts)
    count = 0
    for sheet in tabs.sheets if damaged else ():
        path, tab = parts.sheet_path(sheet.tab), workbook.tab(sheet.tab)
        if sheet.tab not in damaged or path is None or tab is None:
            continue
        part = SheetPart(parts.tree(path))
        for field, area in _without_list(sheet, tab):
            source = source_of(field)
            if source is None:
                continue
            if source not in names:
                return None
            _put_list(part, area, source, field)
            count += 1
    return count


def source_of(field: Field) -> str | None:
    """The defined name of the choices of a field, as the workbook writer spells it; ``None`` when it has no list."""
    if field.type.base == "enum":
        return f"{field.type.choices}_labels"
    if field.type.base == "ref" and field.type.tables[0] not in ("any", "actions"):
        return f"{field.type.tables[0]}_code"
    return None


def _names(parts: PackageParts) -> set[str]:
    return {
        name.get("name", "")
        for holder in parts.workbook
        if tag(holder) == "definedNames"
        for name in holder
        if "#REF!" not in (name.text or "")
    }


def _without_list(sheet: RawSheet, tab: Tab) -> Iterator[tuple[Field, Area]]:
    """The cells of fields with a list that have none: each run of rows of a column."""
    for block in sheet.blocks:
        fields = block.table.by_key
        for key, (row, column) in block.places.items():
            if key in block.table.listed and not is_within(row, tab.lists.get(column, ())):
                yield fields[key], (row, column, row, column)
        if block.table.kind not in ("rows", "long") or block.header < 0:
            continue
        last = _last_row(sheet, block.table.key, block.first, block.end, tab)
        for key, column in block.columns.items():
            if key in block.table.listed:
                ranges = tab.lists.get(column, ())
                for first, end in _runs([r for r in range(block.first, last + 1) if not is_within(r, ranges)]):
                    yield fields[key], (first, column, end, column)


def _last_row(sheet: RawSheet, table: str, first: int, end: int, tab: Tab) -> int:
    """The last row of a table: the last one with a row id of it or a record."""
    column = sheet.anchor[1] if sheet.anchor else 0
    rows = [row for row in range(first, end) if str(tab.values.get(row, {}).get(column, "")).startswith(f"{table}#")]
    rows += [record.origin.row for record in sheet.records if record.table.key == table]
    return max(rows, default=first)


def _runs(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Rows that follow one another, as first and last."""
    start = None
    for place, row in enumerate(rows):
        if start is None:
            start = row
        if place + 1 == len(rows) or rows[place + 1] != row + 1:
            yield start, row
            start = None


def _put_list(part: SheetPart, area: Area, source: str, field: Field) -> None:
    holder = part.child("dataValidations")
    if holder is None:
        holder = part.insert(part.new("dataValidations"))
    for other in list(holder):
        remaining = [piece for of in areas(other.get("sqref", "")) for piece in _outside(of, area)]
        if remaining:
            other.set("sqref", ranges_text(remaining))
        else:
            holder.remove(other)
    style = "stop" if field.type.base == "enum" else "information"
    control = etree.SubElement(
        holder, f"{{{part.main}}}dataValidation", type="list", errorStyle=style, allowBlank="1",
        showInputMessage="1", showErrorMessage="1", sqref=ranges_text([area]),
    )  # fmt: skip
    etree.SubElement(control, f"{{{part.main}}}formula1").text = source
    holder.set("count", str(len(holder)))


def _outside(area: Area, hole: Area) -> Iterator[Area]:
    """What is left of an area without another one, as areas."""
    top, left, bottom, right = area
    up, west, down, east = hole
    if down < top or up > bottom or east < left or west > right:
        yield area
        return
    if up > top:
        yield (top, left, up - 1, right)
    if down < bottom:
        yield (down + 1, left, bottom, right)
    middle = (max(top, up), min(bottom, down))
    if west > left:
        yield (middle[0], left, middle[1], west - 1)
    if east < right:
        yield (middle[0], east + 1, middle[1], right)
