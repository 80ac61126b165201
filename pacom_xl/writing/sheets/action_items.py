"""The lines of the first sheet about actions: the plan, the action sheets, the first free one.

Hidden cells of the first sheet hold, for each action sheet, its missing and wrong cells, its title, its filled cells.
"""

from __future__ import annotations

from pacom_xl.figures.plan_view import Row
from pacom_xl.layout.blocks import Tab
from pacom_xl.layout.defined_names import FICHE, home_name
from pacom_xl.layout.fixed_places import CONTENTS
from pacom_xl.layout.sheet_texts import (
    ACTION_SHEETS,
    ACTIONS_COUNT,
    COMPLETE,
    FREE_ACTION_SHEET,
    NO_FREE_SHEET,
    TO_START,
)
from pacom_xl.writing.sheet_writer import SheetWriter
from pacom_xl.writing.sheets.contents_counts import Count, cells_of_gaps, filled_of_form, rendered, safe
from pacom_xl.writing.sheets.contents_items import Item, state_of_gaps
from pacom_xl.writing.sheets.counters import counter_of, counts_of, fiche_records
from pacom_xl.writing.title_band import quoted
from pacom_xl.writing.workbook_writer import WorkbookWriter

#: Hidden columns of the action sheets, beside those of the lines: missing, wrong, title, filled.
_MISSING, _WRONG, _TITLE, _FILLED = (CONTENTS.hidden + offset for offset in (7, 8, 9, 12))
#: More than any row number.
_BEYOND = 10**6
_BEGUN = 'SUMPRODUCT(({index.title[]}<>"")*1)'


def action_items(book: WorkbookWriter, first: int) -> list[Item]:
    """The lines; ``first``: row of the hidden cells of the first action sheet."""
    tab = book.layout.by_sheet["index"]
    begun = Count(safe(rendered(book, _BEGUN)), sum(bool(row.text("title")) for row in book.view.rows("actions")))
    start, (one, many) = quoted(book.say(TO_START)), (book.say(text) for text in ACTIONS_COUNT)
    formula = f"IF({begun.formula}=0,{start},{begun.formula}&IF({begun.formula}>1,{quoted(many)},{quoted(one)}))"
    value = f"{begun.value}{many if begun.value > 1 else one}" if begun.value else book.say(TO_START)
    lines = [Item(tab.name, home_name("index"), shown=(formula, value))]
    if book.layout.fiches:
        lines += [_sheets(book, first, begun), _free(book, first)]
    return lines


def _sheets(book: WorkbookWriter, first: int, begun: Count) -> Item:
    """All action sheets together; the line leads to the first one with something to do."""
    counts = [counts_of(book, tab, fiche_records(tab, action)) for tab, action in _fiches(book)]
    gap, gaps = state_of_gaps(book, book.layout.by_sheet["index"])
    missing, wrong = (_cells(book, first, column) for column in (_MISSING, _WRONG))
    faulty = [number for number, pair in enumerate(counts, 1) if any(pair)]
    rank = _first_rank(f"(({missing}+{wrong})=0)", missing, first)
    return Item(
        book.say(ACTION_SHEETS),
        way=(f'"#{FICHE}"&IF({rank}>{len(counts)},1,{rank})', f"#{FICHE}{faulty[0] if faulty else 1}"),
        missing=Count(f"SUM({missing}){gap and f'+{gap}'}", sum(m for m, _ in counts) + gaps),
        wrong=Count(f"SUM({wrong})", sum(w for _, w in counts)),
        begun=Count(f"IF({begun.formula}>0,1,0)", int(begun.value > 0)),
        unbegun=TO_START if gap else COMPLETE,
        whole=COMPLETE,
        lacking=TO_START,
        is_needed=bool(gap),
        filled=Count(f"SUM({_cells(book, first, _FILLED)})", sum(_filled(tab, a).value for tab, a in _fiches(book))),
        gap_cells=cells_of_gaps([book.view.template.tables["actions"]], Count(gap, gaps)),
    )


def _filled(tab: Tab, action: Row) -> Count:
    return filled_of_form(tab, tab.form("actions"), action)


def _free(book: WorkbookWriter, first: int) -> Item:
    """The first action sheet without a title."""
    titles, count = _cells(book, first, _TITLE), len(book.layout.fiches)
    rank = _first_rank(f'({titles}<>"")', titles, first)
    free = [(number, action) for number, (_, action) in enumerate(_fiches(book), 1) if not action.text("title")]
    index = book.layout.by_sheet["index"]
    block = index.table("index")
    codes = [book.formulas.cell(row, block.columns["code"]) for row in (block.first_row, block.first_row + count - 1)]
    code = f'INDEX({index.quoted}!{":".join(codes)},{rank})&" →"'
    none = book.say(NO_FREE_SHEET)
    number, action = free[0] if free else (0, None)
    return Item(
        book.say(FREE_ACTION_SHEET),
        way=(
            f'"#"&IF({rank}>{count},"{home_name("index")}","{FICHE}"&{rank})',
            f"#{FICHE}{number}" if free else f"#{home_name('index')}",
        ),
        shown=(
            f"IFERROR(IF({rank}>{count},{quoted(none)},{code}),{quoted(none)})",
            f"{_code(action)} →" if action else none,
        ),
    )


def _code(action: Row) -> str:
    return action.text("code") or action.key


def write_action_counts(sheet: SheetWriter, first: int) -> None:
    """The hidden cells: of each action sheet what is missing, what is wrong, its title; a deleted one is not free."""
    book, style = sheet.book, sheet.styles.role("anchor")
    for number, (tab, action) in enumerate(_fiches(book)):
        at, row = counter_of(book, tab), first + number
        missing, wrong = counts_of(book, tab, fiche_records(tab, action))
        if at is not None:
            for column, place, value in ((_MISSING, at.missing, missing), (_WRONG, at.wrong, wrong)):
                formula = safe(f"{tab.quoted}!{sheet.formulas.cell(at.row, place)}")
                sheet.write_formula(row, column, f"={formula}", value, style)
        title = f'IFERROR({tab.quoted}!{tab.form("actions").places["title"].a1}&"","-")'
        sheet.write_formula(row, _TITLE, f"={title}", action.text("title"), style)
        filled = _filled(tab, action)
        sheet.write_formula(row, _FILLED, f"={safe(filled.formula)}", filled.value, style)


def _fiches(book: WorkbookWriter) -> list[tuple[Tab, Row]]:
    return list(zip(book.layout.fiches, book.view.rows("actions"), strict=True))


def _cells(book: WorkbookWriter, first: int, column: int) -> str:
    """The hidden cells of all action sheets in a column."""
    last = first + len(book.layout.fiches) - 1
    return f"{book.formulas.cell(first, column)}:{book.formulas.cell(last, column)}"


def _first_rank(passed: str, cells: str, first: int) -> str:
    """Formula: rank, from 1, of the first row that is not ``passed``; beyond all of them when there is none."""
    return f"(SUMPRODUCT(MIN(ROW({cells})+{passed}*{_BEYOND}))-{first})"
