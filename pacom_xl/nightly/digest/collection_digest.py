"""Collection in mails: the reminder to a manager, the board for the director."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pacom_xl.model.collection import COLLECTION_STATES, Collection, TeamReturn
from pacom_xl.model.collection_words import counted_states, times_reminded
from pacom_xl.model.formats import day, short_day
from pacom_xl.model.text import Lang, Text, path_text
from pacom_xl.model.typography import counted, sentence
from pacom_xl.nightly.collection.plan_faults import findings_to_correct
from pacom_xl.nightly.digest import digest_rows
from pacom_xl.nightly.digest.digest_counts import TO_DO, counts, rows_of
from pacom_xl.nightly.digest.digest_model import Digest, Item, Section, Table
from pacom_xl.nightly.night_facts import Night

_WORKING_DAYS = (Text("jour ouvré", "working day"), Text("jours ouvrés", "working days"))
_TO_SEND, _TO_CORRECT = Text("À rendre", "To send"), Text("À corriger avant de rendre", "To correct before sending")


# -- reminder of a manager ----------------------------------------------------------------------------------------


def for_reminder(night: Night, team: str, name: str) -> Digest | None:
    """The reminder of a team, for its manager ``name``; ``None`` when the team is not reminded tonight."""
    collection = night.collection
    entry = collection.of(team) if collection else None
    if collection is None or entry is None or not entry.reminded:
        return None
    lang, label = night.lang, entry.label.in_(night.lang)
    body = [_section(night, collection, entry)]
    when = _by(collection)
    todo = counts(rows_of(body)) if entry.faults else TO_DO["send"][0]
    return Digest(
        subject=f"[PAC {collection.due.year}][{team}] {todo.in_(lang)} {when.in_(lang)}",
        title=Text(f"Collecte des plans – {label}", f"Collection of the plans – {label}").in_(lang),
        lead=[_reminder_text(entry, name, collection).in_(lang), _times(entry).in_(lang)],
        sections=body,
        lang=lang,
        closing=[],
        role="reminder",
    )


def _section(night: Night, collection: Collection, entry: TeamReturn) -> Section:
    findings = findings_to_correct(night, entry.team)
    if not findings:
        return Section("send", _TO_SEND.in_(night.lang), [_nothing_received(entry, collection, night.lang)])
    return next(digest_rows.sections(night, findings, (("correct", _TO_CORRECT, ("PAC",)),)))


def _nothing_received(entry: TeamReturn, collection: Collection, lang: Lang) -> Item:
    """The row of a team without a workbook that counts: why, and where one is expected."""
    label = entry.label.in_(lang)
    folders = ", ".join(path_text(Path(folder)) for folder in collection.folders)
    if entry.reason is not None:
        text = sentence(
            "Le classeur de {label} n’a pas pu être pris en compte : {why}.",
            "The workbook of {label} could not be counted: {why}.",
            label=label,
            why=entry.reason,
        )
    else:
        text = sentence("Aucun classeur de {label} n’a été reçu.", "No workbook of {label} was received.", label=label)
    fix = sentence("Déposer le classeur dans {folders}.", "Put the workbook into {folders}.", folders=folders)
    return Item(text.in_(lang), fix.in_(lang) if folders else "", severity="error")


def _reminder_text(entry: TeamReturn, name: str, collection: Collection) -> Text:
    what = (
        Text(f"le plan de {entry.label.fr} est attendu", f"the plan of {entry.label.en} is expected")
        if not entry.faults
        else Text(f"le plan de {entry.label.fr} est à corriger", f"the plan of {entry.label.en} has to be corrected")
    )
    text = Text(
        f"{what.fr} {_by(collection).fr}{_in_days(collection).fr}.",
        f"{what.en} {_by(collection).en}{_in_days(collection).en}.",
    )
    if not name:
        return Text(text.fr[:1].upper() + text.fr[1:], text.en[:1].upper() + text.en[1:])
    return Text(f"{name}, {text.fr}", f"{name}, {text.en}")


def _times(entry: TeamReturn) -> Text:
    if entry.reminders == 1:
        return sentence("Première relance.", "First reminder.")
    return sentence("Relance n° {n}.", "Reminder no. {n}.", n=entry.reminders)


def _by(collection: Collection) -> Text:
    due = collection.due
    if collection.as_of > due:
        return Text(f"depuis le {day(due, 'fr')}", f"since {day(due, 'en')}")
    return Text(f"pour le {day(due, 'fr')}", f"by {day(due, 'en')}")


def _in_days(collection: Collection) -> Text:
    """`` (dans 5 jours ouvrés)``; nothing where the day says enough."""
    left = abs(collection.days_left)
    days = counted(left, *_WORKING_DAYS)
    if collection.as_of == collection.due:
        return Text(", aujourd’hui", ", today")
    if not left:
        return Text("", "")
    if collection.days_left < 0:
        return Text(f" ({days.fr} de retard)", f" ({days.en} late)")
    return Text(f" (dans {days.fr})", f" (in {days.en})")


# -- board of the director ----------------------------------------------------------------------------------------


def board_line(collection: Collection) -> Text:
    """``Collecte pour le 30/06/2026 (dans 5 jours ouvrés) : 1 non reçu, 2 acceptés.``"""
    reminded = len(collection.reminded)
    more = counted(reminded, Text("équipe relancée cette nuit", "team reminded tonight"), _REMINDED)
    tail = Text(f" ; {more.fr}", f"; {more.en}") if reminded else Text("", "")
    due = day(collection.due, "fr"), day(collection.due, "en")
    return sentence(
        "Collecte {by}{days} : {listed}{tail}.",
        "Collection {by}{days}: {listed}{tail}.",
        by=Text(f"pour le {due[0]}", f"by {due[1]}"),
        days=_in_days(collection) if collection.days_left or collection.as_of == collection.due else Text("", ""),
        listed=counted_states(collection),
        tail=tail,
    )


_REMINDED = Text("équipes relancées cette nuit", "teams reminded tonight")


def board_table(collection: Collection, lang: Lang) -> Table | None:
    """A row per team that is not accepted; ``None`` when all are."""
    waiting = [entry for entry in collection.returns if entry.state != "accepted"]
    if not waiting:
        return None
    heads = [
        Text(f"Collecte {_by(collection).fr}", f"Collection {_by(collection).en}").in_(lang),
        Text("État", "State").in_(lang),
        Text("À corriger", "To correct").in_(lang),
        Text("Relances", "Reminders").in_(lang),
        Text("Fichier du", "File of").in_(lang),
    ]
    rows = [
        [
            entry.label.in_(lang),
            COLLECTION_STATES[entry.state].in_(lang),
            str(entry.faults or "–"),
            times_reminded(entry).in_(lang),
            short_day(entry.saved_on, lang) if entry.saved_on else "–",
        ]
        for entry in waiting
    ]
    flagged = frozenset((row, 1) for row, entry in enumerate(waiting) if entry.state == "not_received")
    return Table(heads, rows, wide=frozenset({4}), flagged=flagged)


def has_board(night: Night) -> bool:
    """Whether the director is informed of the collection: a team is reminded tonight."""
    return bool(night.collection and night.collection.reminded)


def for_board(night: Night) -> Digest | None:
    """The board alone, while every plan is a draft and no national summary is sent."""
    collection = night.collection
    if collection is None:
        return None
    lang = night.lang
    line = board_line(collection).in_(lang)
    return Digest(
        subject=f"[PAC {collection.due.year}] {line.rstrip('.')}",
        title=Text("Collecte des plans", "Collection of the plans").in_(lang),
        lead=[line],
        sections=list(_waiting(collection, lang)),
        lang=lang,
        tables=[table] if (table := board_table(collection, lang)) else [],
        role="board",
    )


def _waiting(collection: Collection, lang: Lang) -> Iterator[Section]:
    """Teams reminded tonight, by name."""
    items = [Item(entry.label.in_(lang), severity="warning") for entry in collection.reminded]
    if items:
        yield Section("reminded", Text("Relancées cette nuit", "Reminded tonight").in_(lang), items)
