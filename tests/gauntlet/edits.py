"""What people do to a workbook, and what must come of it: the values they changed, the findings that say the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pacom_xl.model.plan import Record
from pacom_xl.reading.reading_result import Reading
from tests.support.small_workbook import TEMPLATE

Step = list[Any]


@dataclass(frozen=True)
class Edit:
    """One story. ``gained`` and ``lost``: records, by table and the fields that tell them; all else is equal."""

    name: str
    steps: Sequence[Step]
    gained: Sequence[tuple[str, dict[str, Any]]] = ()
    lost: Sequence[tuple[str, dict[str, Any]]] = ()
    #: Code and part of where: of the detail, the cell or the parameters.
    found: Sequence[tuple[str, str]] = ()
    format: str = "xlsx"
    #: Codes that may come besides, as what else this edit must bring about.
    beside: frozenset[str] = field(default_factory=frozenset)


class Places:
    """Where things stand in the workbook about to be edited."""

    def __init__(self, reading: Reading) -> None:
        assert reading.plan
        self.plan = reading.plan

    def record(self, table: str, **values: Any) -> Record:
        """The first record that says this."""
        return next(r for r in self.plan.table(table) if all(r.get(k) == v for k, v in values.items()))

    def cell(self, table: str, key: str, **values: Any) -> tuple[str, int, int]:
        """Tab, row, column of a field of that record."""
        found = self.record(table, **values).cell(key)
        assert found
        return found.sheet, found.row, found.column

    def rows(self, table: str, parent: str | None = None) -> tuple[str, int, int]:
        """Tab, first and last row of the records of a table."""
        spots = [r.origin for r in self.plan.table(table) if r.origin and r.parent == parent]
        return spots[0].sheet, spots[0].row, spots[-1].row


def all_edits(reading: Reading) -> Iterator[Edit]:
    """The stories, in the order of the page they make."""
    at = Places(reading)
    yield from _rows(at)
    yield from _columns(at)
    yield from _tabs(at)
    yield from _anchors(at)
    yield from _cells(at)
    yield from _fiches(at)
    yield from _tables_of_actions(at)
    yield from _formats(at)


def _rows(at: Places) -> Iterator[Edit]:
    swot, first, last = at.rows("swot")
    label = at.cell("swot", "statement", code="SWO-02")
    yield Edit("saved and nothing else", [])
    yield Edit("three rows on top", [["insert_rows", swot, 0, 3]], found=[("PAC110", "ligne 4")])
    yield Edit("two rows between the title and the table", [["insert_rows", swot, 3, 2]])
    yield Edit("an empty row in the middle of a table", [["insert_rows", swot, first + 1, 1]])
    yield Edit(
        "a row typed in the middle of a table",
        [["insert_rows", swot, first + 1, 1], ["put", swot, first + 1, 1, "SWO-90"],
         ["put", swot, first + 1, 3, "Inséré"]],
        gained=[("swot", {"code": "SWO-90", "statement": "Inséré"})],
    )  # fmt: skip
    yield Edit(
        "a row typed in the first spare row",
        [["put", swot, last + 1, 1, "SWO-91"], ["put", swot, last + 1, 3, "En réserve"]],
        gained=[("swot", {"code": "SWO-91", "statement": "En réserve"})],
    )
    yield Edit("a row deleted", [["delete_rows", *label[:2], 1]], lost=[("swot", {"code": "SWO-02"})])
    yield Edit("rows sorted, hidden column included", [["sort", swot, first, 0, last, 8, 1, False]])
    yield Edit("rows sorted, visible columns only", [["sort", swot, first, 1, last, 8, 1, False]])
    yield Edit("a row moved up", [["move_row", swot, last, first]])
    yield Edit("a row hidden", [["hide_row", swot, first]], found=[("PAC133", "swot")])
    yield Edit("a filter left on", [["filter", swot, first - 1, 1, last, 6, 1, "SWO-01"]], found=[("PAC133", "swot")])
    yield Edit("a row struck through", [["strike", swot, first, 1, first, 6]], found=[("PAC132", "swot")])
    yield Edit(
        "a row copied with its hidden id",
        [["copy", swot, first, 0, first, 6, last + 1, 0], ["put", swot, last + 1, 1, "SWO-92"]],
        gained=[("swot", {"code": "SWO-92"})],
    )
    objectives, _, bottom = at.rows("objectives")
    yield Edit(
        "a row typed below the last spare row",
        [["put", objectives, bottom + 30, 1, "OBJ-90"], ["put", objectives, bottom + 30, 2, "Sous le tableau"]],
        gained=[("objectives", {"code": "OBJ-90", "label": "Sous le tableau"})],
    )
    yield Edit(
        "a note below the table",
        [["put", objectives, bottom + 40, 2, "À revoir avec Paul"]],
        found=[("PAC109", "À revoir avec Paul")],
    )


def _columns(at: Places) -> Iterator[Edit]:
    swot, first, last = at.rows("swot")
    yield Edit("a column inserted", [["insert_columns", swot, 3, 1]], found=[("PAC110", "swot.statement")])
    yield Edit("a column moved", [["move_column", swot, 3, 6]], found=[("PAC110", "swot.statement")])
    yield Edit("a column hidden", [["hide_column", swot, 4]])
    yield Edit("hidden columns shown", [["show_columns", swot]])
    yield Edit(
        "a column added with its heading",
        [["put", swot, first - 1, 8, "Avis de Luc"], ["put", swot, first, 8, "Oui"], ["put", swot, last, 8, "Non"]],
        found=[("PAC109", "Avis de Luc")],
    )
    rows = [("swot", {"code": f"SWO-0{n}"}) for n in (1, 2, 3, 4)]
    yield Edit("a column deleted", [["delete_columns", swot, 5, 1]], lost=rows, gained=rows,
               found=[("PAC102", "swot.orientation")], beside=frozenset({"PAC110"}))  # fmt: skip
    yield Edit("the first columns deleted, hidden one included", [["delete_columns", swot, 0, 3]], lost=rows,
               gained=[("swot", {"code": None, "quadrant": None, "weight": weight}) for weight in (3, 2, 2, 2)],
               found=[("PAC102", "swot.code"), ("PAC102", "swot.quadrant")],
               beside=frozenset({"PAC110"}))  # fmt: skip
    yield Edit("a heading edited", [["put", swot, first - 1, 3, "Observation"]], found=[("PAC110", "swot.statement")])
    yield Edit("a heading in the other language", [["put", swot, first - 1, 3, "finding"]],
               beside=frozenset({"PAC110"}))  # fmt: skip
    yield Edit(
        "two headings swapped by mistake",
        [["put", swot, first - 1, 3, "Importance (1-3) *"], ["put", swot, first - 1, 4, "Constat *"]],
        found=[("PAC110", "swot.statement"), ("PAC110", "swot.weight")],
    )
    yield Edit(
        "what is seen of two columns swapped by cutting and pasting",
        [["move", swot, first - 1, 3, last + 12, 3, first - 1, 20],
         ["move", swot, first - 1, 5, last + 12, 5, first - 1, 3],
         ["move", swot, first - 1, 20, last + 12, 20, first - 1, 5]],
        found=[("PAC110", "swot.statement")],
    )  # fmt: skip


def _tabs(at: Places) -> Iterator[Edit]:
    swot = at.rows("swot")[0]
    objectives = at.rows("objectives")[0]
    offers = TEMPLATE.by_key["offers"].label.fr
    yield Edit("a tab renamed", [["rename", swot, "Analyse 2026"]], found=[("PAC110", "Analyse 2026")])
    yield Edit("tabs reordered", [["move_tab", objectives, 0], ["move_tab", "ACT-NO-004", 1]])
    yield Edit("a tab hidden", [["hide_tab", objectives]])
    yield Edit("an action sheet hidden", [["hide_tab", "ACT-NO-004"]], found=[("PAC133", "ACT-NO-004")])
    yield Edit("a tab duplicated", [["duplicate", swot, "SWOT (2)", 6]], found=[("PAC109", "SWOT (2)")])
    yield Edit(
        "a tab duplicated, then the copy edited",
        [["duplicate", swot, "SWOT (2)", 6], ["put", "SWOT (2)", 8, 3, "autre"]],
        found=[("PAC109", "de contenu différent")],
    )
    yield Edit(
        "a tab of one’s own",
        [["add_tab", "Brouillon de Luc", 3], ["put", "Brouillon de Luc", 0, 0, "à voir"]],
        found=[("PAC109", "Brouillon de Luc")],
    )
    yield Edit("an optional tab deleted", [["delete_tab", offers]], lost=[("offers", {"code": "OFF-NO-01"})])
    yield Edit("a required tab deleted", [["delete_tab", swot]], found=[("PAC101", "swot")],
               lost=[("swot", {"code": f"SWO-0{n}"}) for n in (1, 2, 3, 4)])  # fmt: skip


def _anchors(at: Places) -> Iterator[Edit]:
    swot, first, last = at.rows("swot")
    fiche = at.cell("actions", "title", code="ACT-NO-003")[0]
    yield Edit("the hidden column of a table cleared", [["clear", swot, 0, 0, last + 20, 0]])
    yield Edit("the hidden column of an action sheet cleared", [["clear", fiche, 0, 0, 200, 0]])
    yield Edit("the hidden key row of a table cleared", [["clear", swot, first - 2, 0, first - 2, 20]])
    yield Edit("the hidden key row of a table deleted", [["delete_rows", swot, first - 2, 1]])
    yield Edit("the hidden sheet deleted", [["delete_tab", "_pacom"]])
    yield Edit("the hidden sheet edited", [["clear", "_pacom", 6, 0, 12, 5]])
    yield Edit("names and properties gone", [["no_names"], ["no_properties"]],
               beside=frozenset({"PAC111"}))  # fmt: skip
    yield Edit(
        "every anchor gone: what a copy of what is seen leaves",
        [["no_names"], ["no_properties"], ["delete_tab", "_pacom"], ["no_anchors"]],
        beside=frozenset({"PAC110", "PAC111", "PAC109", "PAC107"}),
    )


def _cells(at: Places) -> Iterator[Edit]:
    code = "ACT-NO-003"
    due = at.cell("actions", "due", code=code)
    money = at.cell("actions", "allocated", code=code)
    title = at.record("actions", code=code).get("title")
    swot, first, last = at.rows("swot")

    def changed(**values: Any) -> dict[str, Any]:
        return {
            "lost": [("actions", {"code": code, "title": title})],
            "gained": [("actions", {"code": code, "title": title, **values})],
        }

    yield Edit("a date made a text nobody understands", [["put", *due, "fin juin"]], found=[("PAC105", due_a1(due))],
               **changed(due=None))  # fmt: skip
    yield Edit("an amount typed as text", [["put", *money, "1 234,50 €"]], found=[("PAC113", due_a1(money))],
               **changed(allocated="1234.5"))  # fmt: skip
    yield Edit("an amount that could be two", [["put", *money, "1,234"]], found=[("PAC114", due_a1(money))],
               **changed(allocated=None))  # fmt: skip
    yield Edit("a percentage in an amount", [["put", *money, 0.125], ["format", *money, "0,0%"]],
               found=[("PAC116", due_a1(money))], **changed(allocated="0.125"))  # fmt: skip
    yield Edit("a formula of one’s own", [["put", *money, "=1000*2"]], **changed(allocated="2000"))
    yield Edit("a formula in error", [["put", *money, "=1/0"]], found=[("PAC112", due_a1(money))],
               **changed(allocated=None))  # fmt: skip
    yield Edit("a note left at a cell", [["note", *due, "Vu avec Paul"]])
    yield Edit("cells merged over nothing", [["merge", swot, last + 2, 1, last + 2, 3]])
    yield Edit("lists pasted over", [["no_list", swot, first, 2, last + 12, 2]], found=[("PAC111", swot)])


def due_a1(place: tuple[str, int, int]) -> str:
    """The address of a place, as findings show it."""
    from pacom_xl.model.plan import Cell

    return Cell(*place).a1


def _fiches(at: Places) -> Iterator[Edit]:
    tab, row, _ = at.cell("actions", "title", code="ACT-NO-002")
    code = at.cell("actions", "code", code="ACT-NO-002")
    copied = [("actions", {"code": "ACT-NO-002"})]
    children: list[tuple[str, dict[str, Any]]] = [(r.table, {}) for r in at.plan.records if r.parent == "ACT-NO-002"]
    yield Edit("an action sheet duplicated", [["duplicate", tab, "ACT-NO-002_2", 12]],
               gained=copied + children, found=[("PAC117", "ACT-NO-002_2")], beside=frozenset({"PAC110"}))  # fmt: skip
    yield Edit(
        "an action sheet duplicated and numbered anew",
        [["duplicate", tab, "Nouvelle", 12], ["put", "Nouvelle", *code[1:], "ACT-NO-077"]],
        gained=[("actions", {"code": "ACT-NO-077"}), *children],
        found=[("PAC110", "Nouvelle"), ("PAC108", "ACT-NO-077"), ("PAC516", "committed")],
    )
    yield Edit("an action sheet renamed", [["rename", tab, "Tournée"]], found=[("PAC110", "Tournée")])
    yield Edit("an action sheet deleted", [["delete_tab", tab]], lost=[*copied, *children],
               found=[("PAC108", "ACT-NO-002")])  # fmt: skip
    yield Edit("rows inserted in an action sheet", [["insert_rows", tab, row, 2]])
    yield Edit("a total of the tool’s typed over", [["put", *computed_cell(at)[:3], 999]],
               found=[("PAC107", computed_cell(at)[3])])  # fmt: skip


def _tables_of_actions(at: Places) -> Iterator[Edit]:
    """Cells cut, pasted, inserted and deleted in an action sheet."""
    code = "ACT-NO-003"
    tab, first, last = at.rows("budget_lines", code)
    columns = at.record("budget_lines").origin.columns  # type: ignore[union-attr]
    planned, committed, label = (columns[key] for key in ("planned", "committed", "label"))
    top = at.record("actions", code=code).origin.row  # type: ignore[union-attr]
    plan, start, column = at.cell("plan", "plan_start")
    end = at.cell("plan", "plan_end")[1]
    beside = frozenset({"PAC111"})
    yield Edit(
        "two columns of an action’s table exchanged by cutting and pasting",
        [["move", tab, first - 1, planned, last, planned, first - 1, 20],
         ["move", tab, first - 1, committed, last, committed, first - 1, planned],
         ["move", tab, first - 1, 20, last, 20, first - 1, committed]],
        found=[("PAC120", "budget_lines.planned"), ("PAC120", "budget_lines.committed")],
    )  # fmt: skip
    yield Edit(
        "two fields of a form exchanged with their labels",
        [["move", plan, start, column - 1, start, column, 60, 10],
         ["move", plan, end, column - 1, end, column, start, column - 1],
         ["move", plan, 60, 10, 60, 11, end, column - 1]],
        found=[("PAC120", "plan.plan_start"), ("PAC120", "plan.plan_end")],
        beside=beside,
    )  # fmt: skip
    yield Edit(
        "an action’s table cut to a tab of one’s own",
        [["add_tab", "À moi", 3], ["move_to_tab", tab, first - 2, 1, last + 4, 13, "À moi", 2, 2]],
        found=[("PAC110", "À moi"), ("PAC516", "committed")],
        beside=beside,
    )
    yield Edit("a column inserted in an action sheet", [["insert_columns", tab, 3, 1]],
               found=[("PAC110", "décalées")], beside=beside)  # fmt: skip
    yield Edit("the hidden column of an action sheet deleted", [["delete_columns", tab, 0, 1]],
               found=[("PAC110", "décalées"), ("PAC516", "committed")], beside=beside)  # fmt: skip
    yield Edit("hidden rows of an action sheet deleted", [["delete_rows", tab, 1, top - 4]],
               found=[("PAC128", code), ("PAC516", "committed")], beside=beside)  # fmt: skip
    yield Edit("values pasted over an action sheet", [["values_only", tab, 0, 0, last + 60, 18]],
               found=[("PAC128", code)], beside=beside | {"PAC109"})  # fmt: skip
    yield Edit(
        "a total typed below the lines of a budget",
        [["put", tab, last + 1, label, "TOTAL"],
         ["put", tab, last + 1, planned, f"=SUM({due_a1((tab, first, planned))}:{due_a1((tab, last, planned))})"]],
        found=[("PAC126", due_a1((tab, last + 1, label))), ("PAC516", "forecast")],
    )  # fmt: skip


def computed_cell(at: Places) -> tuple[str, int, int, str]:
    """« Prévu » of an action: below « Budget alloué » on its sheet."""
    tab, row, column = at.cell("actions", "allocated", code="ACT-NO-004")
    return tab, row + 1, column, due_a1((tab, row + 1, column))


def _formats(at: Places) -> Iterator[Edit]:
    swot, first, last = at.rows("swot")
    beside = frozenset({"PAC111"})
    yield Edit("saved as OpenDocument", [], format="ods", beside=beside)
    yield Edit("a column inserted, as OpenDocument", [["insert_columns", swot, 3, 1]], format="ods",
               found=[("PAC110", "swot.statement")], beside=beside)  # fmt: skip
    yield Edit(
        "a word struck, a row and an action sheet hidden, as OpenDocument",
        [["strike_part", swot, last, 3, 4], ["hide_row", swot, first], ["hide_tab", "ACT-NO-004"]],
        format="ods",
        found=[("PAC132", "swot.statement"), ("PAC133", "swot"), ("PAC133", "ACT-NO-004")],
        beside=beside,
    )
    yield Edit("a tab renamed, as OpenDocument", [["rename", swot, "Analyse"]], format="ods",
               found=[("PAC110", "Analyse")], beside=beside)  # fmt: skip
    yield Edit(
        "a row typed, as OpenDocument",
        [["put", swot, last + 1, 1, "SWO-91"], ["put", swot, last + 1, 3, "En réserve"]],
        gained=[("swot", {"code": "SWO-91", "statement": "En réserve"})],
        format="ods",
        beside=beside,
    )
