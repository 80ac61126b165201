"""The mails of a night handed to a real Postfix and read back from its Maildirs."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from pacom_xl.nightly.delivery.outbox import Outbox
from pacom_xl.nightly.delivery.smtp import deliver
from tests.nightly.postfix import DOMAIN, PostOffice, post_office
from tests.support.command_line import run
from tests.support.nightly_company import MONDAY, Company
from tests.support.small_mails import letter, outbox_with

pytestmark = pytest.mark.long
READERS = tuple(f"{name}@{DOMAIN}" for name in ("anne", "bruno", "chloe"))


def stored(data: bytes) -> bytes:
    """A mail as a Unix mail system keeps it."""
    return data.replace(b"\r\n", b"\n")


def sent_whole(mail: bytes, sent: bytes) -> bool:
    """Whether Postfix put its own headers on top of what it was given, and changed nothing of it."""
    head = mail.removesuffix(stored(sent))
    return head != mail and head.startswith(b"Return-Path:") and b"\nSubject:" not in head


def test_every_mail_of_a_night_arrives_as_it_was_staged(tmp_path: Path, workbooks: Path) -> None:
    closed = PostOffice(tmp_path, 1, str(tmp_path / "ca.pem"))
    company = Company(tmp_path, closed, workbooks)
    assert _night(company, 0) == 3
    staged = _waiting(company)
    assert len(staged) >= 3
    with post_office(staged) as office:
        company.server = office
        company.configure(office.port)
        assert run("outbox", "send", "--config", company.config).code == 0
        assert not _waiting(company)
        for address, data in staged.items():
            (mail,) = office.delivered(address)
            assert sent_whole(mail, data)
        # The next working nights go straight through; nothing of the first one comes again.
        assert _night(company, 1) == 0
        assert _night(company, 2) == 0
        assert not _waiting(company)
        for address, data in staged.items():
            assert sum(sent_whole(mail, data) for mail in office.delivered(address)) == 1


def _night(company: Company, day: int) -> int:
    ran = run("nightly", "--config", company.config, "--as-of", (MONDAY + timedelta(days=day)).isoformat())
    assert ran.code != 2, ran.err
    return ran.code


def _waiting(company: Company) -> dict[str, bytes]:
    """Mails in the box by recipient."""
    box = Outbox(company.folder / "state" / "outbox")
    return {entry.header("To").split("<")[-1].rstrip(">"): entry.data() for entry in box.entries()}


def test_a_recipient_postfix_does_not_know_waits_and_the_others_go(tmp_path: Path) -> None:
    box = outbox_with(tmp_path, *map(letter, READERS))
    with post_office([READERS[0], READERS[2]]) as office:
        done = deliver(box, office.config())
        assert (done.sent, done.waiting) == (2, 1)
        assert "destinataire refusé par le serveur (550)" in done.problems[0].fr
        for reader in (READERS[0], READERS[2]):
            assert _has(office, reader)
    with post_office(READERS) as office:
        assert deliver(box, office.config()).sent == 1
        assert _has(office, READERS[1])


def test_a_mail_over_the_size_limit_of_postfix_goes_without_what_is_joined(tmp_path: Path) -> None:
    box = outbox_with(tmp_path, letter(READERS[0], heavy=200_000), letter(READERS[1]))
    with post_office(READERS, size=100_000) as office:
        done = deliver(box, office.config())
        assert (done.sent, done.waiting, done.problems) == (2, 0, [])
        (light,) = office.delivered(READERS[0])
    assert b"a.xlsx" not in light
    assert b"En retard" in light


def test_a_mail_over_the_limit_even_then_waits_and_the_others_go(tmp_path: Path) -> None:
    box = outbox_with(tmp_path, letter(READERS[0], lines=2_000), letter(READERS[1]))
    with post_office(READERS, size=100_000) as office:
        done = deliver(box, office.config())
        assert (done.sent, done.waiting) == (1, 1)
        assert "(552)" in done.problems[0].fr
        assert _has(office, READERS[1])


def test_nothing_reaches_postfix_over_an_encryption_that_cannot_be_trusted(tmp_path: Path) -> None:
    box = outbox_with(tmp_path, letter(READERS[0]))
    with post_office(READERS) as office:
        assert "certificat" in deliver(box, office.config(ca_file=None)).problems[0].fr
        assert "certificat" in deliver(box, office.config(host="127.0.0.1")).problems[0].fr
        # Postfix asks for encryption as well: unencrypted, it refuses the mail, which waits.
        assert "(530)" in deliver(box, office.config(security="none")).problems[0].fr
        assert len(box.entries()) == 1
        assert _is_empty(office)
        assert deliver(box, office.config()).sent == 1
        assert len(office.delivered(READERS[0])) == 1


def _has(office: PostOffice, reader: str) -> bool:
    """Whether the reader's own mail arrived, alone and whole."""
    (mail,) = office.delivered(reader)
    return sent_whole(mail, letter(reader).message.as_bytes())


def _is_empty(office: PostOffice) -> bool:
    return office.is_idle() and not list((office.home / "mail").iterdir())
