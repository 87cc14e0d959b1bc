"""Rows of starting: from the command, with a current image, until JupyterLab answers."""

from __future__ import annotations

import time
import urllib.error
import urllib.request

from contenders import Floor, Lesson, Ours, Repo2docker
from place import Place, median
from table import Row

PORT = 18890
TIMES = 5


def rows(place: Place, ours: Ours, lesson: Lesson, repo2docker: Repo2docker, floor: Floor) -> list[Row]:
    """Starts each image several times."""
    for project in (ours, lesson):
        project.build()

    def lab() -> float:
        seconds = ours.xtask("lab", "--detach").seconds
        ours.xtask("stop")
        return seconds

    by_hand = [median(TIMES, lambda image=image: plain(place, image)) for image in (lesson.image, ours.image)]
    return [Row("from the command to JupyterLab's first answer", "s", median(TIMES, lab), by_hand[0], None, by_hand[1])]


def plain(place: Place, image: str) -> float:
    """`docker container run` by hand, until it answers."""
    start = time.monotonic()
    run = ["docker", "container", "run", "--detach", "--rm", "--init", "--publish", f"127.0.0.1:{PORT}:8888", image]
    container = place.run(run).said.strip()
    try:
        while not answers():
            time.sleep(0.02)
            if time.monotonic() - start > 120:
                raise SystemExit(f"bench: {image} does not answer")
        return time.monotonic() - start
    finally:
        place.run(["docker", "container", "rm", "--force", container])


def answers() -> bool:
    """Whether JupyterLab answers at the port."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/api", timeout=2) as answer:
            return answer.status == 200
    except (OSError, urllib.error.URLError):
        return False
