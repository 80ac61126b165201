"""Messages for files that cannot be written."""

from __future__ import annotations

import errno
from pathlib import Path

from pacom_xl.model.text import Text, path_text
from pacom_xl.model.typography import sentence
from pacom_xl.storage.atomic_files import CannotWriteError
from pacom_xl.storage.file_places import url_of
from pacom_xl.storage.os_reasons import os_reason


def cannot_write(error: CannotWriteError) -> Text:
    """The path that could not be written, and why."""
    where, folder = path_text(error.path), error.path.parent
    if url_of(error.path):
        return only_one_file_at_address(error.path)
    if error.error.errno == errno.ENOENT and not folder.exists():
        return sentence(
            "impossible d’écrire {where} : le dossier {folder} n’existe pas ; créez-le ou donnez un autre emplacement.",
            "cannot write {where}: the folder {folder} does not exist; create it, or give another place.",
            where=where,
            folder=path_text(folder),
        )
    why = os_reason(error.error)
    return sentence("impossible d’écrire {where} : {why}.", "cannot write {where}: {why}.", where=where, why=why)


def only_one_file_at_address(path: Path) -> Text:
    """That a folder, or a file beside the result, cannot be written at an address."""
    return sentence(
        "{where} : à une adresse, seul un résultat d’un seul fichier s’écrit, avec -o ; donnez un emplacement de cette "
        "machine.",
        "{where}: at an address only a result of one file is written, with -o; give a place on this machine.",
        where=path_text(path),
    )
