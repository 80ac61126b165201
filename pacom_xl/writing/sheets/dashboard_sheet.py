"""The dashboard: budget, situations, what is late, over or about to expire, objectives, on one page with its date."""

from __future__ import annotations

from xlsxwriter.format import Format

from pacom_xl.figures.dashboard import BUDGET, index_total
from pacom_xl.figures.plan_view import Row
from pacom_xl.layout.blocks import BOARD, FIRST_BLOCK_ROW, FIRST_COLUMN, Tab, TableBlock
from pacom_xl.layout.formulas import Spot
from pacom_xl.layout.sheet_texts import (
    AS_OF,
    AT_RISK,
    BUDGET_BEFORE_TAX,
    BUDGET_STEPS,
    COUNT,
    OBJECTIVES_TRAJECTORY,
    ON_TIME,
    SITUATIONS,
)
from pacom_xl.model.plan import Value, column_letters
from pacom_xl.writing.column_widths import LINE_HEIGHT
from pacom_xl.writing.printing import set_print
from pacom_xl.writing.sheet_writer import SheetWriter
from pacom_xl.writing.sheets.dashboard_charts import Ranges, write_charts
from pacom_xl.writing.sheets.dashboard_lists import LISTS, write_list, write_meetings
from pacom_xl.writing.sheets.plain_sheet import open_sheet, write_heading
from pacom_xl.writing.workbook_writer import WorkbookWriter

#: Situations shown, in the order of attention they call for.
_SHOWN = ("late", "due_today", "due_soon", "to_close", "on_time", "done", "done_late", "on_hold", "draft",
          "cancelled", "transferred", "no_due_date", "invalid_dates")  # fmt: skip
_RAGS = {"green": "good", "amber": "warning", "red": "bad"}


def write_dashboard(book: WorkbookWriter, tab: Tab) -> None:
    """Key figures first, then what calls for attention, then four charts."""
    sheet = open_sheet(book, tab)
    sheet.worksheet.set_column(FIRST_COLUMN, FIRST_COLUMN + BOARD.columns - 1, BOARD.width)
    first_hidden = FIRST_COLUMN + BOARD.columns
    sheet.worksheet.set_column(first_hidden, first_hidden + len(LISTS) - 1, 6, None, {"hidden": True})
    page = _Page(sheet)
    page.write_date()
    top = page.write_budget(FIRST_BLOCK_ROW) + 1
    counts = page.write_situations(top)
    row = max(counts[1] + 2, _write_right(page, top, 0)) + 1
    objectives = page.write_objectives(row)
    row = max(objectives[1], _write_right(page, row, 1)) + 2
    left_end = write_list(sheet, page.spot, LISTS[2], row, FIRST_COLUMN, 2)
    right = write_list(sheet, page.spot, LISTS[3], row, BOARD.half, 3)
    row = write_meetings(sheet, page.spot, max(left_end, right) + 1)
    end = write_charts(sheet, Ranges(tab.name, counts, objectives), row + 1)
    set_print(sheet, portrait=True)
    sheet.worksheet.fit_to_pages(1, 1)
    sheet.worksheet.print_area(1, FIRST_COLUMN, end, FIRST_COLUMN + BOARD.columns - 1)


def _write_right(page: _Page, row: int, number: int) -> int:
    column = BOARD.right if number == 0 else BOARD.half
    return write_list(page.sheet, page.spot, LISTS[number], row, column, number)


class _Page:
    """The dashboard being written."""

    def __init__(self, sheet: SheetWriter) -> None:
        self.sheet = sheet
        self.row = sheet.view.form("dashboard")
        self.spot = Spot(sheet.tab, next(iter(sheet.tab.blocks.values()), None))  # type: ignore[arg-type]

    def formula(self, row: int, column: int, text: str, value: Value, style: Format, last: int | None = None) -> None:
        """A formula of the figures' language."""
        formula = "=" + self.sheet.formulas.render(text, self.spot)
        self.sheet.write_formula(row, column, formula, value, style, last)

    def write_date(self) -> None:
        """The date all figures stand for."""
        sheet, row = self.sheet, FIRST_BLOCK_ROW - 1
        sheet.write(row, FIRST_COLUMN, sheet.say(AS_OF), sheet.styles.role("label"))
        style = sheet.styles.field(sheet.view.template.by_name["plan.ref_date"], "plain", bold=True, in_form=True)
        self.formula(row, FIRST_COLUMN + 1, "DateRef", sheet.view.as_of, style)

    def write_budget(self, row: int) -> int:
        """From envelope to forecast and the on-time rate, as cards; the row after."""
        sheet = self.sheet
        write_heading(sheet, row, sheet.say(BUDGET_BEFORE_TAX), FIRST_COLUMN + BOARD.columns - 1)
        self.sheet.set_row(row + 1, 36)
        envelope = 'SUMIFS({envelope.amount[]},{envelope.dimension_key[]},"total")'
        cards: list[tuple[str, str, Value, str]] = [
            (sheet.say(BUDGET_STEPS[0]), envelope, self.row.figure("dashboard.envelope"), "#,##0"),
            *(
                (sheet.say(label), f"SUM({{index.{name}[]}})", index_total(self.row, name), "#,##0")
                for label, name in zip(BUDGET_STEPS[1:], BUDGET, strict=True)
            ),
            (sheet.say(ON_TIME), _RATE, self.row.figure("dashboard.on_time_rate"), "0.0%"),
        ]
        for number, (label, text, value, shape) in enumerate(cards):
            column = FIRST_COLUMN + number * BOARD.card
            last = column + BOARD.card - 1
            self.formula(row + 1, column, text, value, sheet.styles.role("big", num_format=shape), last)
            sheet.write(row + 2, column, label, sheet.styles.role("caption"), last)
        return row + 3

    def write_situations(self, row: int) -> tuple[int, int]:
        """Counts by situation; their first and last row."""
        sheet, last = self.sheet, FIRST_COLUMN + BOARD.card
        write_heading(sheet, row, sheet.say(SITUATIONS), last)
        head = sheet.styles.role("small_header")
        situation = sheet.say(sheet.view.template.by_name["calendar.flag"].label)
        sheet.write(row + 1, FIRST_COLUMN, situation, head, last - 1)
        sheet.write(row + 1, last, sheet.say(COUNT), head)
        style = sheet.styles.role("line", align="center")
        for number, key in enumerate(_SHOWN, row + 2):
            sheet.write(number, FIRST_COLUMN, sheet.book.label("situation", key), sheet.styles.role("line"), last - 1)
            text = f'COUNTIFS({{calendar.flag_key[]}},"{key}")'
            self.formula(number, last, text, self.row.part("dashboard.counts", key), style)
        end = row + 2 + len(_SHOWN)
        sheet.write(end, FIRST_COLUMN, sheet.say(AT_RISK), sheet.styles.role("line", bold=True), last - 1)
        risk = 'COUNTIFS({calendar.at_risk_key[]},"yes")'
        bold = sheet.styles.role("line", align="center", bold=True)
        self.formula(end, last, risk, self.row.figure("dashboard.at_risk"), bold)
        return row + 2, end - 1

    def write_objectives(self, row: int) -> tuple[int, int]:
        """One line per objective: code, label, attainment, expected, trajectory; first and last row."""
        sheet, last = self.sheet, BOARD.half - 2
        write_heading(sheet, row, sheet.say(OBJECTIVES_TRAJECTORY), last)
        tab = sheet.layout.tab_of("objectives")
        block = tab.blocks["objectives"] if tab else None
        if tab is None or not isinstance(block, TableBlock):
            return row, row
        keys = {
            "code": FIRST_COLUMN,
            "label": FIRST_COLUMN + 1,
            "attainment": last - 2,
            "expected": last - 1,
            "rag": last,
        }
        for key, column in keys.items():
            header = sheet.say(block.table.by_key[key].label)
            edge = last - 3 if key == "label" else None
            sheet.write(row + 1, column, header, sheet.styles.role("small_header"), edge)
        self.sheet.set_row(row + 1, 30)
        shown = min(block.size, max(len(sheet.view.rows("objectives")), BOARD.least_objectives))
        rows = sheet.view.rows("objectives")
        for offset in range(shown):
            self.sheet.set_row(row + 2 + offset, 3 * LINE_HEIGHT)
            objective = rows[offset] if offset < len(rows) else None
            for key, column in keys.items():
                self._copy(tab, block, objective, key, (block.first_row + offset, row + 2 + offset, column))
        self._colour(tab, block, row + 2, shown, last)
        return row + 2, row + 1 + shown

    def _copy(self, tab: Tab, block: TableBlock, source: Row | None, key: str, where: tuple[int, int, int]) -> None:
        there, here, column = where
        field = block.table.by_key[key]
        cell = f"{tab.quoted}!${column_letters(block.columns[key])}${there + 1}"
        value = None
        if source is not None:
            value = source.figure(field.name) if field.computed else source.record.get(key)
        style = self.sheet.styles.field(field, "line")
        edge = BOARD.half - 5 if key == "label" else None
        code = f"{tab.quoted}!${column_letters(block.columns['code'])}${there + 1}"
        formula = f'=IFERROR(IF(OR({code}="",{cell}=""),"",{cell}),"")'
        self.sheet.write_formula(here, column, formula, self.sheet.book.shown(field, value), style, edge)

    def _colour(self, tab: Tab, block: TableBlock, row: int, count: int, column: int) -> None:
        """The trajectory in colour as well as in words."""
        key = f"{tab.quoted}!${column_letters(block.columns['rag_key'])}{block.first_row + 1}"
        for rag, colour in _RAGS.items():
            look = self.sheet.book.workbook.add_format({"font_color": self.sheet.styles.colour(colour), "bold": True})
            rule = {"type": "formula", "criteria": f'={key}="{rag}"', "format": look}
            self.sheet.worksheet.conditional_format(row, column, row + count - 1, column, rule)


_RATE = 'IF(COUNT({calendar.on_time[]})=0,"",SUM({calendar.on_time[]})/COUNT({calendar.on_time[]}))'
