"""« Ce qui a bougé » in the director's mail of each Monday and on the page."""

from __future__ import annotations

from datetime import date
from email.message import EmailMessage

from tests.support.nightly_company import Company

TITLE = "Ce qui a bougé depuis le 15/06/2026"


def _director(company: Company) -> str:
    """Text of the national summary, ordinary spaces; ``""`` when none was sent."""
    for message in company.room.messages():
        if "nationale" in str(message["Subject"]):
            body = message.get_body(("plain",))
            assert isinstance(body, EmailMessage)
            return " ".join(body.get_content().replace("\xa0", " ").replace("\u202f", " ").split())
    return ""


def _page(company: Company) -> str:
    text = (company.folder / "page" / "index.html").read_text(encoding="utf-8")
    return text.replace("\xa0", " ").replace("\u202f", " ")


def test_a_week_of_changes_is_in_the_mail_of_monday_and_on_the_page(company: Company) -> None:
    company.night(0)
    assert "Ce qui a bougé" not in _director(company) + _page(company)
    company.edit("ACT-NO-005", due=date(2026, 12, 4))
    company.edit("ACT-IF-001", what="Autre contenu")
    company.night(7)
    mail, page = _director(company), _page(company)
    assert TITLE in mail and TITLE in page
    (line,) = (part for part in page.split("<li>") if "04/12/2026" in part)
    shown = line.partition("</li>")[0]
    assert "jours ouvrés)" in shown and shown in mail
    # What a director need not read is counted, and is on the page.
    assert "Autre contenu" in page and "Autre contenu" not in mail
    assert "autre changement : pacom-xl diff --since 2026-06-15" in mail
    company.night(8)
    assert "Ce qui a bougé" not in _director(company)
    assert TITLE.replace("15/06", "16/06") in _page(company)
