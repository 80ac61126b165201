"""The cells of one action of a list, field by field, before they are records. Every value knows its cells."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from pacom_xl.adoption import lenient_values as lenient
from pacom_xl.adoption.account import Account, Source, Spot
from pacom_xl.adoption.list_cells import ListCell
from pacom_xl.adoption.list_rows import ActionRows
from pacom_xl.adoption.mapping import MappedColumn, Mapping
from pacom_xl.adoption.people import Named, People, named_in
from pacom_xl.adoption.tables import ListColumn
from pacom_xl.adoption.vocabulary import TARGETS, UNPLACED, heading_words, in_thousands, includes_vat
from pacom_xl.model.plan import Value
from pacom_xl.model.text import NBSP, Lang, Text, fold
from pacom_xl.template.schema import Template
from pacom_xl.values.codecs import Context, read_value

NO_FIELD = Text("colonne sans équivalent dans le classeur", "a column the workbook has no field for")
_MORE_VALUES = Text("l’action a déjà une valeur dans ce champ", "the action has a value in this field already")
_NOT_CODE = Text("identifiant technique", "a technical identifier")
_BLANK = Text("vide une fois les espaces retirés", "empty once blanks are removed")
_CODE = re.compile(r"[A-Za-z]{0,6}[-. ]?\d{1,4}(?:[.\-]\d{1,3})*[a-z]?\.?")
#: Headings that say no more than the field a text goes to.
_OWN_HEADINGS = {
    "what": ("description", "descriptif", "detail", "details", "contenu", "description de l'action", "card description"),
    "why": ("pourquoi", "why", "justification"),
    "how": ("comment", "how", "modalites", "modalites de mise en oeuvre"),
    "lessons": ("bilan", "enseignements", "lessons learned", "lessons"),
}
_LONGEST_TITLE, _LONGEST_LABEL = 120, 80
_CENT = Decimal("0.01")
_SINGLE = {
    "start": "start", "due": "due", "done_on": "done_on", "review_on": "review_on", "progress": "progress",
    "status": "status", "priority": "priority",
}  # fmt: skip


@dataclass
class Held:
    """A value and the cells it comes from."""

    value: Value
    sources: list[Source] = field(default_factory=list)


@dataclass
class Draft:
    """One action: single fields, paragraphs of long texts, and the rows of its tables."""

    code: str
    fields: dict[str, Held] = field(default_factory=dict)
    paragraphs: dict[str, list[Held]] = field(default_factory=dict)
    #: Trigrams of everybody the action names, the owner among them.
    people: list[Held] = field(default_factory=list)
    lines: list[dict[str, Held]] = field(default_factory=list)
    milestones: list[dict[str, Held]] = field(default_factory=list)
    kpis: list[dict[str, Held]] = field(default_factory=list)
    axis: Held | None = None


@dataclass
class Workshop:
    """What taking a cell over depends on."""

    template: Template
    context: Context
    mapping: Mapping
    account: Account
    people: People
    year: int
    lang: Lang
    #: By sheet and column: whether plain percentages are points, order of numeric dates.
    points: dict[tuple[str, int], bool] = field(default_factory=dict)
    orders: dict[tuple[str, int], lenient.DateOrder | None] = field(default_factory=dict)
    previous_codes: list[str] = field(default_factory=list)

    def label(self, target: str) -> str:
        """What people call a target."""
        return TARGETS[target].label.in_(self.lang)


class Drafter:
    """Takes the cells of one action over."""

    def __init__(self, shop: Workshop, rows: ActionRows, code: str) -> None:
        self.shop, self.rows = shop, rows
        self.sheet = rows.table.table.sheet
        self.draft = Draft(code)
        self._line_of: dict[str, dict[str, Held]] = {}
        self._funder: Held | None = None

    def drafted(self) -> Draft:
        """The action with everything its rows hold."""
        for row in (self.rows.first, *self.rows.more):
            self._take_row(row, is_first=row == self.rows.first)
        for row in self.rows.children:
            self._take_child(row)
        return self.draft

    def _take_row(self, row: int, *, is_first: bool) -> None:
        self._line_of, self._funder = {}, None
        for mapped in self.rows.table.columns:
            if cell := self._cell(row, mapped.column.column, merged=is_first):
                self._take(mapped, cell, is_first)
        if self._funder:
            self._add_text("how", self._funder.sources[0], str(self._funder.value))

    def _cell(self, row: int, column: int, *, merged: bool) -> ListCell | None:
        """The cell of a place, or the one merged down over it."""
        if cell := self.sheet.cells.get((row, column)):
            return cell
        area = self.sheet.area(row, column)
        return self.sheet.cells.get((area.top, column)) if merged and area and area.left == column else None

    def _take(self, mapped: MappedColumn, cell: ListCell, is_first: bool) -> None:
        source = Source(self.sheet.name, cell, mapped.column.heading)
        target = mapped.target
        if cell.problem:
            self._leave(source, cell.problem)
        elif target in ("axis", "outline", "parent", "email"):
            pass  # taken before, with the whole table in view
        elif target == UNPLACED:
            self._leave(source, NO_FIELD)
        elif target == "title":
            self._take_title(source, is_first)
        elif target in ("owner", "contributors"):
            self._take_people(source, target)
        elif target in _SINGLE:
            self._take_single(source, target, mapped.column)
        elif target in ("allocated", "planned", "committed", "spent", "funder", "vat_rate"):
            self._take_budget(source, target, mapped.column)
        elif target in ("action_type", "channels", "means", "status_reason"):
            self._take_codec(source, target)
        elif target in ("kpis", "milestones"):
            self._take_lines(source, target)
        elif target == "code":
            self._take_code(source, is_first)
        else:
            self._add_text(target, source, cell.shown)

    def _leave(self, source: Source, reason: Text, text: str | None = None) -> None:
        self.shop.account.leave(source, reason, self.draft.code, text)

    def _spot(self, key: str) -> Spot:
        return Spot("actions", self.draft.code, key)

    def _fix(self, source: Source, key: str, taken: str, why: Text) -> None:
        self._fix_at(source, self._spot(key), taken, why)

    def _fix_at(self, source: Source, spot: Spot, taken: str, why: Text) -> None:
        """Note a fix; in a text file every number and date is text, which says nothing."""
        if not (why is lenient.AS_TEXT and self.shop.account.list_file.read_as):
            self.shop.account.fix(source, spot, taken, why)

    # -- texts --

    def _take_title(self, source: Source, is_first: bool) -> None:
        text = " ".join(source.cell.shown.split())
        if not is_first:
            held = self.draft.fields.get("title")
            if held and fold(str(held.value)).endswith(fold(text)):
                held.sources.append(source)
            else:
                self._add_text("what", source, text, labelled=False)
            return
        self.draft.fields["title"] = Held(text, [source])

    def _take_code(self, source: Source, is_first: bool) -> None:
        text = self._code_text(source)
        held = self.draft.fields.get("code")
        if not is_first or held or not _CODE.fullmatch(text):
            if held and held.value == text:
                held.sources.append(source)
            else:
                self._leave(source, _MORE_VALUES if held else _NOT_CODE)
            return
        self.draft.fields["code"] = Held(text, [source])
        self.shop.previous_codes.append(text)

    def _code_text(self, source: Source) -> str:
        """A code as people read it: the number 1.1 after « 1.9 » is « 1.10 », whose zero a spreadsheet drops."""
        text, seen = source.cell.shown.strip(), self.shop.previous_codes
        stem = text.rpartition(".")[0]
        if isinstance(source.cell.value, float) and text in seen and seen[-1] == f"{stem}.9" and text.endswith(".1"):
            self._fix(source, "title", f"{text}0", Text("numéro suivant 9", "the number after 9"))
            return f"{text}0"
        return text

    def _add_text(self, key: str, source: Source, text: str, *, labelled: bool = True) -> None:
        """A paragraph of a long text, after its heading where that says more than the field's name."""
        bare = text.strip()
        if not bare:
            self._leave(source, _BLANK)
            return
        plain = not labelled or not source.heading or heading_words(source.heading) in _OWN_HEADINGS.get(key, ())
        colon = f"{NBSP}: " if self.shop.lang == "fr" else ": "
        shown = bare if plain else f"{source.heading.strip(' :*')}{colon}{bare}"
        paragraphs = self.draft.paragraphs.setdefault(key, [])
        same = next((held for held in paragraphs if held.value == shown), None)
        if same:
            same.sources.append(source)
        else:
            paragraphs.append(Held(shown, [source]))

    # -- people --

    def _take_people(self, source: Source, target: str) -> None:
        entries = named_in(source.cell.shown)
        people = [entry for entry in entries if entry.is_person]
        if not entries:
            self._leave(source, _BLANK)
            return
        if len(people) < len(entries) or any(entry.has_more for entry in people):
            # What names nobody, or says more than a name, stays on the action sheet as a text.
            self._add_text("how", source, source.cell.shown)
        for entry in people:
            self._take_person(source, target, entry, alone=len(people) == 1)

    def _take_person(self, source: Source, target: str, entry: Named, *, alone: bool) -> None:
        person = self.shop.people.find(entry.name)
        self.draft.people.append(Held(person.trigram, [source]))
        field_ = "owner" if target == "owner" and "owner" not in self.draft.fields else "contributors"
        if field_ == "owner":
            self.draft.fields["owner"] = Held(person.trigram, [source])
        is_same = fold(person.full_name) == fold(source.cell.shown)
        if not is_same or not alone:
            why = Text("une personne par entrée", "one person an entry") if not alone else Text("nom reconnu", "name matched")
            self._fix(source, field_, f"{person.full_name} ({person.trigram})", why)

    # -- single values --

    def _take_single(self, source: Source, target: str, column: ListColumn) -> None:
        taken = self._single(source.cell, target, column)
        if taken.reason:
            self._leave(source, taken.reason)
            return
        held = self.draft.fields.get(target)
        if held and held.value != taken.value:
            self._leave(source, _MORE_VALUES)
        elif held:
            held.sources.append(source)
        else:
            self.draft.fields[target] = Held(taken.value, [source])
            if taken.fix:
                self._fix(source, target, self._shown(target, taken.value), taken.fix)

    def _single(self, cell: ListCell, target: str, column: ListColumn) -> lenient.Taken:
        shop, place = self.shop, (self.sheet.name, column.column)
        of = shop.template.by_name[f"actions.{target}"]
        chosen = shop.mapping.values.get(target, {}).get(fold(cell.shown))
        if chosen:
            return lenient.Taken(chosen, Text("table de correspondance", "mapping file"))
        if target == "status":
            return lenient.status(cell, of, shop.context)
        if target == "priority":
            return lenient.priority(cell, of, shop.context)
        if target == "progress":
            return lenient.percentage(cell, of, shop.context, shop.points.get(place, False))
        last = target != "start"
        return lenient.day(cell, of, shop.context, shop.year, last, shop.orders.get(place))

    def _shown(self, target: str, value: Value) -> str:
        of = self.shop.template.by_name[f"actions.{target}"]
        if of.type.choices:
            return self.shop.context.values(of.type.choices).label(str(value))
        return plain_number(value)

    def _take_codec(self, source: Source, target: str) -> None:
        """A field whose codec is enough; what it does not know stays on the action sheet as a text."""
        of = self.shop.template.by_name.get(f"actions.{target}")
        raw = "; ".join(line.strip(" -•*;") for line in source.cell.shown.splitlines()) if target == "means" else source.cell.shown
        outcome = read_value(of, raw, self.shop.context) if of else None
        if outcome is None or outcome.code or outcome.value is None or target in self.draft.fields:
            self._add_text("what" if target == "action_type" else "how", source, source.cell.shown)
        else:
            self.draft.fields[target] = Held(outcome.value, [source])

    # -- rows of the action's tables --

    def _take_lines(self, source: Source, target: str) -> None:
        """One indicator or milestone a line."""
        rows = self.draft.kpis if target == "kpis" else self.draft.milestones
        parts = [part.strip(" -•*·\t;") for part in re.split(r"[\n;]", source.cell.shown)]
        for part in filter(None, parts):
            same = next((row for row in rows if fold(str(row["label"].value)) == fold(part)), None)
            if same:
                same["label"].sources.append(source)
            else:
                rows.append({"label": Held(part, [source])})
        if not any(parts):
            self._leave(source, _BLANK)

    def _take_child(self, row: int) -> None:
        """A sub-task: a milestone with its dates; its people contribute, the rest is left."""
        milestone: dict[str, Held] = {}
        for mapped in self.rows.table.columns:
            cell = self._cell(row, mapped.column.column, merged=False)
            if cell is None or mapped.target in ("axis", "parent", "outline"):
                continue
            source = Source(self.sheet.name, cell, mapped.column.heading)
            if mapped.target == "title":
                milestone["label"] = Held(" ".join(cell.shown.split()), [source])
            elif mapped.target in ("due", "done_on"):
                taken = self._single(cell, mapped.target, mapped.column)
                if taken.reason:
                    self._leave(source, taken.reason)
                else:
                    milestone[mapped.target] = Held(taken.value, [source])
            elif mapped.target in ("owner", "contributors"):
                self._take_people(source, "contributors")
            else:
                self._leave(source, Text("valeur d’une sous-tâche", "a value of a sub-task"))
        if milestone:
            self.draft.milestones.append(milestone)

    # -- budget --

    def _take_budget(self, source: Source, target: str, column: ListColumn) -> None:
        if target == "funder":
            if self._funder:
                self._add_text("how", self._funder.sources[0], str(self._funder.value))
            self._funder = Held(" ".join(source.cell.shown.split()), [source])
            return
        if target == "vat_rate":
            self._take_rate(source)
            return
        of = self.shop.template.by_name["actions.allocated"]
        heading = f"{column.group} {column.heading}"
        taken = lenient.amount(source.cell, of, self.shop.context, 1000 if in_thousands(heading) else 1)
        if taken.reason or not isinstance(taken.value, Decimal):
            self._leave(source, taken.reason or NO_FIELD)
            return
        told = includes_vat(source.cell.shown)
        with_vat = includes_vat(heading) if told is None else told
        if target == "allocated" and "allocated" not in self.draft.fields and not with_vat:
            self.draft.fields["allocated"] = Held(taken.value, [source])
            if taken.fix:
                self._fix(source, "allocated", plain_number(taken.value), taken.fix)
            return
        self._add_line(source, "planned" if target == "allocated" else target, column, taken, with_vat)

    def _take_rate(self, source: Source) -> None:
        of = self.shop.template.by_name["budget_lines.vat_rate"]
        place = (source.sheet, source.cell.column)
        taken = lenient.percentage(source.cell, of, self.shop.context, self.shop.points.get(place, False))
        if taken.reason or "vat_rate" in self.draft.fields:
            self._leave(source, taken.reason or _MORE_VALUES)
        else:
            self.draft.fields["vat_rate"] = Held(taken.value, [source])

    def _add_line(
        self, source: Source, target: str, column: ListColumn, taken: lenient.Taken, with_vat: bool | None
    ) -> None:
        """An amount in the line its row has begun, or in a new one named after its funder or its heading."""
        line = self._line_of.get(column.group) if target != "planned" else None
        if line is None or target in line:
            line = {"label": self._line_label(column, source)}
            self.draft.lines.append(line)
            self._line_of[column.group] = line
        line[target] = Held(taken.value, [source])
        spot = Spot("budget_lines", self.draft.code, target)
        if taken.fix:
            self._fix_at(source, spot, plain_number(taken.value), taken.fix)
        if with_vat:
            line["with_vat"] = Held("yes", [source])
        elif with_vat is None:
            self._fix_at(source, spot, plain_number(taken.value), _NO_VAT_WORD)

    def _line_label(self, column: ListColumn, source: Source) -> Held:
        funder, self._funder = self._funder, None
        if funder and len(str(funder.value)) <= _LONGEST_LABEL:
            return funder
        if funder:
            self._add_text("how", funder.sources[0], str(funder.value))
        heading = column.heading.strip(" :*") or self.shop.label("planned")
        return Held(heading[:_LONGEST_LABEL])


_NO_VAT_WORD = Text("ni HT ni TTC dans la liste : pris hors taxes", "the list does not say whether VAT is included: taken as excluding VAT")
_WITHOUT_RATE = Text(
    "montant TTC sans taux : repris tel quel à 0 % de TVA, à ramener hors taxes",
    "amount including VAT without a rate: taken as it is at 0 % VAT, to be brought to excluding VAT",
)


def plain_number(value: Value) -> str:
    """A value as text, an amount without zeros at its end."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def settle_vat(draft: Draft, account: Account) -> None:
    """Rates of the lines; amounts including VAT are brought to excluding VAT when the list gives the rate."""
    rate = draft.fields.pop("vat_rate", None)
    if rate and not draft.lines:
        for source in rate.sources:
            account.leave(source, Text("taux de TVA sans montant", "a VAT rate without an amount"), draft.code)
    for line in draft.lines:
        with_vat = line.pop("with_vat", None)
        if rate:
            line["vat_rate"] = rate
        elif with_vat:
            line["vat_rate"] = Held(Decimal(0))
            line["label"] = Held(f"{str(line['label'].value)[: _LONGEST_LABEL - 6]} (TTC)", line["label"].sources)
        for key in ("planned", "committed", "spent") if with_vat else ():
            if key in line:
                _settle_amount(line[key], rate, Spot("budget_lines", draft.code, key), account)


def _settle_amount(held: Held, rate: Held | None, spot: Spot, account: Account) -> None:
    assert isinstance(held.value, Decimal)
    if rate is None:
        account.fix(held.sources[0], spot, plain_number(held.value), _WITHOUT_RATE)
        return
    assert isinstance(rate.value, Decimal)
    held.value = (held.value / (1 + rate.value)).quantize(_CENT, ROUND_HALF_UP)
    account.fix(held.sources[0], spot, plain_number(held.value), Text("ramené hors taxes", "brought to excluding VAT"))
