"""Rows of the tool itself: how long it works, what it takes, and what it costs to have it."""

from __future__ import annotations

from contenders import Floor, Lesson, Ours, Repo2docker
from place import Place, median
from table import Row

TIMES = 9


def rows(place: Place, ours: Ours, lesson: Lesson, repo2docker: Repo2docker, floor: Floor) -> list[Row]:
    """Generates several times, and compiles once."""
    generate = median(TIMES, lambda: ours.xtask("generate").seconds)
    theirs = median(TIMES, lambda: repo2docker.generate().seconds)
    # Into an empty folder, with the crates that cargo has fetched: `pip install` downloads what it has not in its cache.
    compile = ["cargo", "build", "--locked", "--package", "xtask", "--target-dir", place.folder / "target"]
    place.run(["cargo", "fetch", "--locked"], cwd=place.repository)
    compiled = place.run(compile, cwd=place.repository)
    peaks = ours.xtask("generate").peak_kilobytes * 1024.0, repo2docker.generate().peak_kilobytes * 1024.0
    return [
        Row("the Dockerfile, generated", "s", generate, None, theirs),
        Row("the tool, compiled or installed", "s", compiled.seconds, None, repo2docker.installed.seconds),
        Row("the same, in processor seconds", "s", compiled.cpu_seconds, None, repo2docker.installed.cpu_seconds),
        Row("memory at most, to generate", "B", peaks[0], None, peaks[1]),
    ]
