"""Functions shared by the rules about values a workbook shows (PAC516, PAC608)."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from pacom_xl.model.findings import Finding
from pacom_xl.model.text import Text
from pacom_xl.model.typography import counted, sentence

#: Findings that say by themselves why a sheet and the plan differ: the reader understood what formulas cannot.
_EXPLAINED = frozenset(
    ("PAC104", "PAC105", "PAC107", "PAC112", "PAC113", "PAC114", "PAC117", "PAC120", "PAC121", "PAC127")
)


def is_explained(findings: Iterable[Finding], tables: Collection[str]) -> bool:
    """Whether a finding about one of ``tables`` says why; ``""`` among them: also one about no field."""
    return any(f.code in _EXPLAINED and (f.field or "").partition(".")[0] in tables for f in findings)


def and_others(count: int) -> Text:
    """The end of a message that names one cell: how many others differ as well; empty for none."""
    if not count:
        return Text("", "")
    cells = counted(count, Text("autre cellule", "other cell"), Text("autres cellules", "other cells"))
    return sentence(" ; {cells} de même", "; {cells} likewise", cells=cells)
