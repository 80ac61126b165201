"""Several processes read what one reads."""

from __future__ import annotations

import json
from pathlib import Path

from tests.support.command_line import AS_OF, run


def test_the_number_of_processes_changes_nothing(company: Path) -> None:
    words = ("check", company, "--as-of", AS_OF, "--format", "json", "--jobs")
    assert json.loads(run(*words, "1").out) == json.loads(run(*words, "3").out)
