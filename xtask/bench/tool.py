"""The table of the tool itself: how long it works, what it takes, and what it costs to have it."""

from __future__ import annotations

from contenders import Ours
from place import Done, Place, median
from repo2docker import Repo2docker
from table import OURS, REPO2DOCKER, Table

TIMES = 9


def table(place: Place) -> Table:
    """Generates several times, and compiles or installs once."""
    ours, theirs = Ours(place), Repo2docker(place)
    compiled = compile_tool(place)
    result = Table("the tool", (OURS, REPO2DOCKER), ((REPO2DOCKER, OURS),))
    generated = [ours.xtask("generate"), theirs.generate()]
    seconds = [median(TIMES, lambda: ours.xtask("generate").seconds), median(TIMES, lambda: theirs.generate().seconds)]
    result.add("the Dockerfile, generated", "s", *seconds)
    result.add("memory at most, to generate", "B", *(done.peak_kilobytes * 1024 for done in generated))
    both = (compiled, theirs.installed)
    result.add("compiled, or installed by pip", "s", *(done.seconds for done in both))
    result.add("the same, in processor seconds", "s", *(done.cpu_seconds for done in both))
    return result


def compile_tool(place: Place) -> Done:
    """Compiles into an empty folder, with the crates that cargo has fetched, as `pip install` has its cache."""
    place.run(["cargo", "fetch", "--locked"], cwd=place.repository)
    build = ["cargo", "build", "--locked", "--package", "xtask", "--target-dir", place.folder / "target"]
    return place.run(build, cwd=place.repository)
