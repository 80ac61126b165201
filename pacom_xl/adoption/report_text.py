"""Report of an adoption and of a proposed mapping, as text for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pacom_xl.adoption.account import CellUse, Fix, Use
from pacom_xl.adoption.adopt import Adopted
from pacom_xl.adoption.mapping.column_mapping import MappedColumn, MappedTable
from pacom_xl.adoption.mapping.vocabulary import TARGETS
from pacom_xl.model.plan import column_letters
from pacom_xl.model.text import NARROW_NBSP, NBSP, Lang, Text, in_line
from pacom_xl.model.typography import colon, quoted, sentence
from pacom_xl.template.schema import Template

#: Lines of a list shown without ``--verbose``, and characters of a cell.
_MOST, _LONGEST = 40, 40
_USES: dict[Use, Text] = {
    "heading": Text("titres de colonnes", "column headings"),
    "help": Text("lignes d’aide sous les titres", "rows of advice below the headings"),
    "total": Text("totaux", "totals"),
    "section": Text("titres de sections", "section titles"),
}


def mapping_lines(tables: Sequence[MappedTable], lang: Lang) -> Iterator[str]:
    """Every table with its columns, where they go, and with which confidence."""
    for mapped in tables:
        rows = ", ".join(str(row + 1) for row in mapped.table.headings)
        what = {
            "actions": Text("actions", "actions"),
            "people": Text("personnes", "people"),
        }[mapped.kind]
        name = mapped.table.sheet.name
        fr, en = "« {name} » : {what}, titres en ligne {rows}", '"{name}": {what}, headings in row {rows}'
        yield sentence(fr, en, name=name, what=what, rows=rows).in_(lang)
        yield from _columns([_row(mapped, column, lang) for column in mapped.columns])


def _row(mapped: MappedTable, column: MappedColumn, lang: Lang) -> tuple[str, str, str, str, str]:
    left = Text("À replacer", "To be placed")
    target = TARGETS[column.target].label if column.target else left
    sample = next((cell.shown for cell in mapped.table.cells(column.column.column)), "")
    percent = f"{column.confidence:.0%}".replace("%", f"{NBSP}%" if lang == "fr" else "%") if column.target else "–"
    heading = column.column.heading or "–"
    return (column_letters(column.column.column), _cut(heading), "→ " + target.in_(lang), percent, _cut(sample))


def _columns(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    widths = [max((len(row[n]) for row in rows), default=0) for n in range(5)]
    for row in rows:
        yield "  " + "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()


def summary_lines(adopted: Adopted, template: Template, lang: Lang, verbose: bool) -> Iterator[str]:
    """Counts, then what is to be placed and what was understood otherwise than written."""
    account = adopted.account
    actions, people, axes = adopted.actions, adopted.people, adopted.axes
    filled, taken, left = account.list_file.filled, account.count("value"), account.count("to_place")
    yield Text(
        f"{_some_of(actions, 'action')}, {_some_of(people, 'personne')}, {axes} {'axes' if axes > 1 else 'axe'}"
        f"{NARROW_NBSP}; sur {_some_of(filled, 'cellule remplie', 'cellules remplies')}, "
        f"{_some_of(taken, 'reprise')}, {left} à replacer.",
        f"{actions} {'action' if actions == 1 else 'actions'}, {people} {'person' if people == 1 else 'people'}, "
        f"{axes} {'axis' if axes == 1 else 'axes'}; of {filled} filled cells, {taken} taken over, {left} to be placed.",
    ).in_(lang)
    for text in adopted.assumed:
        yield "  " + text.in_(lang)
    yield from _furniture(adopted, lang)
    uses = list(account.of("to_place"))
    if uses:
        yield sentence("À replacer ({count}) :", "To be placed ({count}):", count=len(uses)).in_(lang)
        yield from _some([_left_line(use, lang) for use in uses], lang, verbose)
    if account.fixes:
        count = len(account.fixes)
        fr, en = "Compris autrement qu’écrit ({count}) :", "Taken otherwise than written ({count}):"
        yield sentence(fr, en, count=count).in_(lang)
        yield from _some([_fix_line(fix, template, lang) for fix in account.fixes], lang, verbose)


def _some_of(count: int, one: str, several: str = "") -> str:
    """A French count: 0 and 1 are singular."""
    return f"{count} {one if count < 2 else several or one + 's'}"


def _furniture(adopted: Adopted, lang: Lang) -> Iterator[str]:
    """Rows that are the list's own: headings, advice, totals, sections."""
    for use, label in _USES.items():
        by_sheet: dict[str, dict[str, None]] = {}
        for found in adopted.account.of(use):
            by_sheet.setdefault(found.sheet, {}).setdefault(str(found.place[0] + 1))
        if by_sheet:
            places = " · ".join(
                f"{sheet}{colon(lang)}{', '.join(list(numbers)[:_MOST])}" for sheet, numbers in by_sheet.items()
            )
            yield sentence("  {what} (lignes) : {places}", "  {what} (rows): {places}", what=label, places=places).in_(
                lang
            )


def _some(lines: Sequence[str], lang: Lang, verbose: bool) -> Iterator[str]:
    shown = lines if verbose else lines[:_MOST]
    yield from (f"  {line}" for line in shown)
    if more := len(lines) - len(shown):
        yield sentence(
            "  … et {more} autres : voir l’onglet « À replacer », ou -v.",
            '  … and {more} more: see the tab "To be placed", or -v.',
            more=more,
        ).in_(lang)


def _left_line(use: CellUse, lang: Lang) -> str:
    reason = f" ({use.reason.in_(lang)})" if use.reason else ""
    heading = f"{use.heading}{colon(lang)}" if use.heading else ""
    return f"{use.sheet}!{use.address}  {heading}{quoted(_cut(use.text, 60), lang)}{reason}"


def _fix_line(fix: Fix, template: Template, lang: Lang) -> str:
    field = template.by_name.get(f"{fix.spot.table}.{fix.spot.field}")
    label = field.label.in_(lang) if field else fix.spot.field
    taken = f"{fix.spot.key} {label} = {_cut(fix.taken_in(lang), 60)} ({fix.why.in_(lang)})"
    return f"{fix.sheet}!{fix.address}  {quoted(_cut(fix.typed), lang)} → {taken}"


def _cut(text: str, most: int = _LONGEST) -> str:
    return in_line(" ".join(text.split()), most)
