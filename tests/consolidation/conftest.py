"""Workbooks of the sample company written once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.sample_company import TEAMS, first_actions
from tests.support.workbook_files import write_team


@pytest.fixture(scope="session")
def teams(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One workbook per team of the sample company, with three actions each."""
    folder = tmp_path_factory.mktemp("teams")
    return {team: write_team(folder, team, first_actions) for team in TEAMS}


@pytest.fixture(scope="session")
def whole_teams(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One workbook per team of the sample company, with all its actions."""
    folder = tmp_path_factory.mktemp("whole")
    return {team: write_team(folder, team) for team in TEAMS}
