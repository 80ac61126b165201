"""The board of a collection as a section of the page."""

from __future__ import annotations

from html import escape

from pacom_xl.model.collection import COLLECTION_STATES, Collection, CollectionState, TeamReturn
from pacom_xl.model.collection_words import counted_states, times_reminded
from pacom_xl.model.formats import day
from pacom_xl.model.palette import AMBER, GREEN, GREY, RED
from pacom_xl.model.text import Lang, Text

_SYMBOLS: dict[CollectionState, str] = {
    "not_received": RED.symbol, "to_correct": AMBER.symbol, "received": GREY.symbol, "accepted": GREEN.symbol,
}  # fmt: skip
_HEADS = (
    Text("Équipe", "Team"),
    Text("État", "State"),
    Text("À corriger", "To correct"),
    Text("Relances", "Reminders"),
    Text("Fichier du", "File of"),
)


def collection_section(collection: Collection, lang: Lang) -> str:
    """A table of all teams, those expected to do something first."""
    due = day(collection.due, lang)
    title = Text(f"Collecte des plans pour le {due}", f"Collection of the plans by {due}").in_(lang)
    heads = "".join(f'<th scope="col">{escape(head.in_(lang))}</th>' for head in _HEADS)
    rows = "".join(_row(entry, lang) for entry in collection.returns)
    return (
        f'<section class="card" id="collection"><h2 id="collection-title">{escape(title)}</h2>'
        f"<p>{escape(counted_states(collection).in_(lang))}</p>"
        '<div class="wide" role="region" aria-labelledby="collection-title" tabindex="0">'
        f'<table class="plain"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div></section>'
    )


def _row(entry: TeamReturn, lang: Lang) -> str:
    state = f"{_SYMBOLS[entry.state]} {COLLECTION_STATES[entry.state].in_(lang)}"
    saved = day(entry.saved_on, lang) if entry.saved_on else "–"
    cells = (state, str(entry.faults or "–"), times_reminded(entry).in_(lang), saved)
    return (
        f'<tr><th scope="row">{escape(entry.label.in_(lang))}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in cells)
        + "</tr>"
    )
