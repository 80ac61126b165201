"""Messages for files that cannot be written."""

from __future__ import annotations

from pacom_xl.model.text import Text, path_text
from pacom_xl.model.typography import sentence
from pacom_xl.storage.atomic_files import CannotWriteError
from pacom_xl.storage.os_reasons import os_reason


def cannot_write(error: CannotWriteError) -> Text:
    """The path that could not be written, and why."""
    where, why = path_text(error.path), os_reason(error.error)
    return sentence("impossible d’écrire {where} : {why}.", "cannot write {where}: {why}.", where=where, why=why)
