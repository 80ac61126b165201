"""Mails of the sample company, parsed back as a mail program would."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage
from typing import Any

from pacom_xl.consolidation.review import Review
from pacom_xl.model.text import Lang
from pacom_xl.nightly.configuration.config import NightlyConfig
from pacom_xl.nightly.mails.night_mails import Mail, mails_of
from pacom_xl.nightly.night_facts import Night
from pacom_xl.nightly.recipients.recipients import MissingRecipient
from tests.support.drafts import Change, Draft
from tests.support.sample_company import sample_review


def parsed(letter: Mail) -> EmailMessage:
    message = email.message_from_bytes(letter.message.as_bytes(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def body_of(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def all_mails(
    night: Night, config: NightlyConfig | None = None, **options: Any
) -> tuple[list[Mail], list[MissingRecipient]]:
    mails, unsent = mails_of(night, config, **options)
    return list(mails), unsent


def written(review: Review, config: NightlyConfig | None = None) -> tuple[list[Mail], list[MissingRecipient]]:
    return all_mails(Night(review), config)


def letters_of_managers(lang: Lang = "fr") -> dict[str, Mail]:
    """The mails of the director and of the managers, whatever their own languages."""

    def speak(plan: Draft) -> None:
        for record in plan.table("team"):
            record.values["language"] = lang

    done, left = written(sample_review(lang, change=speak))
    assert done and not left
    return {letter.name: letter for letter in done if letter.digest.role != "owner"}


def person(trigram: str, **values: object) -> Change:
    def change(plan: Draft) -> None:
        for record in plan.table("team"):
            if record.key == trigram:
                record.values.update(values)  # type: ignore[arg-type]

    return change


def texts(letter: Mail) -> list[str]:
    return [item.text for digest in letter.digests for section in digest.sections for item in section.items]
