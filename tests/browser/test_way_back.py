"""Repair, comparison and adoption in the page: the same as on the command line, refused with a sentence.

Most tests call the session in this process; one of each kind runs with the modules of the page's archive alone.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pacom_xl.browser.company_settings import CompanySettings
from pacom_xl.browser.settings_archive import packed_settings
from pacom_xl.browser.worker_session import Session
from pacom_xl.nightly.configuration.config import NightlyConfig
from tests.support.command_line import AS_OF, run
from tests.support.page_program import ask as in_archive
from tests.support.page_program import settings_in, unpacked_program

ADOPT: dict[str, Any] = {"action": "adopt", "team": "no", "label": "Nord-Ouest", "year": ""}
LIST = "Action;Responsable;Échéance;Remarque libre\nSalon nautique;Anne Le Goff;31/05/2026;à voir\n"


class Shown:
    """A page that notes what it is informed of."""

    def __init__(self) -> None:
        self.steps: list[str] = []
        self.shown: dict[str, Any] = {}
        self.problems: list[str] = []
        self.files: list[str] = []

    def progress(self, step: str, done: int, total: int, name: str) -> None:
        """Note the step."""
        self.steps.append(f"{step} {name}")

    def result(self, data: str) -> None:
        """Note the result."""
        self.shown = json.loads(data)

    def problem(self, text: str) -> None:
        """Note the problem."""
        self.problems.append(text)

    def file(self, kind: str, name: str) -> None:
        """Note the file."""
        self.files.append(f"{kind} {name}")


def ask(**request: Any) -> Shown:
    """What the page shows of a request, answered in the current folder."""
    page = Shown()
    data = {"lang": "fr", "as_of": AS_OF, "today": "2026-06-16", "stopped": {}} | request
    Session(CompanySettings()).run(json.dumps(data), page)
    return page


@pytest.fixture(autouse=True)
def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder of the session."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """Two versions of a small workbook: the team has another name."""
    folder = tmp_path_factory.mktemp("versions")
    found = []
    for label in ("Nord", "Nord-Ouest"):
        path = folder / f"{label}.xlsx"
        options = ("--team", "NO", "--label", label, "--year", "2026", "--actions", "1", "--as-of", AS_OF)
        run("new", "-o", path, *options, "--lang", "fr")
        found.append(path.read_bytes())
    return found[0], found[1]


def test_a_repaired_workbook_is_that_of_the_command_line(versions: tuple[bytes, bytes]) -> None:
    Path("NO.xlsx").write_bytes(versions[0])
    page = ask(action="repair", files=["NO.xlsx"])
    assert page.files == ["repaired NO_repare.xlsx"] and page.steps == ["reading NO.xlsx", "writing NO_repare.xlsx"]
    ran = run("repair", "NO.xlsx", "-o", "ours.xlsx", "--as-of", AS_OF, "--lang", "fr")
    assert Path("NO_repare.xlsx").read_bytes() == Path("ours.xlsx").read_bytes()
    assert ran.out.splitlines()[0] == page.shown["summary"].replace("NO_repare.xlsx", "ours.xlsx")


def test_what_is_no_workbook_of_a_team_is_not_repaired() -> None:
    Path("vide.xlsx").write_bytes(b"")
    page = ask(action="repair", files=["vide.xlsx"])
    assert page.files == [] and page.shown["summary"] == "Rien n’a été écrit."
    assert "0 octet" in page.shown["problems"][0]


def test_a_file_that_stopped_the_worker_is_not_opened_again(versions: tuple[bytes, bytes]) -> None:
    Path("NO.xlsx").write_bytes(versions[0])
    Path("liste.csv").write_text(LIST, encoding="utf-8")
    for action, name in (({"action": "repair"}, "NO.xlsx"), (ADOPT, "liste.csv")):
        page = ask(**action, files=[name], stopped={name: "time"})
        assert page.files == [] and "temps raisonnable" in page.shown["problems"][0]


def test_two_versions_are_compared_as_on_the_command_line(versions: tuple[bytes, bytes]) -> None:
    names = ["ancien.xlsx", "nouveau.xlsx"]
    for name, data in zip(names, versions, strict=True):
        Path(name).write_bytes(data)
    page = ask(action="diff", files=names)
    assert page.files == ["changes Changements.xlsx"]
    ran = run("diff", *names, "--as-of", AS_OF, "--lang", "fr")
    assert page.shown["lines"] + "\n" == ran.out and "Nord-Ouest" in ran.out
    run("diff", *names, "-o", "ours.xlsx", "--as-of", AS_OF, "--lang", "fr")
    assert Path("Changements.xlsx").read_bytes() == Path("ours.xlsx").read_bytes()


def test_without_a_plan_on_each_side_nothing_is_compared(versions: tuple[bytes, bytes]) -> None:
    Path("ancien.xlsx").write_bytes(versions[0])
    Path("vide.xlsx").write_bytes(b"")
    page = ask(action="diff", files=["ancien.xlsx", "vide.xlsx"])
    assert page.files == [] and page.shown["problems"][-1] == "il faut un plan de chaque côté pour comparer."


def test_a_list_becomes_a_workbook_with_its_mapping() -> None:
    Path("liste.csv").write_text(LIST, encoding="utf-8")
    page = ask(**ADOPT, files=["liste.csv"])
    assert page.files == ["adopted PAC_2026_NO.xlsx", "mapping PAC_2026_NO.mapping.toml"]
    assert page.shown["summary"].startswith("1 action, 1 personne")
    assert "Échéance" in page.shown["lines"] and "à voir" in page.shown["lines"]
    made = Path("PAC_2026_NO.mapping.toml").read_bytes()
    options = ("--team", "NO", "--label", "Nord-Ouest", "--as-of", AS_OF, "--lang", "fr", "--yes")
    ran = run("adopt", "liste.csv", "-o", "ours.xlsx", *options)
    assert made == Path("ours.mapping.toml").read_bytes()
    assert set(page.shown["lines"].splitlines()) <= set(ran.out.splitlines())


def test_an_edited_mapping_is_used_and_its_mistakes_are_told() -> None:
    Path("liste.csv").write_text(LIST, encoding="utf-8")
    ask(**ADOPT, files=["liste.csv"])
    text = Path("PAC_2026_NO.mapping.toml").read_text(encoding="utf-8")
    Path("mine.toml").write_text(text.replace('label = "Nord-Ouest"', 'label = "Bretagne"'), encoding="utf-8")
    page = ask(**(ADOPT | {"label": "", "team": ""}), files=["liste.csv", "mine.toml"])
    assert page.files == ["adopted PAC_2026_NO.xlsx"]
    Path("mine.toml").write_text("[[table", encoding="utf-8")
    page = ask(**ADOPT, files=["liste.csv", "mine.toml"])
    assert page.files == [] and page.shown["problems"][0].startswith("mine.toml")


def test_a_text_that_is_no_list_is_refused() -> None:
    Path("note.csv").write_text("bonjour\n", encoding="utf-8")
    page = ask(**ADOPT, files=["note.csv"])
    assert page.files == [] and page.shown["problems"][0].startswith("note.csv")


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return unpacked_program(tmp_path_factory.mktemp("program"))


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """Settings of a page that is no company's."""
    return settings_in(tmp_path, packed_settings(NightlyConfig(), None, None, None))


@pytest.mark.long
def test_a_repaired_workbook_is_the_same_without_lxml(
    program: Path, settings: Path, versions: tuple[bytes, bytes], tmp_path: Path
) -> None:
    """The page has a stand-in for lxml, which is not built for browsers."""
    Path("NO.xlsx").write_bytes(versions[0])
    lines = in_archive(program, settings, tmp_path, action="repair", files=["NO.xlsx"], today="2026-06-16")
    assert "file repaired NO_repare.xlsx" in lines
    made = Path("NO_repare.xlsx").read_bytes()
    ask(action="repair", files=["NO.xlsx"])
    assert Path("NO_repare.xlsx").read_bytes() == made


def test_the_archive_reads_lists_of_excel_and_says_what_to_do_with_others(
    program: Path, settings: Path, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    for row in (["Action", "Échéance"], ["Salon", date(2026, 5, 31)]):
        book.worksheets[0].append(row)
    book.save("liste.xlsx")
    assert "file adopted PAC_2026_NO.xlsx" in in_archive(program, settings, tmp_path, **ADOPT, files=["liste.xlsx"])
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
    Path("liste.xls").write_bytes(head + "Workbook".encode("utf-16-le") + b"\0" * 1000)
    lines = in_archive(program, settings, tmp_path, **ADOPT, files=["liste.xls"])
    assert not any(line.startswith("file") for line in lines)
    assert "enregistrez-le en .xlsx ou en .csv" in lines[-1]
