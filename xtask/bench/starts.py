"""The table of starting: from the command, with a current image, until JupyterLab answers."""

from __future__ import annotations

import statistics
import time
import urllib.error
import urllib.request

from contenders import Lesson, Ours
from place import Failure, Place
from table import FLOOR, LESSON, OURS, Table

PORT = 18890
TIMES = 7


def table(place: Place) -> Table:
    """Starts each image several times, in turns, so that what else the machine does meets all alike."""
    ours, lesson = Ours(place), Lesson(place)
    for project in (ours, lesson):
        place.note(f"an image to start: {project.name}")
        project.build()
    seconds = [(lab(ours), plain(place, lesson.image), plain(place, ours.image)) for _ in range(TIMES)]
    result = Table("starting", (OURS, LESSON, FLOOR), ((LESSON, OURS), (OURS, FLOOR)))
    each = list(zip(*seconds, strict=True))
    result.add("from the command to JupyterLab's answer: median", "s", *(statistics.median(values) for values in each))
    result.add("from the command to JupyterLab's answer: fastest", "s", *(min(values) for values in each))
    return result


def lab(ours: Ours) -> float:
    """`lab --detach`, which ends when the lab answers."""
    seconds = ours.xtask("lab", "--detach").seconds
    ours.xtask("stop")
    return seconds


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
