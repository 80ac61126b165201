"""The consolidated workbook written out by a command."""

from __future__ import annotations

from pathlib import Path

from pacom_xl.cli.outputs import written
from pacom_xl.consolidation.review import Review
from pacom_xl.reporting.consolidated_workbook import write_consolidated

#: Whether the workbook has a sheet per action: when they are not too many, in any case, in none.
ACTION_SHEETS = {"auto": None, "always": True, "never": False}


def write_group_workbook(found: Review, output: Path, force: bool, *, action_sheets: bool | None = None) -> None:
    """The merged plan, its sources, conflicts and findings. Exit code 2 when it cannot be written."""
    with written(output, force) as out:
        write_consolidated(found, out, output, action_sheets=action_sheets)
