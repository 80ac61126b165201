"""Do the tests notice? Each rule's code is changed in one place at a time, and its tests must fail.

    python -m tests.mutation [--jobs 2] [--every N] [--write docs/mutation.md] [module…]
    python -m tests.mutation finding_changes

Changes: a comparison made strict or reversed, ``and`` for ``or``, an arithmetic sign, a number plus one, a
``not`` dropped, a condition forced true or false, a ``yield`` dropped, a whole rule removed. Texts are left
alone. Exit code 1 when less than 85 % of the changes are noticed.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "pacom_xl.rules"
TESTS = "tests/rules"
#: Where a module's own tests are, when the name does not say it: tried first, they fail sooner.
CLOSEST = {
    "action_facts": "deadlines", "broken_references": "coherence", "codes": "fields",
    "consolidation_findings": "teams_and_group",
    "duplicates": "teams_and_group", "envelopes": "action_budgets", "group_owned": "teams_and_group",
    "group_view": "rule_settings", "rule_registry": "all_rules", "subsumption": "engine",
    "thresholds": "rule_settings", "waivers": "engine",
}  # fmt: skip
#: Modules of other rooms that can be asked for by name: their package, and the tests that must notice.
ELSEWHERE = {
    "finding_changes": ("pacom_xl.nightly.history", "tests/nightly/test_finding_changes.py"),
    "file_identity": ("pacom_xl.consolidation", "tests/consolidation/test_file_identity.py"),
    "versions": ("pacom_xl.consolidation", "tests/consolidation/test_file_identity.py"),
    "aggregates": ("pacom_xl.consolidation", "tests/consolidation/test_aggregates.py"),
    "fingerprints": ("pacom_xl.values", "tests/values/test_fingerprints.py"),
    "codecs": ("pacom_xl.values", "tests/values"),
    "dates": ("pacom_xl.values", "tests/values/test_codecs.py"),
    "numbers": ("pacom_xl.values", "tests/values/test_codecs.py"),
    "references": ("pacom_xl.values", "tests/values"),
    "texts": ("pacom_xl.values", "tests/values"),
    "value_lists": ("pacom_xl.values", "tests/values"),
    "team_rows": ("pacom_xl.consolidation.three_way", "tests/consolidation/test_three_way_table.py"),
    "pairing": ("pacom_xl.consolidation.three_way", "tests/consolidation/test_three_way_table.py"),
    "row_ledger": ("pacom_xl.consolidation.three_way", "tests/consolidation/test_three_way_table.py"),
}
#: What the run needs of the project: copied first, so that work may go on meanwhile.
NEEDED = ("pacom_xl", "tests", "workbook_templates", "samples", "docs", "setup.cfg", "pyproject.toml")
#: Share of the changes the tests must notice.
BAR = 0.85
#: The same for the modules of other rooms.
BAR_ELSEWHERE = 0.9
#: A change that makes the tests run for longer than this is noticed.
PATIENCE_S = 90
_SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult,
}  # fmt: skip
#: Calls whose arguments are texts, not logic.
_TEXTS = ("Text", "rule", "portfolio_rule", "also_portfolio", "declare")


@dataclass(frozen=True)
class Mutant:
    """One change of one module."""

    module: str
    line: int
    what: str
    source: str

    @property
    def name(self) -> str:
        """Where and what, for people."""
        return f"{self.module.rpartition('.')[2]}.py:{self.line} {self.what}"

    @property
    def tests(self) -> list[str]:
        """The tests that must notice, those that fail soonest first."""
        stem = self.module.rpartition(".")[2]
        if stem in ELSEWHERE:
            return [ELSEWHERE[stem][1]]
        return [f"{TESTS}/test_{CLOSEST.get(stem, stem)}.py", TESTS]


def mutants_of(module: str) -> Iterator[Mutant]:
    """Every change of a module, one at a time, in the order of its lines."""
    tree = ast.parse((ROOT / Path(*module.split("."))).with_suffix(".py").read_text(encoding="utf-8"))
    sites = sorted(_sites(tree), key=lambda site: (site[1], site[2]))
    for path, line, what in sites:
        changed = copy.deepcopy(tree)
        _apply(changed, path, what)
        yield Mutant(module, line, what, ast.unparse(ast.fix_missing_locations(changed)))


Step = tuple[str, int | None]


def _sites(tree: ast.Module) -> Iterator[tuple[tuple[Step, ...], int, str]]:
    """Where a change is possible: the way to the node, its line, the change."""
    todo: list[tuple[ast.AST, tuple[Step, ...]]] = [(tree, ())]
    while todo:
        node, path = todo.pop()
        for what in _changes(node):
            yield path, _line(node), what
        for name, value in ast.iter_fields(node):
            if name in ("decorator_list", "annotation", "returns"):
                continue
            items = enumerate(value) if isinstance(value, list) else [(None, value)]
            todo += [(child, (*path, (name, at))) for at, child in items if _is_logic(child)]


def _line(node: ast.AST) -> int:
    return int(node.ifs[0].lineno if isinstance(node, ast.comprehension) else getattr(node, "lineno", 0))


def _is_logic(node: object) -> bool:
    """Neither a text, nor an import, nor what only a type checker reads."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id not in _TEXTS
    if isinstance(node, ast.If) and isinstance(node.test, ast.Name):
        return node.test.id != "TYPE_CHECKING"
    return isinstance(node, ast.AST) and not isinstance(node, (ast.Import, ast.ImportFrom))


def _changes(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Compare):
        yield from (f"{_name(op)} made {_name(_SWAPS[type(op)]())} [{at}]" for at, op in enumerate(node.ops))
    elif isinstance(node, ast.BoolOp) or (isinstance(node, ast.BinOp) and type(node.op) in _SWAPS):
        yield f"{_name(node.op)} swapped"
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "not dropped"
    elif isinstance(node, ast.Constant) and type(node.value) is int:
        yield f"{node.value} + 1"
    if isinstance(node, (ast.If, ast.IfExp)):
        yield from ("condition true", "condition false")
    elif isinstance(node, ast.comprehension) and node.ifs:
        yield "filter dropped"
    elif isinstance(node, ast.Expr) and isinstance(node.value, (ast.Yield, ast.YieldFrom)):
        yield "yield dropped"
    elif isinstance(node, ast.FunctionDef) and node.decorator_list and _is_rule(node):
        yield f"rule {node.name} removed"


def _is_rule(node: ast.FunctionDef) -> bool:
    called = (d.func for d in node.decorator_list if isinstance(d, ast.Call))
    return any(isinstance(name, ast.Name) and name.id in _TEXTS for name in called)


def _name(op: ast.AST) -> str:
    return type(op).__name__


def _apply(tree: ast.AST, path: Sequence[Step], what: str) -> None:
    parent, node = tree, tree
    for name, at in path:
        parent, child = node, getattr(node, name)
        node = child if at is None else child[at]
    new = _changed(node, what)
    if new is not node and path:
        name, at = path[-1]
        if at is None:
            setattr(parent, name, new)
        else:
            getattr(parent, name)[at] = new


def _changed(node: ast.AST, what: str) -> ast.AST:
    """The node after the change, the same object when changed in place."""
    if isinstance(node, ast.Compare):
        at = int(what.rpartition("[")[2].rstrip("]"))
        node.ops[at] = _SWAPS[type(node.ops[at])]()  # type: ignore[call-overload]
    elif isinstance(node, (ast.BoolOp, ast.BinOp)):
        node.op = _SWAPS[type(node.op)]()  # type: ignore[assignment]
    elif isinstance(node, ast.UnaryOp):
        return node.operand
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        node.value += 1
    elif isinstance(node, (ast.If, ast.IfExp)):
        node.test = ast.Constant(what == "condition true")
    elif isinstance(node, ast.comprehension):
        node.ifs = []
    elif isinstance(node, ast.Expr):
        return ast.parse("yield from ()").body[0]
    elif isinstance(node, ast.FunctionDef):
        node.body = [node.body[0], *ast.parse("yield from ()").body]
    return node


class _Changed(MetaPathFinder, Loader):
    """Gives the changed module to whoever imports it."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def find_spec(self, name: str, path: object, target: object = None) -> ModuleSpec | None:
        """The specification of the changed module only."""
        return importlib.util.spec_from_loader(name, self) if name == self.mutant.module else None

    def exec_module(self, module: ModuleType) -> None:
        """Run the changed source."""
        exec(compile(self.mutant.source, f"<{self.mutant.name}>", "exec"), module.__dict__)


def _warm() -> None:
    """Import once what no change touches, so that each child starts ready."""
    import hypothesis
    import pytest
    import rapidfuzz
    import yaml

    import pacom_xl.figures.plan_view
    from pacom_xl.template.load import load_template

    load_template()
    assert all((hypothesis, pytest, rapidfuzz, yaml, pacom_xl.figures.plan_view))


def noticed(mutant: Mutant) -> bool:
    """Whether the tests of the rules fail once the change is made, in a child process."""
    child = os.fork()
    if child == 0:
        os._exit(_try(mutant))
    return os.waitpid(child, 0)[1] != 0


def is_green(names: Iterable[str]) -> bool:
    """Whether the tests pass when nothing is changed: else every change would seem noticed."""
    return not any(noticed(Mutant(f"unchanged.{stem}", 0, "nothing", "")) for stem in {*names} & {*ELSEWHERE} or {""})


def _try(mutant: Mutant) -> int:
    """0 when every test passes; run in the child."""
    import pytest

    signal.alarm(PATIENCE_S)
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    sys.meta_path.insert(0, _Changed(mutant))
    options = ["-x", "-q", "-o", "addopts=", "-m", "not long", "-p", "no:cacheprovider", "-p", "no:xdist"]
    # The tests of this very program say nothing of the rules.
    options += ["--ignore", f"{TESTS}/test_mutation.py"]
    try:
        return int(any(pytest.main([*options, where]) for where in mutant.tests if Path(where).exists()))
    except BaseException:
        return 1


def modules(names: Iterable[str]) -> list[str]:
    """Modules of the rules, all of them without names; those of other rooms by name."""
    wanted = [*names]
    found = sorted(path.stem for path in (ROOT / "pacom_xl" / "rules").glob("*.py") if path.stem != "__init__")
    others = [f"{ELSEWHERE[stem][0]}.{stem}" for stem in wanted if stem in ELSEWHERE]
    return others + [f"{PACKAGE}.{stem}" for stem in found if not wanted or stem in wanted]


def report(mutants: Sequence[Mutant], survivors: Sequence[Mutant], every: int = 1) -> str:
    """Markdown: the score, the score of each module, the changes nobody noticed."""
    total, left = (Counter(m.module for m in some) for some in (mutants, survivors))
    rows = [f"| {m.rpartition('.')[2]} | {n} | {n - left[m]} | {(n - left[m]) / n:.0%} |" for m, n in total.items()]
    caught = len(mutants) - len(survivors)
    sample = f", one in {every} of all possible ones" if every > 1 else ""
    return "\n".join([
        "# Do the tests of the rules notice a change?", "",
        "Written by `python -m tests.mutation --write docs/mutation.md`: one change at a time in the code of a",
        "rule, then the tests of the rules. A change is noticed when a test fails.", "",
        f"**{caught} of {len(mutants)} changes noticed: {caught / len(mutants):.1%}** (bar: {BAR:.0%}{sample}).", "",
        "| module | changes | noticed | share |", "|---|---|---|---|", *rows, "",
        "## Not noticed", "", *(f"- `{mutant.name}`" for mutant in survivors), "",
    ])  # fmt: skip


def _in_a_copy(arguments: Sequence[str]) -> int:
    """The same run on a copy of the project."""
    with tempfile.TemporaryDirectory(prefix="pacom-mutation-") as folder:
        for name in NEEDED:
            source, target = ROOT / name, Path(folder) / name
            if source.is_dir():
                shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
            elif source.exists():
                shutil.copy(source, target)
        command = [sys.executable, "-m", "tests.mutation", "--here", *arguments]
        return subprocess.run(command, cwd=folder, env={**os.environ, "PYTHONPATH": folder}, check=False).returncode


def _counted(results: Iterable[bool], total: int) -> Iterator[bool]:
    """The results, their number told on standard error from time to time."""
    for done, result in enumerate(results, start=1):
        if done % 50 == 0:
            print(f"{done}/{total}", file=sys.stderr, flush=True)
        yield result


def main(arguments: Sequence[str] | None = None) -> int:
    """Run; exit code 1 below the bar."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--every", type=int, default=1, help="try one change in N")
    parser.add_argument("--write", type=lambda path: Path(path).resolve())
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if not asked.here:
        written = ["--write", str(asked.write)] if asked.write else []
        return _in_a_copy(["--jobs", str(asked.jobs), "--every", str(asked.every), *written, *asked.modules])
    os.chdir(ROOT)
    _warm()
    if not is_green(asked.modules):
        print("The tests fail before any change.")
        return 1
    mutants = [mutant for module in modules(asked.modules) for mutant in mutants_of(module)][:: asked.every]
    with ThreadPoolExecutor(asked.jobs) as pool:
        results = list(_counted(pool.map(noticed, mutants), len(mutants)))
    survivors = [mutant for mutant, seen in zip(mutants, results, strict=True) if not seen]
    text = report(mutants, survivors, asked.every)
    if asked.write:
        asked.write.write_text(text, encoding="utf-8")
    print(text)
    bar = BAR_ELSEWHERE if {*asked.modules} & {*ELSEWHERE} else BAR
    return int(1 - len(survivors) / len(mutants) < bar)


if __name__ == "__main__":
    sys.exit(main())
