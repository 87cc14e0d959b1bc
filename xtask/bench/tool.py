"""The table of the tool itself: how long it works, what it takes, and what it costs to have it."""

from __future__ import annotations

import statistics

from contest import Contest
from place import Done, Place
from repo2docker import Repo2docker
from table import OURS, REPO2DOCKER, Table

TIMES = 9


def tool(contest: Contest) -> list[Table]:
    """Generates several times, in turns, and compiles or installs once."""
    ours, theirs = contest.ours, Repo2docker(contest.place)
    compiled = compile_tool(contest.place)
    table = Table("the tool", (OURS, REPO2DOCKER), ((REPO2DOCKER, OURS),))
    generated = [(ours.xtask("generate"), theirs.generate()) for _ in range(TIMES + 1)][1:]
    both = list(zip(*generated, strict=True))
    table.add("the Dockerfile, generated", "s", *(statistics.median(done.seconds for done in each) for each in both))
    table.add("memory at most, to generate", "B", *(max(done.peak_kilobytes for done in each) * 1024 for each in both))
    installed = (compiled, theirs.installed)
    table.add("compiled, or installed by pip", "s", *(done.seconds for done in installed))
    table.add("the same, in processor seconds", "s", *(done.cpu_seconds for done in installed))
    return [table]


def compile_tool(place: Place) -> Done:
    """Compiles into an empty folder, with the crates that cargo has fetched, as `pip install` has its cache."""
    place.run(["cargo", "fetch", "--locked"], cwd=place.repository)
    build = ["cargo", "build", "--locked", "--package", "xtask", "--target-dir", place.folder / "target"]
    return place.run(build, cwd=place.repository)
