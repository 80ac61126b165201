"""Words for a collection that mails, page and workbook share."""

from __future__ import annotations

from pacom_xl.model.collection import COLLECTION_STATES, Collection, CollectionState, TeamReturn
from pacom_xl.model.formats import day
from pacom_xl.model.text import Text
from pacom_xl.model.typography import counted, sentence

_MANY: dict[CollectionState, Text] = {
    "not_received": Text("non reçus", "not received"),
    "to_correct": Text("à corriger", "to correct"),
    "received": Text("reçus", "received"),
    "accepted": Text("acceptés", "accepted"),
}
_NOT_COUNTED = Text("–", "–")


def counted_states(collection: Collection) -> Text:
    """``1 non reçu, 2 acceptés``; states without a team are left out."""
    found = collection.counts
    parts = [
        counted(found[state], COLLECTION_STATES[state], _MANY[state]) for state in COLLECTION_STATES if found[state]
    ]
    return Text(", ".join(part.fr for part in parts), ", ".join(part.en for part in parts))


def awaited(collection: Collection) -> Text:
    """By when workbooks are expected, and how many are in each state, in one line."""
    return sentence(
        "Attendu pour le {day} : {counts}",
        "Expected by {day}: {counts}",
        day=Text(day(collection.due, "fr"), day(collection.due, "en")),
        counts=counted_states(collection),
    )


def more_teams(count: int) -> Text:
    """« et 3 autres équipes »: the number of teams that are not listed."""
    others = counted(count, Text("autre équipe", "more team"), Text("autres équipes", "more teams"))
    return sentence("… et {others}", "… and {others}", others=others)


def times_reminded(entry: TeamReturn) -> Text:
    """``2 fois``, « personne à relancer », or a dash."""
    if entry.unreachable:
        return Text("personne à relancer", "nobody to remind")
    if not entry.reminders:
        return _NOT_COUNTED
    return counted(entry.reminders, Text("fois", "time"), Text("fois", "times"))
