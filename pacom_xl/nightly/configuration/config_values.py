"""The settings of ``pacom.toml``: what each may hold. The checks say what was found and what is expected."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pacom_xl.model.text import LANGS, Text
from pacom_xl.storage.settings import Check, Section, Sections, anything, one_of, text, texts, whole, wrong

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ROLES = ("director", "manager")
SECURITIES = ("starttls", "tls", "none")


def codes(value: Any) -> Text | None:
    """A list of texts; the rules say which codes exist."""
    return texts(value)


def mail(value: Any) -> Text | None:
    """An address that can be written to."""
    from pacom_xl.nightly.mails.mail_message import address

    good = isinstance(value, str) and address("", value) is not None
    return None if good else wrong("une adresse de courriel est attendue", "a mail address is expected", value)


def mails(value: Any) -> Text | None:
    """A list of addresses."""
    if texts(value):
        return wrong("une liste d’adresses est attendue", "a list of addresses is expected", value)
    return next((problem for entry in value if (problem := mail(entry))), None)


def zone(value: Any) -> Text | None:
    """A time zone of the IANA list."""
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError, TypeError):
        return wrong("un fuseau horaire est attendu, ex. Europe/Paris", "a time zone, e.g. Europe/Paris", value)
    return None


def hour(value: Any) -> Text | None:
    """``06:30``."""
    good = isinstance(value, str) and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value)
    return None if good else wrong("une heure HH:MM est attendue", "an hour HH:MM is expected", value)


def days(value: Any) -> Text | None:
    """Days of the week, at least one."""
    good = isinstance(value, list) and value and all(entry in DAYS for entry in value)
    names = ", ".join(DAYS)
    return None if good else wrong(f"une liste de jours parmi {names} est attendue", f"days of {names}", value)


def calendar_day(value: Any) -> Text | None:
    """``2026-06-30``, as a date of TOML or as a text."""
    good = isinstance(value, date) and not isinstance(value, datetime)
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        try:
            date.fromisoformat(value)
            good = True
        except ValueError:
            good = False
    return None if good else wrong("une date est attendue, ex. 2026-06-30", "a date, e.g. 2026-06-30", value)


#: Most days between a reminder and the date of a collection, and most reminders.
_MOST_DAYS, _MOST_REMINDERS = 60, 10


def reminder_days(value: Any) -> Text | None:
    """A list of whole numbers of working days, such as ``[5, 1, -1]``."""
    good = (
        isinstance(value, list)
        and len(value) <= _MOST_REMINDERS
        and all(isinstance(n, int) and not isinstance(n, bool) and abs(n) <= _MOST_DAYS for n in value)
    )
    fr = f"une liste d’au plus {_MOST_REMINDERS} nombres entiers de -{_MOST_DAYS} à {_MOST_DAYS} est attendue"
    en = f"a list of at most {_MOST_REMINDERS} whole numbers from -{_MOST_DAYS} to {_MOST_DAYS} is expected"
    return None if good else wrong(f"{fr}, ex. [5, 1, -1]", f"{en}, e.g. [5, 1, -1]", value)


def country(value: Any) -> Text | None:
    """A country whose holidays are known, or nothing."""
    good = value == "" or (isinstance(value, str) and re.fullmatch(r"[A-Z]{2}", value) and _has_holidays(value))
    return None if good else wrong("un pays est attendu, ex. FR", "a country is expected, e.g. FR", value)


def _has_holidays(code: str) -> bool:
    """Whether the library has holidays of the country. It is slow to import; blank plans rely on it for France."""
    if code == "FR":
        return True
    import holidays

    return code in holidays.list_supported_countries()


def link_base(value: Any) -> Text | None:
    """An address links begin with: https, ``file:`` or a UNC path."""
    from pacom_xl.nightly.mails.links import base_address

    good = isinstance(value, str) and base_address(value) is not None
    expected = (
        "une adresse https://…, file:… ou \\\\serveur\\partage est attendue",
        "an address https://…, file:… or \\\\server\\share is expected",
    )
    return None if good else wrong(*expected, value)


def free(value: Any) -> Text | None:
    """A section whose keys are the company's own texts."""
    good = isinstance(value, Mapping) and all(isinstance(entry, str) for entry in value.values())
    return None if good else wrong("une section de textes est attendue", "a section of texts is expected", value)


def no_password(value: Any) -> Text | None:
    """A password has no place in a file."""
    return Text(
        "n’a pas sa place dans un fichier, mettez-le dans la variable PACOM_SMTP_PASSWORD (ou PACOM_IMAP_PASSWORD), "
        "ou dans le trousseau du système",
        "has no place in a file, put it in the variable PACOM_SMTP_PASSWORD (or PACOM_IMAP_PASSWORD), "
        "or in the system keyring",
    )


TOP: dict[str, Check] = {
    "folders": texts, "expect": texts, "reference": text, "template": text, "lang": one_of(*LANGS),
    "time_zone": zone, "hour": hour, "working_days": days, "holidays": country,
    "state": text, "publish": text, "consolidated": text, "findings": text,
    "sender": mail, "reply_to": mail, "admin": mail, "recipients": mails,
}  # fmt: skip
_SERVER = Section(
    {
        "host": text, "port": whole(1, 65535), "security": one_of(*SECURITIES), "user": text, "password": no_password,
        "password_env": text, "ca_file": text, "timeout": whole(1, 600),
    }
)  # fmt: skip
_LIMITS = Section(
    {
        "attachment_mb": whole(0, 50), "keep_months": whole(1, 120), "reopened_days": whole(1, 365),
        "rows_per_section": whole(5, 1000),
    }
)  # fmt: skip
_REPLIES = Section(
    {
        "address": mail, "folder": text, "authserv": text, "keep_days": whole(1, 365), "snooze_days": whole(1, 366),
    }
)  # fmt: skip
_LINKS = Section({"page": link_base, "workbooks": link_base})
_MAILS = Section({"attach": one_of("correction", "findings")})
_COLLECTION = Section({"due": calendar_day, "remind": reminder_days})
_ROLE = Section({"role": one_of(*ROLES), "team": text, "name": text, "email": mail, "lang": one_of(*LANGS)})
#: Checked by the rules, which own them.
_OF_RULES = dict.fromkeys(("select", "ignore", "severity", "thresholds"), anything)
CONFIGURATION = Section(
    {
        **TOP, **_OF_RULES, "smtp": _SERVER, "limits": _LIMITS, "mails": _MAILS, "role": Sections(_ROLE),
        "renamed": free, "links": _LINKS, "imap": _SERVER, "replies": _REPLIES, "collection": _COLLECTION,
    }
)  # fmt: skip
