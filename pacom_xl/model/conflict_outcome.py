"""What is said instead of a value where a conflict has none: an empty cell, a row taken out, nothing chosen."""

from __future__ import annotations

from pacom_xl.model.audit import Conflict
from pacom_xl.model.text import Lang, Text

_NOTHING = Text("rien", "nothing")
_EMPTY = Text("vide", "empty")
_REMOVED = Text("ligne retirée", "row taken out")
_STAYS = Text("la ligne reste et compte", "the row stays and counts")


def without_value(conflict: Conflict, lang: Lang) -> str:
    """What somebody did who left no value: emptied the field, or took the row out."""
    return (_EMPTY if conflict.field else _REMOVED).in_(lang)


def chosen_nothing(conflict: Conflict, lang: Lang) -> str:
    """The choice of a conflict whose ``chosen`` is ``None``: no value was chosen, or nothing was, and why."""
    if conflict.is_decided:
        return without_value(conflict, lang)
    stays = not conflict.field and any(value.value is None for value in conflict.values)
    reasons = [conflict.reason, _STAYS if stays else None]
    why = ", ".join(reason.in_(lang) for reason in reasons if reason)
    return _NOTHING.in_(lang) + (f" ({why})" if why else "")
