"""The mails in a real browser, on a phone and on a desk, light and dark, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pacom_xl.model.text import Lang
from pacom_xl.nightly.mails.night_mails import write_mail
from pacom_xl.nightly.night_facts import Night
from pacom_xl.reporting.words.finding_status import Status
from tests.nightly.mails_read import all_mails
from tests.support.browser import LIGHT_OF, Browser
from tests.support.drafts import Draft
from tests.support.sample_company import sample_review

#: Every element with a text of its own: the text, its contrast with what is under it, its size, its edges.
SEEN = f"""
(() => {{
{LIGHT_OF}
  const own = e => [...e.childNodes].filter(n => n.nodeType === 3).map(n => n.textContent.trim()).join(' ').trim();
  return [...document.body.querySelectorAll('*')].filter(e => own(e) && e.getClientRects().length
      && e.getBoundingClientRect().height > 1).map(e => {{
    const a = light(getComputedStyle(e).color), b = light(under(e)), box = e.getBoundingClientRect();
    return {{text: own(e), contrast: (Math.max(a, b) + .05) / (Math.min(a, b) + .05),
      size: parseFloat(getComputedStyle(e).fontSize), left: box.left, right: box.right}};
  }});
}})()
"""
READERS = ("direction", "NO", "TQU")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(tmp_path_factory.mktemp("browser")) as started:
        yield started
        started.ask("Emulation.clearDeviceMetricsOverride")


@pytest.fixture(scope="module", params=["fr", "en"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The mails of a second night, with every state a row may have."""
    lang: Lang = request.param

    def speak(plan: Draft) -> None:
        for record in plan.table("team"):
            record.values["language"] = lang

    review = sample_review(lang, change=speak)
    known = {finding.identity: Status("ongoing", 4) for finding in review.shown}
    known[("PAC401", "NO", "ACT-NO-002", "")] = Status("new", news=True)
    known[("PAC501", "NO", "ACT-NO-001", "")] = Status("worse", news=True)
    known[("PAC405", "NO", "ACT-NO-007", "")] = Status("reopened", news=True)
    known[("PAC401", "NO", "ACT-NO-001", "")] = Status("resolved", 9)
    known[("PAC403", "NO", "ACT-NO-010", "")] = Status("not_checked", 9, news=True)
    out = tmp_path_factory.mktemp(f"mails-{lang}")
    done, _ = all_mails(Night(review, known, first=False))
    for mail in done:
        write_mail(mail, out)
    return out


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 1200])
def test_every_word_can_be_read(browser: Browser, folder: Path, width: int, scheme: str) -> None:
    browser.ask("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=width < 600)
    browser.media("", scheme)
    for reader in READERS:
        browser.open(folder / f"{reader}.html")
        seen = browser.run(SEEN)
        assert len(seen) > 20
        assert [e["text"] for e in seen if e["contrast"] < 4.5] == []
        assert [e["text"] for e in seen if e["size"] < 11] == []
        assert [e["text"] for e in seen if e["left"] < 0 or e["right"] > width] == []
        assert browser.run("document.documentElement.scrollWidth") <= width
        dark = browser.run("getComputedStyle(document.querySelector('.card')).backgroundColor") != "rgb(255, 255, 255)"
        assert dark is (scheme == "dark")


def test_nothing_is_asked_of_the_network(browser: Browser, folder: Path) -> None:
    browser.requests.clear()
    file = folder / "direction.html"
    browser.open(file)
    assert set(browser.requests) <= {"about:blank", file.resolve().as_uri()}
