"""A small apt repository: the asked-for Debian packages with everything they need beyond the base image."""

from __future__ import annotations

import gzip
import hashlib
import shutil
import subprocess
from pathlib import Path

import base_image
from debian import Apt
from steps import Step
from world import World, replacing

DEFAULT_PACKAGES = ("bzip2", "ca-certificates", "curl", "git", "procps")


def make(world: World) -> None:
    """Downloads the packages and writes the index of a flat repository.

    apt-get runs on this machine, where it may use the machine's proxies, but resolves against what the image has.
    """
    status = base_image.read_file(world, "/var/lib/dpkg/status")
    apt = Apt(world, world.suite, status)
    archives = Path(apt.options["Dir::Cache"]) / "archives"
    apt.run("clean")
    apt.run("install", "--download-only", "--no-install-recommends", *world.apt_packages)
    with replacing(world.apt_repository) as repository:
        for deb in archives.glob("*.deb"):
            # apt escapes the colon of an epoch in file names, and servers would unescape it.
            shutil.copyfile(deb, repository / deb.name.replace("%3a", "-"))
        index = "\n".join(stanza(deb) for deb in sorted(repository.glob("*.deb"))).encode()
        files = {"Packages": index, "Packages.gz": gzip.compress(index, mtime=0)}
        for name, data in files.items():
            (repository / name).write_bytes(data)
        (repository / "Release").write_text(release(files))


def release(files: dict[str, bytes]) -> str:
    """The file that tells apt which indexes there are; without it apt asks for each conceivable one and complains."""
    lines = (f" {hashlib.sha256(data).hexdigest()} {len(data)} {name}\n" for name, data in files.items())
    # apt wants a date, but looks at it only to refuse an index older than the one it has.
    return "Label: offline-world\nDate: Tue, 14 Nov 2023 22:13:20 UTC\nSHA256:\n" + "".join(lines)


def stanza(deb: Path) -> str:
    """The entry of one package in the index: its own control fields and where to find it."""
    control = subprocess.run(["dpkg-deb", "--field", deb], capture_output=True, text=True, check=True).stdout
    sha256 = hashlib.sha256(deb.read_bytes()).hexdigest()
    return f"{control.rstrip()}\nFilename: ./{deb.name}\nSize: {deb.stat().st_size}\nSHA256: {sha256}\n"


STEP = Step(
    name="apt repository",
    make=make,
    exists=lambda world: (world.apt_repository / "Packages.gz").exists(),
    scripts=("apt_repository.py", "debian.py", "base_image.py"),
    parameters=lambda world: [world.suite, list(world.apt_packages)],
    needs=("base image",),
)
