"""The page gives the bytes of the command line for every sample and every frozen workbook."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.browser import Browser
from tests.support.command_line import AS_OF, run
from tests.support.tool_page import LINKS, ROOT, open_page, save_all, tool_page, wait_for_end

pytestmark = pytest.mark.long
FILES = sorted([*(ROOT / "samples" / "valmorane").glob("*.xlsx"), *(ROOT / "tests" / "frozen").glob("*.xlsx")])


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(tmp_path_factory.mktemp("browser")) as started:
        open_page(started, tool_page())
        yield started


@pytest.mark.parametrize(
    "files", [*([file] for file in FILES), FILES], ids=lambda files: f"{len(files)}-{files[0].stem}"
)
def test_the_bytes_are_those_of_the_command_line(
    browser: Browser, files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plans, saved = tmp_path / "plans", tmp_path / "saved"
    plans.mkdir()
    for file in files:
        (plans / file.name).write_bytes(file.read_bytes())
    browser.run(f"document.getElementById('as-of').value = {AS_OF!r}")
    browser.choose_files("#files", [plans / file.name for file in files])
    browser.wait("!document.getElementById('working').hidden", 60)
    wait_for_end(browser)
    found = save_all(browser, saved)
    monkeypatch.chdir(plans)
    names = [file.name for file in files]
    for name in found:
        if name.endswith((".html", ".xlsx")) and name.startswith("Constats"):
            run("check", *names, "--as-of", AS_OF, "-o", name, "--lang", "fr")
        elif name.endswith("Groupe.xlsx"):
            run("merge", *names, "--as-of", AS_OF, "-o", name, "--lang", "fr")
        elif name.endswith(".ics") and len(files) == 1:
            # Of several versions of a plan the page takes the deadlines of the one that counts, export those of all.
            run("export", *names, "-o", name, "--lang", "fr")
    same = {name: Path(name).read_bytes() == data for name, data in found.items() if Path(name).exists()}
    assert same == dict.fromkeys(same, True) and len(same) >= 3
    assert browser.run(LINKS) == list(found)
