"""Render findings as text in the reader's language. A missing parameter shows as « … »; nothing raises."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from string import Formatter
from typing import Any, ClassVar

from pacom_xl.figures.periods import month_start
from pacom_xl.model import formats
from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Cell
from pacom_xl.model.text import LANGS, Lang, Text, in_line
from pacom_xl.model.typography import colon, french_part, quoted, within_quotes
from pacom_xl.rules.all_rules import RULES
from pacom_xl.rules.subject_words import subject_words
from pacom_xl.template.schema import Template

MISSING = "…"
#: Literal text of a message, then the name of a parameter (or ``None``) and its format.
_Piece = tuple[str, str | None, str]
#: Parameters that messages put between quotation marks.
_QUOTED = ("title", "label")
#: Most characters of a text shown by the format ``entered``.
_LONGEST_ENTRY = 60
#: Names of the base types of fields, for the format ``type``.
_TYPES = {
    "date": Text(fr="date", en="date"),
    "month": Text(fr="mois", en="month"),
    "money": Text(fr="montant", en="amount"),
    "number": Text(fr="nombre", en="number"),
    "integer": Text(fr="nombre entier", en="whole number"),
    "percent": Text(fr="pourcentage", en="percentage"),
    "code": Text(fr="code", en="code"),
    "email": Text(fr="courriel", en="e-mail"),
    "enum": Text(fr="choix", en="choice"),
    "ref": Text(fr="référence", en="reference"),
    "text": Text(fr="texte", en="text"),
    "long_text": Text(fr="texte", en="text"),
    "link": Text(fr="lien", en="link"),
    "multi_enum": Text(fr="choix", en="choices"),
    "multi_ref": Text(fr="références", en="references"),
    "multi_ref_or_text": Text(fr="références", en="references"),
}

#: What to do about a value of the wrong type, for the format ``advice``.
_ADVICE = {
    "date": Text(fr="Saisir une date, comme 15/06/2026.", en="Enter a date, such as 15/06/2026."),
    "month": Text(fr="Saisir un mois, comme 06/2026.", en="Enter a month, such as 06/2026."),
    "money": Text(fr="Saisir un montant en chiffres, sans texte.", en="Enter an amount in figures, without text."),
    "number": Text(fr="Saisir un nombre en chiffres, sans texte.", en="Enter a number in figures, without text."),
    "integer": Text(fr="Saisir un nombre entier, sans texte.", en="Enter a whole number, without text."),
    "percent": Text(fr="Saisir un pourcentage, comme 12 %.", en="Enter a percentage, such as 12%."),
    "enum": Text(fr="Choisir dans la liste de la cellule.", en="Pick from the list of the cell."),
    "multi_enum": Text(
        fr="Reprendre des choix de la liste, séparés par des points-virgules.",
        en="Use choices of the list, separated by semicolons.",
    ),
    "ref": Text(fr="Reprendre le code tel qu’il figure dans sa feuille.", en="Use the code as its sheet shows it."),
    "multi_ref": Text(
        fr="Reprendre les codes tels qu’ils figurent dans leur feuille, séparés par des virgules.",
        en="Use the codes as their sheet shows them, separated by commas.",
    ),
    "multi_ref_or_text": Text(
        fr="Reprendre les codes tels qu’ils figurent dans leur feuille, ou écrire un texte.",
        en="Use the codes as their sheet shows them, or write a text.",
    ),
    "code": Text(fr="Saisir un code, en lettres et en chiffres.", en="Enter a code, in letters and figures."),
    "email": Text(fr="Saisir une adresse, comme nom@societe.fr.", en="Enter an address, such as name@company.com."),
}
_ANY_ADVICE = Text(fr="Saisir un texte.", en="Enter a text.")


def title(code: str, lang: Lang) -> str:
    """The rule's short name; the code itself when the catalogue has no such rule."""
    rule = RULES.get(code)
    return rule.title.in_(lang) if rule else code


def rule_fix(code: str, lang: Lang) -> str:
    """What to do about any finding of a rule whose advice has no value to fill in; ``""`` without such a rule."""
    rule = RULES.get(code)
    return french_part(rule.fix).in_(lang) if rule else ""


def message(finding: Finding, lang: Lang, template: Template | None = None, title: str = "") -> str:
    """What is wrong, in one sentence. ``title``: that of the action, shown by ``{code:action}`` after its code."""
    if title and (rule := RULES.get(finding.code)):
        return _Renderer(finding, lang, template, title).render(rule.message)
    return _texts(finding, lang, template)[1]


def message_about(finding: Finding, lang: Lang, template: Template | None = None) -> str:
    """The message without ``{code:action} :`` at its beginning, for a row that has named the action already."""
    rule = RULES.get(finding.code)
    pieces = _parsed(rule.message.in_(lang)) if rule else ()
    if len(pieces) < 2 or pieces[0] != ("", "code", "action") or not pieces[1][0].startswith(colon(lang)):
        return message(finding, lang, template)
    (literal, name, form), *others = pieces[1:]
    text = _Renderer(finding, lang, template).fill([(literal.removeprefix(colon(lang)), name, form), *others])
    return text[:1].upper() + text[1:]


def fix(finding: Finding, lang: Lang, template: Template | None = None) -> str:
    """What to do about it, in one sentence."""
    return _texts(finding, lang, template)[2]


def cache_texts(findings: Iterable[Finding], lang: Lang, template: Template) -> None:
    """Render the texts of findings once, for a run that shows them in several reports."""
    for finding in findings:
        finding.cache_texts(lang, _texts(finding, lang, template))


def _texts(finding: Finding, lang: Lang, template: Template | None) -> tuple[object, str, str]:
    """Template, message and fix."""
    cached = finding.texts.get(lang) if finding.texts else None
    if cached and cached[0] is template:
        return cached
    rule, renderer = RULES.get(finding.code), _Renderer(finding, lang, template)
    return (
        (template, renderer.render(rule.message), renderer.render(rule.fix)) if rule else (template, finding.code, "")
    )


@lru_cache(maxsize=2_000)
def names_its_cell(code: str) -> bool:
    """Whether the rule's message contains the address of the cell."""
    rule = RULES.get(code)
    texts = [rule.message, *rule.cases.values()] if rule else []
    return any(name in _PLACES for text in texts for lang in LANGS for _, name, _ in _parsed(text.in_(lang)))


_PLACES = ("cell", "place")


def without_formats(text: str) -> str:
    """A message as the catalogue shows it: ``{spent}`` instead of ``{spent:money}``."""
    return "".join(literal + (f"{{{name}}}" if name else "") for literal, name, _ in _parsed(text))


@lru_cache(maxsize=2_000)
def _parsed(text: str) -> tuple[_Piece, ...]:
    """The pieces of a text of the catalogue: literal text, then the parameter's name (or ``None``) and format."""
    return tuple((literal, name, form or "") for literal, name, form, _ in Formatter().parse(text))


class _Renderer:
    """Replaces the parameters in the texts of one finding."""

    def __init__(self, finding: Finding, lang: Lang, template: Template | None, title: str = "") -> None:
        self.finding = finding
        self.lang = lang
        self.template = template
        self.title = title

    def render(self, text: Text) -> str:
        return self.fill(_parsed(text.in_(self.lang)))

    def fill(self, pieces: Sequence[_Piece]) -> str:
        """The text of some pieces of a message."""
        if len(pieces) == 1 and pieces[0][1] is None:
            return pieces[0][0]
        return "".join([
            literal if name is None else literal + self._formatted(self._value(name), form)
            for literal, name, form in pieces
        ])  # fmt: skip

    def _value(self, name: str) -> Any:
        if name == "case":
            return self._case()
        value = self.finding.params.get(name)
        if value is None and name == "code":
            return subject_words(self.finding, self.template, self.lang)
        if name in _QUOTED and isinstance(value, str):
            return within_quotes(value, self.lang)
        if value is None and name in self._ATTRIBUTES:
            return self._ATTRIBUTES[name](self.finding)
        return value

    def _case(self) -> str | None:
        case = RULES[self.finding.code].cases.get(str(self.finding.params.get("case")))
        return self.render(case) if case else None

    def _formatted(self, value: Any, form: str) -> str:
        if value is None or value == "":
            return MISSING
        if not form and type(value) is str:
            return in_line(value)
        if isinstance(value, Text):
            return in_line(value.in_(self.lang))
        if isinstance(value, Cell):
            return in_line(f"{value.sheet}!{value.a1}")
        if isinstance(value, (tuple, list, set, frozenset)):
            return ", ".join(self._formatted(item, form) for item in value)
        try:
            return self._formatted_value(value, form)
        except (ArithmeticError, ValueError):
            # An amount of more digits than decimals carry: shown as it is.
            return str(value)

    def _formatted_value(self, value: Any, form: str) -> str:
        special = self._FORMATS.get(form)
        if special and (shown := special(self, value)) is not None:
            return shown
        return self._choice(form, value) or self._plain(value)

    def _action(self, value: Any) -> str:
        """The code of the action, and its title when this report asks for it and the code is the subject."""
        named = self.title and value == self.finding.subject
        return f"{value} {quoted(self.title, self.lang)}" if named else in_line(str(value))

    def _percent(self, value: Any) -> str | None:
        return formats.percent(value, self.lang) if isinstance(value, (Decimal, int)) else None

    def _type(self, value: Any) -> str | None:
        return _TYPES[value].in_(self.lang) if value in _TYPES else None

    def _money(self, value: Any) -> str | None:
        currency = str(self.finding.params.get("currency") or "EUR")
        return formats.money(value, self.lang, currency) if isinstance(value, (Decimal, int)) else None

    def _advice(self, value: Any) -> str:
        return french_part(_ADVICE.get(value, _ANY_ADVICE)).in_(self.lang)

    def _typed(self, value: Any) -> str | None:
        """A value as a field of the type ``params["type"]`` shows it."""
        show = {"percent": self._percent, "money": self._money, "month": self._month}.get(
            str(self.finding.params.get("type"))
        )
        return show(value) if show else None

    def _entered(self, value: Any) -> str | None:
        """As ``_typed``; a text between quotation marks, its beginning where it is long."""
        is_text = isinstance(value, str) and self.finding.params.get("type") != "month"
        return quoted(in_line(value, _LONGEST_ENTRY), self.lang, as_typed=True) if is_text else self._typed(value)

    def _month(self, value: Any) -> str | None:
        try:
            return formats.month(month_start(str(value)), self.lang)
        except ValueError:
            return None

    def _field(self, value: Any) -> str | None:
        """The label of the field ``table.key``, or of the choice ``key`` of the list ``table`` (SWOT quadrants)."""
        if not self.template or not isinstance(value, str):
            return None
        if value in self.template.by_name:
            return self.template.by_name[value].label.in_(self.lang)
        table, _, key = value.partition(".")
        return self._choice(table, key)

    def _sheet(self, value: Any) -> str | None:
        sheet = self.template.by_key.get(str(value)) if self.template else None
        return sheet.label.in_(self.lang) if sheet else None

    def _choice(self, list_name: str, value: Any) -> str | None:
        if not self.template or list_name not in self.template.choices:
            return None
        return self.template.choice_label(list_name, str(value)).in_(self.lang)

    def _plain(self, value: Any) -> str:
        if isinstance(value, date):
            return formats.day(value, self.lang)
        if isinstance(value, (Decimal, int)) and not isinstance(value, bool):
            return formats.number(value, self.lang) if isinstance(value, Decimal) else str(value)
        return in_line(str(value))

    #: Parameters taken from attributes of the finding when ``params`` has no such name.
    _ATTRIBUTES: ClassVar[Mapping[str, Callable[[Finding], Any]]] = {
        "team": attrgetter("team"),
        "file": attrgetter("file"),
        "value": attrgetter("value"),
        "cell": attrgetter("cell"),
        "place": attrgetter("cell"),
        "field": lambda finding: finding.field or finding.detail,
        "sheet": lambda finding: finding.cell.sheet if finding.cell else finding.subject,
        "detail": attrgetter("detail"),
    }
    #: Formats other than the lists of the template.
    _FORMATS: ClassVar[Mapping[str, Callable[[_Renderer, Any], str | None]]] = {
        "action": _action,
        "money": _money,
        "percent": _percent,
        "month": _month,
        "typed": _typed,
        "entered": _entered,
        "advice": _advice,
        "field": _field,
        "fields": _field,
        "sheet": _sheet,
        "type": _type,
    }
