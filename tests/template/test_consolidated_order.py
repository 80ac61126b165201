"""Columns of a consolidated workbook may stand in another order; fingerprints do not depend on it."""

from __future__ import annotations

from pacom_xl.template.consolidated import consolidated, typed_keys
from pacom_xl.template.load import load_template


def test_typed_fields_have_the_order_of_the_team_s_template() -> None:
    template = load_template()
    whole = consolidated(template)
    for table in template.data_tables:
        there = whole.tables[table.key]
        expected = [key for key in typed_keys(template, table) if key in there.by_key]
        assert [key for key in typed_keys(whole, there) if key in table.by_key] == expected, table.key
