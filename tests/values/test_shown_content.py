"""Contents that fit no field, in words of the sheet: never a Python value."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from pacom_xl.model.text import Text
from pacom_xl.values.shown_content import shown_content


@pytest.mark.parametrize(
    ("content", "base", "fr"),
    [
        (46193.0, "date", "46193 (nombre sans format de date, = 20/06/2026)"),
        (3.0, "date", "3"),
        (46193.0, "money", "46193"),
        (12.5, "date", "12,5"),
        (True, "money", "VRAI"),
        (timedelta(days=46193), "date", "1108632:00"),
        (timedelta(hours=-1, minutes=-30), "money", "-1:30"),
        (time(9, 5), "date", "09:05"),
        (date(2026, 6, 20), "money", "20/06/2026"),
        (datetime(2026, 6, 19, 22, 0), "money", "19/06/2026 22:00"),
        ("douze mille", "money", "douze mille"),
    ],
)
def test_shown(content: Any, base: str, fr: str) -> None:
    shown = shown_content(content, base)
    assert (shown.fr if isinstance(shown, Text) else shown) == fr
