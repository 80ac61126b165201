"""Convert drafts of actions to records. Open choices get defaults; a value that a workbook would not read back is
listed instead.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from pacom_xl.adoption.account import Account, Source, Spot
from pacom_xl.adoption.records.budget_lines import settle_vat
from pacom_xl.adoption.records.draft_model import Draft, SourcedValue
from pacom_xl.layout.anchors import row_id
from pacom_xl.model.plan import Record, Value
from pacom_xl.model.text import NBSP, Lang, fits_cell, fold
from pacom_xl.model.typography import sentence
from pacom_xl.template.schema import Field, Table, Template
from pacom_xl.values.codecs import Context, labels_of, read_value, write_value
from pacom_xl.values.texts import tidy

_LONGEST_TITLE = 120
_TEXTS = ("what", "why", "how", "lessons")
_UNREADABLE = sentence("un classeur relirait cette valeur autrement", "a workbook would read this value otherwise")
_TOO_LONG = sentence("texte trop long pour une cellule", "text too long for a cell")
_NO_FIELD = sentence("le modèle n’a pas ce champ", "the template has no such field")


@dataclass(frozen=True)
class RecordFactory:
    """Template, context and account with which records are built and checked."""

    template: Template
    context: Context
    account: Account
    lang: Lang
    #: Rows made so far, by table: a row no code identifies is known by its number.
    numbers: Counter[str] = field(default_factory=Counter)

    def reads_back(self, of: Field, value: Value) -> bool:
        """Whether a workbook gives a value back as it is, without anything to say about it."""
        written = write_value(of, value, self.lang, labels_of(self.template))
        if isinstance(written, str) and not fits_cell(written):
            return False
        raw = float(written) if isinstance(written, (int, Decimal)) else written
        outcome = read_value(of, raw, self.context)
        return outcome.code is None and outcome.value == value

    def row(
        self,
        table: Table,
        key: str,
        sourced: Mapping[str, SourcedValue],
        values_of_row: Mapping[str, Value],
        parent: str | None = None,
    ) -> Record:
        """A record of the values that read back; the cells of the others are listed.

        ``values_of_row``: values the program chose.
        """
        values: dict[str, Value] = {name: value for name, value in values_of_row.items() if name in table.by_key}
        for name, entry in sourced.items():
            of = table.by_key.get(name)
            is_text = isinstance(entry.value, str) and of is not None and not of.type.choices
            value = tidy(str(entry.value)) if is_text else entry.value
            if of and self.reads_back(of, value):
                values[name] = value
                for source in entry.sources:
                    self.account.place(source, Spot(table.key, key, name, parent))
            else:
                self._list_leftover(entry, parent or key, of)
        return Record(table.key, key, values, parent)

    def child(self, table: Table, number: int, sourced: Mapping[str, SourcedValue], parent: str) -> Record:
        """A row of one of the action's tables; ``number`` is its rank there."""
        self.numbers[table.key] += 1
        return self.row(table, row_id(table.key, self.numbers[table.key]), sourced, {"number": number}, parent)

    def _list_leftover(self, entry: SourcedValue, action: str, of: Field | None) -> None:
        reason = _UNREADABLE if of else _NO_FIELD
        if isinstance(entry.value, str) and not fits_cell(entry.value):
            reason = _TOO_LONG
        for source in entry.sources:
            self.account.list_leftover(source, reason, action)


def action_records(draft: Draft, factory: RecordFactory) -> Iterator[Record]:
    """The action sheet of a draft: its form, then the rows of its tables."""
    settle_vat(draft, factory.account)
    _settle_title(draft, factory)
    _settle_status(draft, factory)
    _settle_people(draft)
    if draft.axis:
        draft.fields["axis"] = draft.axis
    for name in _TEXTS:
        if paragraphs := draft.paragraphs.get(name):
            draft.fields[name] = _joined(paragraphs, factory, draft.code)
    tables = factory.template.tables
    yield factory.row(tables["actions"], draft.code, draft.fields, {"code": draft.code})
    children = (("milestones", draft.milestones), ("budget_lines", draft.lines), ("kpis", draft.kpis))
    for name, rows in children:
        for number, row in enumerate(rows, 1):
            yield factory.child(tables[name], number, row, draft.code)


def _joined(paragraphs: Sequence[SourcedValue], factory: RecordFactory, code: str) -> SourcedValue:
    """The paragraphs of a long text in one value; those that no longer fit are left."""
    texts: list[str] = []
    sources: list[Source] = []
    for sourced in paragraphs:
        text = tidy(str(sourced.value))
        if fits_cell("\n".join((*texts, text))):
            texts.append(text)
            sources += sourced.sources
        else:
            for source in sourced.sources:
                factory.account.list_leftover(source, _TOO_LONG, code)
    return SourcedValue("\n".join(texts), sources)


def _settle_title(draft: Draft, factory: RecordFactory) -> None:
    """The title with the list's own number before it, cut where it is too long (the whole then stands in « Quoi »)."""
    number, title = draft.fields.pop("code", None), draft.fields.get("title")
    if title is None:
        return
    text = str(title.value)
    spot = Spot("actions", draft.code, "title")
    if number:
        shown = str(number.value).rstrip(".")
        title.sources += number.sources
        if not fold(text).startswith(fold(shown)):
            text = f"{shown}. {text}" if shown.isdigit() else f"{shown} {text}"
            factory.account.fix(
                number.sources[0],
                spot,
                text,
                sentence("numéro de la liste devant l’intitulé", "the list’s number before the title"),
            )
    if len(text) > _LONGEST_TITLE:
        draft.paragraphs.setdefault("what", []).insert(0, SourcedValue(text, list(title.sources)))
        text = text[: _LONGEST_TITLE - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
        factory.account.fix(
            title.sources[0],
            spot,
            text,
            sentence("intitulé trop long, repris en entier dans « Quoi »", "title too long, in full in “What”"),
        )
    title.value = text


def _settle_status(draft: Draft, factory: RecordFactory) -> None:
    """The status where the list has none, and the progress a status means."""
    fields = draft.fields
    status, progress = fields.get("status"), fields.get("progress")
    if status is None:
        found, source = _status_of(fields)
        fields["status"] = status = SourcedValue(found)
        if source:
            label = factory.context.values("action_status").label(found)
            factory.account.fix(source, Spot("actions", draft.code, "status"), label, _FROM_PROGRESS)
    share = {"done": Decimal(1), "planned": Decimal(0)}.get(str(status.value))
    if progress is None and share is not None:
        fields["progress"] = SourcedValue(share)
        if status.sources:
            shown = f"{share:.0%}".replace("%", f"{NBSP}%" if factory.lang == "fr" else "%")
            factory.account.fix(status.sources[0], Spot("actions", draft.code, "progress"), shown, _FROM_STATUS)


_FROM_PROGRESS = sentence(
    "déduit de l’avancement ou de la date de fin réelle", "deduced from progress or the completion date"
)
_FROM_STATUS = sentence("déduit du statut", "deduced from the status")


def _status_of(fields: Mapping[str, SourcedValue]) -> tuple[str, Source | None]:
    """The status that progress and completion date imply; a draft when the list has neither."""
    if "done_on" in fields:
        return "done", fields["done_on"].sources[0]
    progress = fields.get("progress")
    if progress is None or not isinstance(progress.value, Decimal):
        return "draft", None
    if progress.value >= 1:
        return "done", progress.sources[0]
    return ("in_progress" if progress.value > 0 else "planned"), progress.sources[0]


def _settle_people(draft: Draft) -> None:
    """Everybody but the owner contributes."""
    owner = draft.fields.get("owner")
    others: dict[str, SourcedValue] = {}
    for sourced in draft.people:
        if owner and sourced.value == owner.value:
            owner.sources += [source for source in sourced.sources if source not in owner.sources]
        else:
            others.setdefault(str(sourced.value), SourcedValue(sourced.value)).sources.extend(sourced.sources)
    if others:
        sources = [source for sourced in others.values() for source in sourced.sources]
        draft.fields["contributors"] = SourcedValue(tuple(others), sources)
