"""Files at addresses whose server fails: asked once more over a new connection, then not for each of many files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from pacom_xl.storage import remote_files
from pacom_xl.storage.remote_files import RemoteFileError, fetch, kind, listed, upload


class Failing(MemoryFileSystem):  # type: ignore[misc]
    """A store whose next calls fail with the errors of ``faults``, one each."""

    faults: ClassVar[list[Exception]] = []
    calls = 0

    def _fail(self) -> None:
        type(self).calls += 1
        if self.faults:
            raise self.faults.pop(0)

    def info(self, path: str, **kwargs: Any) -> Any:
        """As in memory, or the next fault."""
        self._fail()
        return super().info(path, **kwargs)

    def mv(self, old: str, new: str, **kwargs: Any) -> None:
        """As in memory, or the next fault."""
        self._fail()
        super().mv(old, new, **kwargs)

    def get_file(self, rpath: str, lpath: str, **kwargs: Any) -> None:
        """As in memory, or the next fault."""
        self._fail()
        Path(lpath).write_bytes(self.cat(rpath))


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Failing]]:
    """A store with one file at ``memory://plans/NO.xlsx``."""
    fsspec.register_implementation("memory", Failing, clobber=True)
    monkeypatch.setattr(remote_files, "_gone", {})
    monkeypatch.setattr(Failing, "faults", [])
    monkeypatch.setattr(Failing, "calls", 0)
    files = MemoryFileSystem()
    files.pipe("/plans/NO.xlsx", b"plan")
    yield Failing
    files.rm("/", recursive=True)
    fsspec.register_implementation("memory", MemoryFileSystem, clobber=True)


def test_a_cut_connection_is_opened_again(store: type[Failing], tmp_path: Path) -> None:
    store.faults = [ConnectionResetError(104, "reset")]
    fetch("memory://plans/NO.xlsx", tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == b"plan"


def test_a_server_that_does_not_answer_is_not_asked_for_each_file(store: type[Failing], tmp_path: Path) -> None:
    store.faults = [TimeoutError(), TimeoutError()]
    for name in ("NO", "IF", "SE"):
        with pytest.raises(RemoteFileError) as refused:
            fetch(f"memory://plans/{name}.xlsx", tmp_path / "copy")
        assert "the server does not answer" in refused.value.reason.en
        assert "le serveur ne répond pas" in refused.value.reason.fr
    assert store.calls == 2


def test_a_missing_file_and_a_refused_one_say_nothing_about_the_server(store: type[Failing], tmp_path: Path) -> None:
    store.faults = [FileNotFoundError(), PermissionError(13, "denied")]
    for words in ("nothing at this address", "access denied"):
        with pytest.raises(RemoteFileError, match=words):
            fetch("memory://plans/NO.xlsx", tmp_path / "copy")
    fetch("memory://plans/NO.xlsx", tmp_path / "copy")


def test_what_cannot_be_asked_for_is_not_taken_for_missing(store: type[Failing]) -> None:
    """An output would be replaced unasked."""
    store.faults = [PermissionError(13, "denied")]
    with pytest.raises(RemoteFileError, match="access denied"):
        kind("memory://plans/NO.xlsx")
    assert kind("memory://plans/NO.xlsx") == "file"
    assert kind("memory://plans") == "folder"
    assert kind("memory://plans/SO.xlsx") is None


def test_an_interrupted_write_leaves_the_old_file(store: type[Failing], tmp_path: Path) -> None:
    new = tmp_path / "new.xlsx"
    new.write_bytes(b"new plan")
    store.faults = [OSError(28, "disk full")]
    with pytest.raises(RemoteFileError, match="disk full"):
        upload(new, "memory://plans/NO.xlsx")
    assert MemoryFileSystem().cat("/plans/NO.xlsx") == b"plan"
    assert [file.path.name for file in listed("memory://plans")] == ["NO.xlsx"]
    upload(new, "memory://plans/NO.xlsx")
    assert MemoryFileSystem().cat("/plans/NO.xlsx") == b"new plan"
