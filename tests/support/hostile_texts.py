"""Texts that could be taken for markup, formulas or headers, put into every field where people may type text."""

from __future__ import annotations

from itertools import cycle

from pacom_xl.template.load import load_template
from tests.support.drafts import Draft

#: Texts that a browser could run, a spreadsheet calculate, or a calendar or mail program take for a header.
TEXTS = (
    '=HYPERLINK("http://x.example","clic")', "+cmd|' /C calc'!A0", "@SUM(1+1)", "-2+3", "javascript:alert(1)",
    "<script>document.title='taken'</script>", '<img src=x onerror="document.title=1">',
    '"><svg onload="document.title=2">', "]]>--><!--", '<a href="javascript:alert(1)">x</a>', "</title></script>",
    "a\r\nBcc: victim@example.org\r\n\r\nbody", "x\nEND:VEVENT\nBEGIN:VEVENT\nSUMMARY:injected", "a;b,c\\d\\n:e",
    "\u202evil\u202c", "cloche\x07 \x1b]0;titre\x07\x1b[31mrouge", "Word\x0bligne\x85\u2028fin", "\x00=1+1",
    "é" * 32_000, "{{7*7}} {% raw %} %s {code}", "'cité", "_x000D__x0041_", "\ufffe\uffff", "👩‍👩‍👧🇫🇷",
    "\\\\evil\\share", "&amp;&#x41;",
)  # fmt: skip
#: Tables that are not changed: lists, and rows that others refer to.
_LEFT = ("choices", "natures", "holidays", "parameters", "teams")
_KEPT = ("company", "email", "trigram")


def plant(plan: Draft) -> None:
    """Replace every text of the plan by one of ``TEXTS`` in turn."""
    texts, tables = cycle(TEXTS), load_template().tables
    for record in plan.records:
        if record.table in _LEFT:
            continue
        table = tables[record.table]
        for field in table.inputs:
            typed = field.type.base in ("text", "long_text") and field.key not in (table.code, *_KEPT)
            if typed and isinstance(record.get(field.key), str):
                record.values[field.key] = next(texts)


def plant_separators(plan: Draft) -> None:
    """Titles that would be a formula or break a line of CSV."""
    plan.table("actions")[0].values["title"] = "=1+1;\n,fin"
    plan.table("actions")[1].values["title"] = "'déjà cité"
