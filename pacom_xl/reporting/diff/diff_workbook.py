"""The changes as a workbook: one row per change with both values and both cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time
from pathlib import Path
from typing import Any

from pacom_xl.comparison.plan_change import PlanChange
from pacom_xl.model.formats import day
from pacom_xl.model.plan import Cell, Record
from pacom_xl.model.text import Text, cell_text
from pacom_xl.model.typography import colon
from pacom_xl.reporting.diff.diff_model import Diff, TeamDiff, groups, person
from pacom_xl.reporting.diff.diff_text import DAMAGE, EFFECTS, damage_line
from pacom_xl.writing.streamed_rows import StreamedWorkbook

_OPTIONS = {
    "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True,
}  # fmt: skip
#: Heading and width of each column.
_COLUMNS = (
    (Text("Équipe", "Team"), 9), (Text("Personne", "Person"), 24), (Text("Action ou feuille", "Action or sheet"), 34),
    (Text("Objet", "Subject"), 30), (Text("Champ", "Field"), 24), (Text("Avant", "Before"), 30),
    (Text("Après", "After"), 30), (Text("Écart", "Difference"), 20), (Text("Conséquences", "Consequences"), 44),
    (Text("Cellule avant", "Cell before"), 18), (Text("Cellule après", "Cell after"), 18),
)  # fmt: skip
_TITLE = Text("Changements", "Changes")
_OTHER = Text("Autres", "Other")
_ADDED, _REMOVED = Text("Ajout", "Added"), Text("Retrait", "Removed")
#: Height of a line in points, and most lines of a row.
_LINE_HEIGHT, _MOST_LINES = 13.5, 20
#: Longest text of one value.
_LONGEST = 2_000


def write_diff(diff: Diff, path: Path) -> None:
    """Write the workbook to ``path``."""
    book = StreamedWorkbook(_OPTIONS)
    base = {"font_name": "Calibri", "font_size": 10, "valign": "top", "text_wrap": True}
    plain = book.workbook.add_format(base)
    head = book.workbook.add_format(base | {"bold": True, "font_color": "#FFFFFF", "bg_color": "#1F3864"})
    title = Text("Changements du plan d’action", "Changes of the action plan").in_(diff.lang)
    # The reference date as creation date: the same comparison gives the same bytes.
    created = datetime.combine(diff.as_of, time())
    book.workbook.set_properties({"title": f"{title} ({day(diff.as_of, diff.lang)})", "created": created})
    sheet = book.workbook.add_worksheet(_TITLE.in_(diff.lang))
    rows = list(_rows(diff))
    _write(sheet, [label.in_(diff.lang) for label, _ in _COLUMNS], rows, [width for _, width in _COLUMNS], head, plain)
    others = list(_others(diff))
    if others:
        sheet = book.workbook.add_worksheet(_OTHER.in_(diff.lang))
        columns = [_COLUMNS[0][0].in_(diff.lang), Text("Nature", "Kind").in_(diff.lang), _OTHER.in_(diff.lang)]
        _write(sheet, columns, others, (9, 34, 110), head, plain)
    book.save(path)


def _write(
    sheet: Any, columns: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int], head: Any, plain: Any
) -> None:
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    for number, row in enumerate([columns, *rows]):
        for column, text in enumerate(row):
            sheet.write_string(number, column, cell_text(text), plain if number else head)
        # Offices that do not fit rows to their texts by themselves need the height.
        lines = max(_lines(text, width) for text, width in zip(row, widths, strict=True))
        sheet.set_row(number, _LINE_HEIGHT * min(lines, _MOST_LINES))
    sheet.hide_gridlines(2)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(rows)), len(columns) - 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&R&P / &N")


def _lines(text: str, width: int) -> int:
    """Lines a text takes in a column; words wrap a little before its end."""
    return sum(-(-len(line) // max(1, width - 2)) or 1 for line in text.split("\n"))


def _rows(diff: Diff) -> Iterator[list[str]]:
    for team in diff.teams:
        for group in groups(team):
            who = person(team, group.owner) if group.owner else ""
            for change in group.changes:
                yield [team.comparison.team, who, group.title, *_change(change, team, diff)]


def _change(change: PlanChange, team: TeamDiff, diff: Diff) -> list[str]:
    words, field = team.words, diff.template.tables[change.table].by_key.get(change.field)
    if field is None:
        label, before, after = "", _whole(change.old, team, diff), _whole(change.new, team, diff)
    else:
        label = field.label.in_(diff.lang)
        before = (
            change.old_unread if change.old_unread is not None else words.value_plain(field, change.before, _LONGEST)
        )
        after = change.new_unread if change.new_unread is not None else words.value_plain(field, change.after, _LONGEST)
    gap = words.difference(field, change.before, change.after).strip("()")
    follows = " ; ".join(text.in_(diff.lang) for text in change.consequences)
    kind = {"added": _ADDED, "removed": _REMOVED}.get(change.kind)
    subject = words.subject(change.row)
    if change.table == "actions" and not kind:
        # The action is named in the column before.
        subject = diff.template.tables["actions"].label.in_(diff.lang)
    subject = f"{kind.in_(diff.lang)}{colon(diff.lang)}{subject}" if kind else subject
    return [subject, label, before, after, gap, follows, _cell(change.old_cell), _cell(change.new_cell)]


def _whole(record: Record | None, team: TeamDiff, diff: Diff) -> str:
    """All values of a row, one per line."""
    if record is None:
        return ""
    table = diff.template.tables[record.table]
    return "\n".join(
        f"{field.label.in_(diff.lang)}{colon(diff.lang)}{shown}"
        for field in table.inputs
        if (shown := team.words.value_plain(field, record.get(field.key), _LONGEST))
    )


def _others(diff: Diff) -> Iterator[list[str]]:
    for team in diff.teams:
        for text in team.comparison.effects:
            yield [team.comparison.team, EFFECTS.in_(diff.lang), text.in_(diff.lang)]
        for finding in team.damage:
            yield [team.comparison.team, DAMAGE.in_(diff.lang), damage_line(finding, diff)]


def _cell(cell: Cell | None) -> str:
    return f"{cell.sheet}!{cell.a1}" if cell else ""
