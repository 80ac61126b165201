"""All benchmarks, one after the other: ``python -m benchmarks``."""

from __future__ import annotations

import importlib
import pkgutil

import benchmarks


def main() -> None:
    """Run every module of the package that has a ``main``."""
    for module in sorted(m.name for m in pkgutil.iter_modules(benchmarks.__path__) if not m.name.startswith("_")):
        print(f"== {module}")
        importlib.import_module(f"benchmarks.{module}").main()


if __name__ == "__main__":
    main()
