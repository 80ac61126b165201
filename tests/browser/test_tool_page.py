"""The whole tool in one page, in a real browser, opened from a file without any server."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.browser import LIGHT_OF, Browser
from tests.support.command_line import AS_OF, run
from tests.support.tool_page import LINKS, STATUS, open_page, save_all, tool_page, wait_for_end

SAMPLES = Path(__file__).parents[2] / "samples" / "valmorane"
TEAMS = ("GR", "NO", "IF", "SE", "SO")
STATUSES = "[...document.querySelectorAll('#read-files tbody tr')].map(row => row.className)"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(tmp_path_factory.mktemp("browser")) as started:
        open_page(started, tool_page())
        yield started


@pytest.fixture
def browser(opened: Browser) -> Browser:
    """The page, ready, in French, at the date of the sample."""
    if opened.run("document.documentElement.lang") != "fr":
        opened.click("[data-lang=fr]")
        wait_for_end(opened)
    opened.run(f"document.getElementById('as-of').value = {AS_OF!r}")
    return opened


def check(browser: Browser, files: list[Path]) -> str:
    browser.choose_files("#files", files)
    browser.wait("!document.getElementById('working').hidden", 30)
    return wait_for_end(browser)


def copies(folder: Path) -> list[Path]:
    folder.mkdir()
    files = [folder / f"PAC_2026_{team}.xlsx" for team in TEAMS]
    for file in files:
        shutil.copy(SAMPLES / file.name, file)
    return files


def test_findings_and_workbooks_are_those_of_the_command_line(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = copies(tmp_path / "plans")
    said = check(browser, files)
    assert said.startswith("Terminé : Au 15/06/2026 : 5 classeurs lus, 54 actions")
    saved = save_all(browser, tmp_path / "saved")
    corrected = [f"PAC_2026_{team}_a_corriger.xlsx" for team in TEAMS]
    results = ["Constats.html", "Constats.xlsx", "Echeances.ics", "PAC_2026_Groupe.xlsx"]
    assert list(saved) == [*results, *corrected]
    monkeypatch.chdir(tmp_path / "plans")
    names = [file.name for file in files]
    run("check", *names, "--as-of", AS_OF, "-o", "Constats.html", "--lang", "fr")
    run("check", *names, "--as-of", AS_OF, "-o", "Constats.xlsx", "--lang", "fr")
    run("export", *names, "-o", "Echeances.ics", "--lang", "fr")
    run("merge", *names, "--as-of", AS_OF, "-o", "PAC_2026_Groupe.xlsx", "--lang", "fr")
    run("correct", *names, "--as-of", AS_OF, "-d", "corrected")
    theirs = {name: Path(name).read_bytes() for name in results}
    theirs |= {name: Path("corrected", file.name).read_bytes() for name, file in zip(corrected, files, strict=True)}
    assert {name: theirs[name] == data for name, data in saved.items()} == dict.fromkeys(saved, True)


def test_nothing_is_asked_of_a_network(browser: Browser) -> None:
    asked = {address.partition(":")[0] for address in browser.requests if address != tool_page().as_uri()}
    assert asked <= {"blob", "data", "about", "file"}
    assert {address for address in browser.requests if address.startswith("file")} == {tool_page().as_uri()}
    assert browser.errors == []


def test_a_hostile_file_costs_only_itself(browser: Browser, tmp_path: Path) -> None:
    bomb, good, note = tmp_path / "bombe.xlsx", tmp_path / "NO.xlsx", tmp_path / "note.xlsx"
    bomb.write_bytes(b"PK\x03\x04" + b"\0" * 400)
    note.write_text("<script>document.title = 'taken'</script>", encoding="utf-8")
    shutil.copy(SAMPLES / "PAC_2026_NO.xlsx", good)
    assert "1 classeur lu" in check(browser, [bomb, note, good])
    assert browser.run(STATUSES) == ["rejected", "rejected", "read"]
    assert browser.run("document.title") == "Plan d’action commercial"
    assert "PAC_2026_Groupe.xlsx" not in browser.run(LINKS)


#: What the worker does once it reads the first file: nothing any more, or it ends as it does without memory.
STOPS = {
    "temps raisonnable": "",
    "plus de mémoire": "post({kind: 'fault', memory: true, usable: false, text: 'Out of memory'});",
}


@pytest.mark.parametrize("why", STOPS)
def test_a_file_that_stops_the_worker_costs_only_itself(browser: Browser, tmp_path: Path, why: str) -> None:
    files = copies(tmp_path / "plans")[:2]
    browser.run("window.later = window.later || window.setTimeout")
    browser.run("window.setTimeout = (work, ms) => window.later(work, ms > 60000 ? 8000 : ms)")
    browser.run(
        f"""{{
          const post = self.postMessage.bind(self);
          self.postMessage = (message, moved) => {{
            post(message, moved);
            if (message.name === 'PAC_2026_GR.xlsx') {{ {STOPS[why]} for (;;) {{}} }}
          }};
        }}""",
        "worker",
    )
    assert "1 classeur lu" in check(browser, files)
    assert browser.run(STATUSES) == ["rejected", "read"]
    assert why in browser.run("document.querySelector('#read-files .rejected').textContent")


def test_cancel_ends_the_work_at_once(browser: Browser, tmp_path: Path) -> None:
    browser.choose_files("#files", copies(tmp_path / "plans"))
    browser.wait("!document.getElementById('working').hidden", 30)
    browser.click("#cancel")
    assert browser.run(STATUS) == "Annulé. Rien n’a été écrit."
    assert browser.run("document.getElementById('results').hidden") is True
    assert "1 classeur lu" in check(browser, [SAMPLES / "PAC_2026_NO.xlsx"])


def test_a_blank_workbook(browser: Browser, tmp_path: Path) -> None:
    browser.run("document.getElementById('blank').open = true")
    for field, value in {"team": "no", "label": "Nord-Ouest", "year": "2027", "actions": "2"}.items():
        browser.run(f"document.getElementById('{field}').value = {value!r}")
    browser.click("#create")
    assert wait_for_end(browser) == "PAC_2027_NO.xlsx est prêt à être téléchargé."
    saved = save_all(browser, tmp_path / "saved")
    assert list(saved) == ["PAC_2027_NO.xlsx"]
    ran = run("check", tmp_path / "saved" / "PAC_2027_NO.xlsx", "--as-of", "2027-01-15", "--format", "json")
    report = json.loads(ran.out)
    assert [(file["status"], file["team"], file["year"]) for file in report["files"]] == [("read", "NO", 2027)]


def test_the_sample_company_is_two_clicks_away(browser: Browser) -> None:
    browser.click("#sample")
    said = wait_for_end(browser)
    assert said.startswith("Terminé : Au 15/06/2026 : 5 classeurs lus, 54 actions")
    names = browser.run(LINKS)
    assert len(names) == 14
    assert names.index("PAC_2026_Groupe.xlsx") == 3 and names.index("PAC_2026_NO.xlsx") > 8
    assert browser.run("document.activeElement.id") == "results"
    browser.wait("parseInt(document.getElementById('findings').style.height) > 3000", 60)
    rows = browser.run("document.querySelectorAll('#findings tbody tr').length", "iframe")
    assert rows > 50
    browser.run("""document.querySelector('a[href="#rule=PAC401"]').click()""", "iframe")
    visible = "[...document.querySelectorAll('#findings tbody tr')].filter(row => !row.hidden)"
    browser.run("new Promise(done => setTimeout(done, 300))", "iframe")
    assert set(browser.run(f"{visible}.map(row => row.dataset.rule)", "iframe")) == {"PAC401"}


def test_the_way_back_and_the_way_in(browser: Browser, tmp_path: Path) -> None:
    """Repair, comparison, and a workbook from a list, by the forms of the page."""
    small, listed = tmp_path / "NO.xlsx", tmp_path / "liste.csv"
    run("new", "-o", small, "--team", "NO", "--label", "Nord", "--year", "2026", "--actions", "1", "--as-of", AS_OF)
    listed.write_text("Action;Échéance\nSalon nautique;31/05/2026\n", encoding="utf-8")
    browser.run("document.getElementById('back').open = true")
    for form, files, ends in (
        ("repair", {"repair-file": small}, "NO.xlsx → NO_repare.xlsx"),
        ("diff", {"old-file": small, "new-file": small}, "0 changement."),
        ("adopt", {"list-file": listed}, "1 action, 0 personne"),
    ):
        for field, file in files.items():
            browser.choose_files(f"#{field}", [file])
        browser.click(f"#{form}-form button")
        assert wait_for_end(browser).startswith(f"Terminé : {ends}")
        assert browser.run("document.getElementById('report').hidden") is (form == "repair")
        assert browser.run("document.activeElement.id") == "results"
    assert browser.run(LINKS) == ["PAC_2026_EQ.xlsx", "PAC_2026_EQ.mapping.toml"]
    saved = save_all(browser, tmp_path / "saved")
    report = json.loads(run("check", tmp_path / "saved" / next(iter(saved)), "--format", "json", "--as-of", AS_OF).out)
    assert report["files"][0]["status"] == "read"


def test_another_language(browser: Browser) -> None:
    check(browser, [SAMPLES / "PAC_2026_NO.xlsx"])
    browser.click("[data-lang=en]")
    browser.wait(f"{STATUS}.startsWith('Done: On 2026-06-15: 1\\u00a0workbook read')", 120)
    assert browser.run("document.title") == "Sales action plan"
    assert browser.run(LINKS) == [
        "Findings.html",
        "Findings.xlsx",
        "Deadlines.ics",
        "PAC_2026_NO_to_correct.xlsx",
    ]
    assert not browser.run("[...document.querySelectorAll('[data-text]')].some(node => !node.textContent)")


def test_with_the_keyboard_and_a_screen_reader(browser: Browser) -> None:
    browser.run("document.body.tabIndex = -1; document.body.focus()")
    reached: list[str] = []
    # A date has a stop for its day, its month and its year.
    while len(reached) < 9:
        browser.press("Tab")
        reached.append(browser.run("document.activeElement.id || document.activeElement.textContent"))
    assert list(dict.fromkeys(reached))[:5] == ["Aller aux résultats", "Français", "English", "choose", "as-of"]
    tree = browser.tree()
    assert ("button", "Choisir des classeurs") in tree and ("status", "") in tree
    assert ("Date", "Situation au") in tree or any(name == "Situation au" for _, name in tree)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_texts_can_be_read_on_their_background(browser: Browser, scheme: str) -> None:
    browser.media(scheme=scheme)
    poor = browser.run(f"""(() => {{
      {LIGHT_OF}
      return [...document.querySelectorAll('p, h1, h2, h3, label, button:not(:disabled), small, summary, td, th, a')]
        .filter(node => node.offsetParent && node.textContent.trim())
        .map(node => {{
          const [a, b] = [light(getComputedStyle(node).color), light(under(node))].sort((x, y) => y - x);
          return [(a + .05) / (b + .05), node.textContent.trim()];
        }}).filter(([ratio]) => ratio < 4.5);
    }})()""")
    browser.media()
    assert poor == []


@pytest.mark.parametrize("width", [360, 768, 1300])
def test_no_width_needs_scrolling_sideways(browser: Browser, width: int) -> None:
    browser.ask("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=width < 500)
    wide = browser.run("document.documentElement.scrollWidth")
    browser.ask("Emulation.clearDeviceMetricsOverride")
    assert wide <= width
