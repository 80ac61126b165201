"""Plans as JSON data and back: the structure ``export`` writes and ``new --data`` reads."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from pacom_xl.exchange.data_files import DataFileError, load_data_file
from pacom_xl.exchange.plan_data import SCHEMA, plans_from_data
from pacom_xl.model.plan import Plan, Record, Value
from pacom_xl.template.schema import Table, Template

__all__ = ["SCHEMA", "DataFileError", "load_data_file", "plan_to_json", "plans_from_data", "plans_to_json"]


def plans_to_json(plans: Iterable[Plan], template: Template) -> dict[str, Any]:
    """``{"schema": "pacom-plan/1", "plans": [...]}``, ready for ``json.dumps``."""
    return {"schema": SCHEMA, "plans": [plan_to_json(plan, template) for plan in plans]}


def plan_to_json(plan: Plan, template: Template) -> dict[str, Any]:
    """One entry of ``plans``. Records of tables that are not exported are left out."""
    exported = {table.key: table for table in template.data_tables}
    return {
        "file": plan.file,
        "team": plan.team,
        "year": plan.year,
        "lang": plan.lang,
        "template": plan.template,
        "template_version": plan.template_version,
        "records": [_record_to_json(r, exported[r.table]) for r in plan.records if r.table in exported],
    }


def _record_to_json(record: Record, table: Table) -> dict[str, Any]:
    data: dict[str, Any] = {
        "table": record.table,
        "key": record.key,
        "parent": record.parent,
        "values": {f.key: _value_to_json(record.get(f.key)) for f in table.inputs},
    }
    cells = {f.key: [cell.sheet, cell.a1] for f in table.inputs if (cell := record.cell(f.key))}
    if cells:
        data["cells"] = cells
    return data


def _value_to_json(value: Value) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value) or None
    return None if value == "" else value
