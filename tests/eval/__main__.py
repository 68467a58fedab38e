"""Measure the judgements on the labelled sets: `python -m tests.eval [SET ...] [--mistakes]`.

`--update` pins what was measured on the repository's own set as the floors that the tests
hold. A floor is not lowered unless `--allow-regression` says so. The floors of other sets
are what we promise on documents that nobody here wrote; they are changed by hand.
"""

from __future__ import annotations

import argparse
import sys

from tests.eval import floors
from tests.eval.sets import SETS


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", metavar="SET", help=", ".join(SETS))
    parser.add_argument("--mistakes", action="store_true", help="list each")
    parser.add_argument("--update", action="store_true", help="pin the floors")
    parser.add_argument("--allow-regression", action="store_true")
    options = parser.parse_args()
    pinned = floors.load()
    for name in options.sets or SETS:
        if not SETS[name].is_there:
            continue
        counted = SETS[name].judge()
        print(f"\n{name}")
        for measure, share in counted.shares().items():
            hits, cases = counted.hits[measure], counted.cases[measure]
            floor = pinned.get(name, {}).get(measure, 0)
            below = "   BELOW" if share < floor else ""
            print(
                f"  {measure:22} {share:.3f}  {hits:4}/{cases:<4} floor {floor:.3f}{below}"
            )
        if options.mistakes:
            print("\n".join(sorted(counted.mistakes)))
        lower = floors.lower(pinned.get(name, {}), counted.shares())
        if options.update and lower and not options.allow_regression:
            sys.exit(f"{name}: lower than pinned: {lower}; see --allow-regression")
        if SETS[name].is_ours:
            pinned[name] = counted.shares()
    if options.update:
        floors.save(pinned)


if __name__ == "__main__":
    main()
