"""Names of rows in findings, made from their content so that sorting or inserting rows changes no name."""

from __future__ import annotations

from pacom_xl.model.plan import Record, natural_key
from pacom_xl.template.schema import Table, Template

#: Longest name of a row without code.
_LONGEST = 80


def record_name(record: Record, table: Table) -> str:
    """The code of a row; of one without code, its natural key or its first text; of a form, the key of its sheet.

    Choices are left out where other fields tell the row: their keys are no words of the workbook. A row that says
    nothing of its natural key has only its key in the file.
    """
    if table.kind == "form" and not table.code:
        return table.sheet
    if table.code:
        return record.key if record.get(table.code) else _first_text(record, table) or record.key
    telling = [k for k in table.natural_key if k in table.by_key and table.by_key[k].type.base != "enum"]
    name = natural_key(record.values, [k for k in telling if record.get(k) is not None])
    name = name or natural_key(record.values, [k for k in table.natural_key if record.get(k) is not None])
    return name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"


def shown_name(record: Record, table: Table) -> str:
    """The name of a row without code for people: its action and its content; ``""`` for a row with a code."""
    if table.code or table.kind != "rows":
        return ""
    return " · ".join(dict.fromkeys(filter(None, (record.parent, record_name(record, table)))))


def _first_text(record: Record, table: Table) -> str:
    """The first text of a row whose code is empty."""
    texts = (record.get(f.key) for f in table.inputs if f.type.base in ("text", "long_text", "email"))
    name = next((text for text in texts if isinstance(text, str)), "")
    return name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"


def subject_and_detail(record: Record, template: Template, field: str | None = None) -> tuple[str, str | None]:
    """Subject and detail of a finding about a row, or about one field of it.

    Of a row of an action sheet the subject is the action's code; the detail then names the row.
    """
    table = template.tables[record.table]
    name = record_name(record, table)
    detail = f"{table.key}.{field}" if field else None
    if record.parent is None:
        return name or record.key or table.sheet, detail
    where = detail or table.key
    return record.parent, f"{where} {name}".rstrip()
