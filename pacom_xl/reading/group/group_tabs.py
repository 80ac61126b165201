"""The tabs of a consolidated workbook, taken one after the other: the cells of one tab are in memory at a time.

Rows and records wait on the disk, for the steps that look at several tabs.
"""

from __future__ import annotations

from collections.abc import Iterable

from pacom_xl.reading.findings.group_constants import ExaminedTab, examine
from pacom_xl.reading.group.details_beside import without_details
from pacom_xl.reading.group.stored_records import store_records
from pacom_xl.reading.recognition.tab_recognition import Tabs, add_tab, settle_tabs
from pacom_xl.storage.spill_buffer import SpillBuffer
from pacom_xl.storage.spooled_list import SpooledList
from pacom_xl.template.consolidated import DETAILS_PROPERTY
from pacom_xl.template.schema import Template
from pacom_xl.xlsx.cells import Tab
from pacom_xl.xlsx.package import Package

#: Bytes that wait in memory before the disk is used.
_IN_MEMORY = 4 << 20


class GroupTabs:
    """The tabs of a consolidated workbook of the template ``whole``, and what their cells showed."""

    def __init__(self, package: Package, whole: Template, template: Template) -> None:
        """``package``: its tabs are in its workbook, or are ``coming`` and put into it without their cells.

        ``template``: that of the teams.
        """
        self.package, self.buffer = package, SpillBuffer(_IN_MEMORY)
        #: Name of the file beside the workbook that has the rows of action sheets; ``""`` when the workbook has them.
        self.details = package.properties.get(DETAILS_PROPERTY, "")
        #: The consolidated template with the sheets that the workbook has.
        self.shape = without_details(whole, template) if self.details else whole
        self.tabs = Tabs.none_yet(whole)
        self.examined: dict[str, ExaminedTab] = {}
        workbook = package.workbook
        self._take(workbook.tabs, whole)
        for tab in package.coming:
            self._take((tab,), whole)
            workbook.tabs.append(tab.without_cells())
        settle_tabs(self.tabs, whole)

    def _take(self, tabs: Iterable[Tab], whole: Template) -> None:
        for tab in tabs:
            sheet = add_tab(self.tabs, tab, whole, self.package.workbook)
            if sheet is not None:
                self.examined[sheet.tab] = examine(sheet, tab, self.shape)
                sheet.figures.clear()
                store_records(sheet, self.buffer)
            if tab.name in self.tabs.rows:
                self.tabs.rows[tab.name] = SpooledList(self.tabs.rows[tab.name], self.buffer)
