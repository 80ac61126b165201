"""The sample company on 15 June 2026, against figures computed by somebody else."""

from __future__ import annotations

import csv
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import pytest

from pacom_xl.exchange.plan_json import load_data_file, plans_from_data
from pacom_xl.figures.periods import ZERO
from pacom_xl.figures.plan_view import PlanView
from pacom_xl.model.plan import Value
from tests.support.plan_text import AS_OF, TEMPLATE

SAMPLES = Path(__file__).parents[2] / "samples" / "valmorane"
REGIONS = ("NO", "IF", "SE", "SO")
with (Path(__file__).parent / "sample_actions.csv").open(encoding="utf-8") as _file:
    ACTIONS = list(csv.DictReader(_file, delimiter=";"))


@lru_cache
def view(team: str) -> PlanView:
    path = SAMPLES / f"{team}.json"
    plans, problems = plans_from_data(load_data_file(path), TEMPLATE, path.name)
    assert problems == []
    return PlanView(plans[0], TEMPLATE, AS_OF)


def shown(value: Value) -> str:
    """As the list shows it: three decimals of a share."""
    if value is None or isinstance(value, str):
        return value or ""
    return str(round(Decimal(str(value)), 3).normalize())


@pytest.mark.parametrize("expected", ACTIONS, ids=lambda row: row["code"])
def test_figures_of_an_action(expected: dict[str, str]) -> None:
    row = view(expected["code"][4:6]).find("actions", expected["code"])
    assert row is not None
    for name in ("planned", "committed", "spent", "forecast", "expected_progress"):
        number = expected[name]
        assert shown(row[name]) == (shown(Decimal(number)) if number else ""), name
    assert row["flag"] == expected["flag"]


def test_all_actions_are_there() -> None:
    assert sorted(row.key for team in REGIONS for row in view(team).rows("actions")) == sorted(
        row["code"] for row in ACTIONS
    )


@pytest.mark.parametrize(
    ("name", "total"),
    [("envelope_use", 477_200), ("committed", 328_080), ("spent", 256_420), ("forecast", 489_380)],
)
def test_totals_of_the_four_regions(name: str, total: int) -> None:
    assert sum(row.amount(name) for team in REGIONS for row in view(team).rows("actions")) == total


@pytest.mark.parametrize(
    ("month", "paid", "back"),
    [
        ("2026-01", "14100", "0"),
        ("2026-02", "41044", "2350"),
        ("2026-03", "95503", "5344"),
        ("2026-06", "81906.5", "12202"),
        ("2026-09", "54818.75", "2135"),
        ("2026-12", "13886", "1907.5"),
    ],
)
def test_cash_of_the_four_regions(month: str, paid: str, back: str) -> None:
    def total(name: str) -> Decimal:
        return sum((Decimal(str(view(team).cash(name, month))) for team in REGIONS), ZERO)

    assert (total("cash_out_plan"), total("vat_recoverable")) == (Decimal(paid), Decimal(back))


def test_on_time_rate() -> None:
    known = [row["on_time"] for team in REGIONS for row in view(team).rows("actions") if row["on_time"] is not None]
    assert (known.count(1), len(known)) == (7, 8)
