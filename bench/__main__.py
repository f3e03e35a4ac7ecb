"""`python -m bench [name…]`: run every benchmark, or the named ones, and print the table.

A benchmark is a module of this folder with `rows() -> Iterable[Row]`; its name is the module's name.
"""

import importlib
import pkgutil
import sys

import bench
from bench.machine import sentence, speed

NO_BENCHMARK = {
    "__main__",
    "machine",
    "table",
    "people",
    "visits",
    "big_shop",
    "big_shop_rows",
    "big_shop_purchases",
    "spent",
}


def main(only: list[str]) -> int:
    """Print the rows of the chosen benchmarks; 1 if a goal does not hold."""
    names = [module.name for module in pkgutil.iter_modules(bench.__path__)]
    names = [name for name in names if name not in NO_BENCHMARK and (not only or name.strip("_") in only)]
    if not names:
        print(f"no benchmark is called {' '.join(only)}", file=sys.stderr)
        return 2
    failed = 0
    for name in names:
        print(sentence(speed()), flush=True)
        for row in importlib.import_module(f"bench.{name}").rows():
            print(row, flush=True)
            failed += row.holds is not None and not row.holds
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
