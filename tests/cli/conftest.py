"""Workbooks of the sample company, written once for all tests of the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.workbook_files import write_few


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the workbooks of the group and two regions, of three actions each."""
    folder = tmp_path_factory.mktemp("company")
    write_few(folder, "GR", "NO", "IF")
    return folder
