"""Writing results of a command: never over a file without ``--force``, never half a file."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Literal

from pacom_xl.cli.exit_codes import RefusedError
from pacom_xl.model.text import Text, path_text
from pacom_xl.model.typography import sentence
from pacom_xl.reporting.program_outputs import is_program_output
from pacom_xl.reporting.words.disk_messages import cannot_write, only_one_file_at_address
from pacom_xl.storage import atomic_files
from pacom_xl.storage.atomic_files import CannotWriteError
from pacom_xl.storage.file_places import at_hand, on_disk, url_of
from pacom_xl.storage.remote_files import RemoteFileError, kind, upload
from pacom_xl.xlsx.decryption import is_closed

_WORKBOOKS = (".xlsx", ".xlsm", ".ods")


def refuse_existing(path: Path, force: bool) -> None:
    """Exit code 2 when ``path`` may not be written: a folder, a device, or a file without ``--force``."""
    found = _kind(path)
    if found is None:
        return
    if found == "folder":
        raise RefusedError(
            Text(
                f"{path_text(path)} est un dossier, il faut un nom de fichier.",
                f"{path_text(path)} is a folder, a file name is needed.",
            )
        )
    if atomic_files.is_special(path):
        raise RefusedError(
            sentence(
                "{path} n’est pas un fichier ordinaire ; donnez un nom de fichier.",
                "{path} is not a regular file; give the name of a file.",
                path=path_text(path),
            )
        )
    refuse_replacing(path, force)


def refuse_replacing(path: Path, force: bool) -> None:
    """Refuse (exit code 2) to replace an existing file without ``--force``."""
    if not force:
        raise RefusedError(
            sentence(
                "{path} existe déjà ; ajoutez --force pour le remplacer.",
                "{path} exists already; add --force to replace it.",
                path=path_text(path),
            )
        )


def refuse_input(path: Path, inputs: Iterable[Path | str | None]) -> None:
    """Refuse (exit code 2) an output ``path`` that is an input, or a workbook that is not a result of this program."""
    refuse_same_file(path, inputs)
    if path.suffix.lower() in _WORKBOOKS and _kind(path) and not _is_ours(path):
        raise RefusedError(
            sentence(
                (
                    "{path} n’est pas un résultat écrit par pacom_xl : il n’est jamais remplacé, même avec --force. "
                    "Donnez un autre nom avec -o."
                ),
                (
                    "{path} is not a result written by pacom_xl: it is never replaced, even with --force. Give "
                    "another name with -o."
                ),
                path=path_text(path),
            )
        )


def refuse_same_file(path: Path, inputs: Iterable[Path | str | None]) -> None:
    """Exit code 2 when the output ``path`` is one of the files read."""
    named = {on_disk(Path(entry)).resolve() for entry in inputs if entry is not None}
    if on_disk(path).resolve() in named:
        raise RefusedError(
            sentence(
                "{path} est un fichier lu par cette commande ; donnez un autre nom avec -o, ou un autre dossier "
                "avec -d.",
                "{path} is a file this command reads; give another name with -o, or another folder with -d.",
                path=path_text(path),
            )
        )


@contextmanager
def written(path: Path, force: bool = False) -> Iterator[Path]:
    """A temporary path beside ``path``, moved into place when the block ends without an error.

    Exit code 2 when the folder cannot be written.
    """
    path = on_disk(path)
    refuse_existing(path, force)
    url = url_of(path)
    if url is None:
        with refusing(), atomic_files.replacing(path) as temporary:
            yield temporary
        return
    with tempfile.TemporaryDirectory(prefix="pacom_xl-", ignore_cleanup_errors=True) as folder:
        temporary = Path(folder) / path.name
        temporary.touch()
        yield temporary
        with _refusing_address(path):
            upload(temporary, url)


def _kind(path: Path) -> Literal["file", "folder"] | None:
    """What there is at a path or an address. Exit code 2 when an address cannot be reached."""
    path = on_disk(path)
    url = url_of(path)
    if url is None:
        return "folder" if path.is_dir() else "file" if path.exists() else None
    with _refusing_address(path):
        return kind(url)


def _is_ours(path: Path) -> bool:
    with _refusing_address(path), at_hand(on_disk(path)) as place:
        return not place.is_file() or is_program_output(place)


@contextmanager
def _refusing_address(path: Path) -> Iterator[None]:
    try:
        yield
    except RemoteFileError as error:
        raise RefusedError(
            sentence("{path} : {why}.", "{path}: {why}.", path=path_text(path), why=error.reason)
        ) from error


def write_text(path: Path, text: str, force: bool = False) -> None:
    """``text`` in UTF-8, in one move."""
    with written(path, force) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


def refuse_folder_at_address(path: Path) -> None:
    """Exit code 2 when a result of several files is asked for at an address, before anything is read."""
    if url_of(on_disk(path)):
        raise RefusedError(only_one_file_at_address(path))


def make_folder(path: Path) -> None:
    """The folder, made if need be. Exit code 2 when it cannot be."""
    with refusing():
        atomic_files.make_folder(on_disk(path))


@contextmanager
def refusing() -> Iterator[None]:
    """Exit code 2 when something cannot be written in the block."""
    try:
        yield
    except CannotWriteError as error:
        raise RefusedError(cannot_write(error)) from error


def say_unprotected(data: bytes, output: Path, say: Callable[[Text], None]) -> None:
    """Say that the output of an input with a password (its bytes are ``data``) has none."""
    if is_closed(data):
        say(
            sentence(
                "{output} : écrit sans le mot de passe du classeur lu ; protégez-le de nouveau si besoin.",
                "{output}: written without the password of the workbook that was read; protect it again if need be.",
                output=path_text(output),
            )
        )


def keep_copy(path: Path, replacement: Path, say: Callable[[Text], None]) -> None:
    """Rename the workbook ``path`` before ``replacement`` takes its place: people may have filled it in.

    The new name has the date and ends in ``.bak``, which is never read as a workbook. The same bytes need no copy.
    """
    if not path.is_file() or path.read_bytes() == replacement.read_bytes():
        return
    now = datetime.now().astimezone()
    copy = path.with_name(f"{path.name}.{now:%Y-%m-%d_%H%M%S}.bak")
    with atomic_files.reporting_disk_errors(copy):
        path.rename(copy)
    say(
        sentence(
            "{path} : remplacé ; l’ancien est conservé sous le nom {copy}.",
            "{path}: replaced; the old one is kept as {copy}.",
            path=path_text(path),
            copy=path_text(copy.name),
        )
    )
