"""Rows of a list that hold no action: types and advice below the headings, totals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pacom_xl.adoption.list_file.list_cells import ListCell, ListSheet
from pacom_xl.model.text import fold

#: Rows after the headings among which rows of types and advice are looked for.
_HELP_ROWS = 3
_TYPE = re.compile(
    r"(champ|texte|text|nombre|numerique|number|numeric|date|liste|list|choix|obligatoire|facultatif|optionnel|"
    r"required|optional|string|entier|format|type|oui/non|jj/mm|menu deroulant|case a cocher)\b"
)
_ADVICE = re.compile(
    r"\b(caracteres max\w*|maximum|saisir|indiquer|renseigner|preciser|liste deroulante|jj/mm|exemple|enter the|choose|"
    r"select from|ex ?:|e\.g\.|a completer|ne pas (modifier|remplir))"
)
_STRONG_ADVICE = re.compile(
    r"\b(caracteres max\w*|characters max\w*|max\w* \d+ (caracteres|characters))|^(ex|exemple) ?:"
)
_TOTAL = re.compile(r"(sous[- ]?tota\w*|(grand |sub[- ]?)?total|totaux|somme|cumul|moyenne|sum|average)\b")


def help_rows(sheet: ListSheet, last_heading: int, rows: Sequence[int]) -> Iterator[int]:
    """Rows of types or advice directly below the headings."""
    expected = last_heading + 1
    found_types = False
    for row in rows[:_HELP_ROWS]:
        cells = sheet.rows[row]
        texts = [fold(cell.text) for cell in cells if cell.text]
        if row > expected + found_types or len(texts) < len(cells):
            return
        types = sum(bool(_TYPE.match(text)) for text in texts)
        advice = sum(bool(_ADVICE.search(text)) for text in texts)
        if types >= 0.6 * len(texts) and len(texts) >= 2:
            found_types = True
        elif not _is_advice(texts, advice, found_types):
            return
        yield row
        expected = row + 1


def _is_advice(texts: Sequence[str], advice: int, after_types: bool) -> bool:
    if len(texts) == 1:
        return bool(_STRONG_ADVICE.search(texts[0])) or (after_types and advice == 1)
    return advice >= 0.5 * len(texts)


def is_total(cells: Sequence[ListCell]) -> bool:
    """Whether a row adds up others: the word in a short text beside numbers alone, or nothing but sums."""
    texts = [cell.text for cell in cells if cell.text is not None and cell.formula is None]
    numbers = [cell for cell in cells if cell.text is None or cell.formula is not None]
    if not numbers:
        return False
    if not texts:
        return all(cell.formula and "SUM" in cell.formula.upper() for cell in numbers)
    named = any(_TOTAL.match(fold(text)) and len(text) <= 60 for text in texts)
    return named and all(_TOTAL.match(fold(text)) or _is_amount_text(text) for text in texts)


def _is_amount_text(text: str) -> bool:
    return bool(re.fullmatch(r"[-+(]?[\d .,\u00a0\u202f]+ ?(k?€|eur|%)?\)?", fold(text)))
