"""All benchmarks, one after the other: ``python -m benchmarks``, and with more workbooks ``python -m benchmarks long``.

The workbooks all differ; they are made once, in one folder that every benchmark uses.
"""

from __future__ import annotations

import importlib
import sys
import tempfile

#: Options of each benchmark in the brief run, then in the long one; none: the benchmark has no options.
_RUNS: dict[str, tuple[list[str], list[str]]] = {
    "startup": ([], []),
    "peers": (["--count", "4"], ["--count", "10", "--rounds", "5"]),
    "read": (["--count", "4", "--rounds", "3"], ["--count", "10", "--office"]),
    "new": (["3"], ["7"]),
    "merge": (["--count", "12", "--rounds", "1", "--script-count", "2"], ["--count", "200", "--rounds", "3"]),
    "nightly": (["--count", "12", "--rounds", "1"], ["--count", "200"]),
    "memory": (["--count", "12"], ["--count", "2000"]),
}


def main() -> None:
    """Run every benchmark; ``long`` as the first argument: with more workbooks."""
    which = int(sys.argv[1:2] == ["long"])
    with tempfile.TemporaryDirectory(prefix="pacom-bench-") as folder:
        for name, runs in _RUNS.items():
            print(f"== {name}", flush=True)
            module = importlib.import_module(f"benchmarks.{name}")
            options = [*runs[which], *(["--folder", folder] if name not in ("startup", "new") else [])]
            sys.argv = [name, *options]
            module.main(*map(int, options)) if name == "new" else module.main()


if __name__ == "__main__":
    main()
