"""Where it is measured: the machine, the offline world, and how a command is run and timed."""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path


class Failure(SystemExit):
    """A command that has to succeed did not."""


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
    images: set[str] = field(default_factory=set)
    begun: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.about = json.loads((self.world / "world.json").read_text())
        self.server = f"http://127.0.0.1:{self.about['port']}"
        self.docker = buildkit_client()

    def within(self, name: str) -> Place:
        """The same, with a new folder in its own."""
        folder = self.folder / name
        folder.mkdir()
        place = replace(self, folder=folder)
        place.begin_anew()
        return place

    def begin_anew(self) -> None:
        """Makes a base image that no run before had, since the builder finds the layers of earlier ones again; and puts it
        into a cache of the tool's own, whose offline world is else the same."""
        base = f"bench-base-{self.folder.name}"
        self.images.add(base)
        context = self.folder / "base"
        context.mkdir()
        (context / "Dockerfile").write_text(f"FROM {self.about['base_image']}\nRUN echo {self.folder} >/etc/bench\n")
        self.run(["docker", "image", "build", "--network", "none", "--tag", base, context])
        self.about["base_image"] = base
        world = self.folder / "cache/conda-in-docker/offline-world"
        world.mkdir(parents=True)
        (world / "world.json").write_text(json.dumps(self.about))
        (world / "www").symlink_to(self.world / "www")

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

    def run(self, command: Sequence[object], cwd: Path | None = None, drop: Sequence[str] = (), may_fail: bool = False) -> Done:
        """Runs a command that has to succeed, unless it `may_fail`, without the variables in `drop`."""
        words = [str(word) for word in command]
        env = {name: value for name, value in self.environment().items() if name not in drop}
        log = self.folder / "log"
        with open(log, "w+b") as out:
            start = time.monotonic()
            child = subprocess.Popen(words, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
            _, status, usage = os.wait4(child.pid, 0)
            seconds = time.monotonic() - start
            child.returncode = os.waitstatus_to_exitcode(status)
            out.seek(0)
            said = out.read().decode(errors="replace")
        if child.returncode != 0 and not may_fail:
            raise Failure(f"bench: `{' '.join(words)}` failed:\n{said[-3000:]}")
        return Done(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss, said, child.returncode)

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

    def clean_up(self) -> None:
        """Removes the images; the folder is removed by whoever made it."""
        if self.images:
            subprocess.run([self.docker, "image", "rm", "--force", *self.images], check=False, capture_output=True)


def buildkit_client() -> str:
    """A docker on PATH that builds with BuildKit: any with buildx, and those before version 23."""
    for folder in os.environ["PATH"].split(":"):
        client = f"{folder}/docker"
        if os.access(client, os.X_OK):
            asked = [client, "version", "--format", "{{.Client.Version}}"]
            version = subprocess.run(asked, check=False, capture_output=True, text=True).stdout
            buildx = subprocess.run([client, "buildx", "version"], check=False, capture_output=True).returncode == 0
            if buildx or int(version.split(".")[0] or 99) < 23:
                return client
    raise Failure("bench: no docker client on PATH builds with BuildKit")


def median(times: int, measure: Callable[[], float]) -> float:
    """The median of several measurements."""
    return statistics.median(measure() for _ in range(times))


def machine(place: Place) -> str:
    """The day, the machine and the versions, for the head of the table."""
    engine = place.run(["docker", "info", "--format", "{{.ServerVersion}} on {{.Driver}}"]).said.strip()
    git = shutil.which("git")
    commit = place.run([git, "-C", place.repository, "rev-parse", "--short", "HEAD"]).said.strip() if git else ""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{datetime.date.today()}, commit {commit}: {os.cpu_count()} processors, {memory:.0f} GiB, "
        f"{platform.system()} {platform.release()}, engine {engine}, offline world."
    )
