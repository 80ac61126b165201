"""Servers that misbehave and mails that are damaged: nothing else is held back, nothing lasts for ever."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

import pytest

from pacom_xl.nightly.configuration.config import Smtp
from pacom_xl.nightly.delivery.outbox import Outbox
from pacom_xl.nightly.delivery.smtp import Delivery, deliver
from tests.support.mail_server import PASSWORD, mail_server
from tests.support.rude_server import Answer, polite, rude_server
from tests.support.small_mails import NIGHT, READERS, letter, outbox_with


def _plain(port: int, timeout: int = 1) -> Smtp:
    return Smtp("localhost", port, security="none", timeout=timeout)


def _on_day(day: int, box: Outbox, port: int) -> Delivery:
    """What is due is sent so many days after the night."""
    return deliver(box, _plain(port), only_due=True, clock=lambda: NIGHT + timedelta(days=day))


@pytest.mark.parametrize("content", [b"", b"\0\xff garbage", b"Subject: nobody\r\n\r\nx", b"To: \r\nFrom: \r\n\r\n"])
def test_a_damaged_mail_is_put_aside_and_the_others_go(tmp_path: Path, content: bytes) -> None:
    box = outbox_with(tmp_path, *map(letter, READERS))
    damaged = box.folder / "20260101-damaged.eml"
    damaged.write_bytes(content)
    with rude_server() as server:
        done = deliver(box, _plain(server.port))
    assert (done.sent, done.waiting) == (3, 0)
    assert any("n’est pas un courriel lisible" in problem.fr for problem in done.problems)
    assert (box.folder / "damaged" / damaged.name).read_bytes() == content


def test_a_recipient_refused_for_good_is_not_tried_for_ever(tmp_path: Path) -> None:
    box = outbox_with(tmp_path, *map(letter, READERS))

    def answer(line: str) -> bytes | None:
        return b"550 5.1.1 no such user\r\n" if READERS[1] in line and line.startswith("rcpt") else polite(line)

    with rude_server(answer) as server:
        for day in range(6):
            done = _on_day(2 * day, box, server.port)
        tried = [line for line in server.lines if line.startswith("rcpt") and READERS[1] in line]
        assert (len(tried), done.waiting, done.refused) == (3, 0, 1)
        # Sent by hand, it is tried once more.
        assert deliver(box, _plain(server.port)).refused == 1
        assert len([line for line in server.lines if READERS[1] in line]) == 4
    (entry,) = box.entries()
    assert entry.is_refused and entry.error is not None


def test_a_recipient_refused_for_now_is_tried_again(tmp_path: Path) -> None:
    box = outbox_with(tmp_path, letter(READERS[0]))

    def answer(line: str) -> bytes | None:
        return b"450 4.2.1 later\r\n" if line.startswith("rcpt") else polite(line)

    with rude_server(answer) as server:
        for day in range(5):
            done = _on_day(2 * day, box, server.port)
    assert (done.waiting, done.refused) == (1, 0)


@pytest.mark.parametrize("announced", ["abc", "", "9" * 5000, "-1"])
def test_a_size_that_is_no_number_is_none(tmp_path: Path, announced: str) -> None:
    box = outbox_with(tmp_path, letter(READERS[0]))

    def answer(line: str) -> bytes | None:
        return f"250-localhost\r\n250 SIZE {announced}\r\n".encode() if line.startswith("ehlo") else polite(line)

    with rude_server(answer) as server:
        assert deliver(box, _plain(server.port, 5)).sent == 1


def _silent_at(verb: str) -> Answer:
    return lambda line: None if line[:4].lower() == verb or (verb == "." and line == ".") else polite(line)


@pytest.mark.parametrize("verb", ["rcpt", "data", "."])
def test_a_server_that_stalls_costs_two_time_outs_a_night(tmp_path: Path, verb: str) -> None:
    box = outbox_with(tmp_path, *(letter(f"{n}@valmorane.example") for n in range(8)))
    with rude_server(_silent_at(verb)) as server:
        started = time.monotonic()
        done = deliver(box, _plain(server.port))
        took = time.monotonic() - started
    assert (done.sent, done.waiting) == (0, 8)
    assert took < 6
    assert all(entry.error is not None for entry in box.entries())


def test_a_greeting_that_drips_has_an_end(tmp_path: Path) -> None:
    box = outbox_with(tmp_path, *map(letter, READERS))
    with rude_server(greeting=b"220-" + b"x" * 500, drip=0.3) as server:
        started = time.monotonic()
        done = deliver(box, _plain(server.port))
        took = time.monotonic() - started
    assert (done.sent, done.waiting, len(done.problems)) == (0, 3, 1)
    assert took < 8


@pytest.mark.parametrize(
    "host", ["smtp..fr", "x" * 300, "smtp.\ud800.fr", "a b"], ids=["dots", "long", "surrogate", "space"]
)
def test_a_host_that_is_no_name_is_said(tmp_path: Path, host: str) -> None:
    box = outbox_with(tmp_path, *map(letter, READERS))
    done = deliver(box, Smtp(host, 25, security="none", timeout=2))
    assert (done.sent, done.waiting, len(done.problems)) == (0, 3, 1)


def test_a_password_with_accents_is_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PACOM_SMTP_PASSWORD", "élan")
    box = outbox_with(tmp_path, *map(letter, READERS))
    with mail_server(tmp_path) as room:
        done = deliver(box, room.config())
        assert room.passwords == ["élan".encode()]
    assert (done.sent, done.waiting) == (0, 3)
    assert "mot de passe refusé" in done.problems[0].fr


def test_a_user_with_accents_signs_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.support.mail_server.USER", "zoé@valmorane.example")
    monkeypatch.setenv("PACOM_SMTP_PASSWORD", PASSWORD)
    box = outbox_with(tmp_path, letter(READERS[0]))
    with mail_server(tmp_path) as room:
        assert deliver(box, room.config(user="zoé@valmorane.example")).sent == 1


def test_what_one_mail_makes_the_library_raise_is_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    box = outbox_with(tmp_path, *map(letter, READERS))
    real = Outbox.entries

    with rude_server() as server, monkeypatch.context() as patch:
        calls = iter(range(100))

        def odd(*_: object) -> bytes:
            if next(calls) == 0:
                raise RuntimeError("odd")
            return b"Subject: x\r\n\r\nx"

        patch.setattr("pacom_xl.nightly.delivery.outbox.Entry.data", odd)
        patch.setattr("pacom_xl.nightly.delivery.outbox.Entry.addresses", lambda _: ("a@b.example", "c@d.example"))
        done = deliver(box, _plain(server.port))
    assert (done.sent, done.waiting) == (2, 1)
    assert len(real(box)) == 1
