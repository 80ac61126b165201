"""Reports of ``correct`` and ``repair`` as lines of text and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pacom_xl import __version__
from pacom_xl.correction.correct import Corrected
from pacom_xl.correction.flags import Flag
from pacom_xl.correction.leftovers import Leftover
from pacom_xl.correction.repair_additions import Repaired
from pacom_xl.model.findings import SEVERITIES
from pacom_xl.model.plan import Cell
from pacom_xl.model.text import Lang, Text, path_text
from pacom_xl.model.typography import counted, sentence
from pacom_xl.reporting.json_reports import finding_data
from pacom_xl.rules import messages
from pacom_xl.template.schema import Step, Template

#: Most lines of one kind on a screen.
_MOST = 40
_WAYS = {
    "own": Text("fichier de l’équipe, cellules marquées", "the team’s own file, cells marked"),
    "rewritten": Text("classeur réécrit", "workbook written again"),
}
_COUNTS = {
    "error": (Text("erreur", "error"), Text("erreurs", "errors")),
    "warning": (Text("alerte", "warning"), Text("alertes", "warnings")),
    "info": (Text("information", "item of information"), Text("informations", "items of information")),
}


# -- correct ---------------------------------------------------------------------------------------------------------


def corrected_lines(corrected: Corrected, source: Path, output: Path, template: Template, lang: Lang) -> Iterator[str]:
    """The path of the workbook, how and why it was written that way, and how many findings it flags."""
    yield sentence(
        "{source} → {output} : {counts} ; {way} ({why}).",
        "{source} → {output}: {counts}; {way} ({why}).",
        source=path_text(source.name),
        output=path_text(output),
        counts=_counts(corrected.flags),
        way=_WAYS[corrected.way],
        why=corrected.why,
    ).in_(lang)
    if corrected.restored:
        yield sentence(
            "  listes de choix rétablies : {n}", "  drop-down lists restored: {n}", n=corrected.restored
        ).in_(lang)
    for formula in corrected.formulas:
        yield sentence(
            "  {cell} : formule rétablie, « {typed} » y était saisi (gardé en commentaire)",
            '  {cell}: formula restored, "{typed}" was typed there (it stays as a note)',
            cell=_spelled(formula.cell),
            typed=formula.typed,
        ).in_(lang)
    if corrected.without_notes:
        yield sentence(
            "  sans commentaires aux cellules (conversation ou dessin d’Excel) : {tabs}",
            "  no notes at the cells (a conversation or drawing of Excel): {tabs}",
            tabs=", ".join(corrected.without_notes),
        ).in_(lang)
    if corrected.repaired:
        yield from _losses(corrected.repaired, lang)


def corrected_data(corrected: Corrected, source: Path, output: Path, template: Template, lang: Lang) -> dict[str, Any]:
    """One file of ``pacom-correct/1``."""
    data: dict[str, Any] = {
        "path": path_text(source),
        "output": path_text(output),
        "way": corrected.way,
        "why": corrected.why.in_(lang),
        "findings": [_flag_data(flag) for flag in corrected.flags],
        "lists_restored": corrected.restored,
        "formulas_restored": [{"cell": _spelled(f.cell), "typed": f.typed} for f in corrected.formulas],
        "without_notes": list(corrected.without_notes),
    }
    if corrected.repaired:
        data["repair"] = repaired_data(corrected.repaired, source, output, template, lang)
    return data


def report(schema: str, **content: Any) -> dict[str, Any]:
    """A report with its head."""
    return {"schema": schema, "version": __version__, **content}


def _flag_data(flag: Flag) -> dict[str, Any]:
    return {
        "number": flag.number,
        "code": flag.code,
        "severity": flag.severity,
        "sheet": flag.cell.sheet if flag.cell else None,
        "cell": flag.cell.a1 if flag.cell else None,
        "label": flag.label or None,
        "found": flag.found or None,
        "message": flag.message,
        "fix": flag.fix or None,
    }


def _counts(flags: Sequence[Flag]) -> Text:
    """What is to correct and what is only to read, as the counter and the states of « Corrections » count them."""
    if not flags:
        return Text("aucun constat", "no finding")
    opened = Counter(flag.severity for flag in flags if flag.is_open)
    parts = [counted(opened[severity], *_COUNTS[severity]) for severity in SEVERITIES if opened[severity]]
    listed = Text(", ".join(part.fr for part in parts), ", ".join(part.en for part in parts))
    noted = len(flags) - opened.total()
    to_correct = sentence("{n} à corriger ({listed})", "{n} to correct ({listed})", n=opened.total(), listed=listed)
    to_read = sentence("{n} à lire", "{n} to read", n=noted)
    if not parts or not noted:
        return to_correct if parts else to_read
    return Text(f"{to_correct.fr}, {to_read.fr}", f"{to_correct.en}, {to_read.en}")


# -- repair ----------------------------------------------------------------------------------------------------------


def repaired_lines(repaired: Repaired, source: Path, output: Path, template: Template, lang: Lang) -> Iterator[str]:
    """Lines about fields found elsewhere or missing, values typed again, and contents to be placed."""
    yield sentence(
        "{source} → {output} : {records} lignes et fiches reprises, {cells} à replacer.",
        "{source} → {output}: {records} rows and forms taken over, {cells} to be placed.",
        source=path_text(source.name),
        output=path_text(output),
        records=len(repaired.moved.rows),
        cells=counted(len(repaired.leftovers), Text("cellule", "cell"), Text("cellules", "cells")),
    ).in_(lang)
    for step in repaired.steps:
        yield f"  {_step(step, template).in_(lang)}"
    for finding in repaired.found[:_MOST]:
        yield f"  {messages.message(finding, lang, template)}"
    yield from _losses(repaired, lang)


def _step(step: Step, template: Template) -> Text:
    """What a change of the template did to the contents: ``modèle, version 2 : « Code postal et ville » → …``."""
    changed = step.label
    names = [Text(step.source, step.source)] if changed is None else [changed]
    fields = [template.by_name[name].label for name in step.to if name in template.by_name]
    sheet = template.sheet_of(step.table).label
    to = [*fields] or [sheet]
    return sentence(
        "modèle, version {version} : {former} → {to}",
        "template, version {version}: {former} → {to}",
        version=step.version,
        former=names[0],
        to=Text(", ".join(label.fr for label in to), ", ".join(label.en for label in to)),
    )


def _losses(repaired: Repaired, lang: Lang) -> Iterator[str]:
    for leftover in repaired.leftovers[:_MOST]:
        yield _line(leftover, lang)
    if len(repaired.leftovers) > _MOST:
        more = len(repaired.leftovers) - _MOST
        yield sentence(
            "  … et {n} autres, sur l’onglet « À replacer »", '  … and {n} more, on the tab "To be placed"', n=more
        ).in_(lang)
    for leftover in repaired.replaced[:_MOST]:
        yield _line(leftover, lang)
    for old, new in repaired.typed_again[:_MOST]:
        yield sentence(
            "  {old} : valeur non comprise, écrite telle quelle en {new}",
            "  {old}: value not understood, typed as it was at {new}",
            old=_spelled(old),
            new=_spelled(new),
        ).in_(lang)
    for name, new_name in repaired.tabs.items():
        yield sentence(
            "  onglet « {name} » repris sous le nom « {new} »", '  tab "{name}" carried along as "{new}"',
            name=name, new=new_name,
        ).in_(lang)  # fmt: skip
    for name, what in repaired.lost:
        not_carried = sentence(
            "  non repris : {name} ({what})", "  not carried along: {name} ({what})", name=name, what=what
        )
        yield not_carried.in_(lang)


def _line(leftover: Leftover, lang: Lang) -> str:
    value = leftover.value if len(leftover.value) <= 60 else leftover.value[:59] + "…"
    return sentence(
        "  {sheet}!{cell} « {value} » : {reason}", '  {sheet}!{cell} "{value}": {reason}',
        sheet=leftover.sheet, cell=leftover.cell, value=" ".join(value.split()), reason=leftover.reason,
    ).in_(lang)  # fmt: skip


def repaired_data(repaired: Repaired, source: Path, output: Path, template: Template, lang: Lang) -> dict[str, Any]:
    """``pacom-repair/1`` without its head."""
    return {
        "path": path_text(source),
        "output": path_text(output),
        "found": [finding_data(finding, lang, template) for finding in repaired.found],
        "steps": [
            {"version": step.version, "change": step.change, "from": step.source, "to": list(step.to)}
            for step in repaired.steps
        ],
        "to_place": [_left_data(leftover, lang) for leftover in repaired.leftovers],
        "formulas_replaced": [_left_data(leftover, lang) for leftover in repaired.replaced],
        "typed_again": [{"from": _spelled(old), "to": _spelled(new)} for old, new in repaired.typed_again],
        "moved": [
            {"from": _spelled(old), "to": _spelled(new)}
            for old, new in sorted(repaired.moved.cells.items())
            if old != new
        ],
        "tabs": repaired.tabs,
        "lost": [{"name": name, "what": what.in_(lang)} for name, what in repaired.lost],
        "notes": repaired.notes,
        "colours": repaired.colours,
    }


def _left_data(leftover: Leftover, lang: Lang) -> dict[str, Any]:
    return {
        "sheet": leftover.sheet,
        "cell": leftover.cell,
        "heading": leftover.heading or None,
        "subject": leftover.subject or None,
        "value": leftover.value,
        "reason": leftover.reason.in_(lang),
    }


def _spelled(cell: Cell) -> str:
    return f"{cell.sheet}!{cell.a1}"
