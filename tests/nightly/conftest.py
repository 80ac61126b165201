"""The sample company, ready for the command."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.mail_server import PASSWORD, mail_server
from tests.support.nightly_company import TEAMS, Company, write
from tests.support.sample_company import sample_plan


@pytest.fixture(scope="session")
def workbooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample company's workbooks, written once."""
    folder = tmp_path_factory.mktemp("workbooks")
    for team in TEAMS:
        write(sample_plan(team), folder / f"{team}.xlsx")
    return folder


@pytest.fixture
def company(tmp_path: Path, workbooks: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    monkeypatch.setenv("PACOM_SMTP_PASSWORD", PASSWORD)
    with mail_server(tmp_path) as room:
        yield Company(tmp_path, room, workbooks)
