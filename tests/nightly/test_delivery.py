"""Mails handed to a real server: what is refused waits, what is accepted is gone, the others always go."""

from __future__ import annotations

from datetime import timedelta
from email.headerregistry import Address
from pathlib import Path

import pytest

from pacom_xl.nightly.configuration.config import Smtp
from pacom_xl.nightly.delivery.outbox import Outbox
from pacom_xl.nightly.delivery.smtp import deliver, without_attachments
from pacom_xl.nightly.delivery.smtp_connection import connect
from pacom_xl.nightly.digest.digest_model import Digest
from pacom_xl.nightly.mails import mail_message
from tests.support.mail_server import PASSWORD, mail_server
from tests.support.small_mails import NIGHT, READERS, letter, outbox_with


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PACOM_SMTP_PASSWORD", PASSWORD)


def test_everything_is_sent_over_tls_and_comes_back_the_same(tmp_path: Path) -> None:
    box = outbox_with(tmp_path, *map(letter, READERS))
    sent = {str(letter(to).message["Message-ID"]): letter(to).message.get_body(("plain",)) for to in READERS}
    with mail_server(tmp_path) as room:
        done = deliver(box, room.config())
    assert (done.sent, done.waiting, done.problems) == (3, 0, [])
    assert sorted(room.ids()) == sorted(sent)
    for message in room.messages():
        body, expected = message.get_body(("plain",)), sent[str(message["Message-ID"])]
        assert body is not None
        assert expected is not None
        assert body.get_content().splitlines() == expected.get_content().splitlines()
        assert str(message["Subject"]) == "[PAC] à lire"
    assert not list(box.folder.iterdir())


def test_a_refused_recipient_holds_nobody_back(tmp_path: Path) -> None:
    box = outbox_with(tmp_path, *map(letter, READERS))
    with mail_server(tmp_path) as room:
        room.refused = {READERS[1]}
        done = deliver(box, room.config())
        assert (done.sent, done.waiting) == (2, 1)
        entry = box.entries()[0]
        assert entry.attempts == 1
        assert entry.error is not None
        assert READERS[1] not in entry.error.fr
        room.refused = set()
        assert deliver(box, room.config()).sent == 1
    assert len(set(room.ids())) == len(room.ids()) == 3


def test_a_server_that_is_down_keeps_everything_and_backs_off(tmp_path: Path) -> None:
    box = outbox_with(tmp_path, *map(letter, READERS))
    down = Smtp("localhost", 1, timeout=2)
    done = deliver(box, down, clock=lambda: NIGHT)
    assert (done.sent, done.waiting, len(done.problems)) == (0, 3, 1)
    waits = []
    for _ in range(6):
        entry = box.entries()[0]
        assert entry.next_try is not None
        waits.append((entry.next_try - NIGHT) / timedelta(minutes=1))
        assert not entry.is_due(NIGHT)
        assert entry.is_due(entry.next_try)
        deliver(box, down, clock=lambda: NIGHT)
    assert waits == [15, 60, 240, 720, 1440, 1440]
    assert deliver(box, down, only_due=True, clock=lambda: NIGHT).problems == []
    with mail_server(tmp_path) as room:
        assert deliver(box, room.config(), only_due=True, clock=lambda: NIGHT + timedelta(days=2)).sent == 3


def test_a_clock_that_went_back_does_not_hold_mails_for_ever(tmp_path: Path) -> None:
    box = outbox_with(tmp_path, letter(READERS[0]))
    deliver(box, Smtp("localhost", 1, timeout=2), clock=lambda: NIGHT + timedelta(days=400))
    assert box.entries()[0].is_due(NIGHT)


def test_a_wrong_password_is_told_and_nothing_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PACOM_SMTP_PASSWORD", "wrong")
    box = outbox_with(tmp_path, letter(READERS[0]))
    with mail_server(tmp_path) as room:
        done = deliver(box, room.config())
    assert done.waiting == 1
    assert "mot de passe refusé" in done.problems[0].fr


def test_without_a_password_nothing_is_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PACOM_SMTP_PASSWORD")
    box = outbox_with(tmp_path, letter(READERS[0]))
    with mail_server(tmp_path) as room:
        done = deliver(box, room.config())
    assert done.waiting == 1
    assert "PACOM_SMTP_PASSWORD" in done.problems[0].fr
    assert not room.passwords


def test_a_certificate_of_another_name_or_authority_is_refused(tmp_path: Path) -> None:
    box = outbox_with(tmp_path, letter(READERS[0]))
    with mail_server(tmp_path, name="other.example") as room:
        assert "certificat" in deliver(box, room.config()).problems[0].fr
    with mail_server(tmp_path) as room:
        assert "certificat" in deliver(box, room.config(ca_file=None)).problems[0].fr
    assert not room.passwords
    assert len(box.entries()) == 1


def test_no_password_and_no_mail_without_encryption(tmp_path: Path) -> None:
    box = outbox_with(tmp_path, letter(READERS[0]))
    with mail_server(tmp_path, tls=False) as room:
        done = deliver(box, room.config())
        plain = deliver(box, room.config(security="none"))
    assert "chiffrement" in done.problems[0].fr
    assert plain.waiting == 1
    assert not room.passwords
    assert not room.received


def test_a_connection_dropped_is_opened_again_for_the_others(tmp_path: Path) -> None:
    box = outbox_with(tmp_path, *map(letter, READERS))
    with mail_server(tmp_path) as room:
        room.data_answer = lambda data: "drop" if READERS[1].encode() in data else None
        done = deliver(box, room.config())
        assert (done.sent, done.waiting) == (2, 1)
        room.data_answer = lambda _: None
        assert deliver(box, room.config()).sent == 1
    assert len(room.ids()) == 3


def test_a_mail_too_heavy_goes_without_what_is_joined(tmp_path: Path) -> None:
    box = outbox_with(tmp_path, letter(READERS[0], heavy=200_000), letter(READERS[1]))
    with mail_server(tmp_path, size=100_000) as room:
        assert deliver(box, room.config()).sent == 2
    heavy = next(message for message in room.messages() if str(message["To"]) == READERS[0])
    assert not list(heavy.iter_attachments())
    body = heavy.get_body(("html",))
    assert body is not None
    assert "En retard" in body.get_content()


def test_the_limit_of_the_server_is_known_before_the_first_mail(tmp_path: Path) -> None:
    """What a server says before encryption is void: it is asked again."""
    with mail_server(tmp_path, size=100_000) as room, connect(room.config()) as server:
        assert server.esmtp_features["size"] == "100000"


def test_a_mail_found_too_heavy_only_at_the_end_goes_lighter(tmp_path: Path) -> None:
    box = outbox_with(tmp_path, letter(READERS[0], heavy=50_000))
    with mail_server(tmp_path) as room:
        room.data_answer = lambda data: "552 too big" if len(data) > 40_000 else None
        assert deliver(box, room.config()).sent == 1


def test_a_calendar_stays_when_workbooks_are_left_out() -> None:
    digest = Digest("s", "t", ["l"], [], "fr")
    envelope = mail_message.Envelope(
        Address("", addr_spec="a@b.example"), Address("", addr_spec="c@d.example"), NIGHT.date()
    )
    joined = [
        mail_message.Attachment("a.xlsx", b"x" * 999, "application/octet-stream"),
        mail_message.Attachment("e.ics", b"BEGIN:VCALENDAR\r\n", "text/calendar"),
    ]
    light = without_attachments(mail_message.message([digest], envelope, joined).as_bytes())
    assert b"e.ics" in light
    assert b"a.xlsx" not in light


def test_a_damaged_state_never_costs_the_mail(tmp_path: Path) -> None:
    box = outbox_with(tmp_path, letter(READERS[0]))
    box.entries()[0].path.with_suffix(".json").write_bytes(b"\x00{{{")
    with mail_server(tmp_path) as room:
        assert deliver(box, room.config()).sent == 1


def test_an_interrupted_run_is_finished_or_undone(tmp_path: Path) -> None:
    box = Outbox(tmp_path / "outbox")
    box.stage("recorded", [letter(READERS[0])])
    box.stage("lost", [letter(READERS[1])])
    box.recover(lambda uid: uid == "recorded")
    assert [entry.header("To") for entry in box.entries()] == [READERS[0]]
    assert not list(box.folder.glob(".staging-*"))
