"""The words for what became of a file: read, rejected, a copy…"""

from __future__ import annotations

from pacom_xl.model.text import Text

FILE_STATUSES: dict[str, Text] = {
    "read": Text("lu", "read"),
    "partial": Text("lu en partie", "read in part"),
    "rejected": Text("rejeté", "rejected"),
    "foreign": Text("autre fichier", "not a plan"),
    "contained": Text("déjà compris", "already contained"),
    "duplicate": Text("copie", "copy"),
    "superseded": Text("version plus ancienne", "older version"),
    "left_out": Text("laissé de côté", "left out"),
}
