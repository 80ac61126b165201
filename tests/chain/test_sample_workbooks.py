"""The workbooks kept in ``samples/`` are those of the sample data (``make samples`` writes them again)."""

from __future__ import annotations

import pytest

from tests.chain.samples import FOLDER, differences, read, values
from tests.support.sample_company import AS_OF, sample_plan


@pytest.mark.parametrize("team", ["GR", "NO", "IF", "SE", "SO"])
def test_a_kept_workbook_says_what_the_data_say(team: str) -> None:
    kept = read(FOLDER / f"PAC_2026_{team}.xlsx")
    assert differences(values(sample_plan(team)), values(kept)) == {"plan plan ref_date_forced": (None, f"{AS_OF}")}
