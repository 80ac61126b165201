"""Visible texts of a tab: headings of tables, labels of forms, and the sheet they indicate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pacom_xl.layout.anchors import column_key
from pacom_xl.model.text import fold
from pacom_xl.reading.recognition.vocabulary import Vocabulary, bare_label, vocabulary_of
from pacom_xl.template.schema import Field, Table, Template
from pacom_xl.xlsx.cells import Rows

#: Share of a table's headings a row must show to be taken for its header.
_ENOUGH = 0.5
#: No label is longer.
_LABEL = 120


def scores(rows: Rows, tables: Sequence[Table], about: Vocabulary) -> Iterator[tuple[float, int, Table]]:
    """For each row, how well it matches the header of each table."""
    for table in tables:
        shown = [f for f in table.fields if not f.hidden and f.type.base != "matrix"]
        for number, row in enumerate(rows):
            texts = {bare_label(raw) for raw in row if isinstance(raw, str) and raw}
            if len(texts) < min(2, len(shown)):
                continue
            hits = sum(any(bare_label(t) in texts for t in (f.label.fr, f.label.en)) for f in shown)
            if hits >= min(2, len(shown)) and hits >= _ENOUGH * len(shown):
                yield hits / len(shown) + hits / 1000, number, table


def label_cells(rows: Rows, first: int, end: int, table: Table, about: Vocabulary) -> Iterator[tuple[int, int, Field]]:
    """Row, column and field of each label of a form, the first of each field only.

    Labels stand in line: where most of them do, so that a value spelt like a label is not taken for one.
    """
    places = about.places.get(table.key, {})
    hits = [
        (number, column, f)
        for number in range(first, min(end, len(rows)))
        for column, raw in enumerate(rows[number])
        if raw and isinstance(raw, str) and len(raw) < _LABEL and (f := about.field_of(table.key, raw))
        if f.key in places
    ]
    shifts = [column - places[f.key].label for _, column, f in hits]
    shift = max(set(shifts), key=shifts.count) if shifts else 0
    in_line = {place.label + shift for place in places.values()}
    seen: set[str] = set()
    for number, column, f in hits:
        if f.key not in seen and column in in_line:
            seen.add(f.key)
            yield number, column, f


def recognise(tab: str, rows: Rows, template: Template) -> str | None:
    """The sheet of a tab that bears no anchor: by the keys left in hidden rows, its name, its headings."""
    votes: dict[str, int] = {}
    for row in rows:
        for raw in row:
            if isinstance(raw, str) and "." in raw and len(raw) < 60:
                name, _, key = column_key(raw).partition(".")
                table = template.tables.get(name)
                if table and key.partition("@")[0] in table.by_key:
                    votes[table.sheet] = votes.get(table.sheet, 0) + 1
    if votes:
        return max(votes, key=lambda key: votes[key])
    about = vocabulary_of(template)
    if sheet := about.sheets.get(fold(tab)):
        return sheet.key
    return _by_headings(rows, template, about)


def _by_headings(rows: Rows, template: Template, about: Vocabulary) -> str | None:
    rows = _labelled(rows, about)
    best: tuple[float, str] = (0.0, "")
    for sheet in template.sheets:
        score = 0.0
        for table in sheet.tables:
            if table.kind == "form" and table.key in about.places:
                hits = sum(1 for _ in label_cells(rows, 0, len(rows), table, about))
                score += hits if hits >= 3 and hits * 2 >= len(about.places[table.key]) else 0
        tables = [t for t in sheet.tables if t.key in about.columns]
        score += sum(max((s for s, _, t in scores(rows, [table], about) if t is table), default=0) for table in tables)
        if score > best[0]:
            best = (score, sheet.key)
    return best[1] or None


def _labelled(rows: Rows, about: Vocabulary) -> Rows:
    """The rows with a label of the template. In a foreign list of thousands of rows there are few or none."""
    texts = {raw for row in rows for raw in row if raw.__class__ is str and raw}
    known_labels = frozenset[str]().union(*about.labels.values())
    labels = {text for text in texts if len(text) < _LABEL and bare_label(text) in known_labels}
    return [row for row in rows if not labels.isdisjoint(row)] if labels else []
