"""One cell of an OpenDocument spreadsheet: what its attributes and paragraphs say it holds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import isfinite

from pacom_xl.xlsx import ods_names as names
from pacom_xl.xlsx.cells import Value
from pacom_xl.xlsx.number_formats import from_iso
from pacom_xl.xlsx.ods_text import Paragraphs

#: The attribute with the value of a cell, by type of value; that of a text is in its paragraphs.
_VALUES = {
    "float": names.VALUE,
    "percentage": names.VALUE,
    "currency": names.VALUE,
    "date": names.DATE_VALUE,
    "time": names.TIME_VALUE,
    "boolean": names.BOOLEAN_VALUE,
}
_DURATION = re.compile(r"(-?)P(?:(\d{1,9})D)?T?(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9}(?:[.,]\d+)?)S)?")
#: Most digits of a count of repeats.
_DIGITS = 7
_DAY = timedelta(days=1)


@dataclass(slots=True)
class OdsCell:
    """A cell being read, and the columns it stands in. Most cells have neither paragraphs nor a note."""

    attributes: Mapping[str, str]
    columns: range
    paragraphs: Paragraphs | None = None
    note: Paragraphs | None = None
    #: Whether a part of its text is struck through.
    is_struck: bool = False

    @property
    def text(self) -> str:
        """Its paragraphs, a line for each."""
        return self.paragraphs.text if self.paragraphs else ""

    @property
    def has_value_beside_text(self) -> bool:
        """Whether an attribute holds the value that its paragraphs show."""
        of_type = _VALUES.get(self.attributes.get(names.VALUE_TYPE, ""))
        return of_type is not None and bool(self.attributes.get(of_type)) and not self.is_error

    @property
    def is_error(self) -> bool:
        """Whether it shows an error."""
        return self.attributes.get(names.CALC_VALUE_TYPE) == "error"

    @property
    def is_empty(self) -> bool:
        attributes = self.attributes
        return not (self.text or self.note or names.VALUE_TYPE in attributes or names.FORMULA in attributes)

    @property
    def content(self) -> tuple[Value | None, str | None]:
        """The content of the cell, and its error. A number that is none (``NaN``) is read as its text."""
        attributes, text = self.attributes, self.text
        type_ = attributes.get(names.VALUE_TYPE)
        if self.is_error:
            return "", text.strip()
        if type_ in ("float", "percentage", "currency"):
            return _number(attributes.get(names.VALUE, text)), None
        if type_ == "date":
            written = attributes.get(names.DATE_VALUE, "")
            return from_iso(written) or written or text, None
        if type_ == "time":
            written = attributes.get(names.TIME_VALUE, "")
            return _duration(written) or written or text, None
        if type_ == "boolean":
            return attributes.get(names.BOOLEAN_VALUE, "") == "true", None
        if type_ is None and not text:
            return None, None
        return text or attributes.get(names.STRING_VALUE, ""), None


def count(attributes: Mapping[str, str], name: str) -> int:
    """A count of repeats; what is no count of a sheet is 1."""
    text = attributes.get(name, "1")
    return int(text) if text.isdecimal() and len(text) <= _DIGITS and int(text) else 1


def _number(text: str) -> Value:
    try:
        number = float(text)
    except ValueError:
        return text.strip()
    return number if isfinite(number) else text.strip()


def _duration(text: str) -> Value | None:
    """A time of day, or a duration from a day on; ``None`` when ``text`` is none."""
    found = _DURATION.fullmatch(text.strip())
    if not found or text.strip().endswith(("P", "T")):
        return None
    days, hours, minutes = (int(part or 0) for part in found.group(2, 3, 4))
    seconds = float((found[5] or "0").replace(",", "."))
    try:
        length = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:
        return None
    if found[1]:
        return -length
    return (datetime.min + length).time() if length < _DAY else length
