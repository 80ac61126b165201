"""What people send, through the commands: which files count, what is said of each, what the exit code is."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from dataclasses import replace
from datetime import date
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from pacom_xl.model.plan import Value
from pacom_xl.writing.team_workbook import write_workbook
from tests.support.command_line import run
from tests.support.drafts import Draft
from tests.support.opened_workbook import open_tab
from tests.support.plan_text import AS_OF, TEMPLATE, plan_of
from tests.support.workbook_files import write_team
from tests.support.written_once import write_once

Report = dict[str, Any]
ACTION = """
# actions
code | title | status | start | due | owner | transferred_to | taken_from
"""


def send(file: Path, team: str, *actions: str, of: str = "", version: str = "1", **identity: Value) -> Path:
    """A small workbook of a team; ``of``: the id of the workbook it comes from, ``version`` of its template."""
    lines = [line if line.count("|") == 7 else f"{line} | | " for line in actions]
    plan = plan_of(ACTION + "\n".join(lines) if lines else "", team)
    told = {"company": "Cafés Valmorane SAS", **identity}
    plan = plan.with_records(r.with_values(told) if r.table == "plan" else r for r in plan.records)
    plan = replace(plan, year=int(str(identity.get("plan_year", 2026))), template_version=version)
    workbook_id = of or f"id-{file.name}"
    if version == TEMPLATE.version:
        write_once(plan, file, as_of=AS_OF, frozen=True, workbook_id=workbook_id)
    else:
        shape = replace(TEMPLATE, version=version)
        write_workbook(plan, shape, file, as_of=AS_OF, frozen=True, workbook_id=workbook_id)
    return file


def open_action(code: str, title: str = "Salon Horesta de Nantes") -> str:
    return f"{code} | {title} | in_progress | 2026-01-05 | 2026-09-30 | TQU"


def merged(folder: Path, *options: str | Path, output: str = "group.xlsx") -> tuple[int, Report]:
    """Exit code and report of ``merge`` over all the workbooks of a folder."""
    out = folder.with_name(f"{folder.name}-{output}")
    ran = run("merge", folder, "-o", out, "--as-of", str(AS_OF), "--format", "json", "--force", *options)
    return ran.code, json.loads(ran.out)


def said(report: Report, code: str) -> list[str]:
    return [finding["message"].replace("\u00a0", " ") for finding in report["findings"] if finding["code"] == code]


def statuses(report: Report) -> dict[str, str]:
    return {Path(source["path"]).name: source["status"] for source in report["sources"]}


def saved_by(file: Path, who: str, when: str) -> None:
    """As an office signs a workbook."""
    parts = zipfile.ZipFile(file)
    content = {name: parts.read(name) for name in parts.namelist()}
    parts.close()
    core = content["docProps/core.xml"].decode()
    core = re.sub(r"(<dcterms:modified[^>]*>)[^<]*", rf"\g<1>{when}", core)
    core = re.sub(r"<cp:lastModifiedBy\s*/>|<cp:lastModifiedBy>[^<]*</cp:lastModifiedBy>", "", core)
    content["docProps/core.xml"] = core.replace(
        "</cp:coreProperties>", f"<cp:lastModifiedBy>{who}</cp:lastModifiedBy></cp:coreProperties>"
    ).encode()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in content.items():
            out.writestr(name, data)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where teams send their workbooks; one of IF is there."""
    made = tmp_path / "plans"
    made.mkdir()
    send(made / "IF.xlsx", "IF", open_action("ACT-IF-001", "Tournée des bureaux"))
    return made


def test_the_same_file_twice(folder: Path) -> None:
    shutil.copy(send(folder / "NO.xlsx", "NO", open_action("ACT-NO-001")), folder / "NO - Copie.xlsx")
    code, report = merged(folder)
    assert (code, statuses(report)) == (0, {"IF.xlsx": "read", "NO - Copie.xlsx": "read", "NO.xlsx": "duplicate"})
    assert said(report, "PAC702") == ["Fichier en double ignoré : NO.xlsx."]
    assert run("merge", folder, "-o", folder / "g.xlsx", "--strict", "--as-of", str(AS_OF)).code == 0


def test_conflict_copies_name_who_saved_them_and_when(folder: Path) -> None:
    names = ("NO-DESKTOP-XY.xlsx", "Copie de NO (1).xlsx")
    for number, name in enumerate(names, 1):
        send(folder / name, "NO", open_action("ACT-NO-001", f"Salon {number}"), of="one", plan_version=f"V{number}")
        saved_by(folder / name, f"Tanguy {number}", f"2026-06-1{number}T08:30:00Z")
    code, report = merged(folder)
    assert (code, statuses(report)) == (3, {"IF.xlsx": "read", names[0]: "superseded", names[1]: "read"})
    (message,) = said(report, "PAC701")
    assert "Copie de NO (1).xlsx (enregistré par Tanguy 2 le 12/06/2026 à 08:30)" in message
    assert "NO-DESKTOP-XY.xlsx (enregistré par Tanguy 1 le 11/06/2026 à 08:30)" in message
    refused = folder / "refused.xlsx"
    assert run("merge", folder, "-o", refused, "--strict", "--as-of", str(AS_OF)).code == 1
    assert not refused.exists()


def test_a_restarted_workbook_is_never_chosen(folder: Path) -> None:
    send(folder / "NO.xlsx", "NO", open_action("ACT-NO-001"), of="one", plan_version="V1")
    send(folder / "NO bis.xlsx", "NO", open_action("ACT-NO-001", "Autre"), of="two", plan_version="V2")
    code, report = merged(folder)
    assert (code, statuses(report)) == (3, {"IF.xlsx": "read", "NO bis.xlsx": "left_out", "NO.xlsx": "left_out"})
    assert len(said(report, "PAC701")) == 1
    assert set(report["totals"]["by_team"]) == {"IF"}


@pytest.mark.parametrize(
    ("odd", "message"),
    [
        ({"plan_year": 2025}, "SE : Exercice 2025 au lieu de 2026 ; classeur écarté."),
        ({"currency": "CHF"}, "SE : Devise CHF au lieu de EUR ; classeur écarté."),
    ],
)
def test_another_year_or_currency(folder: Path, odd: dict[str, Any], message: str) -> None:
    send(folder / "NO.xlsx", "NO", open_action("ACT-NO-001"))
    send(folder / "SE.xlsx", "SE", open_action("ACT-SE-001"), of="se", version="1", **odd)
    code, report = merged(folder)
    assert (code, statuses(report)["SE.xlsx"]) == (3, "left_out")
    assert [text.replace("\u202f", " ") for text in said(report, "PAC703")] == [message]


def test_a_newer_template_is_left_out(folder: Path) -> None:
    send(folder / "NO.xlsx", "NO", open_action("ACT-NO-001"), version="99")
    code, report = merged(folder)
    assert (code, statuses(report)["NO.xlsx"]) == (3, "rejected")
    assert len(said(report, "PAC103")) == 1


def test_an_older_template_is_read(folder: Path) -> None:
    shutil.copy(Path(__file__).parents[1] / "frozen" / "standard-1.xlsx", folder / "frozen.xlsx")
    code, report = merged(folder)
    assert statuses(report)["frozen.xlsx"] in ("read", "partial"), report["sources"]
    assert code == 0


def test_a_missing_team_makes_the_totals_partial(folder: Path) -> None:
    code, report = merged(folder, "--expect", "IF,NO,SE,SO")
    assert (code, report["missing_teams"]) == (3, ["NO", "SE", "SO"])
    assert said(report, "PAC710") == [f"Classeur de l’équipe {team} absent." for team in ("NO", "SE", "SO")]
    words = ("merge", folder, "-o", folder / "g.xlsx", "--as-of", str(AS_OF), "--expect", "IF,NO,SE,SO")
    assert "Total (1/4 équipes)" in run(*words).out
    assert "Total (1/4 teams)" in run(*words, "--force", "--lang", "en").out


def test_one_action_code_in_two_teams(folder: Path) -> None:
    send(folder / "NO.xlsx", "NO", open_action("ACT-IF-001", "Autre chose"))
    code, report = merged(folder)
    (conflict,) = [c for c in report["conflicts"] if c["table"] == "actions"]
    assert (conflict["key"], {v["team"] for v in conflict["values"]}) == ("ACT-IF-001", {"NO", "IF"})
    assert any("ACT-IF-001" in text for text in said(report, "PAC104"))
    out = folder / "plans.json"
    assert run("export", folder.with_name("plans-group.xlsx"), "-o", out).code == 0
    assert code == 0
    plans = {plan["team"]: plan["records"] for plan in json.loads(out.read_text(encoding="utf-8"))["plans"]}
    for team in ("NO", "IF"):
        assert [r["values"]["code"] for r in plans[team] if r["table"] == "actions"] == ["ACT-IF-001"]


def test_the_same_thing_planned_twice(folder: Path) -> None:
    send(folder / "NO.xlsx", "NO", open_action("ACT-NO-001", "Tournée des bureaux"))
    assert said(merged(folder)[1], "PAC707") == ["ACT-IF-001 et ACT-NO-001 semblent être la même action."]


def test_files_of_a_session_are_not_read(folder: Path) -> None:
    for name in ("~$IF.xlsx", ".~lock.IF.xlsx#", ".IF.xlsx"):
        (folder / name).write_bytes(b"open")
    code, report = merged(folder)
    assert (code, list(statuses(report))) == (0, ["IF.xlsx"])


def test_the_order_of_files_changes_not_a_byte(folder: Path, tmp_path: Path) -> None:
    files = [folder / "IF.xlsx", send(folder / "NO.xlsx", "NO", open_action("ACT-NO-001"))]
    files.append(send(folder / "GR.xlsx", "GR"))
    made = set()
    for order in list(permutations(files))[::2]:
        out = tmp_path / "group.xlsx"
        assert run("merge", *order, "-o", out, "--as-of", str(AS_OF), "--force").code == 0
        made.add(out.read_bytes())
    assert len(made) == 1


# -- actions handed over -----------------------------------------------------------------------------------------

GIVEN = "ACT-IF-009 | Salon de Lille | transferred | 2026-01-05 | 2026-09-30 | TQU | NO | "
TAKEN = "ACT-NO-014 | Salon de Lille | in_progress | 2026-01-05 | 2026-09-30 | TQU | | ACT-IF-009"
STILL_OPEN = GIVEN.replace("transferred", "in_progress").replace("| NO |", "| |")


@pytest.mark.parametrize(
    ("origin", "receiver", "message"),
    [
        (GIVEN, TAKEN, None),
        (GIVEN, open_action("ACT-NO-014"), "ACT-IF-009 transférée : aucune action d’accueil chez NO."),
        (STILL_OPEN, TAKEN, "ACT-IF-009 transférée : encore ouverte ici et reprise par ACT-NO-014."),
        (GIVEN, None, None),
        (None, TAKEN, None),
    ],
    ids=["both sides agree", "nobody took it", "both open", "receiver missing", "origin missing"],
)
def test_an_action_handed_over(tmp_path: Path, origin: str | None, receiver: str | None, message: str | None) -> None:
    folder = tmp_path / "plans"
    folder.mkdir()
    for team, action in (("IF", origin), ("NO", receiver)):
        if action:
            send(folder / f"{team}.xlsx", team, action)
    expected = [message] if message else []
    assert said(merged(folder)[1], "PAC708") == expected
    report = json.loads(run("check", folder, "--as-of", str(AS_OF), "--format", "json", "--select", "PAC708").out)
    assert said(report, "PAC708") == expected
    assert [(f["team"], f["subject"]) for f in report["findings"]] == [("IF", "ACT-IF-009")] * len(expected)
    assert all(f["sheet"] == "ACT-IF-009" and f["cell"] and f["fix"] for f in report["findings"])


# -- sections of the group ---------------------------------------------------------------------------------------


def test_a_section_of_the_group_changed_by_a_team(tmp_path: Path, teams: dict[str, Path]) -> None:
    def change(plan: Draft) -> None:
        plan.form("strategy").values["vision"] = "Tout autre chose."

    folder = tmp_path / "plans"
    folder.mkdir()
    write_team(folder, "NO", change)
    code, report = merged(folder, "--reference", teams["GR"])
    told = [f for f in report["findings"] if f["code"] == "PAC704"]
    assert [(f["team"], f["field"], f["sheet"]) for f in told] == [("NO", "strategy.vision", "Stratégie")]
    out = tmp_path / "again.json"
    assert (code, run("export", folder.with_name("plans-group.xlsx"), "-o", out).code) == (0, 0)
    plans = {plan["team"]: plan["records"] for plan in json.loads(out.read_text(encoding="utf-8"))["plans"]}
    vision = {team: r["values"]["vision"] for team, rs in plans.items() for r in rs if r["table"] == "strategy"}
    assert vision["NO"] == "Tout autre chose."
    assert vision["GR"] != vision["NO"]


def test_a_plan_may_last_to_the_end_of_the_calendar(tmp_path: Path) -> None:
    folder = tmp_path / "plans"
    folder.mkdir()
    last = date(9999, 12, 31)
    late = f"ACT-NO-001 | Salon Horesta de Nantes | in_progress | 9999-12-01 | {last} | TQU"
    send(folder / "NO.xlsx", "NO", late, plan_start=date(9999, 11, 1), plan_end=last)
    code, report = merged(folder)
    assert code == 0
    assert report["sources"][0]["status"] == "read"


def test_the_end_of_a_text_too_long_for_a_cell_is_not_lost_in_silence(tmp_path: Path) -> None:
    """LibreOffice lets people type it."""
    folder = tmp_path / "plans"
    folder.mkdir()
    send(folder / "NO.xlsx", "NO", open_action("ACT-NO-001", "Titre court"))
    with zipfile.ZipFile(folder / "NO.xlsx") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert b"Titre court" in parts["xl/sharedStrings.xml"]
    with zipfile.ZipFile(folder / "NO.xlsx", "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data.replace(b"Titre court", b"long " * 8000))
    _, report = merged(folder)
    (message,) = said(report, "PAC119")
    assert message.startswith("ACT-NO-001 : 39\u202f999 caractères dans « Intitulé »")
    shown = open_tab(tmp_path / "plans-group.xlsx", "Plan d’actions")
    texts = [str(cell.value) for row in shown.iter_rows() for cell in row if "long long" in str(cell.value)]
    assert texts and all(len(text) == 32_767 and text.endswith("…") for text in texts)
