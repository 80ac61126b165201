"""Workbooks really closed by a password: said in those words, and opened with the password of the environment."""

from __future__ import annotations

import sys
from pathlib import Path

import msoffcrypto
import pytest

from tests.support.small_workbook import facts, read, write_small

PASSWORD = "Café crème n°\u00a07"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound workbook."""
    path = tmp_path_factory.mktemp("encrypted") / "NO.xlsx"
    write_small(path)
    return path


@pytest.fixture(scope="module")
def closed(sound: Path) -> Path:
    """The same one, encrypted as an office does."""
    path = sound.with_name("closed.xlsx")
    with sound.open("rb") as source, path.open("wb") as target:
        msoffcrypto.OfficeFile(source).encrypt(PASSWORD, target)
    assert b"PK\x03\x04" not in path.read_bytes()[:4]
    return path


def test_the_password_of_the_environment_opens_it(sound: Path, closed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PACOM_PASSWORD", PASSWORD)
    reading, before = read(closed), read(sound)
    assert reading.plan and before.plan
    assert (reading.status, reading.findings) == ("read", [])
    assert facts(reading.plan) == facts(before.plan)
    assert read(sound).status == "read"  # a file without a password needs none


def test_without_a_password_it_is_told_as_protected(closed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PACOM_PASSWORD", raising=False)
    assert _reason(closed) == "protégé par un mot de passe ou une étiquette de confidentialité"


def test_the_wrong_password_is_told(closed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PACOM_PASSWORD", "autre")
    assert "le mot de passe de PACOM_PASSWORD n’ouvre pas ce fichier" in _reason(closed)


def test_without_the_library_what_to_install_is_told(closed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PACOM_PASSWORD", PASSWORD)
    monkeypatch.setitem(sys.modules, "msoffcrypto", None)
    assert "pacom_xl[encrypted]" in _reason(closed)


@pytest.mark.parametrize("at", [600, 3_000, 20_000, 100_000])
def test_a_damaged_one_is_told(closed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    monkeypatch.setenv("PACOM_PASSWORD", PASSWORD)
    path = tmp_path / "cut.xlsx"
    path.write_bytes(closed.read_bytes()[:at])
    assert _reason(path)


def test_a_key_that_would_take_hours_to_derive_is_not_derived(
    closed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PACOM_PASSWORD", PASSWORD)
    path = tmp_path / "slow.xlsx"
    slow = closed.read_bytes().replace(b' spinCount="100000" ', b'spinCount="900000000"')
    assert slow != closed.read_bytes()
    path.write_bytes(slow)
    assert "PACOM_PASSWORD" in _reason(path)


def _reason(path: Path) -> str:
    reading = read(path)
    assert (reading.status, [f.code for f in reading.findings]) == ("rejected", ["PAC118"])
    assert reading.reason
    return reading.reason.fr
