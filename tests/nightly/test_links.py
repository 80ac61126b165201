"""Where the rows of a mail lead: the row of the page, the cell of the workbook, words without an address."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from pacom_xl.consolidation.review import Review
from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Cell
from pacom_xl.model.text import LANGS, Lang
from pacom_xl.nightly.configuration.config import ConfigError, read_config
from pacom_xl.nightly.mails.links import MailLinks, base_address, folder_address, mail_links
from pacom_xl.nightly.mails.night_mails import Mail
from pacom_xl.nightly.night_facts import Night
from pacom_xl.reporting.page.html_page import page
from pacom_xl.reporting.page_anchors import finding_anchor
from pacom_xl.reporting.words.place_words import in_words, without_delimiters
from pacom_xl.rules import messages
from pacom_xl.rules.all_rules import RULES
from tests.nightly.mails_read import all_mails, body_of, parsed
from tests.support.plan_text import TEMPLATE
from tests.support.sample_company import sample_review

PAGE = "https://intranet.example/pac/"
CELL = Cell("Équipe", 11, 3)
ADDRESS = re.compile(r"\b[A-Z]{1,3}[1-9]\d*\b(?!-)")


@pytest.fixture(scope="module")
def found() -> Review:
    return sample_review()


@pytest.fixture(scope="module")
def mails(found: Review) -> list[Mail]:
    links = MailLinks(page=PAGE, workbooks="file://serveur/PAC", folder=Path())
    return all_mails(Night(found, links=links))[0]


def test_every_row_about_a_finding_leads_to_its_row_of_the_page(found: Review, mails: list[Mail]) -> None:
    ids = re.findall(r' id="([ac][0-9a-f]{14})"', page(found))
    assert len(ids) == len(set(ids))
    assert {finding_anchor(finding.identity) for finding in found.shown} <= set(ids)
    aimed = [anchor for mail in mails for anchor in re.findall(rf'href="{PAGE}index.html#([^"]*)"', _html(mail))]
    assert len(aimed) > 100
    assert set(aimed) <= set(ids)


def test_rows_lead_to_the_workbook(mails: list[Mail]) -> None:
    html = "".join(map(_html, mails))
    assert set(re.findall(r'href="file://serveur/PAC/([^"]*)"', html)) >= {"NO.xlsx", "IF.xlsx", "SE.xlsx"}
    assert "Ouvrir le classeur" in html


def test_links_stand_in_the_plain_text_too(mails: list[Mail]) -> None:
    assert f"Voir sur la page\u00a0: {PAGE}index.html#c" in body_of(parsed(mails[0]), "plain")


def test_without_a_base_there_is_no_link(found: Review) -> None:
    for mail in all_mails(Night(found))[0]:
        assert "<a " not in _html(mail)
        assert "https://" not in body_of(parsed(mail), "plain")


def test_anchors_depend_on_no_value_no_language_and_no_cell() -> None:
    finding = Finding("PAC401", "ACT-NO-002", team="NO", params={"days": 3}, cell=CELL)
    assert finding_anchor(finding.identity) == finding_anchor(
        replace(finding, params={"days": 4}, cell=None, severity="info").identity
    )
    others = {
        finding_anchor(replace(finding, team="IF").identity),
        finding_anchor(replace(finding, detail="x").identity),
    }
    assert len(others | {finding_anchor(finding.identity)}) == 3


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        (r"\\serveur\PAC 2026", "file://serveur/PAC%202026/Nord%20Ouest/NO.xlsx#'%C3%89quipe'!D12"),
        ("file:///P:/PAC/", "file:///P:/PAC/Nord%20Ouest/NO.xlsx#'%C3%89quipe'!D12"),
        ("https://x.example/PAC", "https://x.example/PAC/Nord%20Ouest/NO.xlsx"),
        (
            "https://x.example/{file}?web=1&activeCell={cell}",
            "https://x.example/Nord%20Ouest/NO.xlsx?web=1&activeCell=%27%C3%89quipe%27%21D12",
        ),
    ],
)
def test_addresses_of_workbooks(tmp_path: Path, base: str, expected: str) -> None:
    links = mail_links(None, base, [str(tmp_path)])
    file = str(tmp_path / "Nord Ouest" / "NO.xlsx")
    found = links.workbook_at(file, CELL)
    assert found.replace("%27%C3%89quipe%27!", "'%C3%89quipe'!") == expected
    assert links.workbook_at(str(tmp_path.parent / "NO.xlsx"), CELL) == ""
    assert links.workbook_at(None) == ""


@pytest.mark.parametrize("text", ["javascript:alert(1)", "intranet/pac", "C:\\PAC", "https:", "https://x/\r\nBcc: a"])
def test_what_is_no_base_address(tmp_path: Path, text: str) -> None:
    assert base_address(text) is None
    file = tmp_path / "pacom.toml"
    file.write_text(f"[links]\npage = {json.dumps(text)}\n")
    with pytest.raises(ConfigError, match="line 2"):
        read_config(file)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("code", [code for code in RULES if messages.names_its_cell(code)])
def test_no_message_of_a_mail_holds_the_address_of_a_cell(code: str, lang: Lang) -> None:
    for case in (*RULES[code].cases, None):
        params = {"other": Cell("Équipe", 3, 3), "value": "saisi", "name": "Équipe!D12, D14…", "case": case}
        finding = Finding(code, "ACT-NO-002", cell=CELL, field="team.email", params=params)
        text = without_delimiters(messages.message(in_words(finding, TEMPLATE, lang), lang, TEMPLATE), lang)
        assert not ADDRESS.search(text), text
        assert "Équipe" in text
        assert not re.search("[\ue000-\uf8ff]", text)


def test_what_people_typed_stays_as_it_was_typed() -> None:
    finding = Finding("PAC105", "team", cell=CELL, field="team.email", params={"value": "=Équipe!D12", "type": "email"})
    assert "=Équipe!D12" in messages.message(in_words(finding, TEMPLATE, "fr"), "fr", TEMPLATE)


def _html(mail: Mail) -> str:
    return body_of(parsed(mail), "html").replace("&#39;", "'").replace("%27", "'")


@pytest.mark.parametrize(
    "page", ["https://intra.example/pac", "https://intra.example/pac/", "https://intra.example/pac/index.html"]
)
def test_calendars_lie_beside_the_page_however_its_address_is_written(page: str) -> None:
    assert folder_address(page) == "https://intra.example/pac/"
    assert folder_address("https://intra.example") == "https://intra.example/"
    assert folder_address("") == ""
