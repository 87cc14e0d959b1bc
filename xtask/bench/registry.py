"""A registry on this machine, which tells what an image costs to store and to send."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator

from engine import Failure
from place import Place

CONFIG = """version: 0.1
storage: {{ filesystem: {{ rootdirectory: {folder} }} }}
http: {{ addr: "{address}" }}
"""


class Registry:
    """Debian's docker-registry, for one contender."""

    def __init__(self, place: Place, name: str) -> None:
        self.place = place
        self.folder = place.folder / f"registry-{name}"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"127.0.0.1:{self.port}"

    @classmethod
    def started(cls, place: Place, name: str) -> Registry | None:
        """One that runs until the pass ends; none, with a note, if the machine has no such program."""
        if not shutil.which("docker-registry"):
            place.note("no docker-registry on PATH, Debian's package of that name: the bytes to a registry are left out")
            return None
        return place.ending.enter_context(cls(place, name).serving())

    @contextlib.contextmanager
    def serving(self) -> Iterator[Registry]:
        """Runs it for as long as the block."""
        config = self.folder.with_suffix(".yml")
        config.write_text(CONFIG.format(folder=self.folder, address=self.address))
        with open(self.folder.with_suffix(".log"), "wb") as log:
            server = subprocess.Popen(["docker-registry", "serve", config], stdout=log, stderr=log)
        try:
            self.wait()
            yield self
        finally:
            server.terminate()
            server.wait()

    def wait(self) -> None:
        """Until it answers."""
        for _ in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.05)
        raise Failure(f"bench: docker-registry does not answer; {self.folder.with_suffix('.log')} says why")

    def push(self, image: str) -> float:
        """Pushes an image: by how many bytes the registry's storage grew."""
        name = f"{self.address}/{image}"
        before = self.stored()
        self.place.run(["docker", "image", "tag", image, name])
        self.place.run(["docker", "image", "push", "--quiet", name])
        return self.stored() - before

    def stored(self) -> int:
        """The bytes of all that it keeps."""
        return sum(file.stat().st_size for file in self.folder.rglob("data") if file.is_file())
