"""Text report of the cells of each file: how many were read, ignored and not understood."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pacom_xl.model import formats
from pacom_xl.model.text import Lang, Text, in_line, path_text
from pacom_xl.model.typography import colon, sentence
from pacom_xl.reading.reading_result import Reading

#: Most characters shown of a cell note.
_MOST = 1_000


def cells_text(readings: Sequence[Reading], lang: Lang) -> str:
    """For each file read: counts of cells filled, read, ignored and not understood, then its cell notes."""
    return "\n".join(line for reading in readings for line in _lines(reading, lang))


def _lines(reading: Reading, lang: Lang) -> Iterator[str]:
    account = reading.account
    if not account.filled:
        return
    counts = [formats.number(n, lang) for n in (account.filled, account.read, account.ignored, account.refused)]
    filled, read, ignored, refused = counts
    summary = sentence(
        "{filled} cellules remplies, dont {read} lues, {ignored} non reprises (PAC109), {refused} non comprises ; "
        "le reste est écrit par le modèle",
        "{filled} filled cells: {read} read, {ignored} not taken over (PAC109), {refused} not understood; the rest "
        "is written by the template",
        filled=filled, read=read, ignored=ignored, refused=refused,
    )  # fmt: skip
    yield f"{in_line(path_text(reading.path))}{colon(lang)}{summary.in_(lang)}"
    for comment in reading.comments:
        note = Text("note", "note").in_(lang)
        yield in_line(f"  {note} {comment.sheet}!{comment.cell}{colon(lang)}{comment.text}", _MOST)
