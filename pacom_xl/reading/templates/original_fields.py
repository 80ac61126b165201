"""The sheets, tables and fields a workbook was written with, as its hidden sheet lists them.

A template may gain fields after a workbook was written. Such a field is not missing: nobody took it away.
"""

from __future__ import annotations

from dataclasses import dataclass

from pacom_xl.reading.recognition.tab_recognition import Tabs
from pacom_xl.template.schema import Field, Template

#: The table of the hidden sheet that lists the fields.
_LIST = "anchors"
#: Fewest action sheets that show together what the workbook was written with, where the list does not say it.
_SEVERAL = 2
ACTIONS = "actions"


@dataclass(frozen=True)
class OriginalFields:
    """Sheets, tables and fields of the template a workbook was written with. Empty sets: the workbook does not list
    them.
    """

    sheets: frozenset[str]
    #: ``table.field``.
    fields: frozenset[str]
    #: Input fields that no action sheet of the workbook has.
    on_no_action_sheet: frozenset[str]

    def had_sheet(self, key: str) -> bool:
        """Whether the template had this sheet; ``True`` when the workbook does not say."""
        return not self.sheets or key in self.sheets

    def had_field(self, field: Field, template: Template) -> bool:
        """Whether the template had this field; ``True`` when the workbook does not say."""
        if not self.fields or field.name in self.fields:
            return True
        if template.tables[field.table].sheet == ACTIONS and not self._lists_action_sheets(template):
            return field.name not in self.on_no_action_sheet
        return False

    def _lists_action_sheets(self, template: Template) -> bool:
        """Whether the list has the fields of action sheets: earlier versions of the program left them out."""
        return any(f"{table.key}.{f.key}" in self.fields for table in template.children(ACTIONS) for f in table.inputs)


def original_fields(tabs: Tabs, template: Template) -> OriginalFields:
    """The fields that the hidden sheet of a workbook lists."""
    sheets: set[str] = set()
    fields: set[str] = set()
    for sheet in tabs.of("meta"):
        block = next((b for b in sheet.blocks if b.table.key == _LIST), None)
        if block is None:
            continue
        columns = [block.columns.get(key) for key in ("sheet_key", "table_key", "field_key")]
        for row in tabs.rows[sheet.tab][block.first : block.end]:
            of, table, key = (str(row[c]) if c is not None and c < len(row) else "" for c in columns)
            sheets.add(of)
            if table and key:
                fields.add(f"{table}.{key}")
    return OriginalFields(frozenset(sheets - {""}), frozenset(fields), _on_no_action_sheet(tabs, template))


def _on_no_action_sheet(tabs: Tabs, template: Template) -> frozenset[str]:
    """Input fields missing on every action sheet; none when there are too few sheets to conclude."""
    sheets = [sheet for sheet in tabs.of(ACTIONS) if not sheet.is_remainder]
    if len(sheets) < _SEVERAL:
        return frozenset()
    found = {f"{table}.{key}" for sheet in sheets for table, keys in sheet.tables.items() for key in keys}
    return frozenset(f.name for table in template.by_key[ACTIONS].tables for f in table.inputs if f.name not in found)
