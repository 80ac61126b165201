"""Random sequences of edits against a model of what was typed: lost 0, misread 0, told 100 %."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from pacom_xl.figures.plan_view import PlanView
from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Plan
from pacom_xl.rules import engine
from pacom_xl.rules.group_view import Group
from tests.gauntlet.random_edits import EDITS, LAST, Edit
from tests.gauntlet.typed_model import Expected, Model
from tests.support.direct_workbook import DirectWorkbook
from tests.support.small_workbook import AS_OF, TEMPLATE, facts, read, write_small

#: Time and number of sequences of a push; sequences of a long run.
_SECONDS, _SEQUENCES, _LONG = 60, 300, 10_000
_FEWEST = 20
Step = tuple[Edit, int]


@dataclass
class Base:
    """The workbook every sequence starts from."""

    workbook: DirectWorkbook
    plan: Plan
    folder: Path


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Base:
    folder = tmp_path_factory.mktemp("sequences")
    write_small(folder / "base.xlsx")
    plan = read(folder / "base.xlsx").plan
    assert plan
    workbook = DirectWorkbook(folder / "base.xlsx")
    for tab in workbook.part_of:
        workbook.cells(tab)
    return Base(workbook, plan, folder)


def drawn(seed: int) -> list[Step]:
    """The steps of a sequence: three to thirty edits, each with a seed of its own."""
    random = Random(seed)
    edits, weights = zip(*EDITS, strict=True)
    count = min(30, 3 + int(random.expovariate(0.2)))
    steps = [(edit, random.randrange(1 << 30)) for edit in random.choices(edits, weights, k=count)]
    if random.random() < 0.2:
        steps.append((random.choice(LAST), random.randrange(1 << 30)))
    return steps


def problems(base: Base, steps: list[Step]) -> list[str]:
    """What a reading of the edited workbook loses, misreads or does not tell."""
    model = Model(base.workbook.copy(), base.plan)
    for edit, seed in steps:
        edit(model, Random(seed))
    reading = read(model.workbook.save(base.folder / "edited.xlsx"))
    if reading.plan is None:
        return [f"not read: {reading.reason}"]
    wanted, found = model.facts(), facts(reading.plan)
    wrong = [f"lost {fact}" for fact in wanted - found] + [f"misread {fact}" for fact in found - wanted]
    view = PlanView(reading.plan, TEMPLATE, AS_OF)
    findings = engine.run(Group([view], AS_OF, None), found=reading.findings)
    return wrong + [_untold(e) for e in model.expected if not any(_tells(f, e) for f in findings)]


def _tells(finding: Finding, expected: Expected) -> bool:
    if finding.code not in expected.codes:
        return False
    row, column = expected.place()
    if finding.cell and finding.cell.sheet == expected.tab and finding.cell.row == row:
        listed = finding.params.get("fields") or ()
        return column in (-1, finding.cell.column) or expected.field in listed
    # Of several cells of one column, the finding lists the addresses.
    from pacom_xl.model.plan import Cell

    return Cell(expected.tab, row, column).a1 in (finding.params.get("cells") or ())


def _untold(expected: Expected) -> str:
    return f"not told: {expected.why} {expected.field} at {expected.tab} {expected.place()}"


def shrunk(base: Base, steps: list[Step]) -> list[Step]:
    """A shorter sequence that still fails."""
    at = 0
    while at < len(steps):
        shorter = steps[:at] + steps[at + 1 :]
        if problems(base, shorter):
            steps = shorter
        else:
            at += 1
    return steps


def _assert_sound(base: Base, seeds: range, seconds: float) -> int:
    end = time.monotonic() + seconds
    for done, seed in enumerate(seeds):
        if time.monotonic() > end:
            return done
        steps = drawn(seed)
        if problems(base, steps):
            short = shrunk(base, steps)
            names = [(edit.__name__, number) for edit, number in short]
            pytest.fail(f"seed {seed}: {names}\n" + "\n".join(problems(base, short)))
    return len(seeds)


def test_no_sequence_of_edits_is_lost_or_misread_in_silence(base: Base) -> None:
    assert _assert_sound(base, range(_SEQUENCES), _SECONDS) >= _FEWEST


@pytest.mark.long
def test_no_long_run_of_sequences_is_lost_or_misread_in_silence(base: Base) -> None:
    assert _assert_sound(base, range(_SEQUENCES, _SEQUENCES + _LONG), 3_600) > _SEQUENCES
