"""Cell formats by role, with one set of colours for the whole workbook."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from pacom_xl.model.palette import (
    CELL_FILLS,
    CELL_MARKS,
    FONT,
    HEADING_SIZE,
    LINE,
    ON_TITLE,
    SMALL_SIZE,
    SOFT_ON_TITLE,
    TEXT_SIZE,
    TILE,
    TITLE_SIZE,
    WHITE,
    date_format,
    in_language,
    money_format,
    month_format,
    percent_format,
)
from pacom_xl.model.text import Lang
from pacom_xl.template.schema import Field

#: Role of a cell to its look; colour names are those of the template.
_ROLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": TITLE_SIZE, "font_color": "title"},
    "band_title": {
        "bold": True, "font_size": TITLE_SIZE, "font_color": ON_TITLE, "bg_color": "title", "valign": "vcenter",
    },
    "band_text": {"font_color": SOFT_ON_TITLE, "bg_color": "title", "valign": "top"},
    "purpose": {"italic": True, "font_color": "muted"},
    "heading": {
        "bold": True, "font_size": HEADING_SIZE, "font_color": "title", "bottom": 2, "bottom_color": "accent",
    },
    "header": {
        "bold": True, "font_color": ON_TITLE, "bg_color": "title", "text_wrap": True, "valign": "vcenter",
        "border": 1, "border_color": "border",
    },
    "computed_header": {
        "bold": True, "font_color": "title", "bg_color": "band", "text_wrap": True, "valign": "vcenter",
        "border": 1, "border_color": "border",
    },
    "label": {"bold": True, "font_color": "title", "valign": "top", "text_wrap": True, "align": "left", "indent": 1},
    "help": {"italic": True, "font_color": "muted", "valign": "top", "text_wrap": True, "align": "left", "indent": 1},
    "anchor": {"font_color": "#A0A0A0", "font_size": 8},
    "counter": {"font_size": SMALL_SIZE, "font_color": "muted", "align": "left", "valign": "vcenter"},
    "link": {"font_color": "accent", "underline": 1, "valign": "vcenter"},
    "plain": {"valign": "top", "text_wrap": True},
    **{kind: {"bg_color": kind, "valign": "top", "text_wrap": True} | CELL_MARKS[kind] for kind in CELL_FILLS},
    "shown": {"border": 1, "border_color": "border", "valign": "top", "text_wrap": True},
    "unused": {"bg_color": "band", "pattern": 4, "fg_color": "border", "border": 1, "border_color": "border"},
    "week": {
        "font_size": 7, "font_color": "muted", "rotation": 90, "shrink": True, "align": "center", "border": 1,
        "border_color": LINE, "num_format": "dd/mm",
    },
    "bar": {"border": 1, "border_color": LINE, "font_size": 8, "align": "center", "valign": "vcenter"},
    "big": {
        "bold": True, "font_size": TITLE_SIZE, "font_color": "title", "align": "center", "valign": "vcenter",
        "bg_color": TILE, "left": 5, "left_color": WHITE, "right": 5, "right_color": WHITE,
    },
    "caption": {
        "font_color": "muted", "align": "center", "valign": "top", "text_wrap": True, "bg_color": TILE,
        "left": 5, "left_color": WHITE, "right": 5, "right_color": WHITE,
    },
    "line": {"bottom": 1, "bottom_color": LINE, "valign": "vcenter", "text_wrap": True},
    "small_header": {
        "bold": True, "font_size": SMALL_SIZE, "font_color": "title", "bg_color": "band", "text_wrap": True,
        "valign": "vcenter", "align": "center",
    },
}  # fmt: skip
#: How the values of each base type are shown, where neither language nor currency matters.
_NUMBER_FORMATS = {
    # Thousands apart in large numbers, not in years; all the decimals of the other numbers.
    "integer": "[>=3000]#,##0;[<=-3000]-#,##0;0",
    "number": "[>=10000]#,##0;[<=-10000]-#,##0;General",
    "text": "@",
    "long_text": "@",
    "code": "@",
    "email": "@",
    "link": "@",
}
#: Number format of formulas that have no other: shown as with General. Under General, LibreOffice (7.4) sets a number
#: format when it computes a formula; doing so while it saves, for a formula that an edit made out of date, it
#: frees the format of a cell it is writing, and now and then crashes (seen with a memory checker).
_OF_FORMULAS = "General;-General;General;@"
_RIGHT = {"money", "percent", "number"}
_CENTRED = {"date", "month", "integer"}


def alignment(field: Field) -> str:
    """Alignment of the values of a field: numbers right, dates centred."""
    return "right" if field.type.base in _RIGHT else "center" if field.type.base in _CENTRED else "left"


class Styles:
    """Formats of one workbook, made once each."""

    def __init__(self, workbook: Workbook, colours: Mapping[str, str], lang: Lang, currency: str = "EUR") -> None:
        """``currency``: code of the currency of the plan's amounts."""
        self._workbook = workbook
        self._colours = colours
        self._lang: Lang = lang
        self.money = money_format(lang, currency)
        #: Number format of an amount typed with cents.
        self.cents = money_format(lang, currency, cents=True)
        self.percent = percent_format(lang)
        self._formats: dict[tuple[str, frozenset[tuple[str, Any]]], Format] = {}
        self._keys: dict[Format, tuple[str, frozenset[tuple[str, Any]]]] = {}
        self._of_fields: dict[tuple[Any, ...], Format] = {}
        self._of_formulas: dict[Format, Format] = {}

    def role(self, role: str, **more: Any) -> Format:
        """The format of a role, with properties of its own if any."""
        key = (role, frozenset(more.items()))
        known = self._formats.get(key)
        if known is None:
            look = {"font_name": FONT, "font_size": TEXT_SIZE} | _ROLES[role] | more
            if "num_format" in look:
                look["num_format"] = in_language(str(look["num_format"]), self._lang)
            known = self._workbook.add_format({k: self._colour(k, v) for k, v in look.items()})
            self._formats[key] = known
            self._keys[known] = key
        return known

    def of_formula(self, style: Format) -> Format:
        """The format of a formula: ``style``, which ``role`` made, with a number format in place of General."""
        known = self._of_formulas.get(style)
        if known is None:
            role, more = self._keys[style]
            is_general = style.num_format == "General"
            known = self.role(role, **dict(more) | {"num_format": _OF_FORMULAS}) if is_general else style
            self._of_formulas[style] = known
        return known

    def field(self, field: Field, role: str, *, in_form: bool = False, **more: Any) -> Format:
        """The format of a field's cells; in a form everything stands at the left, beside its label."""
        key = (field.name, role, in_form, *more.items())
        known = self._of_fields.get(key)
        if known is None:
            known = self._of_fields[key] = self._field(field, role, in_form, more)
        return known

    def _field(self, field: Field, role: str, in_form: bool, more: dict[str, Any]) -> Format:
        align = "left" if in_form else alignment(field)
        indent = {} if align == "center" else {"indent": 1}
        return self.role(role, **{"num_format": self.number_format(field), "align": align} | indent | more)

    @cached_property
    def missing(self) -> Format:
        """The conditional format of an empty cell that must be filled in."""
        look = {"bg_color": "required", **CELL_MARKS["required"]}
        return self._workbook.add_format({key: self._colour(key, value) for key, value in look.items()})

    def number_format(self, field: Field) -> str:
        """The number format of a field's cells."""
        base = field.type.base
        if base in ("date", "month"):
            return date_format(self._lang) if base == "date" else month_format(self._lang)
        if base in ("money", "percent"):
            return self.money if base == "money" else self.percent
        return _NUMBER_FORMATS.get(base, "General")

    def colour(self, name: str) -> str:
        """A colour of the template."""
        return self._colours.get(name, name)

    def _colour(self, key: str, value: Any) -> Any:
        return self._colours.get(value, value) if key.endswith("color") else value
