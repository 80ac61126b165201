"""Messages for runs in which no input could be used."""

from __future__ import annotations

from pacom_xl.consolidation.review import Review
from pacom_xl.model.text import Text, path_text
from pacom_xl.model.typography import sentence
from pacom_xl.reading.reading_result import Reading

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
    """The file and the reason it could not be read."""
    return _about(reading.path, reading.reason or Text("illisible", "cannot be read"))


def _about(path: object, reason: Text) -> Text:
    name = path_text(path)
    return sentence("{name} : {reason}", "{name}: {reason}", name=name, reason=reason)
