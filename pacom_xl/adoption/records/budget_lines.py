"""Amounts of a list as budget lines: their labels, VAT, and amounts shared by several actions."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from pacom_xl.adoption.account import Account, Source, Spot
from pacom_xl.adoption.mapping.tables import ListColumn
from pacom_xl.adoption.mapping.vocabulary import in_thousands, includes_vat
from pacom_xl.adoption.records import lenient_values as lenient
from pacom_xl.adoption.records.draft_model import (
    LONGEST_LABEL,
    MORE_VALUES,
    NO_FIELD,
    Draft,
    DraftWriter,
    SourcedValue,
    plain_number,
)
from pacom_xl.model.typography import sentence

BUDGET_TARGETS = frozenset(("allocated", "planned", "committed", "spent", "funder", "vat_rate"))
_CENT = Decimal("0.01")
_WITHOUT_RATE = sentence(
    "montant TTC sans taux : repris tel quel à 0 % de TVA, à ramener hors taxes",
    "amount including VAT without a rate: taken as it is at 0 % VAT, to be brought to excluding VAT",
)
_EXCLUDING_VAT = sentence("ramené hors taxes", "brought to excluding VAT")
_NO_AMOUNT = sentence("taux de TVA sans montant", "a VAT rate without an amount")
_SHARED = sentence(
    "montant commun à plusieurs actions : repris sur la première seulement",
    "an amount shared by several actions: taken on the first one only",
)


class BudgetRow:
    """The amounts of one row of the list. A funder names the amount to its right."""

    def __init__(self, writer: DraftWriter) -> None:
        self.writer = writer
        #: Line begun, by group of headings and whether its amounts include VAT.
        self._line_of: dict[tuple[str, bool], dict[str, SourcedValue]] = {}
        self._funder: SourcedValue | None = None

    def add_cell(self, source: Source, target: str, column: ListColumn, shared: bool) -> None:
        """One cell. ``shared``: it is merged over rows of other actions too."""
        if target == "funder":
            self.close()
            self._funder = SourcedValue(" ".join(source.cell.shown.split()), [source])
        elif target == "vat_rate":
            self._adopt_rate(source)
        else:
            self._adopt_amount(source, target, column, shared)

    def close(self) -> None:
        """A funder without an amount stays on the action sheet as a text."""
        if self._funder:
            self.writer.add_text("how", self._funder.sources[0], str(self._funder.value))
        self._funder = None

    def _adopt_amount(self, source: Source, target: str, column: ListColumn, shared: bool) -> None:
        inputs, fields = self.writer.inputs, self.writer.draft.fields
        heading = f"{column.group} {column.heading}"
        of = inputs.template.by_name["actions.allocated"]
        adopted = lenient.amount(source.cell, of, inputs.context, 1000 if in_thousands(heading) else 1)
        if adopted.reason or not isinstance(adopted.value, Decimal):
            self.writer.list_leftover(source, adopted.reason or NO_FIELD)
            return
        stated = includes_vat(source.cell.shown)
        with_vat = includes_vat(heading) if stated is None else stated
        is_allocated = target == "allocated" and "allocated" not in fields and not with_vat
        if is_allocated:
            fields["allocated"] = SourcedValue(adopted.value, [source])
        else:
            target = "planned" if target == "allocated" else target
            self._add_line(source, target, column, adopted.value, with_vat)
        table = "actions" if is_allocated else "budget_lines"
        for why in (adopted.fix, _SHARED if shared else None):
            if why:
                self.writer.fix(source, target, plain_number(adopted.value), why, table)

    def _adopt_rate(self, source: Source) -> None:
        inputs, fields = self.writer.inputs, self.writer.draft.fields
        points = inputs.points.get((source.sheet, source.cell.column), False)
        adopted = lenient.percentage(
            source.cell, inputs.template.by_name["budget_lines.vat_rate"], inputs.context, points
        )
        if adopted.reason or "vat_rate" in fields:
            self.writer.list_leftover(source, adopted.reason or MORE_VALUES)
        else:
            fields["vat_rate"] = SourcedValue(adopted.value, [source])

    def _add_line(
        self, source: Source, target: str, column: ListColumn, amount: Decimal, with_vat: bool | None
    ) -> None:
        """An amount in the line its row has begun, or in a new one named after its funder or its heading."""
        kind = (column.group, bool(with_vat))
        line = self._line_of.get(kind) if target != "planned" else None
        if line is None or target in line:
            line = {"label": self._label(column)}
            self.writer.draft.lines.append(line)
            self._line_of[kind] = line
        line[target] = SourcedValue(amount, [source])
        if with_vat:
            line["with_vat"] = SourcedValue("yes")
        elif with_vat is None:
            self.writer.inputs.unsure_of_vat.setdefault(column.heading)

    def _label(self, column: ListColumn) -> SourcedValue:
        funder = self._funder
        if funder and len(str(funder.value)) <= LONGEST_LABEL:
            self._funder = None
            return funder
        self.close()
        heading = column.heading.strip(" :*") or self.writer.inputs.label("planned")
        return SourcedValue(heading[:LONGEST_LABEL])


def settle_vat(draft: Draft, account: Account) -> None:
    """Rates of the lines; amounts including VAT are brought to excluding VAT when the list gives the rate."""
    rate = draft.fields.pop("vat_rate", None)
    if rate and not draft.lines:
        for source in rate.sources:
            account.list_leftover(source, _NO_AMOUNT, draft.code)
    for line in draft.lines:
        with_vat = line.pop("with_vat", None)
        if rate:
            line["vat_rate"] = rate
        elif with_vat:
            line["vat_rate"] = SourcedValue(Decimal(0))
            line["label"] = SourcedValue(_with_vat_label(str(line["label"].value)), line["label"].sources)
        for key in ("planned", "committed", "spent") if with_vat else ():
            if key in line:
                _settle_amount(line[key], rate, Spot("budget_lines", draft.code, key), account)


def _with_vat_label(label: str) -> str:
    return label if includes_vat(label) else f"{label[: LONGEST_LABEL - 6]} (TTC)"


def _settle_amount(sourced: SourcedValue, rate: SourcedValue | None, spot: Spot, account: Account) -> None:
    assert isinstance(sourced.value, Decimal)
    if rate is None:
        account.fix(sourced.sources[0], spot, plain_number(sourced.value), _WITHOUT_RATE)
        return
    assert isinstance(rate.value, Decimal)
    sourced.value = (sourced.value / (1 + rate.value)).quantize(_CENT, ROUND_HALF_UP)
    account.fix(sourced.sources[0], spot, plain_number(sourced.value), _EXCLUDING_VAT)
