"""Why the workbook of a team cannot be given back with its findings marked."""

from __future__ import annotations

from pathlib import Path

from pacom_xl.model.plan import Plan
from pacom_xl.model.text import Text

#: Format a team's own file is corrected in: macros stay out of mails, and .ods files are written again by ``repair``.
_SUFFIX = ".xlsx"

CHANGED = Text("il a été enregistré pendant le contrôle", "it was saved during the check")
UNUSUAL = Text("il est d’une fabrication inhabituelle", "it is of an unusual make")
PROTECTED = Text(
    "il est protégé par un mot de passe, qu’une copie n’aurait plus", "it has a password, which a copy would not have"
)
FAULT = Text("défaut interne du programme", "internal fault of the program")
_GONE = Text("il n’est plus dans son dossier", "it is no longer in its folder")


class NotCorrectableError(Exception):
    """The workbook of a team cannot be corrected this night. ``is_fault``: because of a fault of the program."""

    def __init__(self, why: Text, *, is_fault: bool = False) -> None:
        super().__init__(why.en)
        self.why, self.is_fault = why, is_fault


def why_not_correctable(plan: Plan) -> Text | None:
    """Why a look at the file's name is enough to know that it cannot be corrected; ``None`` when it is not."""
    path = Path(plan.file or "")
    suffix = path.suffix.lower()
    if suffix != _SUFFIX:
        return Text(f"format {suffix}", f"format {suffix}")
    return None if path.is_file() else _GONE
