"""The settings of ``pacom.toml``: what each may hold. The checks say what was found and what is expected."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pacom_xl.model.text import LANGS, Text
from pacom_xl.model.typography import sentence

Check = Callable[[Any], Text | None]
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ROLES = ("director", "manager")
SECURITIES = ("starttls", "tls", "none")


def wrong(expected_fr: str, expected_en: str, value: object) -> Text:
    """``value`` is not what is expected."""
    shown = str(value).encode("unicode_escape", "backslashreplace").decode() if isinstance(value, str) else value
    return sentence(
        "{expected_fr}, trouvé « {shown} »",
        '{expected_en}, found "{shown}"',
        expected_fr=expected_fr,
        shown=shown,
        expected_en=expected_en,
    )


def text(value: Any) -> Text | None:
    """A text that is not empty."""
    good = isinstance(value, str) and bool(value.strip())
    return None if good else wrong("un texte est attendu", "a text is expected", value)


def texts(value: Any) -> Text | None:
    """A list of texts."""
    good = isinstance(value, list) and all(isinstance(entry, str) and entry.strip() for entry in value)
    return None if good else wrong("une liste de textes est attendue", "a list of texts is expected", value)


def codes(value: Any) -> Text | None:
    """A list of texts; the rules say which codes exist."""
    return texts(value)


def one_of(*choices: str) -> Check:
    """One of ``choices``."""
    names = ", ".join(choices)

    def check(value: Any) -> Text | None:
        return None if value in choices else wrong(f"l’un de {names} est attendu", f"one of {names} is expected", value)

    return check


def whole(low: int, high: int) -> Check:
    """A whole number between two bounds."""

    def check(value: Any) -> Text | None:
        good = isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
        fr, en = f"un nombre entier de {low} à {high} est attendu", f"a whole number from {low} to {high} is expected"
        return None if good else wrong(fr, en, value)

    return check


def mail(value: Any) -> Text | None:
    """An address that can be written to."""
    from pacom_xl.nightly.mail_message import address

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


def country(value: Any) -> Text | None:
    """A country whose holidays are known, or nothing."""
    good = value == "" or (isinstance(value, str) and re.fullmatch(r"[A-Z]{2}", value) and _has_holidays(value))
    return None if good else wrong("un pays est attendu, ex. FR", "a country is expected, e.g. FR", value)


def _has_holidays(code: str) -> bool:
    import holidays

    return code in holidays.list_supported_countries()


def free(value: Any) -> Text | None:
    """A section whose keys are the company's own texts."""
    good = isinstance(value, Mapping) and all(isinstance(entry, str) for entry in value.values())
    return None if good else wrong("une section de textes est attendue", "a section of texts is expected", value)


TOP: dict[str, Check] = {
    "folders": texts, "expect": texts, "reference": text, "template": text, "lang": one_of(*LANGS),
    "time_zone": zone, "hour": hour, "working_days": days, "holidays": country,
    "state": text, "publish": text, "consolidated": text, "findings": text,
    "sender": mail, "reply_to": mail, "admin": mail, "recipients": mails,
}  # fmt: skip
SECTIONS: dict[str, dict[str, Check]] = {
    "smtp": {
        "host": text, "port": whole(1, 65535), "security": one_of(*SECURITIES), "user": text,
        "password_env": text, "ca_file": text, "timeout": whole(1, 600),
    },
    "limits": {
        "attachment_mb": whole(0, 50), "keep_months": whole(1, 120), "reopened_days": whole(1, 365),
        "rows_per_section": whole(5, 1000),
    },
}  # fmt: skip
ROLE: dict[str, Check] = {"role": one_of(*ROLES), "team": text, "name": text, "email": mail, "lang": one_of(*LANGS)}
#: Checked by the rules, which own them.
RULES = ("select", "ignore", "severity", "thresholds")
