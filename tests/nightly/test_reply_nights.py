"""Replies through the command: from the link in an owner's mail to the manager's mail, the page and the workbook."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from pacom_xl.nightly.configuration.config import NightlyConfig, Replies
from pacom_xl.nightly.digest.manager_digest import for_manager
from pacom_xl.nightly.digest.owner_digest import for_owner, has_news_for_owner
from pacom_xl.nightly.doctor.configuration_checks import reply_checks
from pacom_xl.nightly.night_facts import Night, PersonKey
from pacom_xl.nightly.replies.night_replies import NightReplies
from pacom_xl.nightly.replies.reply_reading import night_replies
from pacom_xl.nightly.replies.reply_store import ReplyState, Snooze
from pacom_xl.nightly.state_folder import StateFolder
from pacom_xl.reporting.page_anchors import finding_anchor
from pacom_xl.reporting.words.finding_status import Status
from pacom_xl.storage.atomic_files import make_folder
from tests.nightly.mails_read import body_of
from tests.support.imap_server import PASSWORD, Mailbox, imap_server
from tests.support.nightly_company import MONDAY, Company
from tests.support.opened_workbook import open_workbook
from tests.support.sample_company import AS_OF, sample_review

OWNER, MANAGER = "thomas.quemener@valmorane.example", "gwenaelle.le-floch@valmorane.example"
ACTION = "ACT-NO-002"
WHO = PersonKey("TQU", OWNER)


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    monkeypatch.setenv("PACOM_IMAP_PASSWORD", PASSWORD)
    with imap_server(tmp_path) as box:
        yield box


def configured(company: Company, box: Mailbox) -> None:
    settings = company.config.read_text(encoding="utf-8")
    imap = f'[imap]\nhost = "localhost"\nport = {box.port}\nca_file = "{box.ca_file}"\ntimeout = 5\n'
    company.config.write_text(
        f'{settings}{imap}user = "reponses@valmorane.example"\n[replies]\naddress = "reponses@valmorane.example"\n',
        encoding="utf-8",
    )


def received_by(company: Company, address: str) -> list[EmailMessage]:
    return [mail for mail in company.room.messages() if address in str(mail["To"])]


def replies(mail: EmailMessage, label: str) -> list[tuple[str, str]]:
    """Address and text of the prepared replies of a label."""
    found = re.findall(rf'href="(mailto:[^"]*)"[^>]*>{label}<', body_of(mail, "html"))
    parts = [urlsplit(html.unescape(address)) for address in found]
    return [(part.path, parse_qs(part.query)["body"][0]) for part in parts]


def answer(text: str, sender: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "reponses@valmorane.example", "Re: PAC"
    message.set_content(text)
    return message.as_bytes()


def test_a_reply_becomes_a_proposal_and_no_workbook_changes(company: Company, box: Mailbox) -> None:
    configured(company, box)
    company.night(0)
    (mail,) = received_by(company, OWNER)
    workbooks = {path.name: path.read_bytes() for path in (company.folder / "plans").iterdir()}
    texts = [text for to, text in replies(mail, "Je reporte") if ACTION in text and to == "reponses@valmorane.example"]
    text = texts[0].replace("Reporté au : ", "Reporté au : 30/06/2026").replace("Motif : ", "Motif : attente du client")
    box.put(answer(text, "quelqu-un@ailleurs.example"), MONDAY)
    box.put(answer(text, OWNER), MONDAY)
    ran, events = company.night(1)
    assert events[("PAC411", "NO", ACTION, "postponed 2026-06-30")] == "new", ran.err
    (of_manager,) = received_by(company, MANAGER)
    words = f"{ACTION}.* proposition de Thomas Quéméner, échéance reportée au 30/06/2026, motif : « attente du client »"
    plain = body_of(of_manager, "plain").replace("\xa0", " ")
    assert re.search(words, plain)
    assert "1 proposition à décider" in plain
    page = (company.folder / "page" / "index.html").read_text(encoding="utf-8")
    assert "attente du client" in page
    joined = open_workbook(company.folder / "state" / "PAC_Constats_NO.xlsx", read_only=True)
    shown = [str(cell) for sheet in joined for row in sheet.values for cell in row if cell]
    assert any("attente du client" in cell for cell in shown)
    log = (company.folder / "state" / "logs" / "latest.txt").read_text(encoding="utf-8").replace("\xa0", " ")
    assert "Réponses lues : 2, retenues : 1, écartées : 1" in log
    assert {path.name: path.read_bytes() for path in (company.folder / "plans").iterdir()} == workbooks


def test_a_row_put_off_comes_back_on_its_day_or_when_it_is_worse() -> None:
    review = sample_review()
    first = for_owner(Night(review), WHO)
    assert first is not None and len(first.sections) > 1
    shown = [finding for finding in review.shown if (finding.team, finding.subject) == ("NO", ACTION)]
    snoozed = tuple(
        Snooze(finding_anchor(finding.identity), "TQU", OWNER, AS_OF + timedelta(days=3)) for finding in shown
    )
    statuses = {finding.identity: Status("ongoing", 3) for finding in review.shown}

    def night(day: int, state: ReplyState, **changes: Status) -> Night:
        replies = NightReplies(AS_OF + timedelta(days=day), Replies("reponses@valmorane.example"), state=state)
        return Night(
            review,
            {**statuses, shown[0].identity: changes["status"]} if changes else statuses,
            first=False,
            replies=replies,
        )

    state = ReplyState(snoozed=snoozed)
    put_off = for_owner(night(2, state), WHO)
    assert put_off is None or not any(
        ACTION in item.text for part in put_off.sections for item in part.items if part.key != "week"
    )
    assert not has_news_for_owner(night(2, state), WHO)
    assert has_news_for_owner(night(2, state, status=Status("worse", 9)), WHO)
    assert has_news_for_owner(night(3, state), WHO)
    back = for_owner(night(3, state), WHO)
    assert back is not None and [part.key for part in back.sections] == [part.key for part in first.sections]
    of_manager = for_manager(night(2, state), next(plan for plan in review.portfolio.plans if plan.team == "NO"))
    assert any(ACTION in item.text for part in of_manager.sections for item in part.items)


def test_a_mailbox_that_does_not_answer_is_a_problem_of_the_night(tmp_path: Path, box: Mailbox) -> None:
    config = NightlyConfig(state=str(tmp_path / "state"), replies=Replies("r@valmorane.example"), imap=box.config())
    state = StateFolder(Path(config.state))
    make_folder(state.folder)
    assert night_replies(config, state, MONDAY).problems == []
    box.refused = frozenset({"EXAMINE"})
    (problem,) = night_replies(config, state, MONDAY).problems
    assert "replies.folder" in problem.fr
    assert [one.state for one in reply_checks(config)] == ["error"]
    box.refused = frozenset()
    assert [one.state for one in reply_checks(config)] == ["ok"]
    assert [one.state for one in reply_checks(replace(config, imap=None))] == ["note"]
    assert list(reply_checks(NightlyConfig())) == []


def test_a_rehearsal_reads_replies_and_stores_nothing(tmp_path: Path, box: Mailbox) -> None:
    config = NightlyConfig(state=str(tmp_path / "state"), replies=Replies("r@valmorane.example"), imap=box.config())
    box.put(answer("Fait le : 15/06/2026", OWNER), MONDAY)
    replies = night_replies(config, StateFolder(Path(config.state)), MONDAY, rehearsal=True)
    assert len(replies.mails) == 1
    assert not Path(config.state).exists()


def test_a_damaged_file_is_put_aside_and_said(tmp_path: Path) -> None:
    config = NightlyConfig(state=str(tmp_path), replies=Replies("r@valmorane.example"))
    state = StateFolder(tmp_path)
    state.replies.write_bytes(b"{")
    (problem,) = night_replies(config, state, MONDAY).problems
    assert "replies.json.damaged-1" in problem.fr
    assert (tmp_path / "replies.json.damaged-1").read_bytes() == b"{"
