"""A consolidated workbook of this program is read whatever its size; the limits of other files stay."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from pacom_xl.reading.group.group_limits import group_size
from pacom_xl.reading.many_files.read_pool import Allowance
from pacom_xl.reading.workbook_reader import read_workbook
from pacom_xl.xlsx.limits import Limits
from tests.support.command_line import AS_OF, run
from tests.support.sample_company import TEMPLATE
from tests.support.small_workbook import write_small


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A team's workbook and the consolidated workbook made of it."""
    folder = tmp_path_factory.mktemp("limits")
    team, group = folder / "NO.xlsx", folder / "group.xlsx"
    write_small(team)
    assert run("merge", team, "-o", group, "--as-of", AS_OF, "--action-sheets", "never").code == 0
    return team, group


def test_the_limits_of_size_are_those_of_other_files(files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PACOM_MAX_PART", "0")
    team, group = (read_workbook(path, TEMPLATE) for path in files)
    assert team.status == "rejected"
    assert group.status == "read"
    assert [plan.team for plan in group.plans] == ["NO"]


def test_limits_grow_with_the_size_and_never_shrink(files: tuple[Path, Path]) -> None:
    size = group_size(files[1], 1)
    assert size is not None
    least = Limits()
    assert size.limits(least) == least
    large = type(size)(10**9, 2 * 10**9, 3 * 10**9)
    limits, allowance = large.limits(least), Allowance().for_group(large)
    assert (limits.file, limits.part, limits.total) == (10**9, 2 * 10**9, 3 * 10**9)
    assert limits.cells > 2_000_000 < limits.elements
    assert limits.seconds == allowance.seconds > 1000
    assert allowance.memory > 10_000


def test_other_files_have_no_such_size(files: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "text.xlsx").write_text("no workbook", encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "zip.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    assert [group_size(path, 1) for path in (files[0], tmp_path / "text.xlsx", tmp_path / "zip.xlsx", tmp_path)] == [
        None, None, None, None,
    ]  # fmt: skip
    assert group_size(files[1], 10**9) is None
