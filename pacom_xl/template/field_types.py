"""Types of fields as templates name them: a base, and the value list or table it refers to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: Kinds of tables. ``form`` one record, fields below one another · ``rows`` one record a row · ``grid`` one record
#: a cell, months across · ``long`` rows whose keys are written by the tool · ``computed`` formulas only ·
#: ``generated`` written by the tool, never read back as data.
Kind = Literal["form", "rows", "grid", "long", "computed", "generated"]
KINDS: tuple[Kind, ...] = ("form", "rows", "grid", "long", "computed", "generated")
#: Base types of a field; ``enum``, ``ref`` and their ``multi_`` forms name a list or tables after a colon.
BASES = (
    "text", "long_text", "code", "integer", "number", "money", "percent", "date", "month", "email", "link",
    "matrix", "chart", "table", "enum", "multi_enum", "ref", "multi_ref", "multi_ref_or_text",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FieldType:
    """A parsed type: ``enum:priority`` has base ``enum`` and list ``priority``."""

    base: str
    #: The value list of an ``enum``.
    choices: str | None = None
    #: The tables whose codes a ``ref`` may name.
    tables: tuple[str, ...] = ()
    #: What ``money[months]`` is spread over: ``natures``, ``quarters`` or ``months``.
    spread: str | None = None

    @property
    def multiple(self) -> bool:
        """Whether a cell may have several values."""
        return self.base.startswith("multi_")

    @property
    def is_ref(self) -> bool:
        """Whether values are codes of other records."""
        return self.base in ("ref", "multi_ref", "multi_ref_or_text")

    @property
    def is_number(self) -> bool:
        """Whether values are decimals or integers."""
        return self.base in ("integer", "number", "money", "percent")

    @classmethod
    def parse(cls, text: str) -> FieldType:
        """``ref:objectives.code|actions.code``, ``enum:unit``, ``money[months]``, ``text``…

        Raises ``ValueError`` on an unknown base.
        """
        base, _, target = text.partition(":")
        base, _, spread = base.partition("[")
        if base not in BASES:
            raise ValueError(text)
        if "enum" in base:
            return cls(base, choices=target)
        if "ref" in base:
            return cls(base, tables=tuple(part.partition(".")[0] for part in target.split("|")))
        return cls(base, spread=spread.rstrip("]") or None)
