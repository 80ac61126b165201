"""The list of teams of ``new --teams``: a CSV or a workbook as Excel saves it, with French or English headings."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pacom_xl.cli.exit_codes import RefusedError
from pacom_xl.model.text import Text, fold
from pacom_xl.model.typography import sentence
from pacom_xl.storage.os_reasons import os_reason

_CODE = re.compile(r"[A-Z]{2,4}\Z")
#: Headings people write, folded, by column.
_HEADINGS = {
    "code": ("code", "code equipe", "equipe", "team", "team code", "code team", "code region", "sigle"),
    "label": ("label", "libelle", "nom", "name", "intitule", "nom equipe", "nom de l'equipe", "region", "team name"),
    "manager": ("manager", "responsable", "responsable regional", "chef d'equipe", "directeur", "directrice"),
    "email": ("email", "e-mail", "mail", "courriel", "adresse", "adresse e-mail", "adresse mail", "adresse courriel"),
    "parent": ("parent", "region mere", "region parente", "parent region", "direction", "direction regionale", "zone"),
}
_COLUMNS = {heading: column for column, headings in _HEADINGS.items() for heading in headings}
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
Lines = Iterator[tuple[int, list[str]]]


@dataclass(frozen=True)
class TeamRow:
    """One team: a code such as ``NO`` (always text), a name, perhaps a manager."""

    code: str
    label: str = ""
    manager: str = ""
    email: str = ""
    #: The region the team belongs to; ``""`` unknown.
    parent: str = ""


def read_teams(path: Path, notice: Callable[[Text], None]) -> list[TeamRow]:
    """The teams, in order. Columns that are not used go to ``notice``. Exit code 2 with every problem and its line."""
    lines = _sheet_lines(path) if path.suffix.lower() in _WORKBOOKS else _csv_lines(_text_of(path))
    rows = list(_rows(path, lines, notice))
    problems = list(_problems(path, rows))
    if problems:
        raise RefusedError(*problems)
    return [
        TeamRow(
            row["code"].upper(),
            row.get("label", ""),
            row.get("manager", ""),
            row.get("email", ""),
            row.get("parent", ""),
        )
        for _, row in rows
    ]


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        why = os_reason(error)
        raise RefusedError(_in_line(path, None, Text(f"illisible ({why.fr})", f"cannot be read ({why.en})"))) from error


def _text_of(path: Path) -> str:
    """UTF-8, else the code page French Excel uses."""
    data = _bytes_of(path)
    if b"\0" in data:
        raise RefusedError(
            _in_line(
                path, None, Text("ce n’est ni un CSV ni un classeur .xlsx", "this is neither a CSV file nor a workbook")
            )
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _csv_lines(text: str) -> Lines:
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
    for cells in reader:
        yield reader.line_num, cells


def _sheet_lines(path: Path) -> Lines:
    """The rows of the first sheet that has any. Exit code 2 when the workbook cannot be read."""
    from pacom_xl.adoption.list_file.open_list import ListError, open_list

    try:
        sheets = open_list(path).sheets
    except ListError as error:
        raise RefusedError(_in_line(path, None, error.reason)) from error
    cells = next((sheet.cells for sheet in sheets if sheet.cells), {})
    rows: dict[int, dict[int, str]] = {}
    for (row, column), cell in sorted(cells.items()):
        rows.setdefault(row, {})[column] = cell.shown
    for row, by_column in rows.items():
        yield row + 1, [by_column.get(column, "") for column in range(max(by_column) + 1)]


def _rows(
    path: Path, lines: Iterable[tuple[int, Sequence[str]]], notice: Callable[[Text], None]
) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Line number and cells by column name."""
    columns: list[str | None] | None = None
    for number, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if columns is None:
            columns = [_COLUMNS.get(fold(cell).rstrip(" *:").replace("\u00a0", " ")) for cell in cells]
            _check_columns(path, number, columns, cells)
            unused = [cell.strip() for cell, name in zip(cells, columns, strict=True) if cell.strip() and not name]
            if unused:
                names = ", ".join(unused)
                notice(
                    _in_line(
                        path,
                        None,
                        sentence("colonnes non reprises : {names}", "columns not used: {names}", names=names),
                    )
                )
            continue
        yield number, {name: cell.strip() for name, cell in zip(columns, cells, strict=False) if name}


def _check_columns(path: Path, line: int, columns: Sequence[str | None], headings: Sequence[str]) -> None:
    """Exit code 2 when a needed column is absent or one is there twice."""
    missing = [_NAMES[name] for name in ("code", "label") if name not in columns]
    twice = [name for name in _HEADINGS if columns.count(name) > 1]
    found = ", ".join(heading.strip() for heading in headings if heading.strip())
    if missing:
        text = sentence(
            "{file} : ligne {line} : colonne absente ({missing}) ; colonnes trouvées : {found}.",
            "{file}: line {line}: missing column ({missing}); columns found: {found}.",
            file=path.name,
            line=line,
            missing=Text(", ".join(name.fr for name in missing), ", ".join(name.en for name in missing)),
            found=found,
        )
        raise RefusedError(text)
    if twice:
        text = sentence(
            "{file} : ligne {line} : la colonne {name} est là deux fois ({found}).",
            "{file}: line {line}: the column {name} is there twice ({found}).",
            file=path.name,
            line=line,
            name=_NAMES[twice[0]],
            found=found,
        )
        raise RefusedError(text)


_NAMES = {
    "code": Text("code", "code"),
    "label": Text("libellé", "label"),
    "manager": Text("responsable", "manager"),
    "email": Text("courriel", "email"),
    "parent": Text("région mère", "parent region"),
}


def _problems(path: Path, rows: list[tuple[int, Mapping[str, str]]]) -> Iterator[Text]:
    seen: dict[str, int] = {}
    for line, row in rows:
        code = row.get("code", "").upper()
        for problem in filter(None, (_wrong_code(code, seen), *_wrong_cells(row))):
            yield _in_line(path, line, problem)
        seen.setdefault(code, line)
    if not rows:
        yield _in_line(path, None, Text("aucune équipe", "no team"))


def _wrong_code(code: str, seen: Mapping[str, int]) -> Text | None:
    if not _CODE.match(code):
        return sentence(
            "code « {code} » incorrect (deux à quatre lettres)", 'wrong code "{code}" (two to four letters)', code=code
        )
    if code in seen:
        return sentence(
            "code {code} déjà donné ligne {line}",
            "code {code} already given on line {line}",
            code=code,
            line=seen[code],
        )
    return None


def _wrong_cells(row: Mapping[str, str]) -> Iterator[Text]:
    if not row.get("label"):
        yield Text("libellé absent", "missing label")
    email = row.get("email", "")
    if email and "@" not in email:
        yield sentence("courriel « {email} » incorrect", 'wrong e-mail "{email}"', email=email)


def _in_line(path: Path, line: int | None, problem: Text) -> Text:
    """``equipes.csv : ligne 3 : code NO déjà donné ligne 2.``"""
    if line is not None:
        problem = sentence("ligne {line} : {problem}", "line {line}: {problem}", line=line, problem=problem)
    return sentence("{file} : {problem}.", "{file}: {problem}.", file=path.name, problem=problem)
