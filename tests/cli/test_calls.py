"""Calls, good and bad: exit codes, sentences, languages."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from zoneinfo import ZoneInfoNotFoundError

import pytest

from pacom_xl.cli import COMMANDS
from tests.support.command_line import run

ALL = [
    *COMMANDS, "template list", "template show", "template check", "outbox list", "outbox send", "nightly status",
    "nightly schedule", "nightly forget",
]  # fmt: skip


def test_help_lists_every_command_without_importing_it() -> None:
    code = "import sys, pacom_xl.cli as c\ntry: c.cli.main(['--help'])\nexcept SystemExit: pass\n"
    code += "print([m for m in ('pandas', 'openpyxl', 'jinja2', 'pacom_xl.rules', 'json') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert all(name in done.stdout for name in COMMANDS)
    assert done.stdout.splitlines()[-1] == "[]"


#: Modules that take long to import: libraries, the part of Python that starts processes, rooms of the program.
_SLOW = (
    "concurrent.futures", "distributed", "email", "fsspec", "holidays", "jinja2", "lxml", "numpy", "openpyxl",
    "pacom_xl.adoption", "pacom_xl.correction", "pacom_xl.nightly.job", "pacom_xl.writing", "pandas", "pyarrow",
    "rapidfuzz", "sqlite3", "subprocess", "urllib.request", "xlsxwriter", "xml.sax", "yaml",
)  # fmt: skip
#: What writing a workbook needs.
_WRITES = {"pacom_xl.writing", "xlsxwriter"}


def _imported_by(*words: str) -> set[str]:
    """Which of the slow modules a call imports."""
    code = f"import sys, pacom_xl.cli as c\ntry: c.cli.main({words!r})\nexcept SystemExit: pass\n"
    code += f"print(*(name for name in {_SLOW!r} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


def test_a_command_imports_only_what_it_uses(tmp_path: Path) -> None:
    plan, group, data = (str(tmp_path / name) for name in ("NO.xlsx", "group.xlsx", "NO.json"))
    config = tmp_path / "pacom.toml"
    config.write_text('holidays = "FR"\n', encoding="utf-8")
    named = ("--team", "NO", "--label", "Nord", "--year", "2026", "--actions", "1")
    # A blank plan is given the public holidays of its year; newer versions of their library import "email".
    assert _imported_by("new", "-o", plan, *named, "-q") - {"email"} == {"holidays", *_WRITES}
    assert _imported_by("check", plan, "-q", "--config", str(config)) == set()
    assert _imported_by("merge", plan, "-o", group, "-q") == _WRITES
    assert Path(group).is_file()
    assert _imported_by("export", plan, "-o", data, "-q") == set()
    assert _imported_by("new", "-o", str(tmp_path / "again.xlsx"), "--data", data, "-q") == _WRITES


@pytest.mark.parametrize("name", ALL)
def test_every_command_has_help_with_an_example(name: str) -> None:
    ran = run(*name.split(), "--help")
    assert ran.code == 0
    assert f"Exemple\u00a0: pacom-xl {name.split()[0]}" in ran.out
    assert f"Example: pacom-xl {name.split()[0]}" in run(*name.split(), "--help", "--lang", "en").out


def test_the_module_is_the_same_program() -> None:
    done = subprocess.run([sys.executable, "-m", "pacom_xl", "--version"], capture_output=True, text=True)
    assert done.returncode == 0
    assert done.stdout.startswith("pacom-xl")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["chek"], "Vouliez-vous dire «\u00a0check\u00a0»"),
        (["check"], "il manque «\u00a0CHEMIN...\u00a0»"),
        (["check", "x", "--foo"], "option inconnue\u00a0: --foo."),
        (["check", "x", "--annee", "3"], "option inconnue\u00a0: --annee."),
        (["new", "--annee", "3"], "Vouliez-vous dire --year"),
        (["new", "--year", "1"], "«\u00a01\u00a0» n’est pas un nombre entier de 2000 à 2100."),
        (["new", "--yaer", "1"], "Vouliez-vous dire --year"),
        (["check", "x", "--jobs", "deux"], "n’est pas un nombre entier à partir de 1."),
        (["check", "x", "--fail-on", "jamais"], "n’est pas l’un de\u00a0: error, warning, info, never."),
        (["template", "chek"], "Vouliez-vous dire «\u00a0check\u00a0»"),
        (["template", "list", "trop"], "en trop\u00a0: trop"),
        (["verifier"], "Vouliez-vous dire «\u00a0check\u00a0»"),
        (["check", "--as-of"], "l’option --as-of est mal employée"),
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


@pytest.mark.parametrize(
    "words", [("--lang", "en", "check", "x"), ("check", "x", "--lang=en"), ("check", "--lang", "en")]
)
def test_wrong_calls_are_told_in_english(words: tuple[str, ...]) -> None:
    ran = run(*words, "--as-of", "2026-02-30")
    assert ran.code == 2
    assert "is not a date" in ran.err
    assert "Help: pacom-xl check --help" in ran.err


@pytest.mark.parametrize("words", [(), ("--lang", "fr"), ("template",), ("outbox",)])
def test_without_a_command_the_help_is_shown(words: tuple[str, ...]) -> None:
    ran = run(*words)
    assert ran.code == 2
    assert ran.err.startswith("Utilisation\u00a0: pacom-xl")
    assert "Commandes\u00a0:" in ran.err


@pytest.mark.parametrize("name", ["", *ALL])
def test_help_is_in_one_language(name: str) -> None:
    french = _prose(run(*name.split(), "--help").out)
    assert not re.search(r"\b(the|show|usage|exit|default|required|options?:|to|is)\b", french, re.IGNORECASE), french
    english = _prose(run(*name.split(), "--help", "--lang", "en").out)
    assert not re.search(r"\b(le|les|du|une?|défaut|afficher|dossier)\b|[àéèêç\u00a0]", english, re.IGNORECASE), english


def _prose(help_page: str) -> str:
    """The page without what is typed: examples, names and values of options."""
    lines = [line for line in help_page.splitlines() if "pacom-xl" not in line]
    return "\n".join(re.sub(r"^  -.*?(  |$)|^  [a-z]+  |\[.*?\]|[A-Z]{2,}|pacom.toml", "", line) for line in lines)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["che"], ["check"]),
        ([""], list(COMMANDS)),
        (["check", "--fo"], ["--format", "--force"]),
        (["check", "--format", "j"], ["json"]),
        (["template", ""], ["list", "show", "check"]),
        (["nightly", "status", "--max"], ["--max-age"]),
        (["--la"], ["--lang"]),
    ],
)
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_completion(shell: str, words: list[str], expected: list[str]) -> None:
    env = {"_PACOM_XL_COMPLETE": f"{shell}_complete", "COMP_CWORD": str(len(words)), "COMP_INCOMPLETE": words[-1]}
    whole = ["pacom-xl", *words]
    env["COMP_WORDS"] = ("\n" if shell == "powershell" else " ").join(whole)
    if shell == "fish":
        env["COMP_WORDS"], env["COMP_CWORD"] = " ".join(whole[:-1]), words[-1]
    done = _program(env=env)
    assert done.returncode == 0 and not done.stderr, done.stderr
    offered = done.stdout.split("\n")
    assert [name for name in expected if any(name in line for line in offered)] == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("nightly s", {"plain,status", "plain,schedule"}),
        ("nightly plans", {"file,plans"}),
        ("rules PAC40", {f"plain,PAC40{number}" for number in range(1, 10)}),
        ("template show st", {"plain,standard"}),
        ("template check a", {"file,a"}),
        ("merge a.xlsx plans", {"file,plans"}),
        ("diff a", {"file,a"}),
        ("repair a", {"file,a"}),
    ],
)
def test_arguments_are_completed(words: str, expected: set[str]) -> None:
    whole = ["pacom-xl", *words.split()]
    env = {"_PACOM_XL_COMPLETE": "bash_complete", "COMP_CWORD": str(len(whole) - 1), "COMP_WORDS": " ".join(whole)}
    assert set(_program(env=env).stdout.split("\n")) - {""} == expected


@pytest.mark.parametrize(
    ("env", "code"),
    [
        ({"_PACOM_XL_COMPLETE": "bash_complete"}, 1),
        ({"_PACOM_XL_COMPLETE": "zsh_complete", "COMP_WORDS": "pacom-xl", "COMP_CWORD": "x"}, 1),
        ({"_PACOM_XL_COMPLETE": "fish_complete", "COMP_WORDS": "pacom-xl"}, 1),
        ({"_PACOM_XL_COMPLETE": "bash_complete", "COMP_WORDS": "pacom-xl chekc ", "COMP_CWORD": "2"}, 0),
        ({"_PACOM_XL_COMPLETE": "bash_complete", "COMP_WORDS": "pacom-xl nightly stauts ", "COMP_CWORD": "3"}, 0),
    ],
)
def test_completion_never_prints_into_the_line_somebody_types(env: dict[str, str], code: int) -> None:
    """Not without the variables of the shell's script either, nor after a word that is no command."""
    done = _program(env=env)
    assert (done.returncode, done.stderr) == (code, "")


def test_fish_divides_a_suggestion_at_its_first_comma_only() -> None:
    """Else it shows the help « Lire, contrôler et signaler » up to the comma. click 8.4.0 divides at line ends."""
    script = _program(env={"_PACOM_XL_COMPLETE": "fish_source"}).stdout
    assert "string split" in script and 'split ","' not in script


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_each_shell_has_its_script(shell: str) -> None:
    done = _program(env={"_PACOM_XL_COMPLETE": f"{shell}_source"})
    assert done.returncode == 0 and "pacom-xl" in done.stdout and not done.stderr


def _program(*words: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """The program in a process of its own."""
    whole = {**os.environ, "PACOM_LANG": "fr", **(env or {})}
    return subprocess.run(
        [sys.executable, "-m", "pacom_xl", *words], env=whole, capture_output=True, text=True, encoding="utf-8"
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize("words", ["rules", "--help", "rules --format json"])
def test_a_full_standard_output_is_told(words: str) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "pacom_xl", *words.split(), "--lang", "fr"], stdout=full, stderr=subprocess.PIPE
        )
    message = done.stderr.decode()
    assert done.returncode == 2
    assert "impossible d’écrire sur la sortie standard\u00a0: disque plein" in message
    assert "erreur interne" not in message and "Traceback" not in message and "Exception" not in message


@pytest.mark.skipif(os.name != "posix", reason="a shell of Unix")
def test_a_closed_standard_output_is_told() -> None:
    done = subprocess.run(
        ["sh", "-c", f"'{sys.executable}' -m pacom_xl rules --lang fr >&-"], capture_output=True, text=True
    )
    assert done.returncode == 0
    assert "la sortie standard est fermée" in done.stderr and "erreur interne" not in done.stderr


@pytest.mark.parametrize("page", ["cp850", "cp1252"])
def test_a_code_page_without_our_characters_gets_plain_ones(page: str) -> None:
    env = {**os.environ, "PYTHONIOENCODING": page, "PACOM_LANG": "fr"}
    done = subprocess.run([sys.executable, "-m", "pacom_xl", "check", "absent.xlsx"], env=env, capture_output=True)
    shown = done.stdout.decode(page)
    assert "->" in shown and "\\u" not in shown and "\\x" not in shown
    assert "orthographe" in shown


def test_without_a_zone_database_a_sentence_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(key: str) -> object:
        raise ZoneInfoNotFoundError(f"No time zone found with key {key}")

    monkeypatch.setattr("pacom_xl.cli.options.ZoneInfo", missing)
    ran = run("check", "absent.xlsx")
    assert ran.code == 2
    assert "fuseaux horaires" in ran.err and "tzdata" in ran.err


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


@pytest.mark.parametrize(
    ("words", "name"),
    [(("check", ".", "--config"), "pacom.toml"), (("nightly", "--config"), "pacom.toml"),
     (("doctor", "--config"), "pacom.toml"), (("new", "-o", "x.xlsx", "--data"), "plan.json")],
)  # fmt: skip
def test_a_named_pipe_is_not_waited_for(
    words: tuple[str, ...], name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo(name)
    ran = run(*words, name)
    assert ran.code != 0
    assert "un tube, pas un fichier" in ran.out + ran.err
