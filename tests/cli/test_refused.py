"""Disks that refuse, for every command that writes: a sentence, exit code 2, nothing half written, nothing left."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.refused import COMMANDS, refused
from tests.support.command_line import write_sample

Told = dict[str, tuple[int, str]]


def _given(folder: Path, state: Path) -> Path:
    folder.mkdir()
    write_sample(folder, "NO")
    (folder / "teams.csv").write_text("code,label\nNO,Nord-Ouest\n", encoding="utf-8")
    settings = f"state = {json.dumps(str(state))}\n[smtp]\nhost = 'localhost'\nport = 1\nsecurity = 'none'\n"
    (folder / "pacom.toml").write_text(f"sender = 'pac@valmorane.example'\n{settings}", encoding="utf-8")
    return folder


@pytest.fixture(scope="module", params=["closed", "full"])
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path, Told]:
    """What every command said where it may not write."""
    place = tmp_path_factory.mktemp(request.param)
    folder = place / "out"
    folder.mkdir()
    given = _given(place / "given", folder / "state")
    folder.chmod(0o555 if request.param == "closed" else 0o755)
    said = refused(folder, request.param, given)
    folder.chmod(0o755)
    return request.param, folder, said


@pytest.mark.parametrize("name", COMMANDS)
def test_a_disk_that_refuses_is_told(told: tuple[str, Path, Told], name: str) -> None:
    mode, folder, said = told
    code, err = said[name]
    assert code == 2, err
    assert f"impossible d’écrire {folder}" in err
    assert ("accès refusé" if mode == "closed" else "d") in err
    assert "erreur interne" not in err


def test_nothing_is_left(told: tuple[str, Path, Told]) -> None:
    mode, folder, _ = told
    files = {path.relative_to(folder).parts[0] for path in folder.rglob("*") if path.is_file()}
    # The history of the night is begun before it is found that it cannot be kept; it is not taken for a damaged one.
    assert files == (set() if mode == "closed" else {"state"})
    assert not [path for path in folder.rglob("*") if path.name.startswith(".pacom-") or "damaged" in path.name]
