"""Run benchmarks: `python -m tests.benchmarks [NAME...]`; without names, all of them.

A benchmark is a module of this package with a `main()` that prints ratios to something measured in the same
run, so that its numbers mean the same on any machine.
"""

import importlib
import pkgutil
import sys
from types import ModuleType

import tests.benchmarks


def names() -> list[str]:
    """Give the benchmarks there are: every public module with a `main`."""
    found = (module.name for module in pkgutil.iter_modules(tests.benchmarks.__path__))
    return sorted(name for name in found if not name.startswith("_") and hasattr(_module(name), "main"))


def main(wanted: list[str]) -> int:
    """Run the benchmarks of these names."""
    known = names()
    unknown = [name for name in wanted if name not in known]
    if unknown:
        print(f"no benchmark is called {', '.join(unknown)}; there are: {', '.join(known)}", file=sys.stderr)
        return 2
    for name in wanted or known:
        print(f"## {name}")
        _module(name).main()
        print()
    return 0


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"tests.benchmarks.{name}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
