"""JSON reports for other programs: ``pacom-check/1`` and ``pacom-merge/1``."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pacom_xl import __version__
from pacom_xl.consolidation.review import Review
from pacom_xl.consolidation.undecided_totals import UndecidedTotals, undecided_totals
from pacom_xl.model.audit import Amounts, Change, Conflict, Source, Totals
from pacom_xl.model.findings import Finding
from pacom_xl.model.text import Lang, path_text
from pacom_xl.reading.reading_result import Reading
from pacom_xl.reporting.plain_values import number, to_json
from pacom_xl.rules import messages
from pacom_xl.rules.thresholds import Threshold
from pacom_xl.template.schema import Template


def dump(data: dict[str, Any]) -> str:
    """JSON text, accents as they are, one final newline."""
    return json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def check_report(review: Review) -> dict[str, Any]:
    """``pacom-check/1``. Hidden and waived findings are listed but never counted."""
    shown = review.shown
    severities = Counter(finding.severity for finding in shown)
    return {
        "schema": "pacom-check/1",
        "version": __version__,
        "as_of": review.as_of.isoformat(),
        "lang": review.lang,
        "files": [_file(reading, review.lang) for reading in review.readings],
        "findings": [finding_data(f, review.lang, review.template) for f in review.findings],
        "thresholds": [_threshold(threshold, review.lang) for threshold in review.thresholds],
        "summary": {
            "files": len(review.readings),
            "actions": review.actions,
            "errors": severities["error"],
            "warnings": severities["warning"],
            "infos": severities["info"],
            "by_code": dict(sorted(Counter(f.code for f in shown).items())),
            "by_team": dict(sorted(Counter(f.team for f in shown if f.team).items())),
        },
    }


def merge_report(review: Review, output: Path | None, totals: Totals, files: Sequence[Path] = ()) -> dict[str, Any]:
    """``pacom-merge/1``. ``output``: the workbook written, ``None`` when none or several were; ``files``: all files."""
    lang = review.lang
    saved: dict[tuple[str | None, str | None], Source] = {
        (path_text(source.path), source.team): source for source in reversed(review.portfolio.sources)
    }
    return {
        "schema": "pacom-merge/1",
        "version": __version__,
        "as_of": review.as_of.isoformat(),
        "lang": lang,
        "output": path_text(output) if output else None,
        "files": [path_text(path) for path in files],
        "sources": [_source(source, lang) for source in review.portfolio.sources],
        "conflicts": [_conflict(conflict, lang, saved) for conflict in review.portfolio.all_conflicts],
        "changes": [
            {**_change(change, lang), "consequences": [text.in_(lang) for text in texts]}
            for change, texts in zip(review.portfolio.changes, review.portfolio.consequences(review.as_of), strict=True)
        ],
        "missing_teams": review.portfolio.missing_teams,
        "totals": _totals(totals),
        "undecided": _undecided(undecided_totals(review.portfolio, review.as_of)),
        "findings": [finding_data(f, lang, review.template) for f in review.findings],
    }


def _totals(totals: Totals) -> dict[str, Any]:
    return _amounts(totals) | {"by_team": {team: _amounts(of) for team, of in totals.by_team.items()}}


def _undecided(undecided: UndecidedTotals | None) -> dict[str, Any] | None:
    """The totals with the first and with the second value of every value in conflict; ``None`` when all are decided."""
    if undecided is None:
        return None
    return {
        "values": undecided.values,
        "rows": undecided.rows,
        "first": _totals(undecided.first),
        "second": _totals(undecided.second),
    }


def finding_data(finding: Finding, lang: Lang, template: Template) -> dict[str, Any]:
    """One finding with its texts in ``lang``; its parameters as JSON values."""
    field = template.by_name.get(finding.field or "")
    return {
        "code": finding.code,
        "severity": finding.severity,
        "team": finding.team,
        "subject": finding.subject,
        "detail": finding.detail,
        "file": path_text(finding.file) if finding.file else None,
        "sheet": finding.cell.sheet if finding.cell else None,
        "cell": finding.cell.a1 if finding.cell else None,
        "field": finding.field,
        "label": field.label.in_(lang) if field else None,
        "value": to_json(finding.value, lang),
        "message": messages.message(finding, lang, template),
        "fix": messages.fix(finding, lang, template),
        "params": to_json(finding.params, lang),
        "hidden_by": finding.hidden_by,
        "waived_by": finding.waived_by,
    }


def _threshold(threshold: Threshold, lang: Lang) -> dict[str, Any]:
    """A parameter as the rules used it. ``teams``: those it holds for, empty for all."""
    return {
        "key": threshold.field.key,
        "label": threshold.field.label.in_(lang),
        "value": to_json(threshold.value, lang),
        "origin": threshold.origin,
        "teams": list(threshold.teams),
    }


def _file(reading: Reading, lang: Lang) -> dict[str, Any]:
    plan = reading.plan
    return {
        "path": path_text(reading.path),
        "status": reading.status,
        "team": plan.team if plan else None,
        "year": plan.year if plan else None,
        "template": plan.template if plan else None,
        "reason": reading.reason.in_(lang) if reading.reason else None,
    }


def _source(source: Source, lang: Lang) -> dict[str, Any]:
    return {
        "path": path_text(source.path),
        "team": source.team,
        "year": source.year,
        "sha256": source.sha256 or None,
        "workbook_id": source.workbook_id,
        "status": source.status,
        "saved_on": to_json(source.saved_on, lang),
        "saved_by": source.saved_by,
        "cells": {"read": source.cells_read, "ignored": source.cells_ignored, "refused": source.cells_refused},
        "comments": source.comments,
        "reason": source.reason.in_(lang) if source.reason else None,
    }


def _conflict(conflict: Conflict, lang: Lang, saved: Mapping[tuple[str | None, str | None], Source]) -> dict[str, Any]:
    """A conflict: each value with its cell, and who saved that workbook last and when."""
    values = [
        {
            "value": to_json(v.value, lang),
            "file": path_text(v.file) if v.file else None,
            "sheet": v.cell.sheet if v.cell else None,
            "cell": v.cell.a1 if v.cell else None,
            "team": v.team,
            "saved_on": to_json(of.saved_on, lang) if of else None,
            "saved_by": of.saved_by if of else None,
        }
        for v in conflict.values
        for of in (saved.get((v.file, v.team)),)
    ]
    return {
        "table": conflict.table,
        "key": conflict.key,
        "row": conflict.row or None,
        "field": conflict.field,
        "values": values,
        "chosen": to_json(conflict.chosen, lang),
        "policy": conflict.policy,
        "reason": conflict.reason.in_(lang) if conflict.reason else None,
    }


def _change(change: Change, lang: Lang) -> dict[str, Any]:
    """``by``: ``team``, ``group`` or ``both``; an empty ``field``: a whole row was added or removed."""
    return {
        "table": change.table,
        "key": change.key,
        "field": change.field,
        "team": change.team,
        "by": change.by,
        "before": to_json(change.before, lang),
        "after": to_json(change.after, lang),
        "used": to_json(change.used, lang),
        "file": change.file,
        "sheet": change.cell.sheet if change.cell else None,
        "cell": change.cell.a1 if change.cell else None,
    }


def _amounts(amounts: Amounts) -> dict[str, Any]:
    return {
        "allocated": number(amounts.allocated),
        "allocated_gross": number(amounts.allocated_gross),
        "committed": number(amounts.committed),
        "spent": number(amounts.spent),
        "forecast": number(amounts.forecast),
    }
