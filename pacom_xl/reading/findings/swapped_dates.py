"""Dates whose day and month an office exchanged while people typed them (PAC130).

An office set to another country reads 10/02/2026 as the second of October. Where the first number is above 12 it finds
no month and leaves a text: 15/03/2026. So a field with such texts, whose true dates all have a day up to 12, was
probably typed in such an office.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Cell, Record
from pacom_xl.template.schema import Field, Template
from pacom_xl.values.row_names import subject_and_detail

#: A day, a month and a year in numbers.
_NUMERIC = re.compile(r"\s*(\d{1,2})([/.-])\d{1,2}\2\d{2,4}\s*")
_MONTHS = 12
#: Fewest texts and dates of a field: two may be so by chance.
_ENOUGH = 3
#: Most cells that are named.
_MOST_CELLS = 10

#: Dates left as texts of a field, by cell.
_Texts = dict[Cell | None, str]


def swapped_dates(records: Sequence[Record], found: Iterable[Finding], template: Template) -> Iterator[Finding]:
    """One finding for each field, at its first date. ``found``: findings about cells, those of PAC113 among them."""
    texts: dict[str, _Texts] = {}
    for finding in found:
        field = template.by_name.get(finding.field or "")
        if finding.code == "PAC113" and field and field.type.base == "date" and isinstance(finding.value, str):
            texts.setdefault(field.name, {})[finding.cell] = finding.value
    for name, some in texts.items():
        if all(map(_has_late_day, some.values())):
            yield from _of_field(template.by_name[name], some, records, template)


def _has_late_day(text: str) -> bool:
    """Whether a text is a date in numbers that begins with a day no month has the number of."""
    match = _NUMERIC.fullmatch(text)
    return match is not None and int(match[1]) > _MONTHS


def _of_field(field: Field, texts: _Texts, records: Sequence[Record], template: Template) -> Iterator[Finding]:
    rows = [r for r in records if r.table == field.table and r.cell(field.key) not in texts]
    days = [(r, day) for r in rows if isinstance(day := r.get(field.key), date)]
    doubtful = [(r, day) for r, day in days if day.day != day.month]
    if not doubtful or len(days) + len(texts) < _ENOUGH or any(day.day > _MONTHS for _, day in days):
        return
    record, day = doubtful[0]
    subject, detail = subject_and_detail(record, template, field.key)
    params = {
        "date": day,
        "other": date(day.year, day.day, day.month),
        "text": next(iter(texts.values())).strip(),
        "count": len(doubtful),
        "cells": tuple(cell for r, _ in doubtful[:_MOST_CELLS] if (cell := r.cell(field.key))),
    }
    yield Finding("PAC130", subject, detail, cell=record.cell(field.key), field=field.name, value=day, params=params)
