"""Sentences about the history of a nightly job."""

from __future__ import annotations

from pathlib import Path

from pacom_xl.model.text import Text, path_text
from pacom_xl.model.typography import sentence

HISTORY_EMPTY = sentence(
    "historique vide (0 octet) : ce qu’il contenait est perdu, cette nuit est un état initial.",
    "empty history (0 bytes): what it held is lost, tonight is an initial state.",
)
HISTORY_GONE = sentence(
    "historique absent alors que des passages ont eu lieu : cette nuit est un état initial.",
    "history missing although there were runs: tonight is an initial state.",
)


def history_damaged(renamed_to: Path) -> Text:
    """A sentence: the damaged history was renamed."""
    name = renamed_to.name
    return sentence(
        "historique endommagé, mis de côté sous {name} ; cette nuit est un état initial.",
        "damaged history, put aside as {name}; tonight is an initial state.",
        name=name,
    )


def history_newer(file: Path) -> Text:
    """A sentence: only a later version of the program can read the history."""
    name = path_text(file)
    return sentence(
        "{name} : écrit par une version plus récente, mettez pacom_xl à jour.",
        "{name}: written by a later version, update pacom_xl.",
        name=name,
    )


def history_busy(file: Path) -> Text:
    """A sentence: another program uses the history."""
    name = path_text(file)
    return sentence(
        "{name} : utilisé par un autre programme, fermez-le puis relancez.",
        "{name}: used by another program, close it and run again.",
        name=name,
    )
