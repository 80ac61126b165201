"""The mailbox of the replies, over a real socket: read once, changed never, unencrypted never."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from pacom_xl.nightly.delivery.smtp_connection import UnavailableError
from pacom_xl.nightly.replies.imap import check_folder, read_new
from pacom_xl.nightly.replies.received_mails import Position
from tests.support.imap_server import PASSWORD, Mailbox, imap_server

TODAY = date(2026, 6, 15)
START = Position()


@pytest.fixture
def box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    monkeypatch.setenv("PACOM_IMAP_PASSWORD", PASSWORD)
    with imap_server(tmp_path) as box:
        yield box


def test_each_mail_is_read_once_and_the_mailbox_is_not_changed(box: Mailbox) -> None:
    box.put(b"Subject: one\r\n\r\n1", TODAY)
    found, position = read_new(box.config(), "INBOX", START, TODAY)
    assert [(mail.day, mail.data) for mail in found] == [(TODAY, b"Subject: one\r\n\r\n1")]
    assert position == Position(7, 1)
    assert read_new(box.config(), "INBOX", position, TODAY) == ([], position)
    box.put(b"Subject: two\r\n\r\n2", TODAY)
    found, position = read_new(box.config(), "INBOX", position, TODAY)
    assert ([mail.data[9:12] for mail in found], position.last) == ([b"two"], 2)
    assert not any(word in command for command in box.commands for word in ("SELECT", "STORE", "EXPUNGE", "BODY[]"))


def test_a_folder_made_again_is_read_again(box: Mailbox) -> None:
    box.put(b"Subject: one\r\n\r\n", TODAY)
    found, position = read_new(box.config(), "INBOX", Position(3, 900), TODAY)
    assert (len(found), position) == (1, Position(7, 1))


def test_a_first_run_looks_back_a_month(box: Mailbox) -> None:
    read_new(box.config(), "INBOX", START, TODAY)
    assert "UID SEARCH SINCE 16-May-2026" in box.commands


def test_names_of_folders_with_accents_and_quotes(box: Mailbox) -> None:
    check_folder(box.config(), 'Réponses "PAC" & co')
    assert any('"R&AOk-ponses \\"PAC\\" &- co"' in command for command in box.commands)


@pytest.mark.parametrize(
    ("changes", "refused", "cut", "why"),
    [
        ({"ca_file": None}, (), (), "certificat"),
        ({"port": 1}, (), (), "injoignable"),
        ({"user": "quelqu’un"}, (), (), "mot de passe refusé"),
        ({}, ("EXAMINE",), (), "INBOX"),
        ({}, ("SEARCH",), (), "incompréhensible"),
        ({}, (), ("SEARCH",), "coupée"),
        ({}, (), ("EXAMINE",), "coupée"),
    ],
)
def test_what_goes_wrong_is_said_in_words(
    box: Mailbox, changes: dict[str, object], refused: tuple[str, ...], cut: tuple[str, ...], why: str
) -> None:
    box.refused, box.cut = frozenset(refused), frozenset(cut)
    with pytest.raises(UnavailableError) as caught:
        read_new(box.config(**changes), "INBOX", START, TODAY)
    assert why in caught.value.problem.fr
    assert PASSWORD not in caught.value.problem.fr


def test_without_a_password_nothing_is_sent(box: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PACOM_IMAP_PASSWORD")
    with pytest.raises(UnavailableError, match="PACOM_IMAP_PASSWORD"):
        check_folder(box.config(), "INBOX")
    assert "AUTHENTICATE" not in box.commands
