"""Lines of a prepared reply: written into the links of a mail, and parsed in the reply."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser

from pacom_xl.model.formats import day
from pacom_xl.model.text import LANGS, Lang, Text, fold
from pacom_xl.nightly.replies.reply_codes import Kind
from pacom_xl.values.dates import parse_date

#: With an ordinary space: programs that send mails may change others.
_COLON = Text(" :", ":")
REFERENCE = Text("Réf.", "Ref.")
#: The line that holds the date of each kind of reply.
DATES: dict[Kind, Text] = {
    "done": Text("Fait le", "Done on"),
    "postponed": Text("Reporté au", "Postponed to"),
    "away": Text("En congé jusqu’au", "Away until"),
    "snooze": Text("Me le rappeler le", "Remind me on"),
}
REASON = Text("Motif", "Reason")
_LEAVE = Text(
    "(Complétez les lignes ci-dessus, et laissez la suivante telle quelle.)",
    "(Complete the lines above, and leave the next one as it is.)",
)
#: Lines of a reply that are read, characters of one of them.
_LINES, _WIDTH = 200, 1000


def body(kind: Kind, reference: str, lang: Lang, on: date | None = None) -> str:
    """The text of a prepared reply; ``on``: a date filled in already."""
    lines = [_line(DATES[kind], lang, day(on, lang) if on else "")]
    if kind == "postponed":
        lines.append(_line(REASON, lang))
    return "\r\n".join([*lines, "", _LEAVE.in_(lang), _line(REFERENCE, lang, reference), ""])


def _line(label: Text, lang: Lang, value: str = "") -> str:
    return f"{label.in_(lang)}{_COLON.in_(lang)} {value}"


def references(text: str) -> list[str]:
    """The references of a text, each once; quoted lines do not count."""
    return list(dict.fromkeys(value for label in _spelled(REFERENCE) for value in _values(text, label)))


def date_of(kind: Kind, text: str) -> tuple[date | None, str]:
    """The date of a reply, ``None`` when there is none that is certain; what was typed."""
    for lang in LANGS:
        typed = next(iter(_values(text, fold(DATES[kind].in_(lang)))), None)
        if typed is not None:
            found = parse_date(typed, lang)
            return found if isinstance(found, date) else None, typed
    return None, ""


def reason_of(text: str) -> str:
    """The reason of a reply; ``""`` when there is none."""
    return next((value for label in _spelled(REASON) for value in _values(text, label) if value), "")


def _spelled(label: Text) -> list[str]:
    return [fold(label.in_(lang)) for lang in LANGS]


def _values(text: str, label: str) -> list[str]:
    """The texts after a label and a colon, line by line; ``label`` is folded."""
    found = []
    for line in text.splitlines()[:_LINES]:
        head, separator, tail = re.sub(r"\s+", " ", line[:_WIDTH]).strip().partition(":")
        if separator and fold(head.strip()) == label:
            found.append(tail.strip())
    return found


def text_of_html(html: str) -> str:
    """The text of a mail without a plain part, a line per paragraph."""
    reader = _TextOfHtml()
    reader.feed(html)
    reader.close()
    return "".join(reader.parts)


class _TextOfHtml(HTMLParser):
    """Collects the text of a page; quoted mails and scripts are left out."""

    _SKIPPED = frozenset({"script", "style", "blockquote", "head", "title"})
    _LINES = frozenset({"br", "p", "div", "tr", "li"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """A line ends where a paragraph begins."""
        self._depth += tag in self._SKIPPED
        if tag in self._LINES:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """A line ends where a paragraph does."""
        self._depth -= tag in self._SKIPPED and self._depth > 0
        if tag in self._LINES:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        """Text outside of quoted mails."""
        if not self._depth:
            self.parts.append(data.replace("\n", " "))
