"""No-break spaces are put into the program's French, and never into what somebody typed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pacom_xl.model.typography import colon, french, quoted, sentence

NBSP, NARROW = "\u00a0", "\u202f"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Conflit : rien", f"Conflit{NBSP}: rien"),
        ("« Stand »", f"«{NBSP}Stand{NBSP}»"),
        ("absent ; ajoutez", f"absent{NARROW}; ajoutez"),
        ("vouliez-vous dire x ?", f"vouliez-vous dire x{NARROW}?"),
        ("{days} j ouvrés", f"{{days}}{NBSP}j ouvrés"),
        ("code 1 s’il est trop ancien", "code 1 s’il est trop ancien"),
        ("à 100 % au plus", f"à 100{NBSP}% au plus"),
        ("5 jalons sur 3 jours", f"5 jalons sur 3{NBSP}jours"),
        ("à 12:30, voir http://x", "à 12:30, voir http://x"),
    ],
)
def test_french(typed: str, shown: str) -> None:
    assert french(typed) == shown
    assert french(shown) == shown


def test_values_are_shown_as_they_are() -> None:
    name = "Plan : « v2 » !.xlsx {x}"
    text = sentence("{name} : écrit ; {why}", "{name}: written; {why}", name=name, why=sentence("a : b", "a: b"))
    assert text.fr == f"{name}{NBSP}: écrit{NARROW}; a{NBSP}: b"
    assert text.en == f"{name}: written; a: b"


def test_the_parts_of_a_sentence_follow_its_language() -> None:
    assert (colon("fr"), colon("en")) == (f"{NBSP}: ", ": ")
    assert (quoted("x", "fr"), quoted("x", "en")) == (f"«{NBSP}x{NBSP}»", '"x"')


#: Modules that put no-break spaces themselves, or look for them in what people typed.
PUT_HERE = {
    "model/text.py", "model/typography.py", "model/formats.py",  # the characters, and where they are put
    "reporting/check_text.py", "reporting/words/finding_status.py", "nightly/digest/digest_rows.py",  # number and unit
    "nightly/digest/source_lines.py",  # hours and minutes
    "adoption/report_text.py", "adoption/records/action_records.py", "xlsx/xlsx_workbook.py",  # number and unit
    "cli/bilingual.py", "cli/__init__.py", "cli/commands/nightly.py",  # headings to which click adds a colon
    "cli/console.py", "cli/teams_file.py", "nightly/mails/mail_message.py",  # what people typed
    "adoption/mapping/row_kinds.py", "adoption/mapping/tables.py",  # what people typed
    "layout/sheet_texts.py", "model/palette.py", "writing/sheets/dashboard_charts.py",  # formats, number and unit
    "writing/group/overview/canvas.py",  # number formats
    "writing/group/overview/cash.py", "writing/group/overview/matrix.py",  # number formats
    "comparison/change_words.py", "reporting/page/page_data.py",  # number and unit
    "nightly/digest/digest_tables.py", "nightly/digest/digest_counts.py",  # sign and value, and a title
    "nightly/digest/trend_line.py",  # between two values
}  # fmt: skip
TYPED = re.compile(f"[{NBSP}{NARROW}]" + r"|\\xa0|\\u00a0|\\u202f|\{(?:NARROW_)?NBSP\}")


def test_texts_are_written_with_ordinary_spaces() -> None:
    package = Path(__file__).parents[2] / "pacom_xl"
    modules = {path.relative_to(package).as_posix(): path.read_text(encoding="utf-8") for path in package.rglob("*.py")}
    assert {name for name, text in modules.items() if TYPED.search(text)} <= PUT_HERE
    assert TYPED.search('f"Conflit{NBSP}: rien"') and TYPED.search(r'"Conflit\u00a0: rien"')
