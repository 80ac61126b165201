"""What the sales director reads: objectives off track by region, who is late, advice once, no cell addresses."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from pacom_xl.figures.attainment import attainment, expected_value
from pacom_xl.figures.group.overview_facts import OverviewFacts
from pacom_xl.nightly.digest.digest_model import Item, Section, Table
from pacom_xl.nightly.digest.digest_rows import advice_once
from pacom_xl.nightly.digest.director_digest import for_director
from pacom_xl.nightly.digest.manager_digest import for_manager
from pacom_xl.nightly.night_facts import Night
from tests.nightly.mails_read import body_of, letters_of_managers, parsed
from tests.support.sample_company import sample_review


def test_objectives_off_track_are_told_region_by_region_with_their_values() -> None:
    """Visual review A2: the director read of one objective, a mismatch of targets, where five were off track."""
    (section,) = [section for section in for_director(Night(sample_review())).sections if section.key == "trajectory"]
    told = {item.owner: item.team for item in section.items}
    assert told == {
        "Sud-Est (SE), 3\xa0objectifs hors trajectoire sur 7": "SE",
        "Nord-Ouest (NO), 1\xa0objectif hors trajectoire sur 7": "NO",
        "Île-de-France (IF), 1\xa0objectif hors trajectoire sur 7": "IF",
    }
    rate = next(item.text for item in section.items if item.team == "SE" and "OBJ-03" in item.text)
    assert "85\u202f% au 29/05/2026, valeur attendue 87,6\u202f%, cible 90\u202f%" in rate
    assert not [item.text for item in section.items if re.search(r"[-−]\d+,?\d*\u202f%", item.text)]


def test_they_are_those_of_the_first_sheet_of_the_consolidated_workbook() -> None:
    night, facts = Night(sample_review()), OverviewFacts()
    for plan in night.review.portfolio.plans:
        for row in night.facts.view(plan.team).rows("objectives"):
            facts.add_objective(row)
    (section,) = [section for section in for_director(night).sections if section.key == "trajectory"]
    found = {(re.findall(r"OBJ-\d+", item.text)[0], item.team) for item in section.items}
    assert found == {place for place, key in facts.trajectory.items() if key == "red"}
    assert section.count == sum(facts.off_track.values()) == 5


def test_late_and_overspent_actions_name_their_owner() -> None:
    """Visual review B18: three of four late actions had a code and a cell, and nobody's name."""
    night = Night(sample_review())
    rows = [
        item for section in for_director(night).sections if section.key in ("late", "over") for item in section.items
    ]
    assert len(rows) == 7
    for item in rows:
        (code,) = re.findall(r"ACT-[A-Z]+-\d+", item.text)[:1]
        action = night.facts.action(item.team, code)
        assert action and item.text.startswith(f"{night.facts.name(item.team, action['owner'])} – {code}")
        assert re.search(r"en retard de \d+\xa0j|\d\xa0€ pour ", item.text)


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_no_mail_of_a_director_or_manager_shows_the_address_of_a_cell(kind: str) -> None:
    for name, letter in letters_of_managers().items():
        text = body_of(parsed(letter), kind)
        assert not re.search(r"![A-Z]{1,2}\d", text), name
    assert "fiche ACT-NO-002, case Échéance" in body_of(parsed(letters_of_managers()["NO"]), kind)


def test_advice_is_said_once_in_a_block() -> None:
    review = sample_review()
    for digest in (for_director(Night(review)), *(for_manager(Night(review), plan) for plan in review.portfolio.plans)):
        for section in digest.sections:
            fixes = [item.fix for item in section.items if item.fix]
            assert not section.advice or not fixes
            assert len(section.items) < 2 or len({*fixes}) != 1 or len(fixes) < len(section.items)
    late = next(section for section in for_director(Night(review)).sections if section.key == "late")
    assert late.advice.startswith("Clôturer, ou convenir")


def test_neighbours_that_ask_for_the_same_say_it_after_the_last() -> None:
    section = Section("budget", "", [Item(str(n), fix=fix) for n, fix in enumerate("abba")])
    assert [item.fix for item in advice_once(section).items] == ["a", "", "b", "a"]
    assert advice_once(Section("budget", "", [Item("1", fix="a")])).items[0].fix == "a"
    of_two = Section("soon", "", [Item("", fix=row[0], owner=row[1]) for row in ("ap", "ap", "aq", "bq")])
    assert [item.fix for item in advice_once(of_two).items] == ["", "a", "a", "b"], "each person reads theirs"


@pytest.mark.parametrize(("mode", "direction"), [("level", "up"), ("level", "down"), ("cumulative", "up")])
def test_the_expected_value_has_the_expected_attainment(mode: str, direction: str) -> None:
    share, target, baseline = Decimal("0.4"), Decimal(120), Decimal(95)
    value = expected_value(share, target, baseline, mode, direction)
    assert attainment(value, target, baseline, mode, direction) == share
    assert expected_value(share, target, baseline, mode, "keep") is None


@pytest.mark.parametrize(("team", "rows"), [("NO", [0, 1]), ("IF", [1, 5])])
def test_lines_above_their_envelope_are_flagged_and_counted(team: str, rows: list[int]) -> None:
    """Visual review B16: committed 14 900 € for an envelope of 13 000 €, without a colour or a word."""
    letter = letters_of_managers()[team]
    (table,) = letter.digest.tables
    assert sorted({row for row, _ in table.flagged}) == rows
    assert all(table.rows[row][column].startswith("▲\xa0") for row, column in table.flagged)
    assert f"{len(rows)}\xa0enveloppes dépassées" in letter.digest.subject
    page = body_of(parsed(letter), "html")
    assert page.count('class="line alarm') == len(table.flagged)
    assert "▲\xa0au-dessus de l’enveloppe" in page


def test_the_sum_of_the_regions_is_no_line_of_its_own() -> None:
    table = Table(["", "a"], [["NO", "1"], ["Groupe", "1"]], total=True, flagged=frozenset({(0, 1), (1, 1)}))
    assert table.flagged_rows == 1
