"""The table of files: what many and large files in the project cost, which no build needs."""

from __future__ import annotations

from build_log import context_bytes
from contenders import Ours
from contest import Contest
from place import median
from table import Table

FILES = (10, 1_000, 100_000)


def files(contest: Contest) -> list[Table]:
    """Fills the projects' data/: with a large file, and ours with more and more small ones."""
    contest.first()
    table = contest.table("files")
    for gigabytes in (0, 2):
        sent = []
        for project in contest.three:
            with open(project.root / "data/large", "wb") as file:
                file.truncate(gigabytes << 30)
            # A label is an argument of the user's, with which something is built in any case.
            built = project.build(*project.docker_arguments("--label", f"x={gigabytes}"))
            sent.append(context_bytes(built.said))
        table.add(f"sent to the engine with {gigabytes} GB in data/", "B", *sent)
    for count in FILES:
        fill(contest.ours, count)
        contest.ours.build()
        generate = median(5, lambda: contest.ours.xtask("generate").seconds)
        table.add(f"generated, in a project of {count:,} files", "s", generate, None, None)
        nothing = median(3, lambda: contest.ours.build().seconds)
        table.add(f"a build without a change, in a project of {count:,} files", "s", nothing, None, None)
    return [table]


def fill(ours: Ours, count: int) -> None:
    """Puts so many files into data/, a thousand in a folder."""
    for number in range(count):
        folder = ours.root / f"data/{number // 1000}"
        folder.mkdir(exist_ok=True)
        (folder / f"{number}.csv").touch()
