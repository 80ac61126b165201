"""The page of the check, in a real browser: filters, sorting, keyboard, screen reader, dark mode, print."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pacom_xl.consolidation.review import Review, review
from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Cell
from pacom_xl.reporting.page.html_page import page
from pacom_xl.reporting.page_anchors import finding_anchor
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


def test_names_of_axes_are_whole_in_the_chart(file: Path) -> None:
    labels = re.findall(r'<text class="label"[^>]*>([^<]*)</text>', file.read_text(encoding="utf-8"))
    assert "Grandes surfaces et réseaux de distribution" in labels
    assert not [label for label in labels if label.endswith("…")]


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


def test_an_address_with_the_anchor_of_a_finding_shows_its_row(browser: Browser, found: Review) -> None:
    wanted = found.shown[60]
    browser.run(f"location.hash = '{finding_anchor(wanted.identity)}'")
    row = "document.querySelector('tr.sought')"
    browser.wait(f"{row} && {row}.dataset.rule + ' ' + {row}.dataset.subject === '{wanted.code} {wanted.subject}'", 5)
    assert browser.run(f"{row}.getBoundingClientRect().bottom <= innerHeight")
    assert browser.run("location.hash") == f"#{finding_anchor(wanted.identity)}"


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
    for _ in range(26):
        browser.press("Tab")
        reached.append(browser.run(FOCUSED).strip())
    assert reached[0] == "skip"
    assert reached[1:4] == ["tile red", "tile amber", "tile red"]
    first = reached.index("severity error")
    assert reached[first : first + 3] == ["severity error", "severity warning", "severity info"]
    assert [name.split()[0] for name in reached[first + 3 : first + 7]] == ["search", "team", "owner", "rule"]
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
    assert {"Actions en retard par équipe", "Budget par axe", "Décaissements TTC par mois"} <= set(
        names.get("image", names.get("img", []))
    )
    assert {"Équipe", "Responsable", "Règle"} <= set(names["combobox"])
    assert "Rechercher" in names["searchbox"]
    assert any(name.startswith("à corriger (") for name in names["checkbox"])
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


def test_headings_are_on_every_printed_page(browser: Browser, tmp_path: Path) -> None:
    """Browsers print no button in the headings they repeat: a text stands in its place."""
    (tmp_path / "page.pdf").write_bytes(browser.pdf())
    done = subprocess.run(["pdftotext", "-layout", tmp_path / "page.pdf", "-"], capture_output=True, check=True)
    pages = done.stdout.decode("utf-8").split("\f")
    with_rows = [text for text in pages if re.search(r"PAC\d{3}", text) and "Constats non comptés" not in text]
    assert len(with_rows) > 3
    assert all("Constat et action" in text for text in with_rows)


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


def texts_of(browser: Browser, selector: str) -> list[str]:
    """Texts of elements, with ordinary spaces."""
    found: list[str] = browser.run(f"[...document.querySelectorAll({selector!r})].map(e => e.textContent)")
    return [re.sub(r"[\u00a0\u202f]", " ", text) for text in found]


def test_key_figures_stand_at_the_top(browser: Browser, found: Review) -> None:
    values = texts_of(browser, ".tile strong")
    assert values == ["4", "3", "98 %", "5 sur 28", "81 907 €", "7 sur 8"]
    details = texts_of(browser, ".tile small")
    assert details[0] == "la plus longue : 46 jours, Sud-Est" and details[4] == "juin, pour un plafond de 75 000 €"
    total = texts_of(browser, ".amounts .total td")
    assert total == ["328 080 €", "489 380 €", "505 500 €", "16 120 €"]
    assert "+6 000 €" in texts_of(browser, ".note")[0]
    assert texts_of(browser, ".reached.red") == ["▲ 23 %", "▲ 22 %", "▲ −25 %", "▲ 24 %", "▲ 25 %"]
    top = browser.run("document.querySelector('.tiles').getBoundingClientRect().top < innerHeight / 2")
    assert top


def test_a_key_figure_leads_to_its_findings(browser: Browser) -> None:
    browser.click("a.tile.red")
    browser.run("new Promise(done => setTimeout(done, 20))")
    assert set(shown(browser, "rule")) == {"PAC401"} and len(shown(browser, "rule")) == 4


def test_the_most_serious_subjects_come_first_and_are_not_repeated(browser: Browser) -> None:
    rows = list(zip(shown(browser, "team"), shown(browser, "subject"), shown(browser, "severity"), strict=True))
    assert rows[0][2] == "error"
    groups = [key for key, above in zip(rows, [None, *rows], strict=False) if above is None or key[:2] != above[:2]]
    assert len({key[:2] for key in groups}) == len(groups)
    same = browser.run(f"{VISIBLE}.filter(row => row.classList.contains('same')).length")
    assert same == len(rows) - len(groups)
    choose(browser, "rule", "PAC502")
    assert browser.run(f"{VISIBLE}.filter(row => row.classList.contains('same')).length") == 0


def test_on_a_phone_the_first_findings_take_twelve_screens(browser: Browser) -> None:
    browser.ask("Emulation.setDeviceMetricsOverride", width=375, height=800, deviceScaleFactor=1, mobile=True)
    browser.run("new Promise(done => setTimeout(done, 50))")
    short = browser.run("document.documentElement.scrollHeight")
    assert browser.run("document.getElementById('more').hidden") is False
    browser.run("document.getElementById('more').click()")
    whole = browser.run("document.documentElement.scrollHeight")
    rows = browser.run("[...document.querySelectorAll('#findings tbody tr')].filter(r => r.offsetHeight).length")
    browser.ask("Emulation.clearDeviceMetricsOverride")
    assert short <= 12 * 800 < whole
    assert rows == len(shown(browser, "rule"))


def test_charts_have_scales_with_names(browser: Browser) -> None:
    scales = texts_of(browser, "[aria-labelledby^=late] .tick")
    assert scales == ["0", "2", "4", "nombre d’actions"]
    money = texts_of(browser, "[aria-labelledby^=axes] .tick")
    assert money == ["0", "100 k€", "200 k€", "montants HT"]


def test_places_are_words_and_lead_to_the_files(opened: Browser, tmp_path: Path) -> None:
    (tmp_path / "classeurs").mkdir()
    (tmp_path / "classeurs" / "NO été.xlsx").write_bytes(b"")

    def placed(plan: Draft) -> None:
        plan.file = str(tmp_path / "classeurs" / "NO été.xlsx")

    path = tmp_path / "page.html"
    path.write_text(page(review([reading("NO", change=placed)], TEMPLATE, AS_OF), path), encoding="utf-8")
    opened.open(path)
    links = opened.run("[...document.querySelectorAll('.place a')].map(a => [a.getAttribute('href'), a.textContent])")
    assert ["classeurs/NO%20été.xlsx", "fiche ACT-NO-002, case Échéance"] in links


def test_a_company_without_group_or_regions(opened: Browser, tmp_path: Path) -> None:
    for name, readings in (("no-group", [reading("NO")]), ("group-alone", [reading("GR")])):
        path = tmp_path / f"{name}.html"
        path.write_text(page(review(readings, TEMPLATE, AS_OF)), encoding="utf-8")
        opened.errors.clear()
        opened.open(path)
        assert opened.errors == []
        assert "None" not in opened.run("document.body.innerText")


@pytest.mark.parametrize(("cap", "red"), [(75_000, 1), (90_000, 0), (None, 0)])
def test_the_coming_peak_is_red_above_its_cap_only(cap: int | None, red: int) -> None:
    def capped(plan: Draft) -> None:
        for record in plan.table("cash"):
            if record.values.get("item") == "monthly_cap":
                record.values["amount"] = None if cap is None else Decimal(cap)

    text = page(sample_review(change=capped))
    assert text.count('<rect class="peak"') == red
    assert text.count("pic au-dessus du plafond") == red
    assert text.count('class="peak-value"') == 1
    assert text.count("</i>plafond</li>") == (cap is not None)
