"""Workbooks of every released template version are read for ever: what was written is what is understood.

``python -m tests.frozen.test_frozen`` adds the sample of the current version, once, when it is released.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pacom_xl.model.plan import Plan
from tests.support.small_workbook import TEMPLATE, facts, read, write_small

_FOLDER = Path(__file__).parent
SAMPLES = sorted(_FOLDER.glob("*.xlsx"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_frozen_workbook_says_what_it_said(path: Path) -> None:
    reading = read(path)
    assert reading.plan
    held = _told(reading.plan)
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert len(expected) > 300
    assert [line for line in expected if line not in held] == []


def test_there_is_a_sample_of_this_version() -> None:
    assert f"{TEMPLATE.name}-{TEMPLATE.version}" in {path.stem for path in SAMPLES}


def _told(plan: Plan) -> list[str]:
    """One line per record: table, parent, filled fields."""
    return sorted(f"{table} {parent} {dict(values)}" for table, parent, values in facts(plan).elements())


def main() -> None:
    """Write the sample of the current version."""
    target = _FOLDER / f"{TEMPLATE.name}-{TEMPLATE.version}.xlsx"
    write_small(target)
    plan = read(target).plan
    assert plan
    lines = json.dumps(_told(plan), ensure_ascii=False, indent=0)
    target.with_suffix(".json").write_text(lines + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
