"""Workbooks of every released template version are read for ever: what was written is what is understood.

``standard-1``: written when the version was released. ``layout-1-*``: written by the last program whose first sheet
was « Lisez-moi »: a filled workbook in each language, a blank one, a consolidated one. No other is made of them.

``python -m tests.frozen.test_frozen`` adds the sample of the current version, once, when it is released.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pacom_xl.reading.reading_result import Reading
from tests.support.small_workbook import TEMPLATE, facts, read, write_small

_FOLDER = Path(__file__).parent
SAMPLES = sorted(_FOLDER.glob("*.xlsx"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_frozen_workbook_says_what_it_said(path: Path) -> None:
    reading = read(path)
    assert reading.plans
    held = _told(reading)
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert len(expected) > 300
    assert [line for line in expected if line not in held] == []


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_frozen_workbook_is_read_without_a_finding(path: Path) -> None:
    assert [(finding.code, finding.cell) for finding in read(path).findings] == []


def test_there_is_a_sample_of_this_version() -> None:
    assert f"{TEMPLATE.name}-{TEMPLATE.version}" in {path.stem for path in SAMPLES}


def _told(reading: Reading) -> list[str]:
    """One line per record of every plan: table, parent, filled fields."""
    lines = (facts(plan).elements() for plan in reading.plans)
    return sorted(f"{table} {parent} {dict(values)}" for plan in lines for table, parent, values in plan)


def write_expected(path: Path) -> None:
    """Write beside a workbook what it is read as."""
    lines = json.dumps(_told(read(path)), ensure_ascii=False, indent=0)
    path.with_suffix(".json").write_text(lines + "\n", encoding="utf-8")


def main() -> None:
    """Write the sample of the current version."""
    target = _FOLDER / f"{TEMPLATE.name}-{TEMPLATE.version}.xlsx"
    write_small(target)
    write_expected(target)


if __name__ == "__main__":
    main()
