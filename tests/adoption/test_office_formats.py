"""The same list saved by an office in other formats gives the same actions."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.adoption.lists import adopted, xlsx
from tests.support.office.suite import convert

_TABLE = """
Orientation | Référents                 | Action  | Échéance   | Coût HT
Conquérir   | Ada MODELE\\nBob EXEMPLE  | Relancer les clients | 2026-03-15 | 1500
            |                           | Tenir le salon       | 2026-04-15 | '1,5 k€
            | Carl TEST                 | Écouter              | 2026-05-15 | ?
"""


@pytest.mark.parametrize("kind", ["xls", "ods", "csv"])
def test_formats_of_an_office(tmp_path: Path, kind: str) -> None:
    file = xlsx(tmp_path / "l.xlsx", {"Liste": _TABLE}, [("Liste", "A2:A4"), ("Liste", "B2:B3")])
    expected = adopted(file)
    (tmp_path / kind).mkdir()
    result = adopted(convert(file, kind, tmp_path / kind))
    keys = ("title", "due") if kind == "csv" else ("title", "due", "owner", "contributors", "why")
    assert [[a.get(k) for k in keys] for a in result.actions] == [[a.get(k) for k in keys] for a in expected.actions]
    assert [line["planned"] for line in result.rows("budget_lines")] == [1500, 1500]
    assert list(result.left().values()) == ["?"]
