"""Convert the cells of a list: by the codecs of the workbook first, then by conventions only lists have.

Whatever is understood otherwise than as it stands comes with a sentence, so that every fix can be shown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pacom_xl.adoption.list_file.list_cells import ListCell
from pacom_xl.adoption.mapping.vocabulary import words
from pacom_xl.model.plan import Value
from pacom_xl.model.text import Text, fold
from pacom_xl.model.typography import sentence
from pacom_xl.template.schema import Field
from pacom_xl.values.codecs import Context, read_value
from pacom_xl.values.numbers import parse_number
from pacom_xl.values.texts import exact


@dataclass(frozen=True, slots=True)
class AdoptedValue:
    """A value, why it differs from what was typed (``fix``), or why there is none (``reason``)."""

    value: Value = None
    fix: Text | None = None
    reason: Text | None = None


AS_TEXT = sentence("saisi comme texte", "typed as text")
_NOT_AMOUNT = sentence("ce n’est pas un montant", "not an amount")
_NOT_PERCENT = sentence("ce n’est pas un pourcentage", "not a percentage")
_UNKNOWN_CHOICE = sentence("valeur inconnue de la liste du classeur", "a value the workbook’s list does not have")

_TICKS = frozenset(("x", "xx", "xxx", "✓", "✔", "✅", "●", "•", "■", "o", "oui", "ok", "1", "*", "vrai", "true", "yes"))
_SCALED = re.compile(r"(?P<number>[-+]?[\d .,]+?) ?(?P<scale>k|m|md) ?(?:€|eur|euros?)?")
_VAT_WORDS = re.compile(r"\b(?:ht|ttc|h\.t\.|t\.t\.c\.)(?=\W|$)")
_SCALES = {"k": Decimal(1_000), "m": Decimal(1_000_000), "md": Decimal(1_000_000_000)}


def amount(cell: ListCell, field: Field, context: Context, scale: int = 1) -> AdoptedValue:
    """An amount of money: « 1,5 k€ » and « 1 500 € TTC » are understood, « ? » is not. ``scale`` multiplies numbers."""
    times = sentence("en milliers : × {scale}", "in thousands: × {scale}", scale=scale) if scale != 1 else None
    if isinstance(cell.value, bool) or not isinstance(cell.value, (int, float, str)):
        return AdoptedValue(reason=_NOT_AMOUNT)
    if not isinstance(cell.value, str):
        return AdoptedValue(exact(float(cell.value)) * scale, times)
    bare = " ".join(_VAT_WORDS.sub(" ", fold(cell.value)).split())
    outcome = read_value(field, bare, context)
    if isinstance(outcome.value, Decimal):
        return AdoptedValue(outcome.value * scale, times or AS_TEXT)
    scaled = _SCALED.fullmatch(bare)
    number = parse_number(scaled["number"], context.lang) if scaled else "none"
    if scaled and isinstance(number, Decimal):
        return AdoptedValue(
            number * _SCALES[scaled["scale"]], sentence("multiple écrit en lettres", "multiple written as a letter")
        )
    return AdoptedValue(reason=_NOT_AMOUNT)


def percentage(cell: ListCell, field: Field, context: Context, points: bool) -> AdoptedValue:
    """A fraction. ``points``: plain numbers of the column go up to 100, so 45 is 45 %."""
    value = cell.value
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return AdoptedValue(reason=_NOT_PERCENT)
    if isinstance(value, str):
        outcome = read_value(field, value, context)
        if isinstance(outcome.value, Decimal):
            return AdoptedValue(outcome.value, AS_TEXT)
        number = parse_number(value, context.lang)
        if not isinstance(number, Decimal):
            return AdoptedValue(reason=_NOT_PERCENT)
        value = float(number)
    found = exact(float(value))
    if points and not cell.is_percent:
        found = found / 100
        return (
            AdoptedValue(found, sentence("nombre de points", "a number of points"))
            if 0 <= found <= 1
            else AdoptedValue(reason=_NOT_PERCENT)
        )
    return AdoptedValue(found) if 0 <= found <= 1 else AdoptedValue(reason=_NOT_PERCENT)


def as_points(cells: list[ListCell]) -> bool:
    """Whether plain numbers of a column of percentages are points (45 for 45 %)."""
    plain = [float(c.value) for c in cells if isinstance(c.value, (int, float)) and not c.is_percent]
    texts = [parse_number(c.value, "fr") for c in cells if isinstance(c.value, str)]
    numbers = plain + [float(number) for number in texts if isinstance(number, Decimal)]
    return any(number > 1 for number in numbers)


def status(cell: ListCell, field: Field, context: Context) -> AdoptedValue:
    """A status: key or label of the template, else one of the usual words for it."""
    return _choice(cell, field, context, words("status"))


def is_tick(cell: ListCell) -> bool:
    """Whether a cell is a tick: its content only shows that it is not empty, such as « x »."""
    return fold(cell.shown) in _TICKS


def status_named(heading: str, field: Field, context: Context) -> str | None:
    """The status a heading names, for columns of crosses under « À faire », « En cours », « Fait »."""
    found = _choice(ListCell(0, 0, heading, heading.strip(" ?:*")), field, context, words("status"))
    return str(found.value) if found.value else None


def priority(cell: ListCell, field: Field, context: Context) -> AdoptedValue:
    """A priority, in the same way."""
    return _choice(cell, field, context, words("priority"))


def choice(cell: ListCell, field: Field, context: Context) -> AdoptedValue:
    """One or several choices of any other list."""
    outcome = read_value(field, cell.shown, context)
    if outcome.code in (None, "PAC113") and outcome.value is not None:
        return AdoptedValue(outcome.value)
    return AdoptedValue(reason=_UNKNOWN_CHOICE)


def _choice(cell: ListCell, field: Field, context: Context, names: Mapping[str, Sequence[str]]) -> AdoptedValue:
    text = cell.shown.replace("_", " ")
    for typed in (cell.shown, text):
        outcome = read_value(field, typed, context)
        if outcome.code is None and outcome.value is not None:
            return AdoptedValue(outcome.value)
    bare = fold(text).strip(" .!:")
    key = next((key for key, known in names.items() if bare in known), None)
    allowed = context.values(field.type.choices or "").labels
    if key is None or key not in allowed:
        return AdoptedValue(reason=_UNKNOWN_CHOICE)
    return AdoptedValue(key, sentence("autre mot pour la même chose", "another word for the same"))
