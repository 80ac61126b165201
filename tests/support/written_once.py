"""Workbooks that many tests begin with, each written once in a run of the tests, by the process that asks first."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path

from pacom_xl.model.plan import Plan
from pacom_xl.model.text import Lang
from pacom_xl.template.load import load_template
from pacom_xl.writing.team_workbook import workbook_bytes

#: Where the processes of this run keep what they made; set by ``tests/conftest.py``.
_folder: Path | None = None


def keep_in(folder: Path) -> None:
    """Keep what is made in a folder that all processes of this run share."""
    global _folder
    folder.mkdir(exist_ok=True)
    _folder = folder


def made_once(key: str, make: Callable[[], bytes]) -> bytes:
    """The bytes that ``make`` gives for ``key``: made by the first process that asks. Made anew outside a run."""
    if _folder is None:
        return make()
    kept = _folder / sha256(key.encode()).hexdigest()
    if not kept.exists():
        # Another process may be making them, too: each puts a whole file there.
        number, name = tempfile.mkstemp(dir=_folder)
        with os.fdopen(number, "wb") as file:
            file.write(make())
        Path(name).replace(kept)
    return kept.read_bytes()


def write_once(
    plan: Plan, out: Path, *, as_of: date, frozen: bool = False, workbook_id: str, lang: Lang | None = None
) -> None:
    """Write a plan of the standard template to ``out``, as ``write_workbook`` does."""
    made = made_once(
        repr((_contents(plan), as_of, frozen, workbook_id, lang)),
        lambda: workbook_bytes(plan, load_template(), as_of=as_of, frozen=frozen, workbook_id=workbook_id, lang=lang),
    )
    out.write_bytes(made)


def _contents(plan: Plan) -> tuple[object, ...]:
    """Everything a plan holds."""
    head = (plan.team, plan.year, plan.lang, plan.template, plan.template_version, plan.file, plan.workbook_id)
    records = [(r.table, r.key, dict(r.values), r.parent, r.origin) for r in plan.records]
    return *head, plan.content_digest, plan.group_digests, records
