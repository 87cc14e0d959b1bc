"""Measures this tool beside the lesson's recipe, repo2docker and the floors, and prints Markdown tables with the goals.

    bench.py XTASK WORLD REPOSITORY PACKAGE [--only GROUP]... [--repeat N] [--write-page]

XTASK is the tool's program, WORLD the folder of the offline world, REPOSITORY the template, PACKAGE one of the operating
system's that the offline world has.  A floor is the same work done by hand: rattler and plain Conda on this machine, or plain
`docker` with the same files.  Seconds depend on the machine, so what counts are the ratios of one run.  A pass measures
each row of all contenders in turns, and begins with nothing built; what it makes is removed at its end.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import engine
from builds import building
from chart import chart
from compiling import compiling
from contest import Contest
from edits import another_user, editing
from environment import environment
from files import files
from goals import goals
from page import publish
from place import Place
from starts import starting
from table import Table, merged
from tool import tool

# What is measured, in the order of the tables; each group makes what it needs, and can be measured alone.
GROUPS = {
    "builds": building,
    "user": another_user,
    "edits": editing,
    "environment": environment,
    "starts": starting,
    "tool": tool,
    "files": files,
    "compile": compiling,
}
# What a pass leaves out unless it is asked for, to end in a quarter of an hour.
APART = {"compile": "the crates and the tool compiled three times each, beside those of a recorded commit"}


def main() -> None:
    arguments = parsed()
    groups = arguments.only or [name for name in GROUPS if name not in APART]
    client = engine.buildkit_client()
    passes: list[dict[str, Table]] = []
    with tempfile.TemporaryDirectory(prefix="bench-", dir=engine.its_disk(client)) as folder:
        place = Place(Path(folder), arguments.xtask, arguments.world, arguments.repository, arguments.package, client)
        head, driver = engine.machine(place, arguments.repeat), engine.driver(client)
        try:
            with place.serving():
                for number in range(arguments.repeat):
                    measure(place, groups, f"pass-{number + 1}", passes)
        except BaseException:
            # What was measured until then is not lost; a pass that has not ended counts if there is no other.
            show(head, driver, passes[:-1] or passes)
            raise
    sections, drawn = show(head, driver, passes)
    if arguments.write_page:
        publish(arguments.repository, sections, drawn)
    for name in [name for name in APART if name not in groups and not arguments.only]:
        print(f"\nLeft out: {APART[name]}. `--only {name}` measures it.")
    print(f"\nMeasured in {place.elapsed() / 60:.0f} minutes.")


def parsed() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("xtask", type=Path)
    parser.add_argument("world", type=Path)
    parser.add_argument("repository", type=Path)
    parser.add_argument("package")
    parser.add_argument("--only", action="append", choices=GROUPS, help="measure this group; may be given several times")
    parser.add_argument("--repeat", type=int, default=1, metavar="N", help="measure so many passes")
    parser.add_argument("--write-page", action="store_true", help="write the tables and the chart into the published page")
    return parser.parse_args()


def measure(place: Place, groups: list[str], name: str, passes: list[dict[str, Table]]) -> None:
    """One pass, whose tables become the last of the passes one by one."""
    tables: dict[str, Table] = {}
    passes.append(tables)
    with place.within(name) as inner:
        contest = Contest(inner)
        for group in groups:
            inner.note(f"{name}: {group}")
            tables.update((table.title, table) for table in GROUPS[group](contest))


def show(head: str, driver: str, passes: list[dict[str, Table]]) -> tuple[dict[str, str], str]:
    """Prints what the passes say together, and returns it as sections of the page, with the chart."""
    titles = dict.fromkeys(title for tables in passes for title in tables)
    tables = {title: merged([tables[title] for tables in passes if title in tables]) for title in titles}
    sections = {"run": head, "goals": goals(tables, driver), **{title: table.markdown() for title, table in tables.items()}}
    print("\n\n".join(section for section in sections.values() if section), flush=True)
    return sections, chart(tables)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
