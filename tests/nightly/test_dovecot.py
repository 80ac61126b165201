"""Replies end to end: a night through Postfix, an answer through Postfix, read from Dovecot by the next night."""

from __future__ import annotations

import email
import email.policy
import html
import re
import smtplib
import ssl
from datetime import date, timedelta
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from pacom_xl.nightly.replies.imap import check_folder, read_new
from pacom_xl.nightly.replies.received_mails import Position
from tests.nightly.dovecot import PASSWORD, imap_office
from tests.nightly.mails_read import body_of
from tests.nightly.postfix import DOMAIN, PostOffice, post_office
from tests.support.command_line import run
from tests.support.nightly_company import MONDAY, Company
from tests.support.opened_workbook import open_tab

pytestmark = pytest.mark.long
OWNER, REPLIES, STRANGER = f"thomas.quemener@{DOMAIN}", f"reponses@{DOMAIN}", "pirate@ailleurs.example"
ACTION = "ACT-NO-002"


def test_an_answer_reaches_the_next_night_and_a_forged_one_does_not(
    tmp_path: Path, workbooks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PACOM_IMAP_PASSWORD", PASSWORD)
    company = Company(tmp_path, PostOffice(tmp_path, 1, str(tmp_path / "ca.pem")), workbooks)
    with post_office([OWNER, REPLIES]) as office, imap_office(office, REPLIES) as imap:
        company.server = office
        company.configure(office.port, attach="correction")
        settings = (
            f'[imap]\nhost = "localhost"\nport = {imap.port}\nuser = "{REPLIES}"\nca_file = "{imap.ca_file}"\n'
            f'[replies]\naddress = "{REPLIES}"\n'
        )
        company.config.write_text(company.config.read_text(encoding="utf-8") + settings, encoding="utf-8")
        _night(company, 0)
        (data,) = office.delivered(OWNER)
        on = f"{date.today() + timedelta(days=60):%d/%m/%Y}"  # the mailbox says when a mail arrived: today
        text = _prepared(data).replace("Reporté au : ", f"Reporté au : {on}").replace("Motif : ", "Motif : client")
        _send(office, STRANGER, text)
        _send(office, OWNER, text)
        assert len(office.delivered(REPLIES, 2)) == 2
        assert check_folder(imap, "INBOX") == 2
        _night(company, 1)
        log = (company.folder / "state" / "logs" / "latest.txt").read_text(encoding="utf-8").replace("\xa0", " ")
        assert "Réponses lues : 2, retenues : 1, écartées : 1" in log
        page = (company.folder / "page" / "index.html").read_text(encoding="utf-8").replace("\xa0", " ")
        assert f"échéance reportée au {on}, motif : « client »" in page
        corrected = open_tab(company.folder / "state" / "PAC_A_corriger_NO.xlsx", "Corrections")
        assert any("motif" in str(cell) and "client" in str(cell) for row in corrected.values for cell in row)
        # Nothing was opened, moved or removed.
        found, position = read_new(imap, "INBOX", Position(), MONDAY)
        assert len(found) == 2
        assert read_new(imap, "INBOX", position, MONDAY) == ([], position)


def _night(company: Company, day: int) -> None:
    ran = run("nightly", "--config", company.config, "--as-of", (MONDAY + timedelta(days=day)).isoformat())
    assert ran.code in (0, 3), ran.err


def _prepared(data: bytes) -> str:
    """The text of the reply « Je reporte » in a mail."""
    mail = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    found = re.findall(r'href="(mailto:[^"]*)"[^>]*>Je reporte<', body_of(mail, "html"))
    texts = [parse_qs(urlsplit(html.unescape(address)).query)["body"][0] for address in found]
    return next(text for text in texts if ACTION in text)


def _send(office: PostOffice, sender: str, text: str) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, REPLIES, "Re: PAC"
    message.set_content(text)
    with smtplib.SMTP("localhost", office.port, timeout=20) as server:
        server.starttls(context=ssl.create_default_context(cafile=office.ca_file))
        server.send_message(message)
