"""Calls, good and bad: exit codes, sentences, languages."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from pacom_xl.cli import COMMANDS
from tests.support.command_line import run


def test_help_lists_every_command_without_importing_it() -> None:
    code = "import sys, pacom_xl.cli as c\ntry: c.cli.main(['--help'])\nexcept SystemExit: pass\n"
    code += "print([m for m in ('pandas', 'openpyxl', 'jinja2', 'pacom_xl.rules', 'json') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert all(name in done.stdout for name in COMMANDS)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("name", [*COMMANDS, "template list", "template show", "template check"])
def test_every_command_has_help_with_an_example(name: str) -> None:
    ran = run(*name.split(), "--help")
    assert ran.code == 0
    assert f"Example: pacom-xl {name.split()[0]}" in ran.out


def test_the_module_is_the_same_program() -> None:
    done = subprocess.run([sys.executable, "-m", "pacom_xl", "--version"], capture_output=True, text=True)
    assert done.returncode == 0
    assert done.stdout.startswith("pacom-xl")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["chek"], "Vouliez-vous dire «\u00a0check\u00a0»"),
        (["check"], "il manque «\u00a0PATH...\u00a0»"),
        (["check", "x", "--foo"], "option inconnue\u00a0: --foo"),
        (["check", "x", "--as-of", "15/06/2026"], "n’est pas une date"),
        (["check", "x", "--as-of", "2026-02-30"], "n’est pas une date"),
        (["check", "x", "--format", "docx"], "valeur incorrecte"),
        (["new"], "-o"),
        (["new", "--teams", "t.csv"], "--teams et -d vont ensemble"),
        (["new", "-o", "x.xlsx"], "--team"),
        (["export", "x", "-o", "x.doc"], "format inconnu"),
        (["check", "x", "--format", "xlsx"], "-o constats.xlsx"),
        (["rules", "PAC999"], "aucun contrôle"),
        (["template", "show", "none"], "none"),
        (["nightly"], "--dry-run"),
        (["merge", "x", "-o", "y.xlsx", "--scheduler", "h:1"], "--scheduler"),
    ],
)
def test_wrong_calls_are_told_in_french(words: list[str], said: str) -> None:
    ran = run(*words)
    assert ran.code == 2
    assert ran.out == ""
    assert said in ran.err


def test_wrong_calls_are_told_in_english() -> None:
    ran = run("check", "x", "--as-of", "2026-02-30", "--lang", "en")
    assert ran.code == 2
    assert "is not a date" in ran.err


def test_an_internal_fault_is_short_and_leaves_a_log(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("log")
    monkeypatch.setattr("platformdirs.user_log_dir", lambda *_, **__: str(folder))
    monkeypatch.setattr("pacom_xl.reporting.rule_catalogue.render", lambda *_: 1 / 0)
    ran = run("rules")
    assert ran.code == 4
    assert "erreur interne" in ran.err
    assert "ZeroDivisionError" in (folder / "fault.log").read_text(encoding="utf-8")


def test_rules_in_three_forms() -> None:
    assert "PAC401" in run("rules").out
    assert "overdue" in run("rules", "PAC401", "--lang", "en").out.lower()
    assert {entry["code"][:4] for entry in json.loads(run("rules", "PAC8", "--format", "json").out)} == {"PAC8"}
    assert "\n### PAC101\n" in run("rules", "--format", "md").out


def test_templates() -> None:
    assert run("template", "list").out.startswith("standard")
    assert "actions.due" in run("template", "show", "standard").out
