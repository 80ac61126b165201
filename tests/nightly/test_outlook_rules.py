"""The HTML of every mail against what Outlook's Word engine understands: tables and plain inline styles.

What it merely ignores (rounded corners, inline blocks) may be there; what breaks a page in it may not.
"""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser

import pytest

from pacom_xl.model.text import Lang
from pacom_xl.nightly.collection.collection_state import with_collection
from pacom_xl.nightly.configuration.config import CollectionSettings, NightlyConfig
from pacom_xl.nightly.night_facts import Night
from tests.nightly.mails_read import all_mails, body_of, parsed
from tests.support.drafts import Draft
from tests.support.sample_company import sample_review

#: Elements Word lays out; nothing that is drawn, run, or asks for input.
ELEMENTS = {
    "html", "head", "meta", "title", "style", "body", "table", "tbody", "tr", "td", "th", "div", "p", "span", "b", "a",
}  # fmt: skip
#: Properties it does not know and that a layout would depend on, and values it does not know.
PROPERTIES = {
    "position", "float", "flex", "grid", "gap", "transform", "opacity", "background-image", "background-size", "inset",
    "top", "left", "right", "bottom", "z-index", "object-fit", "clip-path", "columns", "aspect-ratio", "min-height",
}  # fmt: skip
VALUES = re.compile(
    r"(flex|grid|calc|var|min|max|clamp|url|rgba?|hsla?|linear-gradient)\(|\b(flex|grid)\b|\d(r?em|v[wh])\b"
)
_COLOUR = re.compile(r"#(?![0-9A-Fa-f]{6}\b)\w*")
#: Deeper nests make it slow and lose borders.
DEPTH = 4


class Rules(HTMLParser):
    """Collects what breaks the rules."""

    def __init__(self) -> None:
        super().__init__()
        self.broken: list[str] = []
        self.depth = self.deepest = self.tables = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag not in ELEMENTS:
            self.broken.append(f"<{tag}>")
        if tag == "table":
            self.tables += 1
            self.depth += 1
            self.deepest = max(self.depth, self.deepest)
            if not {"cellpadding", "cellspacing", "width"} <= found.keys():
                self.broken.append(f"table without cellpadding, cellspacing or width: {found}")
        if tag == "div" and "width" in found.get("style", ""):
            self.broken.append("a div with a width is no column")
        for part in filter(None, found.get("style", "").split(";")):
            name, _, value = part.partition(":")
            if name.strip() in PROPERTIES or VALUES.search(value) or _COLOUR.search(value):
                self.broken.append(f"{tag}: {part}")

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag == "table"


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_mail_follows_the_rules(lang: Lang) -> None:
    def speak(plan: Draft) -> None:
        for record in plan.table("team"):
            record.values["language"] = lang

    config = NightlyConfig(collection=CollectionSettings(date(2026, 6, 16), (1,)))
    night = Night(sample_review(lang, change=speak))
    with_collection(night, config, {})
    mails, _ = all_mails(night, config)
    assert {digest.role for mail in mails for digest in mail.digests} >= {"direction", "reminder", "NO", "owner"}
    for mail in mails:
        html = body_of(parsed(mail), "html")
        rules = Rules()
        rules.feed(html)
        assert rules.broken == [], mail.name
        assert rules.tables >= 3 and rules.deepest <= DEPTH
        assert html.count("<!--[if mso]>") == html.count("<![endif]-->") == 2
        # The classes of the style sheet only adapt what inline styles say: Word skips media queries.
        style = html[html.index("<style>") : html.index("</style>")]
        outside = re.sub(r"@media[^{]*\{(?:[^{}]*\{[^}]*\})*\s*\}", "", style)
        assert "{" not in outside
