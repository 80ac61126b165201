"""The page of the check, in a real browser: filters, sorting, keyboard, screen reader, dark mode, print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pacom_xl.consolidation.review import Review, review
from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Cell
from pacom_xl.reporting.page.html_page import page
from tests.support.browser import LIGHT_OF, Browser
from tests.support.drafts import Draft
from tests.support.sample_company import AS_OF, TEAMS, TEMPLATE, reading, sample_review

VISIBLE = "[...document.querySelectorAll('#findings tbody tr')].filter(row => !row.hidden)"


@pytest.fixture(scope="module")
def found() -> Review:
    return sample_review()


@pytest.fixture(scope="module")
def file(found: Review, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "constats été.html"
    path.write_text(page(found), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(tmp_path_factory.mktemp("browser")) as started:
        yield started


@pytest.fixture
def browser(opened: Browser, file: Path) -> Browser:
    opened.requests.clear()
    opened.errors.clear()
    opened.media()
    opened.open(file)
    return opened


def shown(browser: Browser, key: str) -> list[str]:
    """One datum of every visible row."""
    values: list[str] = browser.run(f"{VISIBLE}.map(row => row.dataset.{key})")
    return values


def choose(browser: Browser, name: str, value: str) -> None:
    browser.run(
        f"(e => {{ e.value = {value!r}; e.dispatchEvent(new Event('input', {{bubbles: true}})); }})"
        f"(document.getElementById({name!r}))"
    )


def test_every_finding_that_counts_is_there(browser: Browser, found: Review) -> None:
    assert sorted(shown(browser, "rule")) == sorted(finding.code for finding in found.shown)
    assert browser.errors == []


def test_no_network(browser: Browser, file: Path) -> None:
    assert set(browser.requests) <= {"about:blank", file.resolve().as_uri()}
    text = file.read_text(encoding="utf-8")
    assert not re.search(r"(?:src|href)=\"(?!#)|url\(|@import|https?://(?!www\.w3\.org)", text)


@pytest.mark.parametrize(
    ("name", "key", "value"), [("team", "team", "IF"), ("rule", "rule", "PAC401"), ("owner", "owner", "TQU")]
)
def test_filter(browser: Browser, name: str, key: str, value: str) -> None:
    all_rows = shown(browser, key)
    choose(browser, name, value)
    assert shown(browser, key) == [value] * all_rows.count(value)
    count = browser.run("document.getElementById('count').textContent")
    assert count.startswith(f"{all_rows.count(value)} sur {len(all_rows)}")


def test_filters_add_up_and_are_reset(browser: Browser) -> None:
    total = len(shown(browser, "rule"))
    browser.click("input[name=severity][value=warning]")
    browser.click("input[name=severity][value=info]")
    assert set(shown(browser, "severity")) == {"error"}
    choose(browser, "team", "NO")
    assert set(shown(browser, "team")) == {"NO"} and set(shown(browser, "severity")) == {"error"}
    choose(browser, "owner", "-")
    choose(browser, "rule", "PAC805")
    assert shown(browser, "rule") == []
    assert browser.run("document.getElementById('none').hidden") is False
    browser.click("button[type=reset]")
    browser.run("new Promise(done => setTimeout(done, 20))")
    assert len(shown(browser, "rule")) == total
    assert browser.run("document.getElementById('none').hidden") is True


def test_search_ignores_case_and_accents(browser: Browser) -> None:
    browser.run("document.getElementById('search').focus()")
    browser.write("TOURNEE littoral pac401")
    assert shown(browser, "subject") == ["ACT-NO-002"]


def test_an_address_remembers_the_filters(browser: Browser, file: Path) -> None:
    choose(browser, "team", "SE")
    fragment = browser.run("location.hash")
    assert fragment == "#team=SE"
    browser.open(file, fragment + "&severity=error&rule=NONE")
    assert set(shown(browser, "team")) == {"SE"} and set(shown(browser, "severity")) == {"error"}


def heading(browser: Browser, key: str) -> Any:
    return browser.run(f"document.querySelector('th[data-key={key}]').getAttribute('aria-sort')")


def test_sorting(browser: Browser) -> None:
    browser.click("th[data-key=rank] button")
    ranks = shown(browser, "rank")
    assert ranks == sorted(ranks) and heading(browser, "rank") == "ascending"
    browser.click("th[data-key=rank] button")
    assert shown(browser, "rank") == sorted(ranks, reverse=True) and heading(browser, "rank") == "descending"
    browser.click("th[data-key=rule] button")
    assert shown(browser, "rule") == sorted(shown(browser, "rule"))
    assert (heading(browser, "rank"), heading(browser, "rule")) == (None, "ascending")


#: What has the focus, in a word or two.
FOCUSED = """(e => [
  e.id || e.name || e.className || (e.parentElement.dataset || {}).key || e.tagName, e.value || ''
].join(' '))(document.activeElement)"""


def test_the_keyboard_reaches_everything(browser: Browser) -> None:
    reached = []
    for _ in range(18):
        browser.press("Tab")
        reached.append(browser.run(FOCUSED).strip())
    assert reached[0] == "skip"
    assert reached[1:4] == ["severity error", "severity warning", "severity info"]
    assert [name.split()[0] for name in reached[4:8]] == ["search", "team", "owner", "rule"]
    assert "print" in " ".join(reached) and "scroll" in reached
    assert "rank" in reached and "cell" in reached


def test_sorting_and_boxes_by_keyboard(browser: Browser) -> None:
    browser.run("document.querySelector('th[data-key=subject] button').focus()")
    browser.press("Enter")
    assert heading(browser, "subject") == "ascending"
    browser.run("document.querySelector('[name=severity][value=error]').focus()")
    browser.press("Space")
    assert "error" not in shown(browser, "severity")


def test_the_skip_link_leads_to_the_table(browser: Browser) -> None:
    browser.press("Tab")
    browser.press("Enter")
    assert browser.run("document.activeElement.id") == "table"


def test_what_a_screen_reader_is_told(browser: Browser) -> None:
    tree = browser.tree()
    names = {role: [name for of, name in tree if of == role] for role, _ in tree}
    assert names["heading"][0] == "Contrôle du plan d’action commercial"
    assert {"Actions en retard par équipe", "Budget par axe"} <= set(names.get("image", names.get("img", [])))
    assert {"Équipe", "Responsable", "Règle"} <= set(names["combobox"])
    assert "Rechercher" in names["searchbox"]
    assert any(name.startswith("erreur (") for name in names["checkbox"])
    assert "Constats" in names["table"]
    assert {"main", "banner", "status", "columnheader", "rowheader"} <= set(names)
    assert all(name for role in ("button", "combobox", "checkbox", "link") for name in names[role])
    assert browser.run("document.documentElement.lang") == "fr"


#: Ratio of WCAG between the colour of an element's text and the first opaque background under it.
CONTRAST = f"""
(() => {{
{LIGHT_OF}
  const places = ['h1', 'header p', 'h2', '.badge.error', '.badge.warning', '.badge.info', 'tbody th', '.fix', '.rule',
    '#count', 'thead button', '.key li'];
  return places.map(s => {{
    const e = document.querySelector(s), a = light(getComputedStyle(e).color), b = light(under(e));
    return [s, (Math.max(a, b) + .05) / (Math.min(a, b) + .05)];
  }});
}})()
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_is_readable_in_light_and_dark(browser: Browser, scheme: str) -> None:
    browser.media("", scheme)
    ratios = browser.run(CONTRAST)
    assert [(what, round(ratio, 1)) for what, ratio in ratios if ratio < 4.5] == []
    dark = browser.run("getComputedStyle(document.body).backgroundColor")
    assert (dark == "rgb(18, 22, 29)") is (scheme == "dark")


def test_it_prints_without_its_controls(browser: Browser) -> None:
    browser.media("print", "dark")
    assert browser.run("getComputedStyle(document.querySelector('.filters-card')).display") == "none"
    assert browser.run("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert browser.pdf().startswith(b"%PDF")


#: Cells of the table that are not wholly between the edges of the window, and texts of the drawings too small to read.
NARROW = """
[[...document.querySelectorAll('#findings td, #findings th')].filter(cell => {
   const box = cell.getBoundingClientRect();
   return box.width && (box.left < 0 || box.right > innerWidth || cell.scrollWidth > cell.clientWidth + 1);
 }).map(cell => cell.textContent),
 [...document.querySelectorAll('svg text')].filter(text => text.getBoundingClientRect().height < 11).length,
 document.documentElement.scrollWidth]
"""


@pytest.mark.parametrize("width", [320, 375])
def test_on_a_phone_nothing_is_cut_nor_beside_the_screen(browser: Browser, width: int) -> None:
    cut, _, overall = _on_a_phone(browser, width)
    assert cut == []
    assert overall <= width


def test_on_a_phone_texts_of_drawings_can_be_read(browser: Browser) -> None:
    assert _on_a_phone(browser, 375)[1] == 0


def _on_a_phone(browser: Browser, width: int) -> list[Any]:
    """What ``NARROW`` finds in a window of that width."""
    browser.ask("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=True)
    found: list[Any] = browser.run(NARROW)
    browser.ask("Emulation.clearDeviceMetricsOverride")
    return found


def hostile(plan: Draft) -> None:
    title = '<script>document.title = "taken"</script><img src=x onerror="document.title=1">" \x07\ud800'
    for action in plan.table("actions")[:1]:
        action.values["title"] = title
    plan.form("plan").values["company"] = "</title><script>document.title = 'taken'</script>"
    plan.table("team")[0].values["full_name"] = plan.table("axes")[0].values["label"] = "\"><b onmouseover='x'>"


def test_what_people_type_is_only_text(opened: Browser, tmp_path: Path) -> None:
    path = tmp_path / "hostile.html"
    path.write_text(page(sample_review(change=hostile)), encoding="utf-8")
    opened.errors.clear()
    opened.open(path)
    assert opened.run("document.title").startswith("Contrôle du plan")
    assert opened.run("document.images.length") == 0
    assert opened.run("document.scripts.length") == 1
    assert opened.errors == []


def test_a_clean_plan_and_english(opened: Browser, tmp_path: Path) -> None:
    nothing = review([], TEMPLATE, AS_OF, lang="en")
    path = tmp_path / "empty.html"
    path.write_text(page(nothing), encoding="utf-8")
    opened.errors.clear()
    opened.open(path)
    assert "No finding" in opened.run("document.body.innerText")
    assert opened.run("document.documentElement.lang") == "en"
    assert opened.errors == []


def test_without_scripts_the_table_is_whole(file: Path, found: Review) -> None:
    text = file.read_text(encoding="utf-8")
    assert len(re.findall(r"<tr data-severity", text)) == len(found.shown)
    assert 'filters-card" aria-labelledby="filters-title" hidden' in text


def test_hidden_findings_and_thresholds_are_told(browser: Browser, found: Review) -> None:
    text = browser.run("document.body.innerText")
    silent = sum(not finding.counts for finding in found.findings)
    assert f"Constats non comptés ({silent})" in text
    assert "Tolérance de dépassement 5\u202f%" in text
    assert "classeur du groupe" in text


def test_every_count_of_the_page_counts_findings(opened: Browser, tmp_path: Path) -> None:
    """The headline, the filters, the rules and the rows add up to the same, also where a row has several findings."""
    several = [
        Finding("PAC107", "index", team="NO", file="NO.xlsx", cell=Cell("Plan", row, 2), field="index.spent")
        for row in (3, 4, 8)
    ]
    found = review([reading(team) for team in TEAMS], TEMPLATE, AS_OF)
    found = replace(found, findings=[*found.findings, *several])
    path = tmp_path / "page.html"
    path.write_text(page(found), encoding="utf-8")
    opened.open(path)
    total = len(found.shown)
    headline = opened.run("document.querySelector('.headline').textContent")
    assert sum(map(int, re.findall(r"\d+", headline))) == total
    for choices in ("#team option", "#owner option", "#rule option", ".checks label"):
        texts = opened.run(f"[...document.querySelectorAll('{choices}')].map(e => e.textContent)")
        assert sum(int(number) for text in texts for number in re.findall(r"\((\d+)\)$", text.strip())) == total
    by_rule = opened.run("[...document.querySelectorAll('#by-rule td:last-child')].map(e => e.textContent)")
    assert sum(map(int, by_rule)) == total
    assert sum(map(int, shown(opened, "count"))) == total > len(shown(opened, "count"))
    choose(opened, "rule", "PAC107")
    assert opened.run("document.getElementById('count').textContent") == f"3 sur {total} constats affichés"
    assert "3 constats" in opened.run("document.querySelector('#findings tr:not([hidden]) .many').textContent")


def figures(browser: Browser, drawing: str) -> list[str]:
    """What is written beside the bars."""
    values = f"[...document.querySelectorAll('[aria-labelledby^={drawing}] .value')]"
    texts: list[str] = browser.run(f"{values}.map(e => e.textContent)")
    return texts


def test_the_drawings_tell_the_figures(browser: Browser, found: Review) -> None:
    late = sum(finding.code == "PAC401" for finding in found.shown)
    said = browser.run(
        "[...document.querySelectorAll('[aria-labelledby^=late] .value')].map(e => parseInt(e.textContent))"
    )
    assert sum(said) == late and len(said) == len(TEAMS) - 1
    money = browser.run(
        "[...document.querySelectorAll('[aria-labelledby^=axes] .value')].map(e => e.textContent.replace(/\\D/g, ''))"
    )
    assert sum(map(int, money)) == found.portfolio.totals(AS_OF).allocated


def test_the_same_review_gives_the_same_page() -> None:
    assert page(sample_review()) == page(sample_review())
    assert page(review([reading("NO")], TEMPLATE, AS_OF)).count("<tr data-severity") > 0
