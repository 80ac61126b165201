"""Mails to the administrator: faults of the program, and what stops or weakens a night. Nobody else gets them."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from pacom_xl import __version__
from pacom_xl.model.text import Lang, Text
from pacom_xl.nightly.configuration.config import SENDER, NightlyConfig
from pacom_xl.nightly.mails import mail_message
from pacom_xl.nightly.state_folder import StateFolder
from pacom_xl.storage.atomic_files import CannotWriteError, write_bytes

_FAULT = Text("[PAC] Erreur interne du contrôle de nuit", "[PAC] Internal fault of the nightly check")
_PROBLEM = Text("[PAC] Contrôle de nuit à vérifier", "[PAC] The nightly check needs attention")


def stage_fault(error: Exception, config: NightlyConfig, state: StateFolder) -> None:
    """Put a mail about an internal fault into the outbox; nothing without an administrator."""
    trace = "".join(traceback.format_exception(error)).encode("utf-8", "backslashreplace").decode()
    _stage(_FAULT, trace, config, state)


def stage_problems(problems: Sequence[Text], config: NightlyConfig, state: StateFolder) -> None:
    """Put a mail with what stopped or weakened the night into the outbox; nothing without an administrator."""
    if problems:
        _stage(_PROBLEM, "\n".join(problem.in_(_lang(config)) for problem in problems), config, state)


def _stage(subject: Text, body: str, config: NightlyConfig, state: StateFolder) -> None:
    recipient = mail_message.address("", config.admin or "")
    if recipient is None:
        return
    sender = mail_message.address("pacom_xl", config.sender) or Address("pacom_xl", addr_spec=SENDER)
    now = datetime.now(UTC)
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = subject.in_(_lang(config))
    mail["From"], mail["To"], mail["Date"] = sender, recipient, now
    mail["Message-ID"] = f"<{now:%Y%m%d%H%M%S%f}.admin@{sender.domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(f"pacom_xl {__version__}\n\n{body}\n", charset="utf-8", cte="quoted-printable")
    try:
        write_bytes(state.outbox.folder / f"{now:%Y%m%d-%H%M%S%f}-admin.eml", mail.as_bytes())
    except CannotWriteError:
        # The problem itself is shown on the screen too, and is what the caller has to report.
        return


def _lang(config: NightlyConfig) -> Lang:
    return "en" if config.lang == "en" else "fr"
