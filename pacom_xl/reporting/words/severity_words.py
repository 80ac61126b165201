"""Severities of findings in words: their names, and what they ask of a reader."""

from __future__ import annotations

from pacom_xl.model.findings import Severity
from pacom_xl.model.text import Text

SEVERITY_NAMES: dict[Severity, Text] = {
    "error": Text("erreur", "error"),
    "warning": Text("alerte", "warning"),
    "info": Text("info", "info"),
}
#: What a finding asks of a reader.
SEVERITY_TASKS: dict[Severity, Text] = {
    "error": Text("à corriger", "to correct"),
    "warning": Text("à regarder", "to review"),
    "info": Text("à savoir", "to know"),
}
