"""The engine that is measured on: its client, its disk, what it keeps, and its name in the head of the tables."""

from __future__ import annotations

import datetime
import json
import os
import platform
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from place import Place


class Failure(SystemExit):
    """A command that has to succeed did not."""


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
    raise Failure("bench: no docker client on PATH builds with BuildKit; install Docker's or Debian's package docker-buildx")


def asked(client: str, *words: str) -> str:
    """What the engine answers, in one line or several."""
    return subprocess.run([client, *words], check=True, capture_output=True, text=True).stdout.strip()


def its_disk(client: str) -> Path | None:
    """A folder on the engine's disk, for what is compared with its builds; None if the usual one is there, or none can be had."""
    root = Path(asked(client, "info", "--format", "{{.DockerRootDir}}"))
    usual = Path(os.environ.get("TMPDIR", "/tmp"))
    if not root.exists() or root.stat().st_dev == usual.stat().st_dev or not os.access(root.parent, os.W_OK):
        return None
    return root.parent


def driver(client: str) -> str:
    """How it keeps layers."""
    return asked(client, "info", "--format", "{{.Driver}}")


def cache_records(client: str) -> set[str]:
    """What its builder keeps."""
    records = json.loads(asked(client, "system", "df", "--verbose", "--format", "{{json .BuildCache}}") or "[]")
    return {record["ID"] for record in records or []}


def images_on(client: str, base: str) -> list[str]:
    """The ids of the images that are built on this one, with or without a name, and its own."""
    listed = sorted(set(asked(client, "image", "ls", "--quiet", "--no-trunc").split()))
    inspect = [client, "image", "inspect", "--format", "{{.Id}} {{json .RootFS.Layers}}", base, *listed]
    # One that somebody has removed in the meantime is no mistake.
    lines = subprocess.run(inspect, check=False, capture_output=True, text=True).stdout.splitlines()
    layers: dict[str, list[str]] = {name: json.loads(rest) for name, _, rest in (line.partition(" ") for line in lines)}
    lowest = next(iter(layers.values()), [])
    return [name for name, all_of_it in layers.items() if all_of_it[: len(lowest)] == lowest]


def forget(client: str, base: str, kept: set[str]) -> None:
    """Removes the images that are built on this one, and what the builder keeps beside these records, unless something needs it."""
    if images := images_on(client, base):
        subprocess.run([client, "image", "rm", "--force", *images], check=False, capture_output=True)
    if records := cache_records(client) - kept:
        # The value becomes a part of an expression, in which quotes make it a pattern for all of them.
        pattern = 'id="' + "|".join(map(re.escape, sorted(records))) + '"'
        subprocess.run([client, "builder", "prune", "--all", "--force", "--filter", pattern], check=False, capture_output=True)


def machine(place: Place, passes: int) -> str:
    """The day, the machine and the versions, for the head of the tables, and whether the machine did something else."""
    engine = asked(place.docker, "info", "--format", "{{.ServerVersion}} on {{.Driver}}")
    git = shutil.which("git")
    commit = place.run([git, "-C", place.repository, "rev-parse", "--short", "HEAD"]).said.strip() if git else "unknown"
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    today = datetime.date.today()
    count = "one pass" if passes == 1 else f"the median of {passes} passes, ± half of the way from the smallest to the largest"
    return (
        f"{today.day} {today:%B %Y}, commit {commit}: {count}; {os.cpu_count()} processors, {memory:.0f} GiB, "
        f"{platform.system()} {platform.release()}, Docker {engine}, offline world; load {os.getloadavg()[0]:.1f} at the start."
    )
