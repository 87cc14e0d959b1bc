"""Rows of sharing: what a registry stores anew after each edit, and after a rebuild without any cache."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from contenders import Floor, Lesson, Ours, Repo2docker
from edits import EDITS
from place import Failure, Place
from table import Row

CONFIG = """version: 0.1
storage: {{ filesystem: {{ rootdirectory: {folder} }} }}
http: {{ addr: "127.0.0.1:{port}" }}
"""


def rows(place: Place, ours: Ours, lesson: Lesson, repo2docker: Repo2docker, floor: Floor) -> list[Row]:
    """Pushes each image to a registry of its own on this machine, after each edit."""
    if not shutil.which("docker-registry"):
        raise Failure("bench: there is no docker-registry on PATH; install Debian's package of that name")
    table = []
    with registry(place, "ours") as mine, registry(place, "lesson") as its:

        def pushed(name: str) -> Row:
            ours.build()
            lesson.build()
            return Row(name, "B", push(place, ours.image, mine), push(place, lesson.image, its))

        table.append(pushed("sent to a registry: the first time"))
        for edit in EDITS:
            if edit.name in ("nothing at all", "a notebook"):
                continue
            # Once more, and something else than when it was built for its seconds.
            EDITS_AGAIN.get(edit.name, edit.ours)(ours)
            EDITS_AGAIN.get(edit.name, edit.lesson)(lesson)
            table.append(pushed(f"sent to a registry after an edit: {edit.name}"))
        ours.build("--no-cache")
        lesson.build("--no-cache")
        sizes = push(place, ours.image, mine), push(place, lesson.image, its)
        table.append(Row("sent to a registry after a build without a cache", "B", *sizes))
    return table


# Another package than in the first group, where an edit can be made only once.
EDITS_AGAIN = {
    "a Conda package": lambda project: project.edit("environment.yml", "  - numpy\n", "  - numpy\n  - six\n"),
    "a pip requirement": lambda project: project.edit("requirements.txt", "watermark\n", "watermark\nhumanize\n"),
    "an apt package": lambda project: (
        project.settings('apt = ["tree", "less"]\n') if isinstance(project, Ours) else project.apt("less")
    ),
}


@contextlib.contextmanager
def registry(place: Place, name: str) -> Iterator[tuple[str, Path]]:
    """A registry that ends with the block: its address, and where it stores."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = place.folder / f"registry-{name}"
    config = place.folder / f"registry-{name}.yml"
    config.write_text(CONFIG.format(folder=folder, port=port))
    with open(place.folder / f"registry-{name}.log", "wb") as log:
        server = subprocess.Popen(["docker-registry", "serve", config], stdout=log, stderr=log)
    try:
        for _ in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.05)
        yield f"127.0.0.1:{port}", folder
    finally:
        server.terminate()
        server.wait()


def push(place: Place, image: str, target: tuple[str, Path]) -> float:
    """Pushes an image: by how many bytes the registry's storage grew."""
    address, folder = target
    name = f"{address}/{image}"
    before = stored(folder)
    place.images.add(name)
    place.run(["docker", "image", "tag", image, name])
    place.run(["docker", "image", "push", "--quiet", name])
    return stored(folder) - before


def stored(folder: Path) -> int:
    """The bytes of all files below a folder."""
    return sum(file.stat().st_size for file in folder.rglob("data") if file.is_file())
