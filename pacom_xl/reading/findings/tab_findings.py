"""Findings about tabs: the register and the action sheets disagree, tabs that are not read."""

from __future__ import annotations

from collections.abc import Iterator

from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Cell
from pacom_xl.model.text import Text, fold
from pacom_xl.model.typography import sentence
from pacom_xl.reading.recognition.tab_recognition import Tabs
from pacom_xl.xlsx.cells import TabKind

#: Tabs without cells a workbook of pacom_xl has.
_KINDS: dict[TabKind, Text] = {
    "chart": Text("feuille de graphique", "a chart sheet"),
    "macro": Text("feuille de macros, jamais exécutées", "a macro sheet, never run"),
    "dialog": Text("boîte de dialogue", "a dialog sheet"),
    "missing": Text("onglet annoncé dont le contenu manque dans le fichier", "listed, its content missing in the file"),
}


def register_findings(tabs: Tabs) -> Iterator[Finding]:
    """PAC108: actions of the register without a sheet, and filled sheets that it does not list."""
    sheets = list(tabs.of("index"))
    if not sheets:
        return
    fiches = [fiche for fiche in tabs.of("actions") if not fiche.is_remainder]
    codes = {fold(fiche.subject) for fiche in fiches}
    names = {fold(fiche.tab) for fiche in fiches}
    listed = {fold(code): (code, Cell(sheet.tab, row, col)) for sheet in sheets for code, row, col in sheet.codes}
    for key, (code, cell) in listed.items():
        if key not in codes and key not in names:
            yield Finding("PAC108", code, cell=cell, params={"code": code})
    for fiche in fiches:
        code = fiche.subject
        if fold(code) not in listed and fold(fiche.tab) not in listed:
            yield Finding("PAC108", code, cell=Cell(fiche.tab, 0, 0), params={"code": code})


def unread_tab_findings(tabs: Tabs) -> Iterator[Finding]:
    """PAC109: tabs without cells, tabs of no sheet of the template, and copies of a sheet that exists once."""
    for tab in tabs.unreadable:
        what = _KINDS[tab.kind]
        shown = sentence("onglet « {name} » ({what})", 'tab "{name}" ({what})', name=tab.name, what=what)
        yield Finding("PAC109", tab.name, params={"name": shown, "count": tab.filled})
    for name, cells in tabs.unknown:
        count = Text(f"{cells} cellule{'s' * (cells > 1)}", f"{cells} cell{'s' * (cells != 1)}")
        shown = sentence("onglet « {name} » ({count})", 'tab "{name}" ({count})', name=name, count=count)
        yield Finding("PAC109", name, params={"name": shown, "count": cells})
    for copy, original, different in tabs.copies:
        count = Text(
            f"{different} cellule{'s' * (different > 1)} de contenu différent",
            f"{different} cell{'s' * (different != 1)} that differ",
        )
        shown = sentence(
            "onglet « {name} », copie de « {original} » ({count})",
            'tab "{name}", a copy of "{original}" ({count})',
            name=copy.tab,
            original=original,
            count=count,
        )
        params = {"name": shown, "count": different, "copy_of": original}
        yield Finding("PAC109", copy.key, copy.tab, cell=Cell(copy.tab, 0, 0), params=params)
