"""From raw records to the plan's records: every value through its field's codec, references to known codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Origin, Plan, Record, Value, natural_key
from pacom_xl.model.text import LANGS, Lang, Text
from pacom_xl.model.typography import quoted, sentence
from pacom_xl.reading.raw_records import RawRecord, RawSheet
from pacom_xl.reading.recognition.vocabulary import vocabulary_of
from pacom_xl.template.schema import Field, Template
from pacom_xl.values.codecs import CodeBook, Context, Outcome, read_value, resolve_reference
from pacom_xl.values.references import is_named
from pacom_xl.values.row_names import subject_and_detail
from pacom_xl.values.shown_content import shown_content
from pacom_xl.values.value_lists import Labels

#: What a generated action sheet holds before anyone has typed in it.
_UNTOUCHED = {"code", "status", "progress"}
#: A cell that holds one of the tool's own hidden keys: offices offer them when people begin to type.
_HIDDEN_KEY = Outcome(None, "PAC125")
#: Fields of a waiver that say what it is about.
_WAIVED = ("subject", "detail")


class RecordBuilder:
    """Builds the records of one workbook, keeping what could not be understood as findings."""

    def __init__(self, template: Template, lang: Lang, labels: Labels, currency: Any = "") -> None:
        """``currency``: what the cell of the plan's currency holds."""
        self.template = template
        self.vocabulary = vocabulary_of(template)
        self.context = Context.build(template, lang, labels)
        currency_field = template.by_name.get("plan.currency")
        if currency_field and isinstance(code := read_value(currency_field, currency, self.context).value, str):
            self.context = replace(self.context, currency=code.upper())
        #: The tab each action code belongs to, when the caller knows; another tab of that code is a copy.
        self.originals: dict[str, str] = {}
        self.records: list[Record] = []
        self.findings: list[Finding] = []
        #: Keys of the rows read, by table.
        self._taken: dict[str, set[str]] = {}
        self._codes: dict[tuple[str, ...], CodeBook] = {}
        self._fiches: dict[str, str] = {}

    def is_typed(self, text: str) -> bool:
        """Whether a text may be what people typed: it is not empty and no hidden key of the tool."""
        return bool(text) and not self.vocabulary.is_hidden_key(text)

    # -- records ---------------------------------------------------------------------------------------------

    def add_sheet(self, sheet: RawSheet) -> None:
        """Every record of an ordinary sheet."""
        for raw in sheet.records:
            self._add(raw, None, sheet.key)

    def add_action_sheet(self, sheet: RawSheet) -> None:
        """An action and the rows that belong to it; a sheet nobody has typed in is no action."""
        forms = [raw for raw in sheet.records if raw.table.parent is None]
        children = [raw for raw in sheet.records if raw.table.parent is not None]
        if children and not forms:
            forms = [RawRecord(self.template.tables["actions"], {}, Origin(sheet.tab, 0))]
        for form in forms:
            typed = form.values.keys() - _UNTOUCHED
            if not typed and not children and self._is_blank(form):
                continue
            action = self._with_unique_key(self._add(form, None, sheet.tab), sheet.tab)
            for raw in children:
                self._add(raw, action.key, action.key)

    def _is_blank(self, form: RawRecord) -> bool:
        status = form.table.by_key["status"]
        value = read_value(status, form.values.get("status", ""), self.context).value
        return value in (None, "draft") and not form.values.get("progress")

    def _with_unique_key(self, action: Record, tab: str) -> Record:
        """The action just added. Of two action sheets with one code both stay, each with its own rows: the second gets
        a key of its own, and a finding names both sheets.
        """
        first = self._fiches.setdefault(action.key, self.originals.get(action.key, tab))
        if first == tab:
            return action
        code, number = action.key, 2
        while f"{code} ({number})" in self._fiches:
            number += 1
        self.records[-1] = action = replace(action, key=f"{code} ({number})")
        self._fiches[action.key] = tab
        params = {"code": code, "sheet_a": first, "sheet_b": tab}
        self.findings.append(Finding("PAC117", code, cell=action.cell("code"), field="actions.code", params=params))
        return action

    def _add(self, raw: RawRecord, parent: str | None, fallback: str) -> Record:
        table = raw.table
        if table.key == "choices" and (known := self._known_choice(raw)):
            record = Record(table.key, self._key(raw, known, fallback), known, parent, raw.origin)
            self.records.append(record)
            return record
        values: dict[str, Value] = dict.fromkeys(table.input_keys)
        problems: list[tuple[Field, Any, Outcome]] = []
        by_key = table.by_key
        located = raw.origin.columns or raw.origin.places
        for key, content in raw.values.items():
            if key not in located and key not in raw.origin.elsewhere:
                values[key] = content or None
                continue
            outcome = read_value(by_key[key], content, self.context)
            if isinstance(content, str) and self._is_hidden_key(table.key, key, content):
                outcome = _HIDDEN_KEY
            values[key] = outcome.value
            if outcome.code is not None:
                problems.append((by_key[key], content, outcome))
        record = Record(table.key, self._key(raw, values, fallback), values, parent, raw.origin)
        self.records.append(record)
        for f, content, outcome in problems:
            self._report(record, f, content, outcome, fallback)
        return record

    def _is_hidden_key(self, table: str, key: str, content: str) -> bool:
        """Whether a cell holds a hidden key. Waivers may name a row by its key, as findings in JSON do."""
        is_waived = table == "waivers" and key in _WAIVED
        return self.vocabulary.is_hidden_key(content) and not (is_waived and self.vocabulary.is_row_id(content))

    def _known_choice(self, raw: RawRecord) -> Mapping[str, Value] | None:
        """A row of the lists that is as the template has it: a third of a workbook's cells, known beforehand."""
        typed = raw.values
        known = self.template.choice_rows.get((typed.get("list"), typed.get("key")))
        return known if known == typed else None

    def _key(self, raw: RawRecord, values: Mapping[str, Value], fallback: str) -> str:
        table = raw.table
        if table.code:
            code = values.get(table.code)
            return code if isinstance(code, str) else raw.row_id or fallback
        if table.kind == "form":
            return table.key
        key, taken = raw.row_id, self._taken.setdefault(table.key, set())
        if not key or key in taken:
            key = natural_key(values, table.natural_key)
        taken.add(key)
        return key

    def _report(self, record: Record, f: Field, content: Any, outcome: Outcome, fallback: str) -> None:
        subject, detail = self._named(record, f, fallback)
        self.findings.append(
            Finding(
                code=outcome.code or "",
                subject=subject,
                detail=detail,
                cell=record.cell(f.key),
                field=f.name,
                value=_duration_as_text(content),
                params={
                    "type": f.type.base,
                    **outcome.params,
                    "value": shown_content(content, f.type.base),
                    **({"nearest": _nearest(outcome)} if outcome.code == "PAC106" else {}),
                },
            )
        )

    def _named(self, record: Record, f: Field, fallback: str) -> tuple[str, str]:
        """Subject and detail of a finding about a field of a row."""
        subject, detail = subject_and_detail(record, self.template, f.key)
        return subject or fallback, detail or f.name

    # -- references ------------------------------------------------------------------------------------------

    def resolve_references(self) -> None:
        """Codes typed loosely become the codes they can only mean; unknown ones stay as typed."""
        plan, tables = Plan(None, None, self.context.lang, "", "", self.records), self.template.tables
        fields = {
            name: [(f, self._code_book(plan, f.type.tables)) for f in tables[name].references] for name in plan.names()
        }
        for place, record in enumerate(self.records):
            found: dict[str, Value] = {}
            for f, book in fields[record.table]:
                value = record.values[f.key]
                if isinstance(value, str):
                    if value not in book.codes:
                        found[f.key] = self._resolved(record, f, value, book)
                elif isinstance(value, tuple):
                    mixed = f.type.base == "multi_ref_or_text"
                    entries = [
                        entry
                        for part in value
                        for entry in (book.entries(part, with_texts=mixed) if is_named(part) else [part])
                    ]
                    resolved = (self._resolved(record, f, entry, book) for entry in entries)
                    found[f.key] = tuple(dict.fromkeys(resolved))
            if found:
                self.records[place] = record.with_values(found)

    def _resolved(self, record: Record, f: Field, text: str, book: CodeBook) -> str:
        outcome = resolve_reference(text, book)
        if outcome.code is not None:
            self._report(record, f, text, outcome, record.key)
        return outcome.value if isinstance(outcome.value, str) else text

    def _code_book(self, plan: Plan, tables: tuple[str, ...]) -> CodeBook:
        if tables not in self._codes:
            self._codes[tables] = CodeBook.of(plan, self.template, tables)
        return self._codes[tables]


def _duration_as_text(content: Any) -> Any:
    """A content as findings carry it: durations have no form of their own in JSON."""
    return shown_content(content) if isinstance(content, timedelta) else content


def _nearest(outcome: Outcome) -> Text:
    """The choices that look like what was typed, as the end of a sentence; nothing when there are none."""
    names = outcome.params.get("suggestions") or ()
    if not names:
        return Text("", "")
    listed = Text(*(", ".join(quoted(name, lang) for name in names) for lang in LANGS))
    return sentence(" ; choix proches : {names}", "; close choices: {names}", names=listed)
