"""The rows of a consolidated workbook that are in a details file beside it (``exchange.details_files``).

The workbook names the file in a document property, and the file names the workbook: both are of one consolidation.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path, PurePath, PureWindowsPath
from typing import Any

from pacom_xl.exchange.details_files import LIBRARIES, MissingLibraryError, read_details
from pacom_xl.exchange.details_formats import DetailsTable, UnreadableDetailsError
from pacom_xl.model.plan import Record, Value
from pacom_xl.model.text import Text, path_text
from pacom_xl.model.typography import sentence
from pacom_xl.storage.spooled_groups import SpooledGroups
from pacom_xl.template.consolidated import FINGERPRINT, READ_FINGERPRINT, ROW_KEY, TEAM
from pacom_xl.template.schema import Field, Template

#: Between several values of one cell.
_SEPARATOR = "; "
#: Columns that say where a row comes from.
_ORIGIN = ("source_file", "source_cell")


class MissingDetailsError(Exception):
    """The details of a consolidated workbook cannot be read; ``reason`` says why and what to do."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


def without_details(whole: Template, template: Template) -> Template:
    """The consolidated template ``whole`` without the sheets whose rows are in a details file. ``template``: that of
    teams.

    ``template``: that of the teams.
    """
    apart = {whole.tables[table.key].sheet for table in template.children("actions")}
    return replace(whole, sheets=tuple(sheet for sheet in whole.sheets if sheet.key not in apart))


def detail_records(
    workbook: Path,
    name: str,
    workbook_id: str,
    template: Template,
    found: SpooledGroups[Record],
    *,
    is_earlier: bool = False,
) -> None:
    """Add the records in the file ``name`` beside ``workbook`` to ``found``, by team. Raises ``MissingDetailsError``.

    ``is_earlier``: the workbook is of an earlier version of ``template`` whose fields were changed since: details are
    not brought into the present version.
    """
    path = workbook.parent / name
    if is_earlier:
        raise MissingDetailsError(_earlier(name))
    if name != PurePath(name).name or name != PureWindowsPath(name).name or name in ("", ".", ".."):
        raise MissingDetailsError(_details_missing(name))
    try:
        for table in read_details(path, workbook_id):
            _add_rows(table, template, found)
    except MissingLibraryError as error:
        raise MissingDetailsError(_no_library(name, LIBRARIES[error.form], error.form)) from error
    except UnreadableDetailsError as error:
        raise MissingDetailsError(_unreadable(name) if path.exists() else _details_missing(name)) from error


def _add_rows(table: DetailsTable, template: Template, found: SpooledGroups[Record]) -> None:
    """Add the rows of a table to the records of their teams; columns that are computed are passed over."""
    shape = template.tables.get(table.name)
    if shape is None or shape.parent is None:
        return
    inputs = {field.key: field for field in shape.inputs}
    for row in table.rows:
        cells = dict(zip(table.columns, row, strict=True))
        team = str(cells.get(TEAM) or "")
        values: dict[str, Value] = {
            key: value for key, field in inputs.items() if (value := _value(field, cells.get(key))) is not None
        }
        values |= {TEAM: team, READ_FINGERPRINT: cells.get(FINGERPRINT), **{key: cells.get(key) for key in _ORIGIN}}
        parent = str(cells.get("parent") or "").removesuffix(f" ({team})")
        found.add(team, Record(table.name, str(cells.get(ROW_KEY) or ""), values, parent or None))


def _value(field: Field, content: Any) -> Value:
    """The value of a field from what the file holds of it."""
    if content is None or content == "":
        return None
    kind = field.type
    if kind.multiple:
        return tuple(str(content).split(_SEPARATOR))
    if kind.base == "integer":
        return int(content)
    if kind.is_number:
        return Decimal(str(content))
    if kind.base == "date":
        return _day(content)
    return str(content)


def _day(content: Any) -> date:
    if isinstance(content, datetime):
        return content.date()
    return content if isinstance(content, date) else date.fromisoformat(str(content))


# -- reasons --------------------------------------------------------------------------------------------------------


def _details_missing(name: str) -> Text:
    return sentence(
        "les détails de cette consolidation sont dans {name}, qui n’est pas à côté : remettez ce fichier dans le même "
        "dossier, ou donnez les classeurs des équipes",
        "the details of this consolidation are in {name}, which is not beside it: put that file into the same folder, "
        "or give the teams’ workbooks",
        name=path_text(name),
    )


def _unreadable(name: str) -> Text:
    return sentence(
        "les détails de cette consolidation sont dans {name}, qui est d’une autre consolidation ou abîmé : reprenez le "
        "fichier écrit avec ce classeur, ou donnez les classeurs des équipes",
        "the details of this consolidation are in {name}, which is damaged or of another consolidation: take the file "
        "written with this workbook, or give the teams’ workbooks",
        name=path_text(name),
    )


def _earlier(name: str) -> Text:
    return sentence(
        "les détails de cette consolidation sont dans {name}, écrit avec une version antérieure du modèle : donnez les "
        "classeurs des équipes",
        "the details of this consolidation are in {name}, written with an earlier version of the template: give the "
        "teams’ workbooks",
        name=path_text(name),
    )


def _no_library(name: str, library: str, form: str) -> Text:
    return sentence(
        "les détails de cette consolidation sont dans {name} ; pour les lire, faites pip install 'pacom_xl[{form}]' "
        "({library} n’est pas installé)",
        "the details of this consolidation are in {name}; to read them, run pip install 'pacom_xl[{form}]' ({library} "
        "is not installed)",
        name=path_text(name),
        form=form,
        library=library,
    )
