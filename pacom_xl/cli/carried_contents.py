"""Report of contents outside the plan when a workbook is written again: tabs, columns and notes carried along."""

from __future__ import annotations

from pathlib import Path

from pacom_xl.cli.options import Voice
from pacom_xl.correction.repair_additions import Repaired
from pacom_xl.model.text import Text, path_text
from pacom_xl.model.typography import counted, sentence


def to_place(rewritten: Repaired) -> Text:
    """The end of a sentence: how many cells are on « À replacer »; nothing when none is."""
    count = len(rewritten.leftovers) + len(rewritten.replaced)
    if not count:
        return Text("", "")
    return sentence(
        " ; {cells} hors du plan sur l’onglet « À replacer »",
        '; {cells} outside the plan on the tab "To be placed"',
        cells=counted(count, Text("cellule", "cell"), Text("cellules", "cells")),
    )


def say_not_carried(output: Path, rewritten: Repaired, voice: Voice) -> None:
    """Say which charts, pictures and macros stay in the original workbook."""
    for tab, what in rewritten.lost:
        voice.say(
            sentence(
                "{output} : non repris, {tab} ({what}) ; il reste dans le classeur d’origine.",
                "{output}: not carried over, {tab} ({what}); it stays in the original workbook.",
                output=path_text(output),
                tab=tab,
                what=what,
            )
        )
