"""Texts of teams in what people read: on a screen, in a page, in a mail, in a workbook of findings."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.browser import Browser
from tests.support.command_line import AS_OF, run
from tests.support.hostile_texts import plant
from tests.support.opened_workbook import open_workbook
from tests.support.workbook_files import write_team

#: What steers a terminal, or turns the direction of all that follows.
_STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
#: Elements no text may bring, and the attributes by which one acts.
_INJECTED = (
    "JSON.stringify([document.title, document.scripts.length,"
    " document.querySelectorAll('img, svg [onload], iframe, object, embed, base').length"
    " + Array.from(document.querySelectorAll('a')).filter(a => !_OURS.test(a.getAttribute('href'))).length,"
    " Array.from(document.querySelectorAll('*')).filter(e => Array.from(e.attributes).some(a => a.name.startsWith('on')"
    " || ['href', 'src', 'action', 'style'].includes(a.name) && /script:|x.example/i.test(a.value))).length])"
).replace("_OURS", r"/^(#[a-z]+(=PAC\d+)?|[^:?#]*(NO|IF)\.xlsx)$/")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Workbooks of two teams."""
    made = tmp_path_factory.mktemp("hostile")
    write_team(made, "NO", plant)
    write_team(made, "IF", plant)
    return made


def _lines_of_ours(text: str) -> None:
    assert not _STEERING.search(text)
    assert not re.search(r"(?m)^(Bcc:|END:|BEGIN:|SUMMARY:)", text)
    assert max(map(len, text.split("\n"))) < 2_000


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_text_is_part_of_a_line_on_the_screen(folder: Path, tmp_path: Path, lang: str) -> None:
    for words in (("check", folder), ("merge", folder, "-o", tmp_path / "group.xlsx")):
        ran = run(*words, "--as-of", AS_OF, "--lang", lang)
        assert "javascript:alert(1)" in ran.out
        _lines_of_ours(ran.out + ran.err)


def test_no_script_runs_and_no_element_comes_in(folder: Path, tmp_path: Path) -> None:
    assert run("check", folder, "--as-of", AS_OF, "--format", "html", "-o", tmp_path / "page.html").code == 1
    config = tmp_path / "pacom.toml"
    config.write_text(f"folders = ['{folder}']\n", encoding="utf-8")
    assert run("nightly", "--config", config, "--as-of", AS_OF, "--dry-run", tmp_path / "mails").code == 0
    mails = [tmp_path / "mails" / f"{name}.html" for name in ("direction", "NO", "IF", "SMA")]
    with Browser(tmp_path) as browser:
        for page in [tmp_path / "page.html", *(mail for mail in mails if mail.exists())]:
            browser.open(page)
            title, scripts, elements, acting = browser.run(f"JSON.parse({_INJECTED})")
            assert (scripts, elements, acting) == (1 if page.stem == "page" else 0, 0, 0), page.name
            assert title not in ("taken", "1", "2", "3")
            _lines_of_ours(browser.run("document.body.textContent").replace("\n", " ")[:1_500])
        assert browser.errors == []
        assert all(address.startswith(("file:", "about:")) for address in browser.requests)


def test_no_text_is_a_formula_or_a_link_among_the_findings(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "findings.xlsx"
    assert run("check", folder, "--as-of", AS_OF, "--format", "xlsx", "-o", out).code == 1
    cells = [cell for sheet in open_workbook(out) for row in sheet.iter_rows() for cell in row]
    assert any("javascript:" in str(cell.value) for cell in cells)
    assert not [cell for cell in cells if cell.data_type == "f"]
    targets = {cell.hyperlink.target for cell in cells if cell.hyperlink}
    assert all(Path(target.replace("\\", "/")).name in ("NO.xlsx", "IF.xlsx") for target in targets if target)
