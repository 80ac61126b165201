"""Messages for runs in which no input could be used."""

from __future__ import annotations

from collections.abc import Iterable

from pacom_xl.consolidation.review import Review
from pacom_xl.model.text import Text, path_text
from pacom_xl.model.typography import sentence
from pacom_xl.reading.reading_result import Reading
from pacom_xl.rules import messages

#: Findings about a file that gave no plan.
_WHOLE_FILE = ("PAC103", "PAC118")
_NOTHING_LEFT = Text("aucun classeur utilisable parmi les fichiers donnés.", "no usable workbook was given.")


def why_unusable(found: Review) -> list[Text]:
    """One sentence per file that could not be used, then a conclusion; empty when some plan could be used."""
    if found.portfolio.all_plans:
        return []
    left_out = (source for source in found.portfolio.sources if source.status in ("left_out", "superseded"))
    reasons = [why_not_read(reading) for reading in found.readings if reading.reason]
    reasons += [_about(source.path, source.reason) for source in left_out if source.reason]
    return [*reasons, _NOTHING_LEFT]


def why_not_read(reading: Reading) -> Text:
    """The file, the reason it could not be read, and what to do about it."""
    about = _about(reading.path, reading.reason or Text("illisible", "cannot be read"))
    fix = _fix(reading) if reading.status == "rejected" else None
    return sentence("{about}. {fix}", "{about}. {fix}", about=about, fix=fix) if fix else about


def foreign_files(readings: Iterable[Reading]) -> list[Text]:
    """One sentence per file found in a folder that has no anchor of this program."""
    return [why_not_read(reading) for reading in readings if reading.status == "foreign"]


def _fix(reading: Reading) -> Text | None:
    """The advice of the finding about the whole file; ``None`` without such a finding."""
    about_file = next((found for found in reading.findings if found.code in _WHOLE_FILE), None)
    return Text(messages.fix(about_file, "fr"), messages.fix(about_file, "en")) if about_file else None


def _about(path: object, reason: Text) -> Text:
    name = path_text(path)
    return sentence("{name} : {reason}", "{name}: {reason}", name=name, reason=reason)
