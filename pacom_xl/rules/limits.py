"""Rules 1xx about values outside the limits of the template (``min``, ``max_length``, ``pattern``, ``unique``…)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from pacom_xl.figures.plan_view import PlanView, Row
from pacom_xl.model.plan import Value
from pacom_xl.model.text import Text, cell_length, fold
from pacom_xl.rules.action_facts import is_of_draft
from pacom_xl.rules.rule_registry import Hit, rule
from pacom_xl.template.schema import Field, Table, Template
from pacom_xl.values.row_names import subject_and_detail

#: Pieces of patterns, with an example of each.
_PIECES = re.compile(
    r"(?P<letters>\[A-Z\](?:\{(?P<n>\d+)(?:,\d+)?\})?)|(?P<digits>\\d(?:\{(?P<m>\d+)\})?\+?)"
    r"|(?P<optional>\((?:[^()]*)\)\?)|(?P<plain>[-A-Za-z0-9_ ./])|(?P<edge>[\^$])"
)
_LETTERS = "ABCDEFGH"
#: Most years between a date and the year of the plan.
_YEARS = 15


@rule(
    "PAC122",
    "warning",
    title=Text(fr="Valeur hors des limites", en="Value outside its limits"),
    message=Text(
        fr="{cell} : {shown:entered} dans « {field:field} », {case}.",
        en='{cell}: {shown:entered} in "{field:field}", {case}.',
    ),
    fix=Text(
        fr="Corriger la valeur, ou demander au groupe de changer la limite du modèle.",
        en="Correct the value, or ask the group to change the limit in the template.",
    ),
    levels={"number": "error", "text": "warning", "pattern": "error", "unique": "error"},
    cases={
        "between": Text(fr="attendu de {low:typed} à {high:typed}", en="expected from {low:typed} to {high:typed}"),
        "min": Text(fr="attendu {low:typed} au moins", en="expected {low:typed} at least"),
        "max": Text(fr="attendu {high:typed} au plus", en="expected {high:typed} at most"),
        "above": Text(fr="attendu plus de {low:typed}", en="expected more than {low:typed}"),
        "short": Text(fr="{low} caractères au moins sont attendus", en="at least {low} characters are expected"),
        "long": Text(fr="{length} caractères pour {high} au plus", en="{length} characters where {high} are allowed"),
        "pattern": Text(fr="la forme attendue est celle de « {example} »", en='expected in the form of "{example}"'),
        "form": Text(fr="la forme n’est pas celle attendue", en="not in the expected form"),
        "unique": Text(fr="déjà présent en {other}", en="already at {other}"),
    },
)
def outside_limits(view: PlanView) -> Iterator[Hit]:
    """A value outside the limits its template declares: a number too low or too high, a text too short or
    too long, a form that is not the expected one, a value that must be unique and is there twice. An
    error, but for lengths of texts. A draft may have texts that are too short.

    Passes: probability 3 of 3.
    Fails: probability 7; progress -10 %.
    """
    for table in view.template.data_tables:
        fields = _limited(view.template, table.key)
        rows = view.rows(table.key) if fields else ()
        for row in rows:
            for f in fields:
                yield from _outside(view, row, f)
        for f in fields:
            if f.unique and f.key != table.code:
                yield from _repeated(view, rows, table, f)


@lru_cache(maxsize=256)
def _limited(template: Template, table: str) -> tuple[Field, ...]:
    limits = ("min", "max", "above", "min_length", "max_length", "pattern")
    return tuple(
        f for f in template.tables[table].inputs if f.unique or any(getattr(f, name) is not None for name in limits)
    )


def _outside(view: PlanView, row: Row, f: Field) -> Iterator[Hit]:
    value = row.record.values.get(f.key)
    if value is None:
        return
    if isinstance(value, (int, Decimal)):
        found = _number_case(f, Decimal(value))
    elif isinstance(value, str):
        found = _text_case(f, value, is_draft=is_of_draft(row))
    else:
        return
    if found:
        case, level, params = found
        yield _hit(view, row, f, value, {"case": case, "level": level, **params})


#: Case, level and parameters.
_Found = tuple[str, str, dict[str, Any]]


def _number_case(f: Field, value: Decimal) -> _Found | None:
    low = None if f.min is None else Decimal(str(f.min))
    high = None if f.max is None else Decimal(str(f.max))
    if f.above is not None and value <= Decimal(str(f.above)):
        return "above", "number", {"low": Decimal(str(f.above))}
    if (low is None or value >= low) and (high is None or value <= high):
        return None
    case = "between" if low is not None and high is not None else "max" if low is None else "min"
    return case, "number", {"low": low, "high": high}


def _text_case(f: Field, value: str, *, is_draft: bool) -> _Found | None:
    length = cell_length(value.strip())
    if f.pattern and not re.fullmatch(f.pattern, value):
        example = example_of(f.pattern)
        return ("pattern", "pattern", {"example": example}) if example else ("form", "pattern", {})
    if f.min_length is not None and length < f.min_length and not is_draft:
        return "short", "text", {"length": length, "low": f.min_length}
    if f.max_length is not None and length > f.max_length:
        return "long", "text", {"length": length, "high": f.max_length}
    return None


def _repeated(view: PlanView, rows: Any, table: Table, f: Field) -> Iterator[Hit]:
    """Repeated values of fields that must be unique in their table, or on their action sheet.

    A field that is part of a key must be unique among rows whose other key fields are equal.
    """
    seen: dict[tuple[object, ...], Row] = {}
    for row in rows:
        value = row.record.values.get(f.key)
        if value is None:
            continue
        same = fold(value) if isinstance(value, str) else value
        values = row.record.values
        beside = (
            tuple(values.get(key) for key in table.natural_key if key != f.key) if f.key in table.natural_key else ()
        )
        first = seen.setdefault((row.record.parent, values.get("team"), beside, same), row)
        if first is not row:
            params = {"case": "unique", "level": "unique", "other": first.cell(f.key)}
            yield _hit(view, row, f, value, params)


def _hit(view: PlanView, row: Row, f: Field, value: Value, params: dict[str, Any]) -> Hit:
    subject, detail = subject_and_detail(row.record, view.template, f.key)
    return Hit(subject, detail, row, f.key, {"shown": value, "type": f.type.base, **params})


@lru_cache(maxsize=64)
def example_of(pattern: str) -> str | None:
    """A text that matches a pattern; ``None`` when the pattern has pieces other than letters and digits."""
    at, example = 0, ""
    while at < len(pattern):
        piece = _PIECES.match(pattern, at)
        if piece is None:
            return None
        at = piece.end()
        if piece["letters"]:
            example += _LETTERS[: int(piece["n"] or 1)]
        elif piece["digits"]:
            example += "1".zfill(int(piece["m"] or 1))
        elif piece["plain"]:
            example += piece["plain"]
    return example if re.fullmatch(pattern, example) else None


@rule(
    "PAC123",
    "warning",
    title=Text(fr="Date invraisemblable", en="Implausible date"),
    message=Text(
        fr="{cell} : {day} dans « {field:field} », à plus de {years} ans du plan {year}.",
        en='{cell}: {day} in "{field:field}", more than {years} years from the plan of {year}.',
    ),
    fix=Text(fr="Corriger l’année.", en="Correct the year."),
)
def implausible_date(view: PlanView) -> Iterator[Hit]:
    """A date more than fifteen years before or after the plan's year: a year mistyped.

    Passes: an objective due 2031-12-31 in a plan of 2026.
    Fails: a milestone due 2206-06-15; a start in 1926.
    """
    year = view.plan.year
    if year is None:
        return
    for table in view.template.data_tables:
        dates = _dates(view.template, table.key)
        for row in view.rows(table.key) if dates else ():
            for f in dates:
                day = row.record.values.get(f.key)
                if isinstance(day, date) and abs(day.year - year) > _YEARS:
                    subject, detail = subject_and_detail(row.record, view.template, f.key)
                    yield Hit(subject, detail, row, f.key, {"day": day, "years": _YEARS, "year": year})


@lru_cache(maxsize=256)
def _dates(template: Template, table: str) -> tuple[Field, ...]:
    return tuple(f for f in template.tables[table].inputs if f.type.base == "date")
