"""Convert a digest to a mail: plain text and HTML; headers are safe against injected lines."""

from __future__ import annotations

import hashlib
from binascii import b2a_qp
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from pacom_xl.model.text import NBSP, Text, in_document, in_line
from pacom_xl.model.typography import colon
from pacom_xl.nightly.digest.digest_model import Digest

if TYPE_CHECKING:
    from jinja2 import Environment

_WORDS = {
    "plan": Text("Plan d’action commercial", "Sales action plan"),
    "nothing": Text("Rien à signaler aujourd’hui.", "Nothing to report today."),
    "footer": Text(
        "Message automatique préparé à partir des classeurs, montants hors taxes.",
        "Automatic message made from the workbooks, amounts excluding VAT.",
    ),
}
#: Characters of a subject or a name.
_HEADER = 200


@dataclass(frozen=True)
class Attachment:
    """A file joined to a mail."""

    name: str
    data: bytes
    #: ``application/…`` or ``text/calendar``.
    kind: str


@dataclass(frozen=True)
class Envelope:
    """Sender, recipients and run of a mail."""

    sender: Address
    recipient: Address
    day: date
    #: Second run of the same day and so on: another message.
    number: int = 1
    reply_to: Address | None = None


def html(digests: Sequence[Digest]) -> str:
    """The page: tables and inline styles, every text escaped."""
    return _render("digest.html.j2", digests)


def plain(digests: Sequence[Digest]) -> str:
    """The same for those who read plain text."""
    return _render("digest.txt.j2", digests)


def body_bytes(digests: Sequence[Digest]) -> int:
    """Bytes of the text and the HTML of a mail, encoded."""
    return sum(len(_quoted(text)) for text in (plain(digests), html(digests)))


def message(digests: Sequence[Digest], envelope: Envelope, attachments: Sequence[Attachment] = ()) -> EmailMessage:
    """One mail for one reader, a part for each of their roles.

    Its Message-ID depends on the run and the reader only, so that a second copy can be recognised.
    """
    sender, first = envelope.sender, digests[0]
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = _subject(one_line(first.subject))
    mail["From"] = sender
    mail["To"] = envelope.recipient
    if envelope.reply_to:
        mail["Reply-To"] = envelope.reply_to
    mail["Date"] = datetime.combine(envelope.day, time(4, 30), UTC)
    mail["Message-ID"] = message_id(envelope)
    thread = thread_id(sender, envelope.recipient, first, envelope.day)
    mail["References"] = thread
    mail["In-Reply-To"] = thread
    mail["List-Id"] = f"Plan d'action commercial <pacom.{sender.domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content("", subtype="plain", charset="utf-8", cte="quoted-printable")
    mail.add_alternative("", subtype="html", charset="utf-8", cte="quoted-printable")
    for part, text in zip(mail.iter_parts(), (plain(digests), html(digests)), strict=True):
        part.set_payload(_quoted(text))
    for attachment in attachments:
        _join(mail, attachment)
    mail["Content-Language"] = first.lang
    _settle_boundaries(mail)
    return mail


def _subject(text: str) -> str:
    """``text`` as a mail program will show it.

    The module ``email`` loses a space where it folds some encoded headers (Python 3.11); other kinds of spaces do
    not change the words.
    """
    candidates = (text, text.replace(NBSP, " "), text.replace(" ", NBSP))
    return next((one for one in candidates if _as_received(one) == one), text)


def _as_received(subject: str) -> str:
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = subject
    return str(message_from_bytes(mail.as_bytes(), policy=SMTP)["Subject"])


def _quoted(text: str) -> str:
    """``text`` as quoted-printable, lines of 76 at most: the module ``email`` does it character by character."""
    lines = text.encode("utf-8").splitlines()
    return b2a_qp(b"\n".join([*lines, b""])).decode("ascii")


def _join(mail: EmailMessage, attachment: Attachment) -> None:
    main, sub = attachment.kind.split("/")
    if main == "text":
        text = attachment.data.decode("utf-8")
        mail.add_attachment(text, subtype=sub, charset="utf-8", cte="base64", filename=attachment.name)
    else:
        mail.add_attachment(attachment.data, maintype=main, subtype=sub, filename=attachment.name)


def _settle_boundaries(mail: EmailMessage) -> None:
    """Boundaries are drawn at random otherwise, and the same night would give other bytes."""
    digest = hashlib.sha256(mail["Message-ID"].encode()).hexdigest()[:24]
    for number, part in enumerate(part for part in mail.walk() if part.is_multipart()):
        part.set_boundary(f"=_pacom_{number}_{digest}")


def thread_id(sender: Address, recipient: Address, digest: Digest, run_day: date) -> str:
    """The same for a team's reports of one year, so that mail programs show them together."""
    about = f"{run_day.year}|{digest.role}|{recipient.addr_spec.casefold()}"
    return f"<pacom.{hashlib.sha256(about.encode()).hexdigest()[:32]}@{sender.domain}>"


def message_id(envelope: Envelope) -> str:
    """Stable for a reader and a run."""
    about = f"{envelope.day.isoformat()}|{envelope.number}|{envelope.recipient.addr_spec.casefold()}"
    digest = hashlib.sha256(about.encode()).hexdigest()[:32]
    return f"<{envelope.day:%Y%m%d}.{digest}@{envelope.sender.domain}>"


def one_line(text: str) -> str:
    """``text`` without line breaks and control characters, for a header."""
    printable = "".join(c if c.isprintable() or c == NBSP else " " for c in text)
    return in_line(" ".join(printable.split(" ")).strip(), _HEADER)


def address(name: str, mail: str) -> Address | None:
    """A mail address, ``None`` when it is not one that can be written to."""
    mail = mail.strip()
    try:
        return Address(one_line(name), addr_spec=mail) if mail.isascii() and "@" in mail else None
    except (ValueError, IndexError):
        return None


def bound(text: str) -> str:
    """``text`` whose guillemets stay with what they enclose, also those somebody typed with common spaces."""
    return text.replace("« ", f"«{NBSP}").replace(" »", f"{NBSP}»")


def _render(name: str, digests: Sequence[Digest]) -> str:
    lang = digests[0].lang
    context: dict[str, Any] = {
        "digests": digests,
        "lang": lang,
        "words": {key: word.in_(lang) for key, word in _WORDS.items()},
        "colon": colon(lang),
    }
    return _environment().get_template(name).render(context)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    folder = resources.files("pacom_xl.nightly.mails") / "templates"
    environment = Environment(
        loader=FunctionLoader(lambda name: (folder / name).read_text(encoding="utf-8")),
        autoescape=lambda name: bool(name) and ".html" in str(name),
        undefined=StrictUndefined,
        finalize=in_document,
        trim_blocks=False,
        keep_trailing_newline=True,
    )
    environment.filters["bound"] = bound
    return environment
