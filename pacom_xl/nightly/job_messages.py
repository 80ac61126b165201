"""Sentences about the history of a nightly job."""

from __future__ import annotations

from pathlib import Path

from pacom_xl.model.text import NARROW_NBSP, NBSP, Text, path_text

HISTORY_EMPTY = Text(
    f"historique vide (0 octet){NBSP}: ce qu’il contenait est perdu, cette nuit est un état initial.",
    "empty history (0 bytes): what it held is lost, tonight is an initial state.",
)
HISTORY_GONE = Text(
    f"historique absent alors que des passages ont eu lieu{NBSP}: cette nuit est un état initial.",
    "history missing although there were runs: tonight is an initial state.",
)


def history_damaged(renamed_to: Path) -> Text:
    """That a damaged history was renamed."""
    name = renamed_to.name
    return Text(
        f"historique endommagé, mis de côté sous {name}{NARROW_NBSP}; cette nuit est un état initial.",
        f"damaged history, put aside as {name}; tonight is an initial state.",
    )


def history_newer(file: Path) -> Text:
    """That only a later version of the program can read the history."""
    name = path_text(file)
    return Text(
        f"{name}{NBSP}: écrit par une version plus récente, mettez pacom_xl à jour.",
        f"{name}: written by a later version, update pacom_xl.",
    )


def history_busy(file: Path) -> Text:
    """That another program holds the history."""
    name = path_text(file)
    return Text(
        f"{name}{NBSP}: utilisé par un autre programme, fermez-le puis relancez.",
        f"{name}: used by another program, close it and run again.",
    )
