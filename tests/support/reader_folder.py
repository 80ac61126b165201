"""A folder with everything the commands of the documents name: what a reader would have when typing them."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl

from pacom_xl.cli.samples import samples_folder
from tests.support.command_line import run
from tests.support.document_steps import ROOT

TEAMS = ("GR", "NO", "IF", "SE", "SO")
#: Folders of the teams' workbooks, by the names pages give them.
_FOLDERS = ("classeurs", "workbooks", "sauvegarde", "lundi", "plans")
#: Single workbooks, by the team they are of.
_COPIES = {"NO.xlsx": "NO", "GR.xlsx": "GR", "OLD.xlsx": "NO", "NEW.xlsx": "NO"}
#: Folders of a company's template.
_TEMPLATES = ("FOLDER", "modele", "model", "notre_modele", "our_template")
_LISTS = ("liste.xlsx", "actions.xlsx")
_TEAM_LISTS = ("equipes.csv", "teams.csv")
_CONFIGURATION = """folders = ["classeurs"]
state = "state"
sender = "pac@valmorane.example"
[smtp]
host = "localhost"
port = {port}
security = "none"
"""


def fill(folder: Path, port: int) -> None:
    """Write the workbooks, lists, templates and ``pacom.toml``; mails go to the server at ``port``."""
    plans = folder / _FOLDERS[0]
    plans.mkdir(parents=True)
    for team in TEAMS:
        shutil.copy(samples_folder() / f"PAC_2026_{team}.xlsx", plans)
    for name in _FOLDERS[1:]:
        shutil.copytree(plans, folder / name)
    for team in TEAMS:
        shutil.copy(plans / f"PAC_2026_{team}.xlsx", folder)
    for name, team in _COPIES.items():
        shutil.copy(plans / f"PAC_2026_{team}.xlsx", folder / name)
    for name in _TEMPLATES:
        shutil.copytree(ROOT / "workbook_templates" / "example_company", folder / name)
    for name in _LISTS:
        _write_list(folder / name)
    for name in _TEAM_LISTS:
        (folder / name).write_text(
            "code;label;parent\n" + "".join(f"{team};Équipe {team};Ouest\n" for team in TEAMS[1:]), encoding="utf-8"
        )
    (folder / "pacom.toml").write_text(_CONFIGURATION.format(port=port), encoding="utf-8")


def _write_list(file: Path) -> None:
    """A list of two actions as people keep one."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ("Action", "Responsable", "Début", "Échéance", "Statut"),
        ("Salon des brasseurs", "Anne Morel", "02/03/2026", "12/06/2026", "En cours"),
        ("Relance des cavistes", "Luc Petit", "01/04/2026", "30/09/2026", "À venir"),
    ):
        sheet.append(row)
    book.save(file)


def first_night(folder: Path) -> None:
    """A night before the day the pages compare with (``diff --since``)."""
    ran = run("nightly", "--config", folder / "pacom.toml", "--as-of", "2026-06-08", "-q")
    assert ran.code in (0, 3), ran.err
