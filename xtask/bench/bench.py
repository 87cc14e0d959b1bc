"""Measures this tool beside the lesson's recipe, repo2docker and the floor, in one run, and prints a Markdown table.

    bench.py XTASK WORLD REPOSITORY [--only GROUP]...

XTASK is the tool's program, WORLD the folder of the offline world, REPOSITORY the template.  The floor is the same work done
by hand: plain Conda on this machine, or plain `docker` with the same files.  Seconds depend on the machine, so what counts
are the ratios of one run.  The images and folders that it makes are removed at the end.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

import builds
import growth
import pushes
import starts
import tool
from contenders import Floor, Lesson, Ours, Repo2docker
from place import Place, machine
from table import Row, markdown

# What is measured, in the order of the table; a group shares its images with those after it.
GROUPS = {
    "builds": builds.rows,
    "pushes": pushes.rows,
    "starts": starts.rows,
    "tool": tool.rows,
    "growth": growth.rows,
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("xtask", type=Path)
    parser.add_argument("world", type=Path)
    parser.add_argument("repository", type=Path)
    parser.add_argument("--only", action="append", choices=GROUPS, help="measure this group; may be given several times")
    arguments = parser.parse_args()

    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        place = Place(Path(folder), arguments.xtask, arguments.world, arguments.repository)
        contenders = (Ours(place), Lesson(place), Repo2docker(place), Floor(place))
        where = machine(place)
        rows: list[Row] = []
        try:
            with place.serving():
                for name in arguments.only or GROUPS:
                    print(f"bench: {name}, {time.monotonic() - begun:.0f} s", file=sys.stderr)
                    rows += GROUPS[name](place, *contenders)
        finally:
            place.clean_up()
    print(where)
    print()
    print(markdown(rows))
    print(f"\nMeasured in {(time.monotonic() - begun) / 60:.0f} minutes.")


if __name__ == "__main__":
    main()
