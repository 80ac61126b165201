"""What people left in a workbook beside its cells: notes, text boxes, pictures. No value is read from them."""

from __future__ import annotations

from pacom_xl.layout.fixed_places import PURPOSE_ROW, TITLE_ROW
from pacom_xl.xlsx.cells import Comment, address
from pacom_xl.xlsx.workbook import Workbook


def notes_of(workbook: Workbook) -> tuple[Comment, ...]:
    """Notes in workbook order, then pictures as notes; those in a title band are the logo of the company."""
    pictures = (
        Comment(tab.name, address(place), f"[image] {name}".strip(), is_picture=True)
        for tab, place, name in workbook.pictures()
        if place[0] not in (TITLE_ROW, PURPOSE_ROW)
    )
    return (*workbook.comments(), *pictures)
