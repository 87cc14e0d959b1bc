"""Where it is measured: the folder, the offline world, and how a command is run and timed."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import engine
from engine import Failure


@dataclass
class Done:
    """A command that has ended."""

    seconds: float
    cpu_seconds: float
    peak_kilobytes: int
    said: str
    code: int = 0


@dataclass
class Place:
    """The folder for everything that is made, and what is measured."""

    folder: Path
    xtask: Path
    world: Path
    repository: Path
    apt_package: str
    docker: str
    begun: float = field(default_factory=time.monotonic)
    # What ends with the pass, such as its registries.
    ending: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    def __post_init__(self) -> None:
        self.about = json.loads((self.world / "world.json").read_text())
        self.server = f"http://127.0.0.1:{self.about['port']}"

    @contextlib.contextmanager
    def within(self, name: str) -> Iterator[Place]:
        """The same with a new folder in its own, and nothing of what was built before.  What is made there is removed."""
        place = replace(self, folder=self.folder / name, ending=contextlib.ExitStack())
        place.folder.mkdir()
        kept = engine.cache_records(self.docker)
        try:
            with place.ending:
                place.begin_anew()
                yield place
        finally:
            engine.forget(self.docker, place.base, kept)
            shutil.rmtree(place.folder, ignore_errors=True)

    def begin_anew(self) -> None:
        """Makes a base image that no pass before had, since the builder finds the layers of earlier ones again; and puts it
        into a cache of the tool's own, whose offline world is else the same."""
        context = self.folder / "base"
        context.mkdir()
        (context / "Dockerfile").write_text(f"FROM {self.about['base_image']}\nRUN echo {self.mark} >/etc/bench\n")
        self.run(["docker", "image", "build", "--network", "none", "--tag", self.base, context])
        self.about["base_image"] = self.base
        self.its_world.mkdir(parents=True)
        (self.its_world / "world.json").write_text(json.dumps(self.about))
        for part in ("www", "images"):
            (self.its_world / part).symlink_to(self.world / part)

    @property
    def its_world(self) -> Path:
        """The folder of the tool's offline world."""
        return self.folder / "cache/conda-in-docker/offline-world"

    def is_as_begun(self) -> bool:
        """Whether the tool builds on the base image of the pass, and has not made a world of its own."""
        return bool(json.loads((self.its_world / "world.json").read_text())["base_image"] == self.base)

    @property
    def base(self) -> str:
        """The name of the base image."""
        return f"bench-base-{self.mark}"

    @property
    def mark(self) -> str:
        """What no other pass has, on whatever engine, as a word."""
        return f"{self.folder.parent.name}-{self.folder.name}".lower().replace("_", "-")

    def environment(self) -> dict[str, str]:
        """The variables by which plain Conda and pip, and the tool, find the offline world, and docker its BuildKit."""
        return {
            **os.environ,
            "PATH": f"{Path(self.docker).parent}:{os.environ['PATH']}",
            "DOCKER_BUILDKIT": "1",
            "XDG_CACHE_HOME": str(self.folder / "cache"),
            "CARGO_MANIFEST_DIR": str(self.repository / "xtask"),
            "CONDA_CHANNEL_ALIAS": self.server,
            "CONDA_PKGS_DIRS": str(self.folder / "pkgs"),
            "PIP_INDEX_URL": f"{self.server}/simple/",
            "PIP_CACHE_DIR": str(self.folder / "pip-cache"),
        }

    def run(
        self, command: Sequence[object], cwd: Path | None = None, drop: Sequence[str] = (), may_fail: bool = False, **further: str
    ) -> Done:
        """Runs a command that has to succeed, unless it `may_fail`, without the variables in `drop` and with those in `further`."""
        words = [str(word) for word in command]
        env = {name: value for name, value in (self.environment() | further).items() if name not in drop}
        log = self.folder / "log"
        with open(log, "w+b") as out:
            start = time.monotonic()
            child = subprocess.Popen(words, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
            try:
                _, status, usage = os.wait4(child.pid, 0)
            except BaseException:
                child.terminate()
                raise
            seconds = time.monotonic() - start
            child.returncode = os.waitstatus_to_exitcode(status)
            out.seek(0)
            said = out.read().decode(errors="replace")
        if child.returncode != 0 and not may_fail:
            raise Failure(f"bench: `{' '.join(words)}` failed:\n{said[-3000:]}")
        return Done(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss, said, child.returncode)

    def bytes_of(self, image: str) -> float:
        """How large an image is."""
        return float(self.run(["docker", "image", "inspect", "--format", "{{.Size}}", image]).said)

    @contextlib.contextmanager
    def serving(self) -> Iterator[None]:
        """Serves the offline world for those who do not do so themselves."""
        serve = [sys.executable, self.repository / "xtask/offline-world/serve.py", self.world / "www"]
        with subprocess.Popen(
            [*map(str, serve), str(self.about["port"])], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as server:
            assert server.stdin and server.stdout
            server.stdout.readline()
            try:
                yield
            finally:
                server.stdin.close()

    def note(self, what: str) -> None:
        """Says on stderr how far it has come."""
        print(f"bench: {self.elapsed():.0f} s: {what}", file=sys.stderr, flush=True)

    def elapsed(self) -> float:
        """The seconds since all began."""
        return time.monotonic() - self.begun


def median(times: int, measure: Callable[[], float]) -> float:
    """The median of several measurements."""
    return statistics.median(measure() for _ in range(times))
