"""Which replies count: those signed for the owner of the action, from the owner's address, and no other."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from pacom_xl.consolidation.portfolio import Portfolio
from pacom_xl.nightly.configuration.config import Replies
from pacom_xl.nightly.replies.received_mails import Position, Received
from pacom_xl.nightly.replies.reply_codes import Kind, Reference, ReplyCodes, looked_up_codes, stored_codes
from pacom_xl.nightly.replies.reply_decisions import Accepted, accept, still_open
from pacom_xl.nightly.replies.reply_store import Proposal, ReplyState, forget_replies, load, save
from pacom_xl.nightly.replies.reply_texts import body
from tests.support.sample_company import sample_review

DAY = date(2026, 6, 15)
CODES = ReplyCodes(b"k" * 32)
SETTINGS = Replies("reponses@valmorane.example")
ACTION, OWNER, TRIGRAM = "ACT-NO-002", "thomas.quemener@valmorane.example", "TQU"
ANCHOR = "c0123456789abcd"


@pytest.fixture(scope="module")
def portfolio() -> Portfolio:
    return sample_review().portfolio


def line(kind: Kind = "done", subject: str = ACTION, email: str = OWNER, codes: ReplyCodes = CODES) -> str:
    return codes.text(Reference(kind, "NO", subject, ANCHOR if kind == "snooze" else ""), email)


def mail(text: str, sender: str = OWNER, html: bool = False, **headers: str) -> Received:
    message = EmailMessage()
    message["From"] = sender
    message["To"] = SETTINGS.address
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text, subtype="html" if html else "plain")
    return Received(DAY, message.as_bytes())


def taken(portfolio: Portfolio, *mails: Received, settings: Replies = SETTINGS) -> Accepted:
    return accept(mails, ReplyState(), portfolio, CODES, settings)


def proposals(portfolio: Portfolio, *mails: Received, settings: Replies = SETTINGS) -> list[tuple[object, ...]]:
    found = taken(portfolio, *mails, settings=settings).state.proposals
    return [(one.kind, one.team, one.subject, one.owner, one.on, one.text) for one in found]


def done(on: date | None = DAY) -> str:
    return body("done", line(), "fr", on)


def filled(kind: Kind, lang: str, on: str, reason: str = "", subject: str = ACTION) -> str:
    text = body(kind, line(kind, subject), "en" if lang == "en" else "fr")
    first, *others = text.split("\r\n")
    others = [f"{other}{reason}" if other.startswith(("Motif", "Reason")) else other for other in others]
    return "\r\n".join([f"{first}{on}", *others])


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_prepared_replies_become_proposals(portfolio: Portfolio, lang: str) -> None:
    assert proposals(portfolio, mail(done())) == [("done", "NO", ACTION, TRIGRAM, DAY, "")]
    moved = filled("postponed", lang, "30 June 2026" if lang == "en" else "30/06/2026", "attente du client")
    later = ("postponed", "NO", ACTION, TRIGRAM, date(2026, 6, 30), "attente du client")
    assert proposals(portfolio, mail(moved)) == [later]
    away = filled("away", lang, "2026-07-15", subject=TRIGRAM)
    assert proposals(portfolio, mail(away)) == [("away", "NO", TRIGRAM, TRIGRAM, date(2026, 7, 15), "")]


def test_a_row_is_put_off_for_some_weeks_at_most(portfolio: Portfolio) -> None:
    (snooze,) = taken(portfolio, mail(filled("snooze", "fr", "22/06/2026"))).state.snoozed
    assert (snooze.anchor, snooze.owner, snooze.email, snooze.until) == (ANCHOR, TRIGRAM, OWNER, date(2026, 6, 22))
    for on in ("15/06/2026", "01/12/2026", "bientôt"):
        assert taken(portfolio, mail(filled("snooze", "fr", on))).state.snoozed == ()


def test_a_page_without_plain_text_is_read_and_its_quotations_are_not(portfolio: Portfolio) -> None:
    page = "<div>" + done().replace("\r\n", "</div>\n<div>") + "</div>"
    assert len(proposals(portfolio, mail(page, html=True))) == 1
    assert proposals(portfolio, mail(f"<blockquote>{page}</blockquote>", html=True)) == []
    assert proposals(portfolio, mail("> " + done().replace("\r\n", "\r\n> "))) == []


@pytest.mark.parametrize(
    ("kind", "on", "reason"),
    [
        ("done", "16/06/2026", ""),
        ("done", "lundi", ""),
        ("done", "", ""),
        ("done", "01/01/2019", ""),
        ("postponed", "30/06/2026", ""),
        ("postponed", "01/06/2026", "trop tôt"),
        ("postponed", "30/06/2029", "trop tard"),
        ("postponed", "31/02/2026", "jamais"),
    ],
)
def test_what_cannot_be_meant_is_listed_as_typed_and_proposes_nothing(
    portfolio: Portfolio, kind: Kind, on: str, reason: str
) -> None:
    ((found, _, _, _, day, text),) = proposals(portfolio, mail(filled(kind, "fr", on, reason)))
    assert (found, day) == ("unclear", None)
    assert on in str(text)
    assert reason in str(text)


def test_the_latest_reply_counts_and_a_mail_counts_once(portfolio: Portfolio) -> None:
    first, second = mail(done()), mail(filled("postponed", "fr", "30/06/2026", "attente"))
    assert [one[0] for one in proposals(portfolio, first, second)] == ["postponed"]
    after = taken(portfolio, first, second)
    again = accept([first], after.state, portfolio, CODES, SETTINGS)
    assert (again.read, again.state) == (0, after.state)


# -- who may ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "received",
    [
        mail(done(), sender="chef@valmorane.example"),
        mail(done(), sender=f"{OWNER}, chef@valmorane.example"),
        mail(done(), sender=f'"{OWNER}" <chef@ailleurs.example>'),
        mail(done(), Auto_Submitted="auto-replied"),
        mail(done(), Precedence="bulk"),
        mail(done(), Return_Path="<>"),
        mail(done() + done()[:-3] + "X"),
        mail(body("done", line(codes=ReplyCodes(b"x" * 32)), "fr", DAY)),
        mail(body("done", line(email="chef@valmorane.example"), "fr", DAY)),
        mail(body("done", line().replace("ACT-NO-002", "ACT-NO-001"), "fr", DAY)),
        mail(body("done", line().replace("done/", "postponed/"), "fr", DAY)),
        mail(body("done", "/NO/ACT-NO-002//", "fr", DAY)),
        mail(body("done", line()[:-1], "fr", DAY)),
        Received(DAY, b""),
        Received(DAY, b"\xff\xfe\x00From: x\r\n\r\n"),
    ],
)
def test_replies_of_others_do_not_count(portfolio: Portfolio, received: Received) -> None:
    assert taken(portfolio, received).state == replace(ReplyState(), read=taken(portfolio, received).state.read)


RESULTS = (
    ("mx.example; dmarc=pass header.from=valmorane.example", True),
    ("mx.example; dkim=pass (2048 bit) header.d=valmorane.example; spf=fail smtp.mailfrom=x.example", True),
    ("mx.example; spf=pass smtp.mailfrom=thomas.quemener@valmorane.example", True),
    ("mx.example; spf=pass smtp.mailfrom=pirate@ailleurs.example", False),
    ("mx.example; dkim=pass header.d=ailleurs.example", False),
    ("mx.example; dmarc=fail header.from=valmorane.example; dkim=pass header.d=valmorane.example", False),
    ("mx.example; spf=softfail smtp.mailfrom=valmorane.example; dkim=none", False),
    ("autre.example; dmarc=pass header.from=valmorane.example", False),
    ("mx.example; none", False),
)


@pytest.mark.parametrize(("result", "passes"), RESULTS)
def test_the_results_of_the_mail_server_are_respected(portfolio: Portfolio, result: str, passes: bool) -> None:
    checked = replace(SETTINGS, authserv="mx.example")
    assert bool(proposals(portfolio, mail(done(), Authentication_Results=result), settings=checked)) is passes
    assert proposals(portfolio, mail(done()), settings=checked) == []
    failed = "fail" in result and "dkim=pass (" not in result
    assert bool(proposals(portfolio, mail(done(), Authentication_Results=result))) is not failed


def test_a_result_the_sender_wrote_does_not_outweigh_that_of_the_server(portfolio: Portfolio) -> None:
    message = EmailMessage()
    message["Authentication-Results"] = "mx.example; dmarc=fail header.from=valmorane.example"
    message["Authentication-Results"] = "mx.example; dmarc=pass header.from=valmorane.example"
    message["From"] = OWNER
    message.set_content(done())
    received = Received(DAY, message.as_bytes())
    for settings in (SETTINGS, replace(SETTINGS, authserv="mx.example")):
        assert proposals(portfolio, received, settings=settings) == []


def test_five_hundred_forged_malformed_or_foreign_replies(portfolio: Portfolio) -> None:
    draw = random.Random(19)
    received = [_forged(draw) for _ in range(500)]
    result = taken(portfolio, *received)
    assert (result.accepted, result.state.proposals, result.state.snoozed) == (0, (), ())
    assert result.refused == len({mail.data for mail in received}) > 450


def _forged(draw: random.Random) -> Received:
    """A mail that is not the owner's, is not signed, or is no mail."""
    kind: Kind = draw.choice(["done", "postponed", "away", "snooze"])
    email = draw.choice([OWNER, "chef@valmorane.example"])
    text = body(kind, line(kind, draw.choice([ACTION, TRIGRAM, "ACT-IF-001"]), email), "fr", DAY)
    text += f"\r\nMotif : {draw.random()}"
    way = draw.randrange(6)
    if way == 0:
        return mail(text, sender=f"x{draw.randrange(10**6)}@ailleurs.example")
    if way == 1:
        return mail(text, Auto_Submitted="auto-replied")
    if way == 2:
        signed = CODES.text(Reference("done", "NO", ACTION), OWNER)
        place = draw.randrange(len(signed))
        other = draw.choice([letter for letter in "ABC234/%é" if letter != signed[place]])
        return mail(body("done", signed[:place] + other + signed[place + 1 :], "fr", DAY) + str(draw.random()))
    if way == 3:
        return mail(text, Authentication_Results=f"mx{draw.randrange(99)}; dmarc=fail header.from=valmorane.example")
    if way == 4:
        data = bytearray(mail(body("done", "done/NO/ACT-NO-002//" + "A" * 20, "fr", DAY)).data)
        for _ in range(draw.randrange(1, 30)):
            data[draw.randrange(len(data))] = draw.randrange(256)
        return Received(DAY, bytes(data))
    return Received(DAY, draw.randbytes(draw.randrange(2000)))


# -- afterwards -------------------------------------------------------------------------------------------------------


def test_a_proposal_ends_when_the_workbook_follows_it_or_it_is_old(portfolio: Portfolio) -> None:
    def is_open(proposal: Proposal, day: date = DAY) -> bool:
        return bool(still_open([proposal], portfolio, day, SETTINGS))

    moved = Proposal("postponed", "NO", ACTION, TRIGRAM, DAY, date(2026, 6, 30), "attente")
    assert is_open(moved)
    assert not is_open(moved, DAY + timedelta(days=31))
    assert not is_open(replace(moved, on=date(2026, 6, 12)))
    assert not is_open(replace(moved, subject="ACT-NO-999"))
    assert is_open(replace(moved, team="ZZ"))
    away = Proposal("away", "NO", TRIGRAM, TRIGRAM, DAY, date(2026, 6, 20))
    assert is_open(away)
    assert not is_open(away, date(2026, 6, 21))


def test_the_file_of_replies(tmp_path: Path) -> None:
    file = tmp_path / "replies.json"
    state = ReplyState(Position(7, 3), (Proposal("done", "NO", ACTION, TRIGRAM, DAY, DAY, "é « x »"),), (), ("a", "b"))
    save(file, state)
    assert load(file) == (state, None)
    forget_replies(file, TRIGRAM)
    assert TRIGRAM not in file.read_text(encoding="utf-8")
    for damage in (b"", b"{}", b"[1]", b'{"position": 1}', b"\xff"):
        file.write_bytes(damage)
        assert load(file) == (ReplyState(), file)


def test_the_key_stays_and_is_nobody_elses(tmp_path: Path) -> None:
    file = tmp_path / "replies.key"
    assert looked_up_codes(file) is None
    codes = stored_codes(file)
    assert stored_codes(file) == looked_up_codes(file) == codes
    assert file.stat().st_mode & 0o077 == 0
    assert len(codes.key) == 32
