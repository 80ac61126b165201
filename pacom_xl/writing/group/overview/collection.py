"""The collection of the teams' workbooks on the first sheet: values of the night that wrote the workbook."""

from __future__ import annotations

from xlsxwriter.format import Format

from pacom_xl.layout import overview_texts as texts
from pacom_xl.model import palette
from pacom_xl.model.collection import COLLECTION_STATES, Collection, CollectionState, TeamReturn
from pacom_xl.model.collection_words import awaited, more_teams, times_reminded
from pacom_xl.model.formats import day
from pacom_xl.model.palette import Tone
from pacom_xl.model.text import Text, in_line
from pacom_xl.writing.group.overview.canvas import ROW, Canvas

_TONES: dict[CollectionState, Tone] = {
    "not_received": palette.RED, "to_correct": palette.AMBER, "received": palette.GREY, "accepted": palette.GREEN,
}  # fmt: skip
#: Letters of a text in a formula: Excel allows 255.
_LONGEST = 200
#: Teams listed at most: those expected to do something come first.
_MOST = 20
#: Columns of the grid; the last takes the rest.
_WIDTHS = (15, 9, 7, 9)
_HEADS = (
    texts.REGION, texts.COLLECTION_STATE, texts.COLLECTION_FAULTS, texts.COLLECTION_REMINDERS, texts.COLLECTION_FILE,
)  # fmt: skip


def write_collection(canvas: Canvas, row: int, collection: Collection) -> int:
    """Write heading, counts and a line per team from ``row`` on; the last row written."""
    canvas.heading(row, 0, canvas.columns, texts.COLLECTION_TITLE)
    _write(canvas, row + 1, 0, canvas.columns, awaited(collection), canvas.look(bold=True))
    canvas.height(row + 1)
    canvas.heads(row + 2, 0, [(head, width, "left") for head, width in zip(_HEADS, _widths(canvas), strict=True)])
    canvas.height(row + 2)
    shown = collection.returns[:_MOST]
    for number, entry in enumerate(shown, row + 3):
        _write_line(canvas, number, entry)
    last = row + 2 + len(shown)
    if more := len(collection.returns) - len(shown):
        _write(canvas, last + 1, 0, canvas.columns, more_teams(more), canvas.look(font_color="muted", italic=True))
        return last + 1
    return last


def _widths(canvas: Canvas) -> tuple[int, ...]:
    return (*_WIDTHS, canvas.columns - sum(_WIDTHS))


def _write_line(canvas: Canvas, row: int, entry: TeamReturn) -> None:
    tone, state = _TONES[entry.state], COLLECTION_STATES[entry.state]
    shown: tuple[Text | str, ...] = (
        entry.label,
        f"{tone.symbol} {state.in_(canvas.lang)}",
        str(entry.faults or "–"),
        times_reminded(entry),
        day(entry.saved_on, canvas.lang) if entry.saved_on else "–",
    )
    at = 0
    for rank, (text, width) in enumerate(zip(shown, _widths(canvas), strict=True)):
        more = {"bold": True, "font_color": tone.ink} if rank == 1 else {}
        _write(canvas, row, at, width, text, canvas.line(align="left", indent=1, shrink=True, **more))
        at += width
    canvas.height(row, ROW)


def _write(canvas: Canvas, row: int, at: int, width: int, text: Text | str, look: Format) -> None:
    """Write a text as a formula, because the reader would take plain text for a typed note."""
    shown = in_line(text.in_(canvas.lang) if isinstance(text, Text) else text, _LONGEST)
    canvas.formula(row, at, width, canvas.literal(shown), shown, look)
