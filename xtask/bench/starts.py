"""The table of starting: from the command, with a current image, until JupyterLab answers; and what of it is the tool's."""

from __future__ import annotations

import os
import shutil
import statistics
import time
import urllib.error
import urllib.request
from pathlib import Path

from contenders import Ours
from contest import Contest
from engine import Failure
from place import Place
from table import FLOOR, LESSON, OURS, Table

PORT = 18890
TIMES = 7
TIMES_OF_THE_TOOL = 20


def starting(contest: Contest) -> list[Table]:
    """Starts each image several times, in turns, so that what else the machine does meets all alike."""
    place, ours, lesson = contest.place, contest.ours, contest.lesson
    contest.first(ours, lesson)
    for project in (ours, lesson):
        # What was built last may have been an edit's.
        project.build()
    place.ending.callback(ours.remove_volumes)
    seconds = [(lab(ours), plain(place, lesson.image), plain(place, ours.image)) for _ in range(TIMES)]
    table = Table("starting", (OURS, LESSON, FLOOR), ((LESSON, OURS), (OURS, FLOOR)))
    each = list(zip(*seconds, strict=True))
    table.add("from the command to JupyterLab's answer: median", "s", *(statistics.median(values) for values in each))
    table.add("from the command to JupyterLab's answer: fastest", "s", *(min(values) for values in each))
    table.add("`lab`, until it becomes docker: median", "s", own_seconds(ours), None, None)
    return [table]


def lab(ours: Ours) -> float:
    """`lab --detach`, which ends when the lab answers."""
    seconds = ours.xtask("lab", "--detach").seconds
    ours.xtask("stop")
    return seconds


def own_seconds(ours: Ours) -> float:
    """From the start of `lab` until it becomes `docker container run`: there a program stands in for docker, which looks at the
    clock and hands all else on.  It is compiled, since the tool asks a script more than it asks Docker's own client."""
    folder = ours.place.folder / "stand-in"
    folder.mkdir()
    shutil.copy(Path(__file__).with_name("docker.rs"), folder)
    ours.place.run(["rustc", "-O", "-o", folder / "docker", folder / "docker.rs"])
    note, path = folder / "note", f"{folder}:{os.environ['PATH']}"

    def once() -> float:
        note.unlink(missing_ok=True)
        start = time.time()
        ours.xtask("lab", "--no-browser", PATH=path, BENCH_DOCKER=ours.place.docker, BENCH_NOTE=str(note))
        return float(note.read_text()) - start

    once()
    return statistics.median(once() for _ in range(TIMES_OF_THE_TOOL))


def plain(place: Place, image: str) -> float:
    """`docker container run` by hand, until it answers."""
    start = time.monotonic()
    run = ["docker", "container", "run", "--detach", "--rm", "--init", "--publish", f"127.0.0.1:{PORT}:8888", image]
    container = place.run(run).said.strip()
    try:
        while not answers():
            time.sleep(0.02)
            if time.monotonic() - start > 120:
                raise Failure(f"bench: {image} does not answer")
        return time.monotonic() - start
    finally:
        place.run(["docker", "container", "rm", "--force", container])


def answers() -> bool:
    """Whether JupyterLab answers at the port."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/api", timeout=2) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False
