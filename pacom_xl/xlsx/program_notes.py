"""The part of a cell's note that this program writes below people's text; it is never read as theirs."""

from __future__ import annotations

#: The line that begins the program's part of a note.
PROGRAM_NOTE = "—— pacom_xl ——"


def people_note(text: str) -> str:
    """The part of a note that people wrote; ``""`` when all of it is the program's."""
    return text.partition(PROGRAM_NOTE)[0].strip()
