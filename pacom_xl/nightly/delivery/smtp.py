"""Sending the waiting mails to an SMTP server. One that fails never holds the others back.

Certificates are verified, and a password is never sent over a connection that is not encrypted. Every call to the
server ends after a bounded time; a server that lets the time pass is left alone until the next run.
"""

from __future__ import annotations

import smtplib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import SMTP

from pacom_xl.model.text import Text
from pacom_xl.model.typography import sentence
from pacom_xl.nightly.configuration.config import Smtp
from pacom_xl.nightly.delivery.outbox import Entry, Outbox
from pacom_xl.nightly.delivery.smtp_connection import (
    PATIENCE,
    UnavailableError,
    bounded,
    connect,
    is_for_good,
    is_stall,
)
from pacom_xl.nightly.delivery.smtp_messages import NOT_A_MAIL, TOO_SLOW, in_words

#: Answers that say the message is too heavy.
_TOO_BIG = (552, 554)
#: After so many mails without an answer in time nothing more is sent until the next run.
_STALLS = 2
#: Seconds all mails of a run may take together; the others wait for the next run.
_RUN_S = 1800


@dataclass
class Delivery:
    """Result of one attempt to send the waiting mails."""

    sent: int = 0
    #: Still in the box and to be tried again, with the reasons.
    waiting: int = 0
    #: Refused for good by the server so often that they are not tried any more.
    refused: int = 0
    problems: list[Text] = field(default_factory=list)


def deliver(
    outbox: Outbox, smtp: Smtp, *, only_due: bool = False, clock: Callable[[], datetime] | None = None
) -> Delivery:
    """Send what waits (``only_due``: what may be tried again already). Never raises on what the server does."""
    now = (clock or _now)()
    courier = _MailSender(outbox, smtp, now)
    entries = [entry for entry in outbox.entries() if not only_due or entry.is_due(now)]
    try:
        for position, entry in enumerate(entries):
            try:
                courier.send(entry)
            except UnavailableError as error:
                for other in entries[position:]:
                    outbox.postponed(other, error.problem, now)
                courier.delivery.problems.append(error.problem)
                break
    finally:
        courier.disconnect()
    remaining = outbox.entries()
    courier.delivery.refused = sum(entry.is_refused for entry in remaining)
    courier.delivery.waiting = len(remaining) - courier.delivery.refused
    return courier.delivery


class _MailSender:
    """One connection at a time, opened when it is needed."""

    def __init__(self, outbox: Outbox, smtp: Smtp, now: datetime) -> None:
        self.delivery = Delivery()
        self._outbox, self._smtp, self._now = outbox, smtp, now
        self._server: smtplib.SMTP | None = None
        self._end = time.monotonic() + _RUN_S
        self._stalls = 0

    def send(self, entry: Entry) -> None:
        """Try one mail. Raises ``UnavailableError`` when the others need not be tried."""
        addresses = entry.addresses()
        if addresses is None:
            self._outbox.put_aside(entry)
            self._report(entry, NOT_A_MAIL)
            return
        if time.monotonic() > self._end:
            raise UnavailableError(TOO_SLOW)
        server = self._server = self._server or connect(self._smtp)
        try:
            bounded(lambda: _send(server, entry, *addresses), self._limit, server.close)
        except Exception as error:  # whatever one mail makes the library raise: the others are tried
            self._stalls += is_stall(error)
            if self._stalls >= _STALLS:
                raise UnavailableError(in_words(TimeoutError())) from error
            self._failed(entry, error)
        else:
            self._outbox.accepted(entry)
            self.delivery.sent += 1

    def disconnect(self) -> None:
        """Close the connection."""
        server, self._server = self._server, None
        if server:
            try:
                bounded(server.quit, self._smtp.timeout, server.close)
            except (OSError, smtplib.SMTPException, ValueError):
                server.close()

    @property
    def _limit(self) -> float:
        return PATIENCE * self._smtp.timeout

    def _failed(self, entry: Entry, error: Exception) -> None:
        problem = in_words(error)
        self._outbox.postponed(entry, problem, self._now, for_good=is_for_good(error))
        self._report(entry, problem)
        self._server = self._still_open()

    def _report(self, entry: Entry, problem: Text) -> None:
        self.delivery.problems.append(
            sentence("{name} : {problem}", "{name}: {problem}", name=entry.name, problem=problem)
        )

    def _still_open(self) -> smtplib.SMTP | None:
        """The connection if it can carry another mail; it is opened again otherwise."""
        server = self._server
        if server is None:
            return None
        try:
            bounded(server.rset, self._smtp.timeout, server.close)
        except (OSError, smtplib.SMTPException, ValueError):
            server.close()
            return None
        return server


# -- connecting -----------------------------------------------------------------------------------------------------


# -- one mail -------------------------------------------------------------------------------------------------------


def _send(server: smtplib.SMTP, entry: Entry, sender: str, recipient: str) -> None:
    """Hand one mail over; a heavy one once more without what is joined to it."""
    data = entry.data()
    limit = _size_limit(server)
    light = without_attachments(data) if limit and len(data) > limit else data
    try:
        server.sendmail(sender, [recipient], light)
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
        lighter = without_attachments(data)
        if error.smtp_code not in _TOO_BIG or len(lighter) >= len(light):
            raise
        server.sendmail(sender, [recipient], lighter)


def _size_limit(server: smtplib.SMTP) -> int:
    """The size limit the server announces; 0 when it announces none, or no number."""
    announced = str(server.esmtp_features.get("size") or "") if server.does_esmtp else ""
    return int(announced) if announced.isascii() and announced.isdigit() and len(announced) < 20 else 0


def without_attachments(data: bytes) -> bytes:
    """The mail without its workbooks; the text says where they are. A calendar is light and stays."""
    mail = message_from_bytes(data, policy=SMTP)
    assert isinstance(mail, EmailMessage)
    if mail.get_content_type() != "multipart/mixed":
        return data
    parts: list[Message | str] = [part for part in mail.iter_parts() if part.get_content_maintype() != "application"]
    mail.set_payload(parts)
    return mail.as_bytes()


def _now() -> datetime:
    return datetime.now(UTC)
