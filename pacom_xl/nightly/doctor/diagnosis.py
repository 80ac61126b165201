"""Results of the checks of ``pacom-xl doctor``, and their sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pacom_xl.model.text import Text

#: ``ok``: in order · ``note``: absent, and needed for one thing only · ``warning``: works, will fail one day ·
#: ``error``: something does not work.
State = Literal["ok", "note", "warning", "error"]


@dataclass(frozen=True)
class Diagnosis:
    """The result of one check."""

    about: Text
    state: State
    found: Text
    #: What to do; ``None`` when nothing is.
    fix: Text | None = None


def same(text: object) -> Text:
    """A name, a path or a number, the same in every language."""
    return Text(str(text), str(text))
