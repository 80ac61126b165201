"""The list of teams of ``new --teams``: a CSV as Excel saves it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pacom_xl.cli.exit_codes import RefusedError
from pacom_xl.model.text import NBSP, Text, fold
from pacom_xl.storage.os_reasons import os_reason

_CODE = re.compile(r"[A-Z]{2,4}\Z")
_COLUMNS = ("code", "label", "manager", "email")


@dataclass(frozen=True)
class TeamRow:
    """One team: a code such as ``NO`` (always text), a name, perhaps a manager."""

    code: str
    label: str = ""
    manager: str = ""
    email: str = ""


def read_teams(path: Path) -> list[TeamRow]:
    """The teams, in order. Exit code 2 with every problem of the file and its line."""
    rows = list(_rows(path, _text_of(path)))
    problems = list(_problems(path, rows))
    if problems:
        raise RefusedError(*problems)
    return [
        TeamRow(row["code"].upper(), row.get("label", ""), row.get("manager", ""), row.get("email", ""))
        for _, row in rows
    ]


def _text_of(path: Path) -> str:
    """UTF-8, else the code page French Excel uses."""
    try:
        data = path.read_bytes()
    except OSError as error:
        why = os_reason(error)
        raise RefusedError(_said(path, f"illisible ({why.fr})", f"cannot be read ({why.en})")) from error
    if b"\0" in data:
        raise RefusedError(_said(path, "ce n’est pas un fichier CSV", "this is not a CSV file"))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _rows(path: Path, text: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Line number and cells by column name."""
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
    names: list[str] | None = None
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        if names is None:
            names = [fold(cell) for cell in cells]
            _check_names(path, names)
            continue
        yield reader.line_num, {n: c.strip() for n, c in zip(names, cells, strict=False) if n in _COLUMNS}


def _check_names(path: Path, names: list[str]) -> None:
    missing = [name for name in _COLUMNS[:2] if name not in names]
    if missing:
        columns = ", ".join(missing)
        raise RefusedError(
            _said(path, f"ligne 1{NBSP}: colonne absente ({columns})", f"line 1: missing column ({columns})")
        )


def _problems(path: Path, rows: list[tuple[int, Mapping[str, str]]]) -> Iterator[Text]:
    seen: dict[str, int] = {}
    for line, row in rows:
        code = row.get("code", "").upper()
        if not _CODE.match(code):
            fr = f"ligne {line}{NBSP}: code «{NBSP}{code}{NBSP}» incorrect (deux à quatre lettres)"
            yield _said(path, fr, f'line {line}: wrong code "{code}" (two to four letters)')
        elif code in seen:
            fr = f"ligne {line}{NBSP}: code {code} déjà donné ligne {seen[code]}"
            yield _said(path, fr, f"line {line}: code {code} already given on line {seen[code]}")
        seen.setdefault(code, line)
        if not row.get("label"):
            yield _said(path, f"ligne {line}{NBSP}: libellé absent", f"line {line}: missing label")
        if row.get("email") and "@" not in row["email"]:
            fr = f"ligne {line}{NBSP}: courriel «{NBSP}{row['email']}{NBSP}» incorrect"
            yield _said(path, fr, f'line {line}: wrong e-mail "{row["email"]}"')
    if not rows:
        yield _said(path, "aucune équipe", "no team")


def _said(path: Path, fr: str, en: str) -> Text:
    return Text(f"{path.name}{NBSP}: {fr}.", f"{path.name}: {en}.")
