"""What all tests share: rare garbage collections, and workbooks written once."""

from __future__ import annotations

import gc

import pytest

from pacom_xl.cli import OBJECTS_BETWEEN_COLLECTIONS
from tests.support import written_once


def pytest_configure() -> None:
    """Look for cycles as rarely as the program does.

    Pytest keeps all tests in memory, and a workbook that openpyxl opens is a million small objects: going through
    them took a fifth of the time of the tests of nights and of writing, an eighth of those of consolidation.
    """
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS, *gc.get_threshold()[1:])


@pytest.fixture(scope="session", autouse=True)
def written_workbooks(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> None:
    """The folder of the workbooks that all processes of this run write once."""
    own = tmp_path_factory.getbasetemp()
    written_once.keep_in((own if worker_id == "master" else own.parent) / "written-once")
