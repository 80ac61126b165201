"""A digest as a mail: plain text and HTML side by side, headers that no one's text can add to."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, time
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from pacom_xl.core.text import NBSP, Lang, Text
from pacom_xl.reporting.digest_model import Digest

if TYPE_CHECKING:
    from jinja2 import Environment

_WORDS = {
    "plan": Text("Plan d’action commercial", "Sales action plan"),
    "actions": Text("Actions", "Actions"),
    "late": Text("En retard", "Overdue"),
    "over": Text("Dépassements", "Over budget"),
    "allocated": Text("Alloué", "Allocated"),
    "committed": Text("Engagé", "Committed"),
    "spent": Text("Réalisé", "Spent"),
    "forecast": Text("Atterrissage", "Forecast"),
    "read_on": Text("Fichier du", "File of"),
    "nothing": Text("Rien à signaler aujourd’hui.", "Nothing to report today."),
    "footer": Text(
        "Message automatique préparé à partir des classeurs, montants hors taxes. Ne pas y répondre.",
        "Automatic message made from the workbooks, amounts excluding VAT. Please do not reply.",
    ),
}


def html(digest: Digest) -> str:
    """The page: tables and inline styles, every text escaped."""
    return _render("digest.html.j2", digest)


def plain(digest: Digest) -> str:
    """The same for those who read plain text."""
    return _render("digest.txt.j2", digest)


def message(digest: Digest, sender: Address, recipient: Address, run_day: date) -> EmailMessage:
    """The mail of ``run_day`` for one reader.

    Its Message-ID depends on the day and the reader only, so that a second run can be recognised.
    """
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = one_line(digest.subject)
    mail["From"] = sender
    mail["To"] = recipient
    mail["Date"] = datetime.combine(run_day, time(4, 30), UTC)
    mail["Message-ID"] = message_id(sender, recipient, run_day)
    mail["List-Id"] = f"Plan d'action commercial <pacom.{sender.domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(plain(digest), subtype="plain", charset="utf-8", cte="quoted-printable")
    mail.add_alternative(html(digest), subtype="html", charset="utf-8", cte="quoted-printable")
    mail["Content-Language"] = digest.lang
    # The boundary is drawn at random otherwise, and the same night would give other bytes.
    mail.set_boundary(f"=_pacom_{hashlib.sha256(mail['Message-ID'].encode()).hexdigest()[:24]}")
    return mail


def message_id(sender: Address, recipient: Address, run_day: date) -> str:
    """Stable for a reader and a night."""
    mark = hashlib.sha256(f"{run_day.isoformat()}|{recipient.addr_spec}".encode()).hexdigest()[:32]
    return f"<{run_day:%Y%m%d}.{mark}@{sender.domain}>"


def one_line(text: str) -> str:
    """``text`` without line breaks or control characters: a header is one line, whatever a cell holds."""
    return " ".join("".join(c if c.isprintable() or c == NBSP else " " for c in text).split(" ")).strip()


def address(name: str, mail: str) -> Address | None:
    """A mail address, ``None`` when it is not one that can be written to."""
    mail = mail.strip()
    try:
        return Address(one_line(name), addr_spec=mail) if mail.isascii() and "@" in mail else None
    except (ValueError, IndexError):
        return None


def _render(name: str, digest: Digest) -> str:
    lang = digest.lang
    context: dict[str, Any] = {
        "digest": digest,
        "words": {key: word.in_(lang) for key, word in _WORDS.items()},
        "colon": f"{NBSP}: " if lang == "fr" else ": ",
        "show_team": bool(digest.teams),
    }
    return _environment(lang).get_template(name).render(context)


@lru_cache(maxsize=2)
def _environment(lang: Lang) -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    folder = resources.files("pacom_xl.reporting") / "templates"
    return Environment(
        loader=FunctionLoader(lambda name: (folder / name).read_text(encoding="utf-8")),
        autoescape=lambda name: bool(name) and ".html" in str(name),
        undefined=StrictUndefined,
        trim_blocks=False,
        keep_trailing_newline=True,
    )
