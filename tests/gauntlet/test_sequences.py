"""Random sequences of edits against a model of what was typed: lost 0, misread 0, told 100 %."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from pacom_xl.figures.plan_view import PlanView
from pacom_xl.model.findings import Finding
from pacom_xl.model.plan import Plan
from pacom_xl.rules import engine
from pacom_xl.rules.group_view import Group
from tests.gauntlet.parsed_once import ParsedOnce
from tests.gauntlet.random_edits import EDITS, LAST, Edit
from tests.gauntlet.typed_model import Expected, Model
from tests.support.direct_workbook import DirectWorkbook
from tests.support.office.suite import convert_all
from tests.support.small_workbook import AS_OF, TEMPLATE, facts, read, write_small

#: Sequences of a push, in parts that processes share, and of a long run.
_PARTS, _PART, _LONG = 3, 100, 10_000
#: Turns of two people; few and many sequences of theirs, both in a long run: every turn is two runs of an office.
_TURNS, _TWO, _LONG_TWO = 2, 2, 60
Step = tuple[Edit, int]


@dataclass
class Base:
    """The workbook every sequence starts from."""

    workbook: DirectWorkbook
    plan: Plan
    folder: Path


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Base]:
    folder = tmp_path_factory.mktemp("sequences")
    write_small(folder / "base.xlsx")
    plan = read(folder / "base.xlsx").plan
    assert plan
    workbook = DirectWorkbook(folder / "base.xlsx")
    workbook.parse_all()
    with pytest.MonkeyPatch.context() as patch:
        ParsedOnce(workbook.parts).install(patch)
        yield Base(workbook, plan, folder)


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
    _edit(model, steps)
    return _problems(model, model.workbook.save(base.folder / "edited.xlsx"))


def _edit(model: Model, steps: list[Step]) -> None:
    for edit, seed in steps:
        edit(model, Random(seed))


def _problems(model: Model, saved: Path) -> list[str]:
    reading = read(saved)
    if reading.plan is None:
        return [f"not read: {reading.reason}"]
    wanted, found = model.facts(), facts(reading.plan)
    wrong = [f"lost {fact}" for fact in wanted - found] + [f"misread {fact}" for fact in found - wanted]
    return wrong + [_untold(e) for e in _not_told(reading.plan, reading.findings, model.expected)]


def _not_told(plan: Plan, of_reading: list[Finding], expected: list[Expected]) -> list[Expected]:
    """What no finding tells. Rules are run only for what the reading does not tell."""
    left = [e for e in expected if not any(_tells(f, e) for f in of_reading)]
    if not left:
        return []
    findings = engine.run(Group([PlanView(plan, TEMPLATE, AS_OF)], AS_OF, None), found=of_reading)
    return [e for e in expected if not any(_tells(f, e) for f in findings)]


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


def _assert_sound(base: Base, seeds: range) -> None:
    for seed in seeds:
        steps = drawn(seed)
        if problems(base, steps):
            short = shrunk(base, steps)
            names = [(edit.__name__, number) for edit, number in short]
            pytest.fail(f"seed {seed}: {names}\n" + "\n".join(problems(base, short)))


@pytest.mark.parametrize("part", range(_PARTS))
def test_no_sequence_of_edits_is_lost_or_misread_in_silence(base: Base, part: int) -> None:
    _assert_sound(base, range(part * _PART, (part + 1) * _PART))


def _by_two_people(base: Base, seeds: range) -> dict[int, list[str]]:
    """One person edits, saves as OpenDocument and sends it; another saves it as .xlsx, edits, and so on; by seed."""
    models = {seed: Model(base.workbook.copy(), base.plan) for seed in seeds}
    turns = {seed: _turns(drawn(seed)) for seed in seeds}
    for turn in range(_TURNS):
        for seed, model in models.items():
            _edit(model, turns[seed][turn])
        files = [model.workbook.save(base.folder / f"{seed}-{turn}.xlsx") for seed, model in models.items()]
        open_documents = convert_all(files, "ods", base.folder / "ods")
        if turn == _TURNS - 1:
            break
        for model, path in zip(models.values(), convert_all(open_documents, "xlsx", base.folder / "sent"), strict=True):
            model.reopen(path)
    found = {seed: _problems(model, path) for (seed, model), path in zip(models.items(), open_documents, strict=True)}
    return {seed: problems for seed, problems in found.items() if problems}


def _turns(steps: list[Step]) -> list[list[Step]]:
    """The steps in as many parts as there are turns, in their order."""
    cuts = [round(len(steps) * n / _TURNS) for n in range(_TURNS + 1)]
    return [steps[a:b] for a, b in pairwise(cuts)]


@pytest.mark.long
def test_no_edit_of_two_people_with_two_programs_is_lost_or_misread_in_silence(base: Base) -> None:
    assert _by_two_people(base, range(_TWO)) == {}


@pytest.mark.long
def test_no_long_run_by_two_people_is_lost_or_misread_in_silence(base: Base) -> None:
    assert _by_two_people(base, range(_TWO, _TWO + _LONG_TWO)) == {}


@pytest.mark.long
def test_no_long_run_of_sequences_is_lost_or_misread_in_silence(base: Base) -> None:
    _assert_sound(base, range(_PARTS * _PART, _PARTS * _PART + _LONG))
