"""Run the program in this process."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from pacom_xl.cli import cli
from pacom_xl.cli.samples import samples_folder

AS_OF = "2026-06-15"


@dataclass(frozen=True)
class Ran:
    """Exit code and output of a run."""

    code: int
    out: str
    err: str


def run(*words: str | Path) -> Ran:
    """Run ``pacom-xl words`` in this process."""
    result = CliRunner(env={"PACOM_LANG": None, "LC_ALL": "fr_FR.UTF-8"}).invoke(cli, [str(w) for w in words])
    assert "Traceback" not in result.output
    return Ran(result.exit_code, result.stdout, result.stderr)


def write_sample(folder: Path, *teams: str) -> list[Path]:
    """Write workbooks of the sample company that do not exist yet."""
    files = [folder / f"{team}.xlsx" for team in teams]
    for team, file in zip(teams, files, strict=True):
        if not file.exists():
            ran = run("new", "-o", file, "--data", samples_folder() / f"{team}.json")
            if ran.code:
                pytest.fail(ran.err)
    return files
