"""The consolidated workbook written out."""

from __future__ import annotations

from pathlib import Path

from pacom_xl.cli.outputs import written
from pacom_xl.consolidation.review import Review


def write_group_workbook(found: Review, output: Path, force: bool, *, frozen: bool) -> None:
    """The merged plan, its sources, conflicts and findings. Exit code 2 when it cannot be written."""
    from pacom_xl.workbook.group import write_group

    portfolio = found.portfolio
    with written(output, force) as out:
        write_group(
            portfolio.merged(),
            found.template,
            out,
            as_of=found.as_of,
            frozen=frozen,
            lang=found.lang,
            sources=portfolio.sources,
            conflicts=portfolio.all_conflicts,
            findings=found.findings,
        )
