"""What became of the cells of each file: the account behind « nothing is dropped in silence »."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pacom_xl.model import formats
from pacom_xl.model.text import NARROW_NBSP, NBSP, Lang, Text, in_line, path_text
from pacom_xl.reading.reading_result import Reading

#: Characters of a note.
_MOST = 1_000


def cells_text(readings: Sequence[Reading], lang: Lang) -> str:
    """One line per file that was read: cells filled, read, not taken over, refused; then the notes people left."""
    return "\n".join(line for reading in readings for line in _lines(reading, lang))


def _lines(reading: Reading, lang: Lang) -> Iterator[str]:
    account = reading.account
    if not account.filled:
        return
    counts = [formats.number(n, lang) for n in (account.filled, account.read, account.ignored, account.refused)]
    filled, read, ignored, refused = counts
    said = Text(
        f"{filled} cellules remplies, dont {read} lues, {ignored} non reprises (PAC109), {refused} non comprises"
        f"{NARROW_NBSP}; le reste est écrit par le modèle",
        f"{filled} filled cells: {read} read, {ignored} not taken over (PAC109), {refused} not understood"
        "; the rest is the template's own",
    ).in_(lang)
    colon = f"{NBSP}: " if lang == "fr" else ": "
    yield f"{in_line(path_text(reading.path))}{colon}{said}"
    for comment in reading.comments:
        note = Text("note", "note").in_(lang)
        yield in_line(f"  {note} {comment.sheet}!{comment.cell}{colon}{comment.text}", _MOST)
