"""The axes of a list: from a column, from titles of sections, from the title or the name of a sheet."""

from __future__ import annotations

from collections.abc import Iterator

from pacom_xl.adoption.account import Account, Source, Spot
from pacom_xl.adoption.list_file.list_cells import ListCell
from pacom_xl.adoption.mapping.list_rows import ActionRows, Section, number_in
from pacom_xl.adoption.mapping.tables import ListColumn
from pacom_xl.adoption.records.action_records import RecordFactory
from pacom_xl.adoption.records.draft_model import MORE_VALUES, SourcedValue
from pacom_xl.model.plan import Record
from pacom_xl.model.text import Lang, fold
from pacom_xl.model.typography import colon, sentence

_LONGEST_LABEL = 80
_NO_CODE_LEFT = sentence("plus de dix axes dans la liste", "more than ten axes in the list")
_FILLED_DOWN = sentence("axe repris de la ligne au-dessus", "axis taken from the row above")


class Axes:
    """Axes in the order in which actions name them, each with a code ``AX1``…"""

    def __init__(self, account: Account, lang: Lang) -> None:
        self.account, self.lang = account, lang
        #: Code and label by folded label.
        self._known: dict[str, tuple[str, SourcedValue]] = {}

    def __len__(self) -> int:
        return len(self._known)

    def of(self, action: ActionRows, code: str) -> SourcedValue | None:
        """The axis of an action: its cell, that of the rows above, its section, its sheet."""
        column = action.table.one("axis")
        if column:
            return self._of_column(action, column, code)
        section = next((s for s in action.sections if s.depth == 0), None)
        if section is None:
            return None
        return self.named(section.label, section.number, sources_of(action, section))

    def context(self, action: ActionRows, axis: SourcedValue | None) -> Iterator[SourcedValue]:
        """Sections of an action below its axis, as paragraphs."""
        word = sentence("Rubrique", "Section").in_(self.lang) + colon(self.lang)
        for section in action.sections:
            known = self._known.get(fold(section.label))
            if section.depth > 0 or axis is None or known is None or known[0] != axis.value:
                yield SourcedValue(word + section.label, sources_of(action, section))

    def named(self, label: str, number: int | None, sources: list[Source]) -> SourcedValue | None:
        """The code of an axis, a new one for a new label; ``None`` when no free code remains."""
        text = " ".join(label.split())
        known = self._known.get(fold(text))
        if known is None:
            code = self._free_code(number)
            if code is None:
                return None
            known = self._known[fold(text)] = (code, SourcedValue(text))
        known[1].sources.extend(source for source in sources if source not in known[1].sources)
        return SourcedValue(known[0], list(sources))

    def records(self, factory: RecordFactory) -> Iterator[Record]:
        """The rows of the table of axes, by code."""
        table = factory.template.tables["axes"]
        for rank, (code, sourced) in enumerate(sorted(self._known.values(), key=lambda axis: axis[0]), 1):
            text = str(sourced.value)
            values = {"label": SourcedValue(text[:_LONGEST_LABEL], sourced.sources)}
            if len(text) > _LONGEST_LABEL:
                values["rationale"] = SourcedValue(text, sourced.sources)
            yield factory.row(table, code, values, {"code": code, "priority_rank": rank})

    def _of_column(self, action: ActionRows, column: ListColumn, code: str) -> SourcedValue | None:
        sheet = action.table.table.sheet
        cell_of_action = sheet.down(action.first, column.column)
        cell = cell_of_action or self._filled_down(action, column.column)
        if cell is None or cell.problem or not cell.shown:
            return None
        source = Source(sheet.name, cell, column.heading)
        sourced = self.named(cell.shown, number_in(cell.shown), [source])
        if sourced is None:
            self.account.list_leftover(source, _NO_CODE_LEFT, code)
        elif cell_of_action is None:
            self.account.fix(source, Spot("actions", code, "axis"), cell.shown, _FILLED_DOWN)
        self._check_other_rows(action, column, cell, sourced, code)
        return sourced

    def _filled_down(self, action: ActionRows, column: int) -> ListCell | None:
        """The axis written once above its actions."""
        sheet, rows = action.table.table.sheet, action.table.table.data_rows
        above = [row for row in rows if row < action.first and (row, column) in sheet.cells]
        return sheet.cells[above[-1], column] if above else None

    def _check_other_rows(
        self, action: ActionRows, column: ListColumn, cell: ListCell, sourced: SourcedValue | None, code: str
    ) -> None:
        """Further rows of an action say the same axis again; another one is left."""
        sheet = action.table.table.sheet
        others = (sheet.cells.get((row, column.column)) for row in (*action.more, *action.children))
        for other in filter(None, others):
            source = Source(sheet.name, other, column.heading)
            if sourced and fold(other.shown) == fold(cell.shown):
                sourced.sources.append(source)
            else:
                self.account.list_leftover(source, MORE_VALUES, code)

    def _free_code(self, number: int | None) -> str | None:
        """The code of the rank a label gives, else the next one; the pattern of codes has one digit."""
        taken = {code for code, _ in self._known.values()}
        wanted = [number] if number is not None and number < 10 else []
        return next((f"AX{n}" for n in (*wanted, *range(1, 10), 0) if f"AX{n}" not in taken), None)


def sources_of(action: ActionRows, section: Section) -> list[Source]:
    """The cells of the title of a section."""
    name = action.table.table.sheet.name
    return [Source(name, cell) for cell in section.cells if cell.text]
