"""The garbage collector while tests run."""

from __future__ import annotations

import gc

from pacom_xl.cli import OBJECTS_BETWEEN_COLLECTIONS


def pytest_configure() -> None:
    """Look for cycles as rarely as the program does.

    Pytest keeps all tests in memory, and a workbook that openpyxl opens is a million small objects: going through
    them took a fifth of the time of the tests of nights and of writing, an eighth of those of consolidation.
    """
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS, *gc.get_threshold()[1:])
