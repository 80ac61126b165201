"""Numbers of the mails: values instead of negative percentages, a true minus sign, what was typed instead of 0."""

from __future__ import annotations

import re
from pathlib import Path

from pacom_xl.consolidation.review import review
from pacom_xl.nightly.digest.manager_digest import for_manager
from pacom_xl.nightly.night_facts import Night
from pacom_xl.reading.many_files.discover import expand
from pacom_xl.reading.many_files.read_many import read_all
from tests.nightly.mails_read import all_mails, body_of, parsed, written
from tests.support.opened_workbook import open_workbook
from tests.support.sample_company import AS_OF, TEMPLATE, sample_review

#: A minus or a hyphen before a percentage of the program, which has a narrow no-break space.
_NEGATIVE = re.compile("[-−][0-9,]+\u202f%")


def test_an_attainment_below_zero_is_told_in_values() -> None:
    """A rate of 85 % where 86 % were at the start read « -25 % atteints »."""
    done, _ = written(sample_review())
    for letter in done:
        text = body_of(parsed(letter), "plain")
        assert not [line for line in text.splitlines() if _NEGATIVE.search(line)], letter.name
    night = Night(sample_review())
    plan = next(plan for plan in night.review.portfolio.plans if plan.team == "IF")
    told = [item.text for section in for_manager(night, plan).sections for item in section.items]
    assert any("144\xa0€ au 05/06/2026, valeur attendue 108\xa0€, cible 90\xa0€." in text for text in told)


def test_what_is_left_below_zero_has_a_minus_sign() -> None:
    done, _ = written(sample_review())
    cells = [cell for letter in done for d in letter.digests for t in d.tables for row in t.rows for cell in row[1:]]
    assert "−1\u202f800\xa0€" in cells
    assert not [cell for cell in cells if cell.startswith("-")]


def test_what_was_typed_and_could_not_be_read_is_shown_as_typed(workbooks: Path, tmp_path: Path) -> None:
    for team in ("GR", "NO"):
        (tmp_path / f"{team}.xlsx").write_bytes((workbooks / f"{team}.xlsx").read_bytes())
    _type(tmp_path / "NO.xlsx", "ACT-NO-002", {"Avancement *": "presque fini", "Budget alloué HT": "sept mille"})
    _type(tmp_path / "NO.xlsx", "ACT-NO-003", {"Échéance °": "fin juin"})
    found = review(read_all(expand([tmp_path]), TEMPLATE), TEMPLATE, AS_OF)
    night = Night(found)
    rows = [row for letter in all_mails(night)[0] for d in letter.digests for t in d.tables for row in t.rows]
    late = next(row for row in rows if row[0].startswith("ACT-NO-002"))
    assert late[2:] == ["«\xa0presque fini\xa0»", "«\xa0sept mille\xa0»"]
    assert next(row for row in rows if row[0].startswith("ACT-NO-003"))[1] == "«\xa0fin juin\xa0»"
    # The tables of the director and of the manager add up the rest, and say what is not in the sum.
    for reader, row in (("direction", 0), ("direction", 1), ("NO", 0)):
        mail = next(letter for letter in all_mails(night)[0] if letter.name == reader)
        table = next(t for t in mail.digest.tables if len(t.heads) == 6)
        assert re.fullmatch("[0-9\u202f]+\xa0€ \\+ «\xa0sept mille\xa0»", table.rows[row][2]), table.rows[row]
        assert "+" not in table.rows[row][3]
    # So does the sentence about the budget.
    said = "Sans compter 1 montant qui n’a pas pu être lu : fiche ACT-NO-002, case Budget alloué HT (« sept mille »)."
    for reader in ("direction", "NO"):
        mail = next(letter for letter in all_mails(night)[0] if letter.name == reader)
        assert said in mail.digest.lead[1].replace("\xa0", " "), mail.digest.lead
    action = night.facts.action("NO", "ACT-NO-001")
    assert action and night.facts.typed(action, "due") == ""


def _type(path: Path, sheet: str, contents: dict[str, str]) -> None:
    """Type texts in the cells that follow some labels of a sheet, as people do."""
    book = open_workbook(path)
    for row in book[sheet].iter_rows():
        for label in row:
            if label.value in contents:
                right = next(c for c in row if c.column > label.column and not _is_merged(c))
                right.value = contents[str(label.value)]
    book.save(path)


def _is_merged(cell: object) -> bool:
    return type(cell).__name__ == "MergedCell"
