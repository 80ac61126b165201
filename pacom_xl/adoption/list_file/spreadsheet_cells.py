"""The cells of a foreign spreadsheet, read by openpyxl (.xlsx) or python-calamine (.xls, .xlsb, .ods).

The only module of the package that knows these libraries for lists: another reader of cells takes their place here.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.etree import ElementTree as Xml  # only on parts of a package that was checked to have no DTD

from pacom_xl.adoption.list_file.list_cells import Area, CellValue, ListCell, ListFile, ListSheet
from pacom_xl.adoption.list_file.ods_areas import merged_areas
from pacom_xl.model.text import Lang, Text
from pacom_xl.model.typography import sentence
from pacom_xl.values.texts import digits, tidy

#: Most places of a sheet, rows times columns up to the last cell.
_MOST_PLACES = 3_000_000
#: Most merged places of a workbook.
_MOST_MERGED = 200_000
_ERROR_VALUE = sentence("valeur d’erreur, pas de contenu à reprendre", "an error value, no content to take over")
_NEVER_CALCULATED = sentence(
    "formule dont le résultat n’est pas enregistré : ouvrez la liste, recalculez et enregistrez-la",
    "a formula without a stored result: open the list, recalculate and save it",
)
#: Number formats with a fixed number of decimals, such as ``0.00``: « 1.10 » is stored as 1.1.
_DECIMALS = re.compile(r"#?,?#*0\.(0+)")


class TooWideError(Exception):
    """Cells filled so far apart that the sheet is no list; ``sheet`` names it."""

    def __init__(self, sheet: str) -> None:
        super().__init__(sheet)
        self.sheet = sheet


def has_huge_merge(data: bytes) -> bool:
    """Whether an .xlsx merges more places than openpyxl, which makes an object of each, can bear."""
    from openpyxl.utils.cell import range_boundaries

    places = 0
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in archive.namelist():
            if not (part.startswith("xl/worksheets/") and part.endswith(".xml")):
                continue
            for _, element in Xml.iterparse(archive.open(part)):
                if element.tag.rpartition("}")[2] == "mergeCell":
                    left, top, right, bottom = range_boundaries(element.get("ref", "A1"))
                    places += (right - left + 1) * (bottom - top + 1)
                element.clear()
    return places > _MOST_MERGED


def read_xlsx(name: str, data: bytes) -> ListFile:
    """The list of an ``.xlsx`` or ``.xlsm``. Raises what openpyxl raises, or ``TooWideError``."""
    import openpyxl

    with warnings.catch_warnings():
        # openpyxl warns about what it would lose on saving; nothing is saved.
        warnings.simplefilter("ignore")
        stored = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
        written = openpyxl.load_workbook(io.BytesIO(data))
    sheets, notes = [], []
    for sheet in stored.worksheets:
        if sheet.max_row * sheet.max_column > _MOST_PLACES:
            raise TooWideError(sheet.title)
        formulas = written[sheet.title]
        cells = {cell.place: cell for cell in _xlsx_cells(sheet, formulas)}
        areas = tuple(
            Area(area.min_row - 1, area.min_col - 1, area.max_row - 1, area.max_col - 1)
            for area in sheet.merged_cells.ranges
        )
        notes += [
            (sheet.title, (cell.row - 1, cell.column - 1), str(cell.comment.text).strip())
            for row in formulas.iter_rows()
            for cell in row
            if getattr(cell, "comment", None)
        ]
        sheets.append(ListSheet(sheet.title, cells, areas, sheet.sheet_state != "visible"))
    return ListFile(name, tuple(sheets), tuple(notes))


def _xlsx_cells(values: Any, formulas: Any) -> Iterator[ListCell]:
    for row in formulas.iter_rows():
        for cell in row:
            if cell.value is not None and not is_blank(cell.value):
                yield _xlsx_cell(cell, values.cell(cell.row, cell.column))


def _xlsx_cell(cell: Any, stored: Any) -> ListCell:
    row, column = cell.row - 1, cell.column - 1
    is_formula = cell.data_type == "f"
    formula = str(getattr(cell.value, "text", cell.value)) if is_formula else None
    value = stored.value
    if is_formula and value is None:
        return ListCell(row, column, formula or "", formula or "", formula, problem=_NEVER_CALCULATED)
    if stored.data_type == "e":
        return ListCell(row, column, str(value), str(value), formula, problem=_ERROR_VALUE)
    is_percent = "%" in str(stored.number_format)
    return ListCell(row, column, value, shown(value, str(stored.number_format)), formula, is_percent)


def read_ods(name: str, data: bytes) -> ListFile:
    """The list of an ``.ods``, with its merged areas. Raises what the libraries raise."""
    found, areas = read_by_calamine(name, data), merged_areas(data)
    return replace(found, sheets=tuple(replace(sheet, areas=areas.get(sheet.name, ())) for sheet in found.sheets))


def read_by_calamine(name: str, data: bytes) -> ListFile:
    """The list of an ``.xls`` or ``.xlsb``, or of an .xlsx openpyxl does not read.

    Raises what the library raises. Formulas and number formats are not known.
    """
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    sheets = []
    for info in workbook.sheets_metadata:
        if info.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = workbook.get_sheet_by_name(info.name)
        if sheet.total_height * sheet.total_width > _MOST_PLACES:
            raise TooWideError(info.name)
        rows = sheet.to_python(skip_empty_area=False)
        cells = {
            (number, column): ListCell(number, column, value, shown(value))
            for number, row in enumerate(rows)
            for column, value in enumerate(row)
            if not is_blank(value)
        }
        areas = tuple(Area(*first, *last) for first, last in sheet.merged_cell_ranges or ())
        sheets.append(ListSheet(info.name, cells, areas, info.visible != SheetVisibleEnum.Visible))
    return ListFile(name, tuple(sheets))


def is_blank(value: object) -> bool:
    """Whether a cell holds nothing people can see."""
    return isinstance(value, str) and not tidy(value)


def in_language(found: ListFile, lang: Lang) -> ListFile:
    """The list with its percentages and logical values as text of that language; the readers write them in French."""
    if lang == "fr":
        return found
    sheets = (
        replace(sheet, cells={place: _cell_in(cell, lang) for place, cell in sheet.cells.items()})
        for sheet in found.sheets
    )
    return replace(found, sheets=tuple(sheets))


def _cell_in(cell: ListCell, lang: Lang) -> ListCell:
    is_share = cell.is_percent and isinstance(cell.value, (int, float))
    if cell.problem or not (is_share or isinstance(cell.value, bool)):
        return cell
    return replace(cell, shown=shown(cell.value, "0%" if is_share else "General", lang))


def shown(value: CellValue, number_format: str = "General", lang: Lang = "fr") -> str:
    """A value as text: ISO dates, decimals as the format fixes them, percentages with their sign."""
    if isinstance(value, bool):
        return Text("VRAI" if value else "FAUX", str(value).upper()).in_(lang)
    if isinstance(value, (int, float)):
        if "%" in number_format:
            points = digits(float(value) * 100)
            return f"{points} %".replace(".", ",") if lang == "fr" else f"{points}%"
        fixed = _DECIMALS.fullmatch(number_format)
        return f"{value:.{len(fixed[1])}f}" if fixed else digits(float(value))
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time.min else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, (date, time, timedelta)):
        return str(value)
    return tidy(str(value))
