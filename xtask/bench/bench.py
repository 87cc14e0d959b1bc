"""Measures this tool beside the lesson's recipe, repo2docker and the floor, in one run, and prints Markdown tables.

    bench.py XTASK WORLD REPOSITORY PACKAGE [--only GROUP]...

XTASK is the tool's program, WORLD the folder of the offline world, REPOSITORY the template, PACKAGE one of the operating
system's that the offline world has.  The floor is the same work done by hand: plain Conda on this machine, or plain `docker`
with the same files.  Seconds depend on the machine, so what counts are the ratios of one run.  The images and folders that
it makes are removed at the end.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import builds
import compiling
import growth
import starts
import tool
from place import Place, machine

# What is measured, in the order of the tables; each group makes what it needs, and can be measured alone.
GROUPS = {
    "builds": builds.table,
    "starts": starts.table,
    "tool": tool.table,
    "compile": compiling.table,
    "growth": growth.table,
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("xtask", type=Path)
    parser.add_argument("world", type=Path)
    parser.add_argument("repository", type=Path)
    parser.add_argument("package")
    parser.add_argument("--only", action="append", choices=GROUPS, help="measure this group; may be given several times")
    arguments = parser.parse_args()

    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        place = Place(Path(folder), arguments.xtask, arguments.world, arguments.repository, arguments.package)
        print(machine(place), flush=True)
        try:
            with place.serving():
                for name in arguments.only or GROUPS:
                    place.note(name)
                    print(f"\n{GROUPS[name](place.within(name)).markdown()}", flush=True)
        finally:
            place.clean_up()
    print(f"\nMeasured in {place.elapsed() / 60:.0f} minutes.")


if __name__ == "__main__":
    main()
