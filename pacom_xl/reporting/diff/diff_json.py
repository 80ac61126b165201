"""The changes for other programs: ``pacom-diff/1``."""

from __future__ import annotations

from typing import Any

from pacom_xl import __version__
from pacom_xl.comparison.plan_change import PlanChange
from pacom_xl.model.plan import Cell, Record
from pacom_xl.model.text import path_text
from pacom_xl.reporting.diff.diff_model import Diff, TeamDiff
from pacom_xl.reporting.json_reports import finding_data
from pacom_xl.reporting.plain_values import to_json


def diff_report(diff: Diff) -> dict[str, Any]:
    """Every change with both values and cells, and its sentence in the language of the run."""
    return {
        "schema": "pacom-diff/1",
        "version": __version__,
        "as_of": diff.as_of.isoformat(),
        "lang": diff.lang,
        "teams": [_team(team, diff) for team in diff.teams],
        "only_old": list(diff.only_old),
        "only_new": list(diff.only_new),
        "summary": {
            "changes": sum(len(team.changes) for team in diff.teams),
            "damage": sum(len(team.damage) for team in diff.teams),
        },
    }


def _team(team: TeamDiff, diff: Diff) -> dict[str, Any]:
    old, new = team.comparison.old.plan, team.comparison.new.plan
    return {
        "team": team.comparison.team or None,
        "old": {"file": path_text(old.file) if old.file else None, "year": old.year},
        "new": {"file": path_text(new.file) if new.file else None, "year": new.year},
        "changes": [_change(change, team, diff) for change in team.changes],
        "effects": [text.in_(diff.lang) for text in team.comparison.effects],
        "damage": [finding_data(finding, diff.lang, diff.template) for finding in team.damage],
    }


def _change(change: PlanChange, team: TeamDiff, diff: Diff) -> dict[str, Any]:
    lang, row = diff.lang, change.row
    field = diff.template.tables[change.table].by_key.get(change.field)
    return {
        "kind": change.kind,
        "action": change.action or None,
        "owner": change.owner or None,
        "table": change.table,
        "key": row.key,
        "row": team.words.subject(row),
        "field": f"{change.table}.{change.field}" if change.field else None,
        "label": field.label.in_(lang) if field else None,
        "before": to_json(change.before, lang) if change.field else _values(change.old, diff),
        "after": to_json(change.after, lang) if change.field else _values(change.new, diff),
        "before_unread": change.old_unread,
        "after_unread": change.new_unread,
        "old_cell": _cell(change.old_cell),
        "new_cell": _cell(change.new_cell),
        "consequences": [text.in_(lang) for text in change.consequences],
        "message": team.words.sentence(change),
    }


def _values(record: Record | None, diff: Diff) -> dict[str, Any] | None:
    """All filled values of a whole row."""
    if record is None:
        return None
    return {key: to_json(value, diff.lang) for key, value in record.values.items() if value not in (None, "", ())}


def _cell(cell: Cell | None) -> str | None:
    return f"{cell.sheet}!{cell.a1}" if cell else None
