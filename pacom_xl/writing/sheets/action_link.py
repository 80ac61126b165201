"""Links to action sheets in formulas: they follow a tab that is renamed, and an index that is sorted."""

from __future__ import annotations

from pacom_xl.layout.defined_names import FICHE


def target_of_written(number: int, code: str) -> str:
    """Formula: the target of the link to the action sheet that was written as the ``number``-th, from 1.

    ``code``: formula of the code the row shows. The target is a defined name, which a renamed tab keeps. Once the rows
    were sorted another action's code stands here: then the target is the tab of that code.
    """
    return _target(f"{FICHE}{number}", f'"{FICHE}{number}"', code)


def target_at(place: str, code: str) -> str:
    """The same for the sheet whose number, from 1, stands in the cell ``place``.

    Sheets people added have no name: the target is the tab of their code.
    """
    name = f'"{FICHE}"&{place}'
    return _target(f"INDIRECT({name})", name, code)


def _target(title: str, name: str, code: str) -> str:
    """``title``: formula of the title of the sheet, which begins with the code; ``name``: of the name of its cell."""
    tab = f'"\'"&{code}&"\'!A1"'
    is_same = f'LEFT({title}&" ",LEN({code})+1)={code}&" "'
    return f'"#"&IFERROR(IF({is_same},{name},{tab}),{tab})'
