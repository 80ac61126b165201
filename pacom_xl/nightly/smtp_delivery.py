"""Handing the waiting mails to an SMTP server. One that fails never holds the others back.

Certificates are verified, and a password is never sent over a connection that is not encrypted.
"""

from __future__ import annotations

import importlib
import os
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import SMTP

from pacom_xl.model.text import NBSP, Text
from pacom_xl.nightly.config import Smtp
from pacom_xl.nightly.outbox import Entry, Outbox

KEYRING_SERVICE = "pacom-xl"
#: Answers that say the message is too heavy.
_TOO_BIG = (552, 554)


@dataclass
class Delivery:
    """What came of an attempt to send what waits."""

    sent: int = 0
    #: Still in the box, with the reasons.
    waiting: int = 0
    problems: list[Text] = field(default_factory=list)


class UnavailableError(Exception):
    """The server cannot be used tonight, whatever the mail."""

    def __init__(self, problem: Text) -> None:
        super().__init__(problem.en)
        self.problem = problem


def deliver(
    outbox: Outbox, smtp: Smtp, *, only_due: bool = False, clock: Callable[[], datetime] | None = None
) -> Delivery:
    """Send what waits (``only_due``: what may be tried again already). Never raises on what the server does."""
    now = (clock or _now)()
    entries = [entry for entry in outbox.entries() if not only_due or entry.is_due(now)]
    done = Delivery()
    server: smtplib.SMTP | None = None
    for position, entry in enumerate(entries):
        try:
            server = server or connect(smtp)
            _send(server, entry)
        except UnavailableError as error:
            for left in entries[position:]:
                outbox.postponed(left, error.problem, now)
            done.problems.append(error.problem)
            break
        except (OSError, smtplib.SMTPException) as error:
            problem = _in_words(error)
            outbox.postponed(entry, problem, now)
            done.problems.append(Text(f"{entry.name}{NBSP}: {problem.fr}", f"{entry.name}: {problem.en}"))
            server = _still_open(server)
        else:
            outbox.accepted(entry)
            done.sent += 1
    _leave(server)
    done.waiting = len(outbox.entries())
    return done


def connect(smtp: Smtp) -> smtplib.SMTP:
    """A connection ready for mails: encrypted and signed in as configured. Raises ``UnavailableError``."""
    try:
        return _greeted(_signed_in(_encrypted(smtp), smtp))
    except UnavailableError:
        raise
    except (OSError, smtplib.SMTPException) as error:
        said = _in_words(error)
        where = f"{smtp.host}:{smtp.port}"
        raise UnavailableError(Text(f"{where}{NBSP}: {said.fr}", f"{where}: {said.en}")) from error


def _encrypted(smtp: Smtp) -> smtplib.SMTP:
    if smtp.security == "tls":
        return smtplib.SMTP_SSL(smtp.host, smtp.port, timeout=smtp.timeout, context=_context(smtp))
    server = smtplib.SMTP(smtp.host, smtp.port, timeout=smtp.timeout)
    if smtp.security == "starttls":
        server.ehlo()
        if not server.has_extn("starttls"):
            server.close()
            raise UnavailableError(_NO_TLS)
        try:
            server.starttls(context=_context(smtp))
        except BaseException:
            server.close()
            raise
    return server


def _context(smtp: Smtp) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if smtp.ca_file:
        context.load_verify_locations(smtp.ca_file)
    return context


def _signed_in(server: smtplib.SMTP, smtp: Smtp) -> smtplib.SMTP:
    if smtp.user is None:
        return server
    secret = password(smtp)
    try:
        if secret is None:
            raise UnavailableError(_no_password(smtp))
        if not isinstance(server.sock, ssl.SSLSocket):
            raise UnavailableError(_NO_TLS)
        server.login(smtp.user, secret)
    except BaseException:
        server.close()
        raise
    return server


def _greeted(server: smtplib.SMTP) -> smtplib.SMTP:
    """The server asked what it can do, its size limit among it: encryption makes what it said before void."""
    try:
        server.ehlo_or_helo_if_needed()
    except BaseException:
        server.close()
        raise
    return server


def password(smtp: Smtp) -> str | None:
    """The password of the user: the environment, else the system's keyring (extra ``keyring``)."""
    if secret := os.environ.get(smtp.password_env):
        return secret
    try:
        keyring = importlib.import_module("keyring")
        secret = keyring.get_password(KEYRING_SERVICE, smtp.user or "")
    except Exception:  # no such module, no keyring, a locked one: keyrings raise what they like
        return None
    return secret if isinstance(secret, str) else None


def _send(server: smtplib.SMTP, entry: Entry) -> None:
    """Hand one mail over; a heavy one once more without what is joined to it."""
    data = entry.data()
    limit = int(server.esmtp_features.get("size") or 0) if server.does_esmtp else 0
    light = without_attachments(data) if limit and len(data) > limit else data
    try:
        _hand_over(server, light)
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
        lighter = without_attachments(data)
        if error.smtp_code not in _TOO_BIG or len(lighter) >= len(light):
            raise
        _hand_over(server, lighter)


def _hand_over(server: smtplib.SMTP, data: bytes) -> None:
    mail = message_from_bytes(data, policy=SMTP)
    sender, recipient = mail["From"].addresses[0].addr_spec, mail["To"].addresses[0].addr_spec
    server.sendmail(sender, [recipient], data)


def without_attachments(data: bytes) -> bytes:
    """The mail without its workbooks; the text says where they are. A calendar is light and stays."""
    mail = message_from_bytes(data, policy=SMTP)
    assert isinstance(mail, EmailMessage)
    if mail.get_content_type() != "multipart/mixed":
        return data
    kept: list[Message | str] = [part for part in mail.iter_parts() if part.get_content_maintype() != "application"]
    mail.set_payload(kept)
    return mail.as_bytes()


def _still_open(server: smtplib.SMTP | None) -> smtplib.SMTP | None:
    """The connection if it can carry another mail; it is opened again otherwise."""
    if server is None:
        return None
    try:
        server.rset()
    except (OSError, smtplib.SMTPException):
        server.close()
        return None
    return server


def _leave(server: smtplib.SMTP | None) -> None:
    if server is None:
        return
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        server.close()


def _in_words(error: Exception) -> Text:
    """What went wrong, without an address: these words go to logs."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, _ = next(iter(error.recipients.values()), (0, b""))
        return Text(f"destinataire refusé par le serveur ({code})", f"recipient refused by the server ({code})")
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return Text(
            "utilisateur ou mot de passe refusé, vérifiez smtp.user et le mot de passe",
            "user or password refused, check smtp.user and the password",
        )
    if isinstance(error, ssl.SSLCertVerificationError):
        return Text(
            f"certificat du serveur non reconnu ({error.verify_message}), voir smtp.ca_file",
            f"server certificate not trusted ({error.verify_message}), see smtp.ca_file",
        )
    if isinstance(error, ssl.SSLError):
        return Text("chiffrement impossible avec ce serveur", "encryption with this server failed")
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return Text("connexion coupée par le serveur", "connection dropped by the server")
    if isinstance(error, smtplib.SMTPResponseException):
        return Text(f"refusé par le serveur ({error.smtp_code})", f"refused by the server ({error.smtp_code})")
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Text("le serveur ne sait pas faire ce qui est demandé", "not supported by the server")
    if isinstance(error, TimeoutError):
        return Text("le serveur ne répond pas", "the server does not answer")
    why = getattr(error, "strerror", None) or type(error).__name__
    return Text(f"serveur injoignable ({why})", f"server cannot be reached ({why})")


def _no_password(smtp: Smtp) -> Text:
    return Text(
        f"mot de passe absent{NBSP}: variable {smtp.password_env}, ou trousseau (service {KEYRING_SERVICE})",
        f"password missing: variable {smtp.password_env}, or keyring (service {KEYRING_SERVICE})",
    )


_NO_TLS = Text(
    "le serveur ne propose pas de chiffrement, rien n’est envoyé en clair",
    "the server offers no encryption, nothing is sent unencrypted",
)


def _now() -> datetime:
    return datetime.now(UTC)
