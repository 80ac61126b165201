"""Cells cut, pasted and shifted inside a table or a form: read where their heading is, or told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from pacom_xl.figures.plan_view import PlanView
from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import column_letters
from pacom_xl.reading.reading_result import Reading
from pacom_xl.rules import engine, messages
from pacom_xl.rules.group_view import Group
from pacom_xl.rules.subsumption import hidden
from tests.support.direct_workbook import DirectWorkbook, Spot, restyled
from tests.support.small_workbook import AS_OF, TEMPLATE, facts, read, write_small

#: Tables with two columns whose contents cannot be told apart, and their fields.
ALIKE = {
    "budget_lines": ("planned", "committed"),
    "milestones": ("due", "done_on"),
    "risks": ("probability", "impact"),
    "kpis": ("baseline", "target"),
    "objectives": ("baseline", "target"),
}
#: Tables with two columns whose contents tell which is which.
UNLIKE = {
    "budget_lines": ("label", "planned"),
    "schedule": ("line", "month"),
    "journal": ("date", "text"),
    "swot": ("statement", "weight"),
    "team": ("full_name", "email"),
    "performance": ("measured_on", "value"),
}


#: An offer as people type it.
_OFFER = {"code": "OFF-NO-01", "customer": "Mairie", "need": "Café", "content": "Lot", "amount": 1, "status": "Envoyée"}


class Sheet:
    """The small workbook, its reading, and where things stand in it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "base.xlsx"
        write_small(self.path)
        self.before = read(self.path)
        self.workbook = DirectWorkbook(self.path)

    def column(self, table: str, key: str) -> tuple[str, list[Spot]]:
        """The tab of a table, and the cells of one of its columns: heading and filled rows."""
        assert self.before.plan
        rows = self.before.plan.table(table)
        first = rows[0]
        of = [r.origin for r in rows if r.origin and r.parent == first.parent and r.origin.sheet == first.origin.sheet]  # type: ignore[union-attr]
        column = of[0].columns[key]
        return of[0].sheet, [(row, column) for row in range(of[0].row - 1, of[-1].row + 1)]

    def after(self, edit: Callable[[DirectWorkbook], None]) -> tuple[Reading, list[Finding]]:
        """The reading of an edited copy, and its findings."""
        copy = self.workbook.copy()
        edit(copy)
        reading = read(copy.save(self.path.with_name("edited.xlsx")))
        return reading, reading.findings


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sheet]:
    yield Sheet(tmp_path_factory.mktemp("moved"))


def _codes(findings: list[Finding], *fields: str) -> set[str]:
    return {f.code for f in findings if f.field in fields}


@pytest.mark.parametrize("table", ALIKE)
def test_columns_exchanged_with_their_headings_are_read_by_heading_and_told_as_doubtful(
    sheet: Sheet, table: str
) -> None:
    one, other = ALIKE[table]
    tab, a = sheet.column(table, one)
    b = sheet.column(table, other)[1]
    reading, findings = sheet.after(lambda w: w.exchange(tab, a, b))
    assert reading.plan and facts(reading.plan) == facts(sheet.before.plan)  # type: ignore[arg-type]
    told = {f.field: f for f in findings if f.code == "PAC120"}
    assert set(told) == {f"{table}.{one}", f"{table}.{other}"}
    assert told[f"{table}.{one}"].cell == (tab, *b[0])


@pytest.mark.parametrize("table", UNLIKE)
def test_contents_that_agree_with_the_heading_leave_no_doubt(sheet: Sheet, table: str) -> None:
    one, other = UNLIKE[table]
    tab, a = sheet.column(table, one)
    b = sheet.column(table, other)[1]
    reading, findings = sheet.after(lambda w: w.exchange(tab, a, b))
    assert reading.plan and facts(reading.plan) == facts(sheet.before.plan)  # type: ignore[arg-type]
    assert _codes(findings, f"{table}.{one}", f"{table}.{other}") == {"PAC110"}


def test_headings_exchanged_alone_are_outvoted_by_the_contents(sheet: Sheet) -> None:
    tab, a = sheet.column("budget_lines", "label")
    b = sheet.column("budget_lines", "planned")[1]
    reading, findings = sheet.after(lambda w: w.exchange(tab, a[:1], b[:1]))
    assert reading.plan and facts(reading.plan) == facts(sheet.before.plan)  # type: ignore[arg-type]
    assert _codes(findings, "budget_lines.label", "budget_lines.planned") == {"PAC110"}


def test_cells_inserted_with_their_heading_are_read_at_their_new_place(sheet: Sheet) -> None:
    tab, cells = sheet.column("budget_lines", "vat_rate")
    (top, column), bottom = cells[0], cells[-1][0] + 4
    reading, findings = sheet.after(
        lambda w: w.shift(tab, lambda s: top <= s[0] <= bottom and s[1] >= column, columns=1)
    )
    assert reading.plan and facts(reading.plan) == facts(sheet.before.plan)  # type: ignore[arg-type]
    assert "PAC110" in _codes(findings, "budget_lines.vat_rate")


def test_formulas_of_spare_rows_below_moved_columns_are_no_values(sheet: Sheet) -> None:
    """Cells inserted beside the filled rows only: below them, computed columns stand where inputs are read."""
    tab, cells = sheet.column("budget_lines", "planned")
    (top, column), bottom = cells[0], cells[-1][0]
    _, findings = sheet.after(lambda w: w.shift(tab, lambda s: top <= s[0] <= bottom and s[1] >= column, columns=1))
    assert "PAC110" in _codes(findings, "budget_lines.planned")
    assert [f for f in findings if f.code == "PAC112"] == []


@pytest.mark.parametrize("key", ["label", "planned", "nature"])
def test_a_heading_pushed_among_the_values_is_one_error_at_its_cell(sheet: Sheet, key: str) -> None:
    tab, cells = sheet.column("budget_lines", key)
    top, column = cells[0]
    reading, findings = sheet.after(lambda w: w.shift(tab, lambda s: s[0] >= top and s[1] == column, rows=1))
    assert reading.plan
    view = PlanView(reading.plan, TEMPLATE, AS_OF)
    shown = [f for f in engine.run(Group([view], AS_OF, None), found=findings) if not f.hidden_by]
    told = [f for f in shown if f.field == f"budget_lines.{key}" and f.code.startswith("PAC1")]
    assert [(f.code, f.cell) for f in told] == [("PAC121", (tab, top + 1, column))]


def test_a_column_whose_key_and_heading_are_gone_is_doubtful(sheet: Sheet) -> None:
    tab, cells = sheet.column("risks", "label")
    top, column = cells[0]
    _, findings = sheet.after(lambda w: w.shift(tab, lambda s: s[0] > top - 2 and s[1] == column, rows=-1))
    assert _codes(findings, "risks.label") & {"PAC120", "PAC102"}


@pytest.mark.parametrize("first_column", [0, 1])
@pytest.mark.parametrize("key", ["code", "statement"])
def test_a_heading_sorted_among_the_rows_costs_no_row(sheet: Sheet, first_column: int, key: str) -> None:
    tab, cells = sheet.column("swot", key)
    top, column = cells[0]
    reading, _ = sheet.after(lambda w: w.sort(tab, (top, first_column), (cells[-1][0], 8), column))
    assert reading.plan and facts(reading.plan) == facts(sheet.before.plan)  # type: ignore[arg-type]


@pytest.mark.parametrize(("table", "last"), [("budget_lines", "closed"), ("kpis", "measured_on")])
def test_a_heading_sorted_away_from_those_of_computed_columns_costs_no_row(sheet: Sheet, table: str, last: str) -> None:
    tab, cells = sheet.column(table, "label")
    right = sheet.column(table, last)[1][0][1]
    (top, column), bottom = cells[0], cells[-1][0]
    reading, findings = sheet.after(lambda w: w.sort(tab, (top, 0), (bottom, right), column, reverse=table == "kpis"))
    assert reading.plan and facts(reading.plan) == facts(sheet.before.plan)  # type: ignore[arg-type]
    assert not {"PAC121", "PAC107", "PAC110", "PAC128"} & {f.code for f in findings}


def test_headings_of_computed_columns_that_a_sort_left_behind_are_no_constants(sheet: Sheet) -> None:
    tab, cells = sheet.column("objectives", "indicator")
    right = sheet.column("objectives", "owner")[1][0][1]
    (top, column), bottom = cells[0], cells[-1][0]
    for last in (right, right + 5):
        reading, findings = sheet.after(lambda w, last=last: w.sort(tab, (top, 1), (bottom, last), column))  # type: ignore[misc]
        assert reading.plan and facts(reading.plan) == facts(sheet.before.plan)  # type: ignore[arg-type]
        assert not {"PAC107", "PAC110", "PAC128"} & {f.code for f in findings}


CASH = "Prévision de trésorerie"
#: Rows of the headings and of the expected receipts of the cash forecast, columns of March and April.
MONTHS, RECEIPTS, MARCH, APRIL = 6, 8, 5, 6


def _receipts(reading: Reading) -> dict[str, object]:
    assert reading.plan
    rows = reading.plan.table("cash")
    return {str(r.get("month")): r.get("amount") for r in rows if r.get("item") == "cash_in" and r.get("amount")}


def test_months_exchanged_with_their_headings_are_read_by_heading_and_told_as_doubtful(sheet: Sheet) -> None:
    def edit(w: DirectWorkbook) -> None:
        for column, amount in ((MARCH, 300), (APRIL, 400)):
            w.put(CASH, RECEIPTS, column, amount)
        w.exchange(CASH, *([(row, c) for row in range(MONTHS, MONTHS + 6)] for c in (MARCH, APRIL)))

    reading, findings = sheet.after(edit)
    assert _receipts(reading) == {"2026-03": 300, "2026-04": 400}
    (told,) = (f for f in findings if f.field == "cash.amount" and f.code == "PAC120")
    assert told.cell == (CASH, MONTHS, MARCH)


def test_months_of_another_year_in_every_heading_are_followed_and_told(sheet: Sheet) -> None:
    def edit(w: DirectWorkbook) -> None:
        w.put(CASH, RECEIPTS, MARCH, 300)
        for number in range(12):
            w.put(CASH, MONTHS, MARCH - 2 + number, date(2027, number + 1, 1))

    reading, findings = sheet.after(edit)
    assert _receipts(reading) == {"2027-03": 300}
    assert [f.code for f in findings if f.field == "cash.amount"] == ["PAC120"]


@pytest.mark.parametrize("typed", [1234, "voir Paul", date(2026, 4, 1), date(2027, 3, 1)])
def test_what_is_typed_over_the_heading_of_a_month_is_listed(sheet: Sheet, typed: object) -> None:
    def edit(w: DirectWorkbook) -> None:
        w.put(CASH, RECEIPTS, MARCH, 300)
        w.put(CASH, MONTHS, MARCH, typed)
        if not isinstance(typed, date):
            w.cells(CASH)[MONTHS, MARCH] = restyled(w.cells(CASH)[MONTHS, MARCH], "")

    reading, findings = sheet.after(edit)
    assert _receipts(reading) == {"2026-03": 300}
    assert [f.cell for f in findings if f.code == "PAC109"] == [(CASH, MONTHS, MARCH)]


def test_form_rows_exchanged_with_their_labels_are_read_by_label(sheet: Sheet) -> None:
    assert sheet.before.plan
    action = sheet.before.plan.table("actions")[0]
    assert action.origin
    spots = {key: action.origin.places[key] for key in ("start", "due", "owner")}
    cells = {key: [(row, column - 2), (row, column)] for key, (row, column) in spots.items()}
    tab = action.origin.sheet
    reading, findings = sheet.after(lambda w: w.exchange(tab, cells["start"], cells["due"]))
    assert reading.plan and facts(reading.plan) == facts(sheet.before.plan)
    assert _codes(findings, "actions.start", "actions.due") == {"PAC120"}
    reading, findings = sheet.after(lambda w: w.exchange(tab, cells["start"], cells["owner"]))
    assert reading.plan and facts(reading.plan) == facts(sheet.before.plan)
    assert _codes(findings, "actions.start", "actions.owner") == {"PAC110"}


def test_a_label_typed_twice_moves_nothing(sheet: Sheet) -> None:
    assert sheet.before.plan
    plan = sheet.before.plan.table("plan")[0]
    assert plan.origin
    row, column = plan.origin.places["plan_end"]
    reading, _ = sheet.after(lambda w: w.put(plan.origin.sheet, row, column - 1, "Début d’exercice *"))  # type: ignore[union-attr]
    assert reading.plan and facts(reading.plan) == facts(sheet.before.plan)


@pytest.mark.parametrize(
    "label", ["TOTAL", "Sous-total :", "Total général", "", "Cumul", "Montant total HT", "Coût de l’opération"]
)
def test_a_row_that_adds_up_others_is_no_budget_line(sheet: Sheet, label: str) -> None:
    tab, planned = sheet.column("budget_lines", "planned")
    spent = sheet.column("budget_lines", "spent")[1]
    labels = sheet.column("budget_lines", "label")[1]
    row = planned[-1][0] + 1

    def edit(w: DirectWorkbook) -> None:
        for cells in (planned, spent):
            values = [w.content(tab, *spot) for spot in cells[1:]]
            w.put(tab, row, cells[0][1], sum(v for v in values if v != ""))
        if label:
            w.put(tab, row, labels[0][1], label)

    reading, findings = sheet.after(edit)
    assert reading.plan and facts(reading.plan) == facts(sheet.before.plan)  # type: ignore[arg-type]
    assert [f.cell.row for f in findings if f.code == "PAC126" and f.cell] == [row]
    assert not [f for f in findings if f.code == "PAC109"]


def test_a_line_without_number_whose_one_amount_is_the_sum_by_chance_is_read(sheet: Sheet) -> None:
    tab, planned = sheet.column("budget_lines", "planned")
    label = sheet.column("budget_lines", "label")[1][0][1]
    row, column = planned[-1][0] + 1, planned[0][1]

    def edit(w: DirectWorkbook) -> None:
        w.put(tab, row, column, sum(w.content(tab, *spot) for spot in planned[1:]))
        w.put(tab, row, label, "Hôtel")

    reading, findings = sheet.after(edit)
    assert reading.plan and sheet.before.plan
    assert len(reading.plan.table("budget_lines")) == len(sheet.before.plan.table("budget_lines")) + 1
    assert not [f for f in findings if f.code == "PAC126"]


@pytest.mark.parametrize("key", ["line", "month"])
def test_a_total_in_a_column_of_numbers_or_months_is_no_instalment(sheet: Sheet, key: str) -> None:
    """The label of an instalment is computed, so people type « TOTAL » in the columns beside it."""
    tab, amounts = sheet.column("schedule", "amount")
    row = amounts[-1][0] + 1

    def edit(w: DirectWorkbook) -> None:
        w.put(tab, row, sheet.column("schedule", key)[1][0][1], "TOTAL")
        w.put(tab, row, amounts[0][1], sum(w.content(tab, *spot) for spot in amounts[1:]))

    reading, findings = sheet.after(edit)
    assert reading.plan and facts(reading.plan) == facts(sheet.before.plan)  # type: ignore[arg-type]
    assert [(f.code, f.cell.row) for f in findings if f.cell and f.cell.row == row] == [("PAC126", row)]


def test_an_offer_to_a_customer_named_total_is_read_though_its_amount_is_the_sum_of_the_others(sheet: Sheet) -> None:
    tab, codes = sheet.column("offers", "code")
    (row, _), column = codes[1], {key: sheet.column("offers", key)[1][0][1] for key in _OFFER}

    def edit(w: DirectWorkbook) -> None:
        for number, amount in enumerate((1000, 500.5, 1500.5)):
            for key, value in _OFFER.items():
                w.put(tab, row + number, column[key], value)
            w.put(tab, row + number, column["code"], f"OFF-NO-0{number + 1}")
            w.put(tab, row + number, column["amount"], amount)
        w.put(tab, row + 2, column["customer"], "Total Énergies")

    reading, findings = sheet.after(edit)
    assert reading.plan and [r.get("amount") for r in reading.plan.table("offers")][2] == Decimal("1500.5")
    assert "PAC126" not in {f.code for f in findings}


def test_a_line_with_its_own_number_is_a_line_whatever_it_says(sheet: Sheet) -> None:
    tab, numbers = sheet.column("budget_lines", "number")
    row = numbers[-1][0] + 1

    def edit(w: DirectWorkbook) -> None:
        for key, value in (("number", 9), ("label", "Total des salons"), ("planned", 5)):
            w.put(tab, row, sheet.column("budget_lines", key)[1][0][1], value)

    reading, findings = sheet.after(edit)
    assert reading.plan and "Total des salons" in [r.get("label") for r in reading.plan.table("budget_lines")]
    assert "PAC126" not in {f.code for f in findings}


def _deleted(w: DirectWorkbook, tab: str, column: int) -> None:
    cells = w.cells(tab)
    for spot in [spot for spot in cells if spot[1] == column]:
        del cells[spot]
    w.shift(tab, lambda s: s[1] > column, columns=-1)


@pytest.mark.parametrize("tab", ["ACT-NO-002", "Calendrier", "Listes", "SWOT", "Prévision de trésorerie"])
def test_a_hidden_column_deleted_is_one_line(sheet: Sheet, tab: str) -> None:
    reading, findings = sheet.after(lambda w: _deleted(w, tab, 0))
    assert reading.plan and facts(reading.plan) == facts(sheet.before.plan)  # type: ignore[arg-type]
    assert len([f for f in findings if f.code != "PAC111"]) <= 1


@pytest.mark.parametrize("tab", ["ACT-NO-002", "Listes", "Équipe"])
def test_a_column_inserted_is_one_line_whatever_tables_it_crosses(sheet: Sheet, tab: str) -> None:
    reading, findings = sheet.after(lambda w: w.shift(tab, lambda s: s[1] >= 3, columns=1))
    assert reading.plan and facts(reading.plan) == facts(sheet.before.plan)  # type: ignore[arg-type]
    assert [f.code for f in findings if f.code != "PAC111"] == ["PAC110"]


def test_rows_typed_over_the_title_of_the_next_table_are_one_error(sheet: Sheet) -> None:
    tab, cells = sheet.column("budget_lines", "number")
    header = cells[0][0]

    def edit(w: DirectWorkbook) -> None:
        for row in (header - 2, header - 1):
            w.put(tab, row, 1, 7)
            w.put(tab, row, 2, f"Jalon {row}")

    reading, findings = sheet.after(edit)
    assert reading.plan and facts(reading.plan) == facts(sheet.before.plan)  # type: ignore[arg-type]
    told = [f for f in findings if f.code == "PAC127"]
    assert [(f.cell, f.params["count"]) for f in told] == [((tab, header - 2, 1), 4)]
    assert {f.code for f in findings} == {"PAC127"}


def _filled_down(w: DirectWorkbook, tab: str, source: int, columns: range, last: int) -> None:
    """Drag the cells of a row down to another one: numbers count up, texts are repeated."""
    for row in range(source + 1, last + 1):
        for column in columns:
            cell = w.cells(tab).get((source, column))
            content = w.content(tab, source, column)
            is_counted = isinstance(content, float) and content.is_integer()
            w.put(tab, row, column, content + row - source if is_counted else content, cell.formula if cell else "")


@pytest.mark.parametrize("past", [-1, 0, 1, 3])
@pytest.mark.parametrize(
    ("table", "below", "columns"),
    [
        ("milestones", "budget_lines", range(1, 6)),
        ("milestones", "budget_lines", range(1, 2)),
        ("budget_lines", "schedule", range(1, 10)),
        ("legal_checks", "journal", range(1, 5)),
    ],
)
def test_a_fill_over_the_frame_of_the_next_table_is_one_error(
    sheet: Sheet, table: str, below: str, columns: range, past: int
) -> None:
    """Over its title, its hidden keys, its headings, its rows: one line, whatever is no longer read."""
    tab, source = sheet.column(table, "number" if table in ("milestones", "budget_lines") else "point")
    fields = {"budget_lines": "number", "schedule": "line", "journal": "date"}
    heading = sheet.column(below, fields[below])[1][0][0]
    _, findings = sheet.after(lambda w: _filled_down(w, tab, source[-1][0], columns, heading + past))
    shown = [f for f in hidden(findings) if not f.hidden_by]
    assert [f.code for f in shown] == ["PAC127"]
    assert shown[0].cell and shown[0].cell.sheet == tab


def test_a_fill_over_two_tables_is_one_error(sheet: Sheet) -> None:
    tab, source = sheet.column("milestones", "number")
    last = sheet.column("schedule", "line")[1][-1][0]
    _, findings = sheet.after(lambda w: _filled_down(w, tab, source[-1][0], range(1, 6), last))
    (found,) = [f for f in hidden(findings) if not f.hidden_by]
    assert found.code == "PAC127"
    message = messages.message(found, "fr")
    assert "« Lignes de budget », « Échéancier de paiement »" in message.replace("\xa0", " "), message
    assert f"{found.params['count']} cellules ne sont pas lues" in message


def test_a_note_beside_a_title_is_a_note(sheet: Sheet) -> None:
    tab, cells = sheet.column("budget_lines", "number")
    _, findings = sheet.after(lambda w: w.put(tab, cells[0][0] - 2, 6, "vu par Luc"))
    assert [f.code for f in findings] == ["PAC109"]


def _values_only(w: DirectWorkbook, tab: str) -> None:
    for spot, cell in w.cells(tab).items():
        w.cells(tab)[spot] = replace(cell, formula="")


@pytest.mark.parametrize("tab", ["ACT-NO-003", "Calendrier", "Plan d’actions", "Objectifs"])
def test_values_pasted_over_everything_are_a_line_or_two(sheet: Sheet, tab: str) -> None:
    reading, findings = sheet.after(lambda w: _values_only(w, tab))
    assert reading.plan and facts(reading.plan) == facts(sheet.before.plan)  # type: ignore[arg-type]
    assert "PAC128" in {f.code for f in findings}
    assert len(findings) <= 2


def test_values_pasted_over_every_tab_are_a_line_or_two_each(sheet: Sheet) -> None:
    def paste(workbook: DirectWorkbook) -> None:
        for tab in workbook.part_of:
            _values_only(workbook, tab)

    reading, findings = sheet.after(paste)
    assert reading.plan and facts(reading.plan) == facts(sheet.before.plan)  # type: ignore[arg-type]
    lines = Counter((f.code, f.cell.sheet) for f in findings if f.cell and f.code != "PAC107")
    assert max(lines.values()) == 1
    assert len(lines) >= 30


def test_one_formula_typed_over_is_told_at_its_cell(sheet: Sheet) -> None:
    tab, cells = sheet.column("budget_lines", "closed")
    row, column = cells[1][0], cells[1][1] + 1
    _, findings = sheet.after(lambda w: w.put(tab, row, column, 12345))
    assert [(f.code, f.cell) for f in findings] == [("PAC107", (tab, row, column))]


def _shifted(sheet: Sheet, table: str, key: str, rows: int) -> list[tuple[str, object]]:
    """Findings of one field after a cell of its column was deleted (``rows=-1``) or inserted (``1``).

    Its data validations move with it, as offices move them.
    """
    tab, cells = sheet.column(table, key)
    first, column = cells[1]
    letters = column_letters(column)

    def edit(workbook: DirectWorkbook) -> None:
        workbook.clear(tab, first, column) if rows < 0 else None
        workbook.shift(tab, lambda spot: spot[0] >= first and spot[1] == column, rows=rows)
        part = workbook.part_of[tab]
        old = re.search(rf'sqref="({letters}{first + 1}:{letters}([0-9]+))"'.encode(), workbook.parts[part])
        assert old
        new = f"{letters}{first + 1}:{letters}{int(old[2]) + rows}".encode()
        workbook.parts[part] = workbook.parts[part].replace(b'sqref="%b"' % old[1], b'sqref="%b"' % new)

    _, findings = sheet.after(edit)
    return [(f.cell.a1 if f.cell else "", f.params["case"]) for f in findings if f.code == "PAC129"]


@pytest.mark.parametrize(
    ("table", "key"), [("segmentation", "size"), ("objectives", "target"), ("performance", "value"), ("team", "email")]
)
def test_cells_deleted_or_inserted_in_one_column_alone_are_an_error(sheet: Sheet, table: str, key: str) -> None:
    """The values below stand beside other rows than they were typed; nothing else in the sheet shows it."""
    (_, (_, (row, column), *_)) = sheet.column(table, key)
    cell = f"{column_letters(column)}{row + 1}"
    assert _shifted(sheet, table, key, -1) == [(cell, "deleted")]
    assert _shifted(sheet, table, key, 1) == [(cell, "inserted")]


def test_values_pasted_below_the_last_validated_cell_are_no_shift(sheet: Sheet) -> None:
    """Copying a cell down takes its validation along, pasting from elsewhere drops it: the cells are filled."""
    tab, cells = sheet.column("segmentation", "size")
    (first, column), letters = cells[1], column_letters(cells[1][1])

    def edit(workbook: DirectWorkbook) -> None:
        part = workbook.part_of[tab]
        old = re.search(rf'sqref="{letters}{first + 1}:{letters}([0-9]+)"'.encode(), workbook.parts[part])
        assert old
        last = int(old[1])
        workbook.put(tab, last, column, 5)
        new = f'sqref="{letters}{first + 1}:{letters}{last + 1}"'.encode()
        workbook.parts[part] = workbook.parts[part].replace(old[0], new)

    _, findings = sheet.after(edit)
    assert [f for f in findings if f.code == "PAC129"] == []


@pytest.mark.parametrize(("table", "key"), [("segmentation", "size"), ("team", "email"), ("performance", "value")])
def test_validations_cleared_in_the_last_spare_cells_of_a_column_are_no_shift(
    sheet: Sheet, table: str, key: str
) -> None:
    tab, cells = sheet.column(table, key)
    (first, _), letters = cells[1], column_letters(cells[1][1])

    def edit(workbook: DirectWorkbook) -> None:
        part = workbook.part_of[tab]
        old = re.search(rf'sqref="{letters}{first + 1}:{letters}([0-9]+)"'.encode(), workbook.parts[part])
        assert old
        new = f'sqref="{letters}{first + 1}:{letters}{int(old[1]) - 2}"'.encode()
        workbook.parts[part] = workbook.parts[part].replace(old[0], new)

    _, findings = sheet.after(edit)
    assert [f for f in findings if f.code == "PAC129"] == []
