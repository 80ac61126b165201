"""The sample company, ready for the command."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.mail_server import PASSWORD, mail_server
from tests.support.nightly_company import TEAMS, Company, write
from tests.support.sample_company import few_actions, sample_plan

#: Actions of the small company; every command that reads or writes it takes half of the time.
FEW = ("ACT-NO-001", "ACT-NO-002", "ACT-NO-005", "ACT-IF-001", "ACT-IF-002")


@pytest.fixture(scope="session")
def workbooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample company's workbooks, written once."""
    folder = tmp_path_factory.mktemp("workbooks")
    for team in TEAMS:
        write(sample_plan(team), folder / f"{team}.xlsx")
    return folder


@pytest.fixture(scope="session")
def small_workbooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Workbooks of the same teams with a few actions, written once."""
    folder = tmp_path_factory.mktemp("small-workbooks")
    for team in TEAMS:
        write(few_actions(sample_plan(team), *FEW), folder / f"{team}.xlsx")
    return folder


@pytest.fixture
def company(tmp_path: Path, small_workbooks: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    """Three teams with a few actions each."""
    monkeypatch.setenv("PACOM_SMTP_PASSWORD", PASSWORD)
    plans = [few_actions(sample_plan(team), *FEW) for team in TEAMS]
    with mail_server(tmp_path) as room:
        yield Company(tmp_path, room, small_workbooks, plans)


@pytest.fixture
def whole_company(tmp_path: Path, workbooks: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    """The same teams with all their actions."""
    monkeypatch.setenv("PACOM_SMTP_PASSWORD", PASSWORD)
    with mail_server(tmp_path) as room:
        yield Company(tmp_path, room, workbooks)
