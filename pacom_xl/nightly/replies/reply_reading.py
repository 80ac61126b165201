"""The replies of a night: what earlier nights stored, and the new mails of the mailbox."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from pacom_xl.model.text import Text, path_text
from pacom_xl.model.typography import sentence
from pacom_xl.nightly.configuration.config import NightlyConfig
from pacom_xl.nightly.delivery.smtp_connection import UnavailableError
from pacom_xl.nightly.replies import reply_store
from pacom_xl.nightly.replies.imap import read_new
from pacom_xl.nightly.replies.night_replies import NO_REPLIES, REHEARSAL, NightReplies
from pacom_xl.nightly.replies.reply_codes import looked_up_codes, stored_codes
from pacom_xl.nightly.state_folder import StateFolder


def night_replies(config: NightlyConfig, folder: StateFolder, day: date, *, rehearsal: bool = False) -> NightReplies:
    """The replies of a night, the new ones read from the mailbox.

    A mailbox that cannot be read stops nothing: it is a problem of the night. ``rehearsal``: nothing is written.
    Raises ``CannotWriteError``.
    """
    settings = config.replies
    if settings is None:
        return NO_REPLIES
    codes = (looked_up_codes(folder.reply_key) or REHEARSAL) if rehearsal else stored_codes(folder.reply_key)
    state, damaged = reply_store.load(folder.replies)
    night = NightReplies(day, settings, codes, state)
    if damaged:
        night.problems.append(_damaged(damaged if rehearsal else _put_aside(damaged)))
    if config.imap is not None:
        try:
            night.mails, position = read_new(config.imap, settings.folder, state.position, day)
            night.state = replace(state, position=position)
        except UnavailableError as error:
            night.problems.append(
                sentence(
                    "les réponses n’ont pas été lues ({why}), elles le seront la prochaine fois",
                    "the replies were not read ({why}), they will be next time",
                    why=error.problem,
                )
            )
    return night


def replies_of_a_first_night(config: NightlyConfig, day: date) -> NightReplies:
    """Prepared replies as a first night offers them: none was received, nothing was put off."""
    return NightReplies(day, config.replies, REHEARSAL) if config.replies else NO_REPLIES


def _put_aside(file: Path) -> Path:
    try:
        return reply_store.put_aside(file)
    except OSError:
        return file


def _damaged(file: Path) -> Text:
    return sentence(
        "le fichier des réponses était endommagé, il est maintenant {file} ; les propositions en cours sont perdues",
        "the file of replies was damaged, it is now {file}; the open proposals are lost",
        file=path_text(file.name),
    )
