"""Addresses the rows of a mail lead to: a row of the published page, a cell of a workbook.

The bases are those of ``[links]`` in the configuration. Without them a mail names sheets and labels in words.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath
from urllib.parse import quote

from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Cell
from pacom_xl.model.text import Lang, Text
from pacom_xl.nightly.digest.digest_model import Link
from pacom_xl.reporting.page_anchors import action_anchor, finding_anchor

#: Placeholders of a base address, for servers that take file and cell in the query (SharePoint).
FILE, CELL = "{file}", "{cell}"
_PAGE = Text("Voir sur la page", "See on the page")
_WORKBOOK = Text("Ouvrir le classeur", "Open the workbook")
_INDEX = "index.html"


@dataclass(frozen=True)
class MailLinks:
    """Base addresses, ``""`` for none, and the local folder that corresponds to ``workbooks``."""

    page: str = ""
    workbooks: str = ""
    folder: Path | None = None

    def of_finding(self, finding: Finding, lang: Lang) -> tuple[Link, ...]:
        """Links of a row about a finding: its row of the page, its cell of the workbook."""
        return self._links(finding_anchor(finding.identity), finding.file, finding.cell, lang)

    def of_action(self, team: str | None, code: str, file: str | None, lang: Lang) -> tuple[Link, ...]:
        """Links of a row about an action without a finding."""
        return self._links(action_anchor(team, code), file, None, lang)

    def page_at(self, anchor: str) -> str:
        """Address of an element of the page; ``""`` without a page."""
        if not self.page:
            return ""
        return f"{self.page}{_INDEX if self.page.endswith('/') else ''}#{anchor}"

    def workbook_at(self, file: str | None, cell: Cell | None = None) -> str:
        """Address of a cell of a workbook; ``""`` without a base, or for a file outside its folder."""
        way = self._way_to(file)
        if not way:
            return ""
        place = f"'{cell.sheet.replace(chr(39), chr(39) * 2)}'!{cell.a1}" if cell else ""
        if FILE in self.workbooks:
            return self.workbooks.replace(FILE, quote(way)).replace(CELL, quote(place, safe=""))
        base = self.workbooks if self.workbooks.endswith("/") else self.workbooks + "/"
        # Office follows a cell in the address of a file; a web server would look for no such place.
        fragment = f"#{quote(place, safe='!')}" if place and base.startswith("file:") else ""
        return f"{base}{quote(way)}{fragment}"

    def _links(self, anchor: str, file: str | None, cell: Cell | None, lang: Lang) -> tuple[Link, ...]:
        found = ((_PAGE, self.page_at(anchor)), (_WORKBOOK, self.workbook_at(file, cell)))
        return tuple(Link(label.in_(lang), address) for label, address in found if address)

    def _way_to(self, file: str | None) -> str:
        if not file or not self.workbooks or self.folder is None:
            return ""
        try:
            way = os.path.relpath(Path(file).resolve(), self.folder.resolve())
        except (OSError, ValueError):
            return ""
        return "" if way.startswith("..") else Path(way).as_posix()


NO_LINKS = MailLinks()


def mail_links(page: str | None, workbooks: str | None, folders: Sequence[str]) -> MailLinks:
    """The links of a configuration; ``folders``: where its workbooks are, whose common folder is the base."""
    places = [path if path.is_dir() else path.parent for path in map(Path, folders)]
    folder = Path(os.path.commonpath(places)) if places else None
    return MailLinks(base_address(page or "") or "", base_address(workbooks or "") or "", folder)


def folder_address(page: str) -> str:
    """The address of the folder a page lies in, with a slash at its end; ``""`` when the page has no address.

    Without a slash at its end an address is that of a folder, unless its last part has an ending such as ``.html``.
    """
    if not page or page.endswith("/"):
        return page
    parent, _, last = page.rpartition("/")
    is_file = "." in last and not parent.endswith("/")
    return f"{parent}/" if is_file else f"{page}/"


def base_address(text: str) -> str | None:
    r"""A base address as links spell it, ``None`` when it is neither https, http, ``file:`` nor a UNC path.

    ``\\server\share\PAC`` becomes ``file://server/share/PAC``.
    """
    text = text.strip()
    if re.match(r"\\\\[^\\]+\\[^\\]+", text):
        path = PureWindowsPath(text)
        tail = "/" if text.endswith("\\") else ""
        return "file:" + quote(path.as_posix(), safe="/{}") + tail
    if not re.match(r"(https?://[^/\s]|file:/)", text, re.IGNORECASE) or any(not c.isprintable() for c in text):
        return None
    return text.replace(" ", "%20").replace('"', "%22").replace("<", "%3C").replace(">", "%3E")
