"""``pacom-adopt/1``: what adoption did, for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

from pacom_xl import __version__
from pacom_xl.adoption.account import CellUse, Fix, Use
from pacom_xl.adoption.adopt import Adopted
from pacom_xl.adoption.mapping.column_mapping import MappedTable
from pacom_xl.model.plan import column_letters
from pacom_xl.model.text import Lang, path_text


def adoption_report(adopted: Adopted, paths: dict[str, Path | None], lang: Lang) -> dict[str, Any]:
    """The account as plain data. ``paths``: ``list``, ``output`` and ``mapping`` as the caller named them."""
    account = adopted.account
    uses: tuple[Use, ...] = get_args(Use)
    return {
        "schema": "pacom-adopt/1",
        "version": __version__,
        "lang": lang,
        **{name: path_text(path) if path else None for name, path in paths.items()},
        "team": adopted.plan.team,
        "year": adopted.plan.year,
        "read_as": account.list_file.read_as or None,
        "assumed": [text.in_(lang) for text in adopted.assumed],
        "tables": [_table(mapped) for mapped in adopted.mapping.tables],
        "cells": [_use(use, lang) for use in account.uses],
        "fixes": [_fix(fix, lang) for fix in account.fixes],
        "summary": {
            "filled": account.list_file.filled,
            **{use: account.count(use) for use in uses},
            "fixes": len(account.fixes),
            "actions": adopted.actions,
            "people": adopted.people,
            "axes": adopted.axes,
        },
    }


def _table(mapped: MappedTable) -> dict[str, Any]:
    return {
        "sheet": mapped.table.sheet.name,
        "kind": mapped.kind,
        "headings": [row + 1 for row in mapped.table.headings],
        "columns": [
            {
                "column": column_letters(column.column.column),
                "heading": column.column.heading,
                "to": column.target or None,
                "confidence": column.confidence,
            }
            for column in mapped.columns
        ],
    }


def _use(use: CellUse, lang: Lang) -> dict[str, Any]:
    spot = use.spot
    return {
        "sheet": use.sheet,
        "cell": use.address,
        "text": use.text,
        "use": use.use,
        "heading": use.heading or None,
        "table": spot.table if spot else None,
        "key": spot.key if spot else None,
        "field": spot.field if spot else None,
        "action": use.action or (spot.parent if spot else None),
        "reason": use.reason.in_(lang) if use.reason else None,
    }


def _fix(fix: Fix, lang: Lang) -> dict[str, Any]:
    return {
        "sheet": fix.sheet,
        "cell": fix.address,
        "typed": fix.typed,
        "taken": fix.taken,
        "table": fix.spot.table,
        "key": fix.spot.key,
        "field": fix.spot.field,
        "why": fix.why.in_(lang),
    }
