"""The check as people read it in a terminal."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pacom_xl.cli.demo_text import demo_text
from pacom_xl.consolidation.review import review
from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Cell
from pacom_xl.model.text import NBSP, Text
from pacom_xl.model.typography import counted
from pacom_xl.reading.reading_result import Reading
from pacom_xl.reporting.check_text import check_text
from pacom_xl.reporting.merge_text import merge_text
from tests.support.sample_company import AS_OF, TEMPLATE, reading, sample_review


def test_findings_stand_under_their_team_and_action() -> None:
    lines = check_text(sample_review()).splitlines()
    team = lines.index("Nord-Ouest (NO) — NO.xlsx")
    action = lines.index("  ACT-NO-002  Tournée de prospection des brasseries du littoral atlantique")
    assert team < action < lines.index("Île-de-France (IF) — IF.xlsx")
    assert "PAC401" in lines[action + 1]


def test_hidden_findings_are_left_out() -> None:
    found = sample_review()
    text = check_text(found)
    told = re.findall(r"^    (?:erreur|alerte|info) +(PAC\d{3}) ", text, re.MULTILINE)
    assert sorted(told) == sorted(finding.code for finding in found.shown)
    assert len(found.shown) < len(found.findings)


def test_the_last_line_sums_up() -> None:
    last = check_text(sample_review()).splitlines()[-1]
    assert last.startswith(f"Au 15/06/2026{NBSP}: 5{NBSP}classeurs lus, 54{NBSP}actions, ")


def test_files_that_could_not_be_read_are_told_with_the_reason() -> None:
    refused = Reading(Path("vieux.xls"), "rejected", Text("ancien format .xls", "old .xls format"))
    text = check_text(review([reading("NO"), refused], TEMPLATE, AS_OF))
    assert f"vieux.xls (rejeté){NBSP}: ancien format .xls" in text


@pytest.mark.parametrize(
    ("count", "fr", "en"), [(0, "0 courriel", "0 mails"), (1, "1 courriel", "1 mail"), (2, "2 courriels", "2 mails")]
)
def test_zero_is_singular_in_french_and_plural_in_english(count: int, fr: str, en: str) -> None:
    found = counted(count, Text("courriel", "mail"), Text("courriels", "mails"))
    assert (found.fr.replace(NBSP, " "), found.en.replace(NBSP, " ")) == (fr, en)


def test_the_merge_is_told_with_its_totals_and_who_is_missing() -> None:
    found = review([reading("NO")], TEMPLATE, AS_OF, expect=["NO", "IF"])
    text = merge_text(found, found.portfolio.totals(AS_OF))
    assert "96\u202f500\u00a0€" in text
    assert "Équipe attendue absente\u00a0: IF" in text


def test_the_demonstration_names_late_and_costly_actions() -> None:
    text = demo_text(sample_review(), [Path("d/NO.xlsx")], Path("groupe.xlsx"), [])
    assert "Actions en retard (4)" in text
    assert "Actions en dépassement de budget (3)" in text
    assert "Tournée de prospection des brasseries" in text
    assert "477\u202f200\u00a0€" in text


def test_a_cell_the_message_names_is_not_repeated() -> None:
    found = review([reading("NO")], TEMPLATE, AS_OF)
    place = Cell("ACT-NO-002", 34, 9)
    finding = Finding(
        "PAC122", "ACT-NO-002", cell=place, field="actions.progress", severity="error", params={"cell": place}
    )
    found.findings.append(finding)
    line = next(line for line in check_text(found).splitlines() if "PAC122" in line)
    assert line.count("ACT-NO-002!J35") == 1
