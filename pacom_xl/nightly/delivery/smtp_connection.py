"""A connection to the mail server: encrypted, signed in, and bounded in time."""

from __future__ import annotations

import importlib
import os
import smtplib
import ssl
import threading
from base64 import b64encode
from collections.abc import Callable
from typing import TypeVar

from pacom_xl.model.text import Text
from pacom_xl.model.typography import sentence
from pacom_xl.nightly.configuration.config import Imap, Smtp
from pacom_xl.nightly.delivery.smtp_messages import NO_TLS, in_words, no_password

T = TypeVar("T")

#: The service under which keyrings hold the password.
KEYRING_SERVICE = "pacom-xl"
#: So many times the time-out of one answer may a whole connection or mail take.
PATIENCE = 4


class UnavailableError(Exception):
    """The server cannot be used tonight for any mail."""

    def __init__(self, problem: Text) -> None:
        super().__init__(problem.en)
        self.problem = problem


def bounded(call: Callable[[], T], seconds: float, give_up: Callable[[], object]) -> T:
    """The result of ``call``, made in a thread; raises what it raises, ``TimeoutError`` when it takes longer.

    A server that sends a byte now and then keeps every time-out of a socket from passing. ``give_up`` ends the call.
    """
    result: list[T] = []
    raised: list[BaseException] = []

    def work() -> None:
        try:
            result.append(call())
        except BaseException as error:
            raised.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        give_up()
        raise TimeoutError
    if raised:
        raise raised[0]
    return result[0]


def is_stall(error: BaseException) -> bool:
    """Whether the server gave no answer in time; the library reports that as a lost connection."""
    return isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)


def is_for_good(error: Exception) -> bool:
    """Whether the server says that trying again is useless (codes 500 to 599)."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(500 <= code <= 599 for code, _ in error.recipients.values())
    refused = (smtplib.SMTPSenderRefused, smtplib.SMTPDataError)
    return isinstance(error, refused) and 500 <= error.smtp_code <= 599


def connect(smtp: Smtp) -> smtplib.SMTP:
    """A connection ready for mails: encrypted and signed in as configured. Raises ``UnavailableError``."""
    where = f"{smtp.host}:{smtp.port}"
    try:
        return bounded(lambda: _greeted(_signed_in(_encrypted(smtp), smtp)), PATIENCE * smtp.timeout, lambda: None)
    except UnavailableError:
        raise
    except (OSError, smtplib.SMTPException, ValueError) as error:
        why = in_words(error)
        raise UnavailableError(sentence("{where} : {why}", "{where}: {why}", where=where, why=why)) from error


def _encrypted(smtp: Smtp) -> smtplib.SMTP:
    if smtp.security == "tls":
        return smtplib.SMTP_SSL(smtp.host, smtp.port, timeout=smtp.timeout, context=tls_context(smtp.ca_file))
    server = smtplib.SMTP(smtp.host, smtp.port, timeout=smtp.timeout)
    if smtp.security == "starttls":
        server.ehlo()
        if not server.has_extn("starttls"):
            server.close()
            raise UnavailableError(NO_TLS)
        try:
            server.starttls(context=tls_context(smtp.ca_file))
        except BaseException:
            server.close()
            raise
    return server


def tls_context(ca_file: str | None) -> ssl.SSLContext:
    """Certificates are verified: those of the system and of ``ca_file`` are trusted."""
    context = ssl.create_default_context()
    if ca_file:
        context.load_verify_locations(ca_file)
    return context


def _signed_in(server: smtplib.SMTP, smtp: Smtp) -> smtplib.SMTP:
    if smtp.user is None:
        return server
    secret = password(smtp)
    try:
        if secret is None:
            raise UnavailableError(no_password(smtp, KEYRING_SERVICE))
        if not isinstance(server.sock, ssl.SSLSocket):
            raise UnavailableError(NO_TLS)
        if smtp.user.isascii() and secret.isascii():
            server.login(smtp.user, secret)
        else:
            _login_in_utf8(server, smtp.user, secret)
    except BaseException:
        server.close()
        raise
    return server


def _login_in_utf8(server: smtplib.SMTP, user: str, secret: str) -> None:
    """Sign in with a password that has accents (RFC 4616), which smtplib cannot. Raises ``SMTPException``."""
    server.ehlo_or_helo_if_needed()
    known = str(server.esmtp_features.get("auth", "")).upper().split()
    if "PLAIN" in known:
        code, answer = server.docmd("AUTH", "PLAIN " + _base64(f"\0{user}\0{secret}"))
    elif "LOGIN" in known:
        code, answer = server.docmd("AUTH", "LOGIN " + _base64(user))
        if code == 334:
            code, answer = server.docmd(_base64(secret))
    else:
        raise smtplib.SMTPNotSupportedError
    if code not in (235, 503):
        raise smtplib.SMTPAuthenticationError(code, answer)


def _base64(text: str) -> str:
    return b64encode(text.encode("utf-8")).decode("ascii")


def _greeted(server: smtplib.SMTP) -> smtplib.SMTP:
    """Ask the server for its extensions, such as its size limit; ask again after encryption, which resets them."""
    try:
        server.ehlo_or_helo_if_needed()
    except BaseException:
        server.close()
        raise
    return server


def password(smtp: Smtp | Imap) -> str | None:
    """The password of the user: the environment, else the system's keyring (extra ``keyring``)."""
    if secret := os.environ.get(smtp.password_env):
        return secret
    try:
        keyring = importlib.import_module("keyring")
        secret = keyring.get_password(KEYRING_SERVICE, smtp.user or "")
    except Exception:  # no such module, no keyring, a locked one: keyrings raise what they like
        return None
    return secret if isinstance(secret, str) else None
