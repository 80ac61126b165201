"""French typography: texts are written with ordinary spaces, and the no-break spaces are put here.

French puts a no-break space before ``:`` and inside « », a narrow one before ``;``, ``!`` and ``?``, and never
breaks a line between a number and its unit. English texts need none of this.
"""

from __future__ import annotations

import re
import unicodedata

from pacom_xl.model.text import NARROW_NBSP, NBSP, Lang, Text

#: Units that follow a number, or a value that will be filled in.
_UNITS = "%|€|j|jours?|h|s|min|Mo|Go"
_NO_BREAK = re.compile(rf" (?=[:»])|(?<=«) |(?<=[}}\d]) (?=(?:{_UNITS})(?![\w’]))")
_OPENING, _CLOSING = re.compile(r"«\s*"), re.compile(r"\s*»")
_NARROW = re.compile(r" (?=[;!?])")


def french(text: str) -> str:
    """``text`` with no-break spaces. Text that somebody typed must not pass here: it is shown as it is."""
    return _NARROW.sub(NARROW_NBSP, _NO_BREAK.sub(NBSP, text))


def french_part(text: Text) -> Text:
    """A bilingual text of the program, its French with no-break spaces."""
    return Text(french(text.fr), text.en)


def sentence(fr: str, en: str, **values: object) -> Text:
    """A text whose ``{name}`` are replaced by ``values`` (a ``Text`` in its language, anything else by ``str``).

    Only the words of the program get no-break spaces; values are shown as they are.
    """
    return Text(_filled(french(fr), "fr", values), _filled(en, "en", values))


def _filled(text: str, lang: Lang, values: dict[str, object]) -> str:
    return text.format_map({name: v.in_(lang) if isinstance(v, Text) else v for name, v in values.items()})


def counted(count: int, one: Text, many: Text) -> Text:
    """``1 action``, ``2 actions``; zero is singular in French, plural in English."""
    fr, en = (one if count < 2 else many).fr, (one if count == 1 else many).en
    return Text(f"{count}{NBSP}{french(fr)}", f"{count}{NBSP}{en}")


def quoted(text: str, lang: Lang, *, as_typed: bool = False) -> str:
    """``text`` between the quotation marks of the language; ``as_typed``: with the marks it has, unchanged."""
    inner = text if as_typed else within_quotes(text, lang)
    return f"«{NBSP}{inner}{NBSP}»" if lang == "fr" else f'"{inner}"'


def within_quotes(text: str, lang: Lang) -> str:
    """``text`` for a place between quotation marks: French guillemets in it become “ ”, as the second level is."""
    return _CLOSING.sub("”", _OPENING.sub("“", text)) if lang == "fr" else text


def of_person(name: str) -> str:
    """French « de » and a name: « de Maëlle », « d’Élodie »."""
    vowel = unicodedata.normalize("NFD", name[:1]).casefold()[:1] in [*"aeiouhœæ"]
    return f"d’{name}" if vowel else f"de {name}"


def colon(lang: Lang) -> str:
    """The colon of the language with its spaces, between a name and the text about it."""
    return f"{NBSP}: " if lang == "fr" else ": "
