"""Counts of ``doctor`` in words."""

from __future__ import annotations

import pytest

from pacom_xl.model.text import Text
from pacom_xl.nightly.doctor.diagnosis import count_of


@pytest.mark.parametrize(
    ("count", "fr", "en"), [(0, "0 courriel", "0 mails"), (1, "1 courriel", "1 mail"), (2, "2 courriels", "2 mails")]
)
def test_zero_is_singular_in_french_and_plural_in_english(count: int, fr: str, en: str) -> None:
    found = count_of(count, Text("courriel", "mail"), Text("courriels", "mails"))
    assert (found.fr.replace("\xa0", " "), found.en.replace("\xa0", " ")) == (fr, en)
