"""The form of the mails, parsed back as a mail program would: headers, files joined, nothing that runs."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from email.headerregistry import Address
from pathlib import Path

import pytest

from pacom_xl.model.text import Lang, Text
from pacom_xl.nightly.configuration.config import Limits, NightlyConfig
from pacom_xl.nightly.mails.mail_message import Envelope, address, message, one_line
from pacom_xl.nightly.mails.night_mails import Enclosure, Mail, write_mail
from pacom_xl.nightly.night_facts import Night
from pacom_xl.nightly.recipients.recipients import Recipient, Subscription
from tests.nightly.mails_read import all_mails, body_of, letters_of_managers, parsed, person, written
from tests.support.drafts import Draft
from tests.support.sample_company import sample_review

CALENDAR = "text/calendar"


@pytest.mark.parametrize(
    ("lang", "name", "subject"),
    [
        (
            "fr",
            "direction",
            "[PAC 2026] Synthèse nationale 15/06 – 4 en retard, 3 dépassements, 5 objectifs hors trajectoire",
        ),
        ("en", "direction", "[PAC 2026] National summary 15 Jun – 4 overdue, 3 over budget, 5 objectives off track"),
        ("fr", "NO", "[PAC 2026][NO] 15/06 – 1 en retard, 2 dépassements, 2 enveloppes dépassées"),
        ("en", "NO", "[PAC 2026][NO] 15 Jun – 1 overdue, 2 over budget, 2 budgets exceeded"),
    ],
)
def test_subjects(lang: Lang, name: str, subject: str) -> None:
    assert str(parsed(letters_of_managers(lang)[name])["Subject"]).replace("\u00a0", " ") == subject


def test_headers_that_keep_robots_quiet_and_threads_stable() -> None:
    first, again = letters_of_managers()["NO"], letters_of_managers()["NO"]
    message = parsed(first)
    assert message["Auto-Submitted"] == "auto-generated"
    assert "<pacom." in message["List-Id"]
    assert first.message.as_bytes() == again.message.as_bytes()
    ids = {parsed(letter)["Message-ID"] for letter in letters_of_managers().values()}
    assert len(ids) == 5


def test_sender_and_reply_to_are_those_of_the_configuration() -> None:
    config = NightlyConfig(sender="pac@valmorane.example", reply_to="pilotage@valmorane.example")
    done = written(sample_review(), config)[0]
    assert done
    for letter in done:
        message = parsed(letter)
        assert message["From"].addresses[0].addr_spec == config.sender
        assert message["Reply-To"].addresses[0].addr_spec == config.reply_to
        assert str(message["Message-ID"]).endswith("@valmorane.example>")
        assert message["List-Id"] == "Plan d'action commercial <pacom.valmorane.example>"


def _inject(plan: Draft) -> None:
    for record in plan.table("team"):
        record.values["full_name"] = "Eve\r\nBcc: victim@example.org"
    for record in plan.table("actions"):
        record.values["title"] = "<script>alert(1)</script>\r\nBcc: victim@example.org"


def test_no_cell_can_add_a_header_or_a_script() -> None:
    done, _ = written(sample_review(change=_inject))
    assert done
    for letter in done:
        message = parsed(letter)
        assert message["Bcc"] is None
        assert "<script" not in body_of(message, "html")


def test_deadlines_come_as_a_calendar() -> None:
    done, _ = written(sample_review())
    found = {letter.name: list(parsed(letter).iter_attachments()) for letter in done}
    calendars = {name: parts[0].get_content() for name, parts in found.items() if parts}
    assert "direction" not in calendars
    assert calendars
    for text in calendars.values():
        assert text.startswith(("BEGIN:VCALENDAR\r\n", "BEGIN:VCALENDAR\n"))
        assert text.count("BEGIN:VEVENT") == text.count("END:VEVENT") >= 1
        assert all(len(line.encode()) <= 75 for line in text.splitlines())


@pytest.fixture
def files(tmp_path: Path) -> Callable[[Recipient, Subscription], list[Enclosure]]:
    """A light workbook, a heavy one and a page for the director; one of their own for managers."""

    def enclose(recipient: Recipient, subscription: Subscription) -> list[Enclosure]:
        names = {
            "director": ("groupe.xlsx", "lourd.xlsx", "page.html"),
            "manager": (f"{subscription.name}-{recipient.lang}.xlsx",),
        }
        made = []
        for name in names.get(subscription.role, ()):
            path = tmp_path / name
            path.write_bytes(b"x" * (2_000_000 if name == "lourd.xlsx" else 10))
            kind = "" if name == "page.html" else "application/octet-stream"
            made.append(Enclosure(Text("Fichier", "File"), path, kind))
        return made

    return enclose


def _names(letter: Mail) -> list[str | None]:
    return [part.get_filename() for part in parsed(letter).iter_attachments() if part.get_content_type() != CALENDAR]


def test_each_part_brings_its_own_files_under_the_limit_else_their_place(
    files: Callable[[Recipient, Subscription], list[Enclosure]], tmp_path: Path
) -> None:
    config = NightlyConfig(limits=Limits(attachment_mb=1))
    done, _ = all_mails(Night(sample_review(change=person("GLF", language="en"))), config, enclose=files)
    joined = {letter.name: _names(letter) for letter in done}
    assert {name: found for name, found in joined.items() if found} == {
        "direction": ["groupe.xlsx"], "NO": ["NO-en.xlsx"], "IF": ["IF-fr.xlsx"], "SE": ["SE-fr.xlsx"],
        "SO": ["SO-fr.xlsx"],
    }  # fmt: skip
    director = next(letter for letter in done if letter.name == "direction")
    for kind in ("plain", "html"):
        for name in ("groupe.xlsx", "lourd.xlsx", "page.html"):
            assert f"Fichier\xa0: {tmp_path / name}" in body_of(parsed(director), kind)
    manager = body_of(parsed(next(letter for letter in done if letter.name == "NO")), "plain")
    assert f"File: {tmp_path / 'NO-en.xlsx'}" in manager
    assert "groupe.xlsx" not in manager


def test_two_parts_of_one_mail_share_the_limit(files: Callable[[Recipient, Subscription], list[Enclosure]]) -> None:
    def both(plan: Draft) -> None:
        plan.form("plan").values["sponsor"] = "GLF"

    for limit, names in ((0, []), (1, ["groupe.xlsx", "NO-fr.xlsx"]), (3, ["groupe.xlsx", "lourd.xlsx", "NO-fr.xlsx"])):
        config = NightlyConfig(limits=Limits(attachment_mb=limit))
        done, _ = all_mails(Night(sample_review(change=both)), config, enclose=files)
        assert _names(done[0]) == names


def test_reports_of_a_team_make_one_thread_and_every_run_another_message() -> None:
    first, later = sample_review(), replace(sample_review(), as_of=date(2026, 6, 16))
    nights = [all_mails(Night(review), number=number)[0] for review, number in ((first, 1), (first, 2), (later, 1))]
    threads: dict[str, set[str]] = {}
    for letter in (letter for night in nights for letter in night):
        message = parsed(letter)
        assert message["In-Reply-To"] == message["References"] != message["Message-ID"]
        threads.setdefault(letter.name, set()).add(str(message["References"]))
    assert {len(marks) for marks in threads.values()} == {1}
    assert len({mark for marks in threads.values() for mark in marks}) == len(threads)
    ids = [str(letter.message["Message-ID"]) for night in nights for letter in night]
    assert len(set(ids)) == len(ids)
    again, _ = all_mails(Night(sample_review()))
    assert [str(letter.message["Message-ID"]) for letter in again] == ids[: len(again)]


def test_files_are_written_beside_one_another(tmp_path: Path) -> None:
    done, _ = written(sample_review())
    for mail in done:
        write_mail(mail, tmp_path)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == sorted(f"{letter.name}.{suffix}" for letter in done for suffix in ("eml", "html"))
    assert "Rien à signaler" not in (tmp_path / "NO.html").read_text(encoding="utf-8")


def test_nothing_is_fetched_and_nothing_runs_when_a_mail_is_opened() -> None:
    done = written(sample_review())[0]
    assert done
    for letter in done:
        page = body_of(parsed(letter), "html")
        assert not re.search(r"<(script|img|link|iframe|form)|https?://|url\(|@import", page)


@pytest.mark.parametrize("text", ["", "nobody", "a@", "a@b\r\nBcc: c@d", "é@valmorane.example", "a b@c"])
def test_addresses_that_cannot_be_written_to(text: str) -> None:
    assert address("x", text) is None


def test_a_good_address() -> None:
    assert address("Élodie", "e@valmorane.example") == Address("Élodie", addr_spec="e@valmorane.example")


def test_a_subject_keeps_its_spaces_wherever_it_is_folded() -> None:
    """The module ``email`` lost one between two encoded words."""
    digest = letters_of_managers("en")["direction"].digest
    envelope = Envelope(Address("a", addr_spec="a@b.example"), Address("b", addr_spec="b@b.example"), date(2026, 6, 15))
    for length in range(1, 40):
        text = f"[PAC 2026] {'x' * length} – 4\xa0overdue, 3\xa0over budget, 3\xa0points à compléter"
        sent = message([replace(digest, subject=text, sections=[])], envelope).as_bytes()
        received = email.message_from_bytes(sent, policy=email.policy.default)
        assert str(received["Subject"]).replace("\xa0", " ") == text.replace("\xa0", " ")


def test_a_header_is_one_line() -> None:
    assert one_line("a\r\nBcc: b\x00") == "a  Bcc: b"
