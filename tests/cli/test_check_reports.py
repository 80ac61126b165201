"""``check``: its four reports, and the configuration of a run and of a company."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from pacom_xl.template.load import templates_folder
from tests.support.command_line import AS_OF, Ran, run
from tests.support.opened_workbook import open_tab


def check(company: Path, *words: str | Path) -> Ran:
    return run("check", company, "--as-of", AS_OF, *words)


def test_the_page(company: Path, tmp_path: Path) -> None:
    ran = check(company, "--format", "html", "-o", tmp_path / "constats.html")
    assert ran.code == 1
    assert "erreurs" in ran.err
    text = (tmp_path / "constats.html").read_text(encoding="utf-8")
    # On the standard output nobody knows where the page will be: it has no links to the files.
    assert re.sub(r'<a href="[^"#]+">(.*?)</a>', r"\1", text) == check(company, "--format", "html").out
    links = re.findall(r'<a href="([^"#]+)">', text)
    assert links and all((tmp_path / link).resolve().is_file() for link in links)
    assert text.startswith("<!DOCTYPE html>")


def test_the_workbook_leads_to_the_checked_files(company: Path, tmp_path: Path) -> None:
    ran = check(company, "--format", "xlsx", "-o", tmp_path / "constats.xlsx")
    assert ran.code == 1
    sheet = open_tab(tmp_path / "constats.xlsx", "Constats")
    links = {(tmp_path / cell.hyperlink.target.replace("\\", "/")).resolve() for cell in sheet["F"] if cell.hyperlink}
    assert links
    assert links <= {path.resolve() for path in company.iterdir()}


def test_a_workbook_needs_a_file(company: Path) -> None:
    ran = check(company, "--format", "xlsx")
    assert ran.code == 2
    assert "-o" in ran.err


def test_no_report_over_a_file(company: Path, tmp_path: Path) -> None:
    target = tmp_path / "x.html"
    target.write_text("mine", encoding="utf-8")
    assert check(company, "--format", "html", "-o", target).code == 2
    assert target.read_text(encoding="utf-8") == "mine"


def report(company: Path, *words: str | Path) -> dict[str, object]:
    data: dict[str, object] = json.loads(check(company, "--format", "json", *words).out)
    return data


def codes(company: Path, *words: str | Path) -> dict[str, int]:
    return report(company, *words)["summary"]["by_code"]  # type: ignore[index,no-any-return]


def configured(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "pacom.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_thresholds_of_a_run_win_and_are_told(company: Path, tmp_path: Path) -> None:
    config = configured(tmp_path, "[thresholds]\ntolerance_pct = 0.5\n")
    assert "PAC501" in codes(company)
    assert "PAC501" not in codes(company, "--config", config)
    used = {t["key"]: t for t in report(company, "--config", config)["thresholds"]}  # type: ignore[attr-defined]
    assert (used["tolerance_pct"]["value"], used["tolerance_pct"]["origin"]) == (0.5, "configuration")
    assert used["due_soon_days"]["origin"] == "group"
    assert "Seuils (configuration)\u00a0: Tolérance de dépassement 50\u202f%" in check(company, "--config", config).out


def test_severities_and_switches_of_a_run(company: Path, tmp_path: Path) -> None:
    config = configured(tmp_path, '[severity]\nPAC501 = "off"\n"PAC401.normal" = "info"\n')
    found = report(company, "--config", config)["findings"]
    severities = {f["code"]: f["severity"] for f in found}  # type: ignore[attr-defined]
    assert "PAC501" not in severities
    assert severities["PAC401"] == "info"


def test_a_code_nobody_knows(company: Path) -> None:
    ran = check(company, "--select", "PAC9,PAC401")
    assert ran.code == 2
    assert "PAC9" in ran.err


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """A company's template with its own wishes."""
    folder = tmp_path / "ours"
    shutil.copytree(templates_folder() / "standard", folder)
    head = folder / "template.toml"
    wishes = '[rules]\nignore = ["PAC6"]\n[rules.severity]\nPAC401 = "info"\n[rules.thresholds]\ndue_soon_days = 0\n'
    head.write_text(head.read_text(encoding="utf-8") + wishes, encoding="utf-8")
    return folder


def test_a_company_template_says_what_it_wants(company: Path, tmp_path: Path, template: Path) -> None:
    config = configured(tmp_path, '[severity]\nPAC401 = "warning"\n')
    own = report(company, "--template", template)
    assert not any(f["code"].startswith("PAC6") for f in own["findings"])  # type: ignore[attr-defined]
    assert {f["severity"] for f in own["findings"] if f["code"] == "PAC401"} == {"info"}  # type: ignore[attr-defined]
    both = report(company, "--template", template, "--config", config)
    assert {f["severity"] for f in both["findings"] if f["code"] == "PAC401"} == {"warning"}  # type: ignore[attr-defined]
    soon = next(t for t in both["thresholds"] if t["key"] == "due_soon_days")  # type: ignore[attr-defined]
    assert soon["value"] == 0


def test_a_mistake_in_a_company_template(company: Path, template: Path) -> None:
    head = template / "template.toml"
    head.write_text(head.read_text(encoding="utf-8").replace("due_soon_days", "due_son_days"), encoding="utf-8")
    ran = check(company, "--template", template)
    assert ran.code == 2
    assert "due_soon_days" in ran.err
