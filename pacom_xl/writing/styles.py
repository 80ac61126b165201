"""Cell formats by role: one colour language for the whole workbook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from pacom_xl.model.text import Lang
from pacom_xl.template.schema import Field

FONT = "Calibri"

#: Role of a cell to its look; colour names are those of the template.
_ROLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 18, "font_color": "title"},
    "purpose": {"italic": True, "font_color": "muted"},
    "heading": {"bold": True, "font_size": 12, "font_color": "title", "bottom": 2, "bottom_color": "accent"},
    "header": {
        "bold": True, "font_color": "#FFFFFF", "bg_color": "title", "text_wrap": True, "valign": "vcenter",
        "border": 1, "border_color": "border",
    },
    "computed_header": {
        "bold": True, "font_color": "title", "bg_color": "band", "text_wrap": True, "valign": "vcenter",
        "border": 1, "border_color": "border",
    },
    "label": {"bold": True, "font_color": "title", "valign": "top", "text_wrap": True},
    "help": {"italic": True, "font_color": "muted", "valign": "top", "text_wrap": True, "indent": 1},
    "anchor": {"font_color": "#A0A0A0", "font_size": 8},
    "counter": {"font_size": 9, "font_color": "muted", "align": "left", "valign": "top"},
    "link": {"font_color": "accent", "underline": 1},
    "plain": {"valign": "top", "text_wrap": True},
    "input": {"bg_color": "input", "border": 1, "border_color": "border", "valign": "top", "text_wrap": True},
    "required": {"bg_color": "required", "left": 2, "left_color": "warning", "valign": "top"},
    "group": {"bg_color": "group", "border": 1, "border_color": "border", "valign": "top", "text_wrap": True},
    "shown": {"border": 1, "border_color": "border", "valign": "top", "text_wrap": True},
    "computed": {"bg_color": "computed", "border": 1, "border_color": "border", "valign": "top", "text_wrap": True},
    "unused": {"bg_color": "computed", "pattern": 4, "fg_color": "border", "border": 1, "border_color": "border"},
    "week": {
        "font_size": 7, "font_color": "muted", "rotation": 90, "align": "center", "border": 1,
        "border_color": "computed", "num_format": "dd/mm",
    },
    "bar": {"border": 1, "border_color": "computed", "font_size": 8, "align": "center", "valign": "vcenter"},
    "big": {
        "bold": True, "font_size": 20, "font_color": "title", "align": "center", "valign": "vcenter",
        "bg_color": "band", "left": 5, "left_color": "#FFFFFF", "right": 5, "right_color": "#FFFFFF",
    },
    "caption": {
        "font_color": "muted", "align": "center", "valign": "top", "text_wrap": True, "bg_color": "band",
        "left": 5, "left_color": "#FFFFFF", "right": 5, "right_color": "#FFFFFF",
    },
    "line": {"bottom": 1, "bottom_color": "border", "valign": "vcenter", "text_wrap": True},
    "small_header": {
        "bold": True, "font_size": 9, "font_color": "title", "bg_color": "band", "text_wrap": True, "valign": "vcenter",
        "align": "center",
    },
}  # fmt: skip

_DATES = {"fr": "dd/mm/yyyy", "en": "d mmm yyyy"}
#: How the values of each base type are shown; dates depend on the language.
NUMBER_FORMATS = {
    "money": "#,##0.00",
    "percent": "0.0%",
    "integer": "0",
    # Thousands apart in large numbers; all the decimals of the others.
    "number": "[>=10000]#,##0;[<=-10000]-#,##0;General",
    "month": "mmm yyyy",
    "text": "@",
    "long_text": "@",
    "code": "@",
    "email": "@",
    "link": "@",
}
_RIGHT = {"money", "percent", "number"}
_CENTRED = {"date", "month", "integer"}


def number_format(field: Field, lang: Lang) -> str:
    """The number format of a field's cells."""
    if field.type.base == "date":
        return _DATES[lang]
    if field.computed and not field.type.is_number and field.type.base != "month":
        return "General"
    return NUMBER_FORMATS.get(field.type.base, "General")


class Styles:
    """Formats of one workbook, made once each."""

    def __init__(self, workbook: Workbook, colours: Mapping[str, str], lang: Lang) -> None:
        self._workbook = workbook
        self._colours = colours
        self._lang: Lang = lang
        self._formats: dict[tuple[Any, ...], Format] = {}

    def role(self, role: str, **more: Any) -> Format:
        """The format of a role, with properties of its own if any."""
        key = (role, *sorted(more.items()))
        if key not in self._formats:
            look = {"font_name": FONT, "font_size": 11} | _ROLES[role] | more
            self._formats[key] = self._workbook.add_format({k: self._colour(k, v) for k, v in look.items()})
        return self._formats[key]

    def field(self, field: Field, role: str, *, in_form: bool = False, **more: Any) -> Format:
        """The format of a field's cells; in a form everything stands at the left, beside its label."""
        align = "right" if field.type.base in _RIGHT else "center" if field.type.base in _CENTRED else "left"
        align = "left" if in_form else align
        if align == "left":
            more.setdefault("indent", 1)
        return self.role(role, **{"num_format": number_format(field, self._lang), "align": align} | more)

    def colour(self, name: str) -> str:
        """A colour of the template."""
        return self._colours.get(name, name)

    def _colour(self, key: str, value: Any) -> Any:
        return self._colours.get(value, value) if key.endswith("color") else value
