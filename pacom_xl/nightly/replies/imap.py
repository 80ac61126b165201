"""The mailbox replies arrive in: new mails of one folder, read without changing anything in it.

The folder is opened read-only; where the last run stopped is remembered by UID, so a mail somebody opened meanwhile
is read all the same. Certificates are verified, a password is never sent unencrypted, every call ends after a
bounded time.
"""

from __future__ import annotations

import base64
import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta

from pacom_xl.model.text import Text
from pacom_xl.model.typography import sentence
from pacom_xl.nightly.configuration.config import Imap
from pacom_xl.nightly.delivery.smtp_connection import KEYRING_SERVICE, UnavailableError, bounded, password, tls_context
from pacom_xl.nightly.delivery.smtp_messages import NO_TLS, in_words, no_password
from pacom_xl.nightly.replies.received_mails import Position, Received

#: So many times the time-out of one answer may all of a run take.
_PATIENCE = 6
#: Mails read in one run, bytes read of one of them: a prepared reply is a few lines.
_MOST, _LONGEST = 500, 262_144
#: Days a first run looks back.
_FIRST_DAYS = 30
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def read_new(imap: Imap, folder: str, since: Position, today: date) -> tuple[list[Received], Position]:
    """The mails after ``since``, oldest first, and the position after them. Raises ``UnavailableError``."""
    server = connect(imap)
    try:
        return bounded(lambda: _read(server, folder, since, today), _PATIENCE * imap.timeout, server.shutdown)
    except UnavailableError:
        raise
    except (OSError, imaplib.IMAP4.error, ValueError, LookupError) as error:
        raise _unavailable(imap, error) from error
    finally:
        disconnect(server)


def check_folder(imap: Imap, folder: str) -> int:
    """Number of mails in the folder. Raises ``UnavailableError``."""
    server = connect(imap)
    try:
        return bounded(lambda: _select(server, folder), _PATIENCE * imap.timeout, server.shutdown)
    except UnavailableError:
        raise
    except (OSError, imaplib.IMAP4.error, ValueError, LookupError) as error:
        raise _unavailable(imap, error) from error
    finally:
        disconnect(server)


def connect(imap: Imap) -> imaplib.IMAP4:
    """A connection signed in as configured. Raises ``UnavailableError``."""
    try:
        return bounded(lambda: _signed_in(_encrypted(imap), imap), _PATIENCE * imap.timeout, lambda: None)
    except UnavailableError:
        raise
    except (OSError, imaplib.IMAP4.error, ValueError, LookupError) as error:
        raise _unavailable(imap, error) from error


def disconnect(server: imaplib.IMAP4) -> None:
    """Close a connection in any state."""
    with suppress(OSError, imaplib.IMAP4.error, ValueError):
        bounded(server.logout, 5, server.shutdown)


def _unavailable(imap: Imap, error: Exception) -> UnavailableError:
    where = f"{imap.host}:{imap.port}"
    return UnavailableError(sentence("{where} : {why}", "{where}: {why}", where=where, why=_words(error)))


def _words(error: Exception) -> Text:
    if isinstance(error, imaplib.IMAP4.abort):
        return Text("connexion coupée par le serveur", "connection dropped by the server")
    if isinstance(error, imaplib.IMAP4.error):
        return Text("réponse du serveur incompréhensible", "the server's answer cannot be understood")
    if isinstance(error, UnicodeError):
        return Text("nom de serveur incorrect, voir imap.host", "wrong name of a server, see imap.host")
    return in_words(error)


# -- connecting -----------------------------------------------------------------------------------------------------


def _encrypted(imap: Imap) -> imaplib.IMAP4:
    if imap.security == "tls":
        return imaplib.IMAP4_SSL(imap.host, imap.port, ssl_context=tls_context(imap.ca_file), timeout=imap.timeout)
    server = imaplib.IMAP4(imap.host, imap.port, timeout=imap.timeout)
    if imap.security == "starttls":
        try:
            if "STARTTLS" not in server.capabilities:
                raise UnavailableError(NO_TLS)
            server.starttls(tls_context(imap.ca_file))
        except BaseException:
            server.shutdown()
            raise
    return server


def _signed_in(server: imaplib.IMAP4, imap: Imap) -> imaplib.IMAP4:
    secret = password(imap)
    try:
        if secret is None:
            raise UnavailableError(no_password(imap, KEYRING_SERVICE))
        if not isinstance(server.socket(), ssl.SSLSocket):
            raise UnavailableError(NO_TLS)
        _login(server, imap.user or "", secret)
    except BaseException:
        with suppress(OSError):
            server.shutdown()
        raise
    return server


def _login(server: imaplib.IMAP4, user: str, secret: str) -> None:
    """Sign in with SASL PLAIN, which takes every character, else with LOGIN. Raises ``UnavailableError``."""
    try:
        if "AUTH=PLAIN" in server.capabilities:
            server.authenticate("PLAIN", lambda _: f"\0{user}\0{secret}".encode())
        else:
            server.login(_quoted(user), secret)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        refused = Text(
            "utilisateur ou mot de passe refusé, vérifiez imap.user et le mot de passe",
            "user or password refused, check imap.user and the password",
        )
        raise UnavailableError(refused) from error


# -- reading --------------------------------------------------------------------------------------------------------


def _select(server: imaplib.IMAP4, folder: str) -> int:
    """Open a folder read-only; the number of its mails. Raises ``UnavailableError`` when there is none."""
    status, found = server.select(_quoted(_in_utf7(folder)), readonly=True)
    if status != "OK":
        raise UnavailableError(
            sentence(
                "dossier « {folder} » introuvable dans la boîte, voir replies.folder",
                'folder "{folder}" not found in the mailbox, see replies.folder',
                folder=folder,
            )
        )
    return int((found[0] if found else None) or 0)


def _read(server: imaplib.IMAP4, folder: str, since: Position, today: date) -> tuple[list[Received], Position]:
    _select(server, folder)
    validity = int((server.response("UIDVALIDITY")[1] or [b"0"])[0] or 0)
    last = since.last if since.validity == validity else 0
    found, position = [], Position(validity, last)
    for uid in sorted(_new(server, last, today))[:_MOST]:
        if mail := _fetched(server, uid, today):
            found.append(mail)
        position = Position(validity, uid)
    return found, position


def _new(server: imaplib.IMAP4, last: int, today: date) -> Iterator[int]:
    """UIDs after ``last``; on a first run those of the last weeks."""
    first = today - timedelta(days=_FIRST_DAYS)
    since = f"{first.day:02d}-{_MONTHS[first.month - 1]}-{first.year}"
    criteria = ("UID", f"{last + 1}:*") if last else ("SINCE", since)
    status, found = server.uid("SEARCH", *criteria)
    if status != "OK":
        raise imaplib.IMAP4.error(status)
    # The range n:* holds the last mail of the folder even when it is older.
    yield from (int(uid) for uid in (found[0] or b"").split() if int(uid) > last)


def _fetched(server: imaplib.IMAP4, uid: int, today: date) -> Received | None:
    """One mail; ``None`` when it was deleted or the answer holds none."""
    status, found = server.uid("FETCH", str(uid), f"(INTERNALDATE BODY.PEEK[]<0.{_LONGEST}>)")
    part = next((part for part in found if isinstance(part, tuple)), None) if status == "OK" else None
    if part is None:
        return None
    head = b" ".join(entry if isinstance(entry, bytes) else entry[0] for entry in found if entry)
    received = imaplib.Internaldate2tuple(head)
    return Received(date(*received[:3]) if received else today, part[1][:_LONGEST])


def _quoted(text: str) -> str:
    """A quoted string of IMAP: quotes escaped, line breaks left out, so that it holds no further command."""
    printable = "".join(c for c in text if c.isprintable())
    return '"' + printable.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _in_utf7(name: str) -> str:
    """The name of a folder as RFC 3501 spells it (modified UTF-7)."""

    def encoded(found: re.Match[str]) -> str:
        return "&" + base64.b64encode(found[0].encode("utf-16-be"), b"+,").decode("ascii").rstrip("=") + "-"

    return re.sub(r"[^\x20-\x7e]+", encoded, name.replace("&", "&-"))
