"""Text of cells: normal form that does not change the content, and text for values that are not text."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, time
from decimal import Decimal

from pacom_xl.model.text import Lang
from pacom_xl.values.outcome import Outcome, understood

_UNSEEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u200b\u2060\ufeff\u00ad\ufffe\uffff]")
_BREAKS = ("_X000A_", "_X000B_", "_X000C_")
_ESCAPE = re.compile(r"_x00[01][0-9A-Fa-f]_")
#: Line ends used by other programs; Word uses a vertical tab.
_LINE_ENDS = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
#: Control characters, which office programs do not show.
_SIGNALS = {code: None for code in (*range(32), *range(0x7F, 0xA0), 0xFFFE, 0xFFFF) if code not in (9, 10)}
_INVISIBLE = _SIGNALS | dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad"))


def exact(number: float) -> Decimal:
    """The decimal of a float, with the 15 significant digits that Excel stores."""
    return Decimal(int(number)) if number.is_integer() and abs(number) < 1e15 else Decimal(f"{number:.15g}")


def tidy(text: str) -> str:
    """Text in NFC, trimmed, uniform line ends, no invisible characters. Line breaks and no-break spaces stay."""
    if not _untidy(text):
        return text if text.isascii() or unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)
    text = _ESCAPE.sub(lambda found: "\n" if found[0].upper() in _BREAKS else "", text)
    text = unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", text).translate(_INVISIBLE))
    return "\n".join(re.sub(r"[ \t]+", " ", line).rstrip() for line in text.split("\n")).strip()


def _untidy(text: str) -> bool:
    """Whether ``tidy`` would change a text. It is fast, because most texts need no change."""
    if "  " in text or "_x00" in text or text.strip() != text:
        return True
    return not text.isprintable() and bool(" \n" in text or _UNSEEN.search(text))


def digits(number: float) -> str:
    """A number as text: 2026.0 gives ``2026``."""
    return f"{exact(number):f}" if abs(number) < 1e300 else str(number)


def other_as_text(raw: object, lang: Lang) -> Outcome:
    """A number, date, time or boolean in a text field, as the sheet shows it."""
    if isinstance(raw, bool):
        shown = ("VRAI" if raw else "FAUX") if lang == "fr" else str(raw).upper()
    elif isinstance(raw, int):
        return Outcome(str(raw))
    elif isinstance(raw, date):
        iso = raw.isoformat()
        shown = f"{iso[8:10]}/{iso[5:7]}/{iso[:4]}" if lang == "fr" else iso[:10]
    else:
        shown = f"{raw:%H:%M}" if isinstance(raw, time) else str(raw)
    return understood(shown)
