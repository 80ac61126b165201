"""Make ``samples/valmorane/<TEAM>.json``: ``python samples/convert.py sample_plan.yaml``.

The YAML holds the company once; each team's plan takes the group's tables and its own rows.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pacom_xl.exchange.plan_json import load_data_file, plans_from_data, plans_to_json
from pacom_xl.template.load import load_template
from pacom_xl.template.schema import Template

TEAMS = ("GR", "NO", "IF", "SE", "SO")
GROUP = "GR"
#: In every workbook.
_SHARED = {
    "strategy", "strategic_goals", "segmentation", "axes", "means", "arguments", "targets", "legal",
    "teams", "team", "holidays", "sales_periods", "parameters",
}  # fmt: skip
#: Of the group's workbook alone.
_GROUP_ONLY = {"market_study", "support"}
_CHILDREN = (
    "milestones",
    "budget_lines",
    "schedule",
    "kpis",
    "risks",
    "legal_checks",
    "journal",
    "reschedules",
)
#: In the YAML for the reader's comfort, not fields of their table.
_NOT_FIELDS = {"team", "by_team", "computed", "group_baseline", "group_target", "group_owner", "schedule"}

Row = dict[str, Any]


def main(source: str) -> None:
    """Write the five files beside this script. ``SystemExit`` when anything would be lost."""
    template = load_template("standard")
    data = load_data_file(source)
    assert isinstance(data, dict)
    for team in TEAMS:
        plans, problems = plans_from_data(team_plan(data, team, template), template, team)
        if problems:
            raise SystemExit("\n".join(problem.en for problem in problems))
        target = Path(__file__).parent / "valmorane" / f"{team}.json"
        text = json.dumps(plans_to_json(plans, template), ensure_ascii=False, indent=1)
        target.write_text(text + "\n", encoding="utf-8")


def team_plan(data: Row, team: str, template: Template) -> Row:
    """One plan of the exchange structure, records in workbook order."""
    records: list[Row] = []
    counts: Counter[str] = Counter()
    for table in template.data_tables:
        if table.parent:
            continue
        for row in _rows(data, table.key, team, template):
            parts = [(table.key, None, row)]
            if table.key == "actions":
                parts += [(name, row["code"], child) for name in _CHILDREN for child in _children(row, name)]
            for name, parent, values in parts:
                counts[name] += 1
                records.append(_record(template, name, parent, values, counts[name]))
    return {
        "team": team,
        "year": data["meta"]["plan_year"],
        "lang": data["meta"]["language"],
        "records": records,
    }


def _record(template: Template, name: str, parent: str | None, row: Row, number: int) -> Row:
    table = template.tables[name]
    extra = _NOT_FIELDS | set(_CHILDREN) if name == "actions" else _NOT_FIELDS
    record: Row = {
        "table": name,
        "parent": parent,
        "values": {k: v for k, v in row.items() if k not in extra},
    }
    if not table.code and table.kind not in ("form", "grid") and name != "choices":
        record["key"] = f"{name}#{number}"
    return record


def _rows(data: Row, table: str, team: str, template: Template) -> list[Row]:
    """Rows of a table that stand in a team's workbook."""
    if table == "natures":
        return [dict(row) for row in template.tables["natures"].rows]
    if table == "choices":
        return list(_choices(template))
    if table == "objectives":
        return list(_objectives(data, team))
    found = data.get(table, [])
    rows: list[Row] = found if isinstance(found, list) else [found]
    if table in _SHARED:
        return rows
    if table in _GROUP_ONLY:
        return rows if team == GROUP else []
    return [row for row in rows if team in _teams_of(row, table)]


def _teams_of(row: Row, table: str) -> set[str]:
    """Teams whose workbook holds the row: its ``team``, the team in its code, or those of its actions."""
    if "team" in row:
        return {row["team"]}
    if table == "offers":
        return {row["code"].split("-")[1]}
    codes = row.get("actions") or [row["action"]]
    return {GROUP, *(code.split("-")[1] for code in codes)}


def _objectives(data: Row, team: str) -> Iterator[Row]:
    for row in data["objectives"]:
        if team == GROUP:
            own = {name: row[f"group_{name}"] for name in ("baseline", "target", "owner")}
        elif team in row["by_team"]:
            own = row["by_team"][team]
        else:
            continue
        yield {**row, **own}


def _choices(template: Template) -> Iterator[Row]:
    for name, entries in template.choices.items():
        if name != "natures":
            for order, choice in enumerate(entries, 1):
                yield {
                    "list": name,
                    "key": choice.key,
                    "fr": choice.label.fr,
                    "en": choice.label.en,
                    "order": order,
                }


def _children(action: Row, name: str) -> list[Row]:
    """Rows of an action's table; ``schedule`` is nested in the budget lines."""
    if name != "schedule":
        return list(action.get(name, []))
    return [
        {"line": line["number"], **row} for line in action.get("budget_lines", []) for row in line.get("schedule", [])
    ]


if __name__ == "__main__":
    main(sys.argv[1])
