"""The password kept in a keyring: put there with its own command, found by ours."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.mail_server import PASSWORD, USER, Mailroom, mail_server
from tests.support.small_mails import READERS, letter, outbox_with


@pytest.fixture
def surroundings(tmp_path: Path) -> dict[str, str]:
    """No password in the environment, and a keyring that is a file."""
    kept = {key: value for key, value in os.environ.items() if key != "PACOM_SMTP_PASSWORD"}
    backend = {"PYTHON_KEYRING_BACKEND": "keyrings.alt.file.PlaintextKeyring"}
    return kept | backend | {"XDG_DATA_HOME": str(tmp_path / "keys"), "XDG_CONFIG_HOME": str(tmp_path / "none")}


def _send(folder: Path, room: Mailroom, surroundings: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """``outbox send`` with one mail waiting."""
    outbox_with(folder / "state", letter(READERS[0]))
    config = folder / "pacom.toml"
    config.write_text(
        f'folders = ["plans"]\nstate = "state"\n[smtp]\nhost = "localhost"\nport = {room.port}\nuser = "{USER}"\n'
        f'ca_file = "{room.ca_file}"\n',
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "pacom_xl", "outbox", "send", "--config", str(config), "--lang", "fr"]
    return subprocess.run(command, env=surroundings, capture_output=True, text=True)


def _keep(service: str, user: str, surroundings: dict[str, str]) -> None:
    command = [sys.executable, "-m", "keyring", "set", service, user]
    subprocess.run(command, env=surroundings, input=f"{PASSWORD}\n", text=True, check=True, capture_output=True)


def test_the_password_of_the_keyring_is_used(tmp_path: Path, surroundings: dict[str, str]) -> None:
    _keep("pacom-xl", USER, surroundings)
    with mail_server(tmp_path) as room:
        done = _send(tmp_path, room, surroundings)
    assert done.returncode == 0, done.stderr
    assert room.passwords == [PASSWORD.encode()]
    assert len(room.received) == 1


def test_the_password_of_somebody_else_is_not(tmp_path: Path, surroundings: dict[str, str]) -> None:
    _keep("pacom-xl", "other@valmorane.example", surroundings)
    _keep("another-program", USER, surroundings)
    with mail_server(tmp_path) as room:
        done = _send(tmp_path, room, surroundings)
    assert done.returncode == 3
    assert "mot de passe absent" in done.stderr
    assert not room.passwords


def test_the_environment_comes_first(tmp_path: Path, surroundings: dict[str, str]) -> None:
    _keep("pacom-xl", USER, surroundings)
    with mail_server(tmp_path) as room:
        done = _send(tmp_path, room, surroundings | {"PACOM_SMTP_PASSWORD": "wrong"})
    assert done.returncode == 3
    assert set(room.passwords) == {b"wrong"}
