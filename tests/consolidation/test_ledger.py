"""What the group's workbook and the report say of the files: who saved them, what was read, who is missing."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from pacom_xl.cli.group_output import write_group_workbook
from pacom_xl.consolidation.review import review
from pacom_xl.model.findings import SEVERITIES
from pacom_xl.reading.workbook_reader import read_workbook
from pacom_xl.reporting.json_reports import merge_report
from pacom_xl.rules import messages
from tests.support.command_line import AS_OF, run
from tests.support.opened_workbook import open_tab, open_workbook
from tests.support.sample_company import AS_OF as DAY
from tests.support.sample_company import TEAMS, TEMPLATE, reading
from tests.support.workbook_files import merge

Teams = dict[str, Path]


def test_copies_of_a_team_are_named_with_who_saved_them_and_when() -> None:
    first = reading("NO", "NO-DESKTOP-XY.xlsx", workbook_id="1", saved_on=datetime(2026, 6, 12, 14, 2))
    second = reading(
        "NO",
        "Copie de NO (1).xlsx",
        workbook_id="2",
        saved_on=datetime(2026, 6, 11, 9, 30),
        change=lambda plan: plan.form("plan").values.update(plan_version="V0"),
    )
    first.saved_by, second.saved_by = "Élodie Martin", "Yves Le Floc'h"
    found = review([first, second, reading("IF")], TEMPLATE, DAY)
    (said,) = [messages.message(f, "fr") for f in found.findings if f.code == "PAC701"]
    assert "NO-DESKTOP-XY.xlsx (enregistré par Élodie Martin le 12/06/2026 à 14:02)" in said
    assert "Copie de NO (1).xlsx (enregistré par Yves Le Floc'h le 11/06/2026 à 09:30)" in said
    (conflict,) = merge_report(found, None, found.portfolio.totals(DAY))["conflicts"]
    assert [(v["saved_by"], v["saved_on"]) for v in conflict["values"]] == [
        ("Élodie Martin", "2026-06-12T14:02:00"),
        ("Yves Le Floc'h", "2026-06-11T09:30:00"),
    ]


def test_a_missing_team_marks_the_totals_as_partial(teams: Teams, tmp_path: Path) -> None:
    files = [teams[team] for team in ("GR", "NO", "IF", "SE")]
    ran = run("merge", *files, "-o", tmp_path / "g.xlsx", "--as-of", AS_OF, "--expect", "NO,IF,SE,SO")
    assert ran.code == 3
    assert "Total (3/4 équipes)" in ran.out
    book = open_workbook(tmp_path / "g.xlsx", data_only=True)
    assert "Total (3/4 équipes)" in {c.value for row in book["Équipes et axes"].iter_rows() for c in row}
    measured = {row[-1] for row in book["Objectifs du groupe"].iter_rows(min_row=6, values_only=True) if row[-1]}
    assert measured and all(str(text).endswith("/4") for text in measured if "/" in str(text))


def test_without_a_missing_team_no_total_is_partial(teams: Teams, tmp_path: Path) -> None:
    ran = run("merge", teams["NO"], teams["IF"], "-o", tmp_path / "g.xlsx", "--as-of", AS_OF, "--expect", "NO,IF")
    assert ran.code == 0
    assert "équipes)" not in ran.out


def test_sources_count_the_cells_of_every_file_and_keep_them_through_a_second_merge(
    teams: Teams, tmp_path: Path
) -> None:
    report = merge(tmp_path / "g.xlsx", teams["NO"], teams["IF"])
    for source in report["sources"]:
        account = read_workbook(Path(source["path"]), TEMPLATE).account
        assert source["cells"] == {"read": account.read, "ignored": account.ignored, "refused": account.refused}
        assert account.read > 500
    again = merge(tmp_path / "again.xlsx", tmp_path / "g.xlsx")
    assert [s["cells"] for s in again["sources"]] == [s["cells"] for s in report["sources"]]


def test_checks_say_what_the_rules_found(tmp_path: Path) -> None:
    """Every finding that counts has its row, the gravest first, in words."""
    found = review([reading(team) for team in TEAMS], TEMPLATE, DAY)
    write_group_workbook(found, tmp_path / "group.xlsx", False, action_sheets=False)
    sheet = open_tab(tmp_path / "group.xlsx", "Contrôles")
    rows = list(sheet.iter_rows(min_row=6, min_col=2, values_only=True))
    assert rows[0] == ("Gravité", "Emplacement", "Message", "Comment corriger", "Règle")
    shown = sorted(found.shown, key=lambda finding: SEVERITIES.index(finding.severity))
    assert [(row[4], row[2], row[3]) for row in rows[1:]] == [
        (f.code, messages.message(f, "fr", TEMPLATE), messages.fix(f, "fr", TEMPLATE)) for f in shown
    ]
    assert list(dict.fromkeys(row[0] for row in rows[1:])) == ["Erreur", "Avertissement", "Information"]
