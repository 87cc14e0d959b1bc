"""What all steps share: the folders and parameters of one offline world, and the way they run programs."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Callable

# The channel is always built from this Debian release, because its Python and its C library decide
# which wheels fit.  The base image may be of another release: newer ones run the same binaries.
CHANNEL_SUITE = "bookworm"
PYTHON = "3.11"
PYTHON_FULL = "3.11.2"
GLIBC_MINOR = 36

CHANNEL_NAME = "conda-forge"
INSTALLER_NAME = "Miniforge3-Linux-x86_64.sh"

HERE = Path(__file__).resolve().parent


class Failure(Exception):
    """A failure whose message is one sentence for the user."""


@dataclass(frozen=True)
class World:
    """One offline world: where it is made and what it is made of."""

    out: Path
    suite: str
    mirror: str
    apt_packages: tuple[str, ...]
    requirements: tuple[str, ...]
    processors: dict[str, str]  # what conda calls the processor of each platform
    apt_folder: str = "apt"

    @property
    def base_image(self) -> str:
        return f"offline/debian:{self.suite}"

    @property
    def image_archive(self) -> Path:
        return self.out / "images" / f"{self.suite}.tar"

    @property
    def www(self) -> Path:
        return self.out / "www"

    @property
    def apt_repository(self) -> Path:
        return self.www / self.apt_folder

    @property
    def summary(self) -> Path:
        return self.out / "world.json"

    @property
    def channel(self) -> Path:
        return self.www / CHANNEL_NAME

    @property
    def installer(self) -> Path:
        return self.www / INSTALLER_NAME

    @property
    def wheels(self) -> Path:
        return self.out / "wheels"

    @property
    def native(self) -> Path:
        return self.out / "native"

    @property
    def venv(self) -> Path:
        return self.out / "venv"

    @property
    def log(self) -> Path:
        return self.out / "make.log"

    def run(
        self,
        argv: Sequence[object],
        stdout: IO[bytes] | None = None,
        env: dict[str, str] | None = None,
        cwd: Path | None = None,
        may_fail: bool = False,
    ) -> None:
        """Runs a program whose messages go to the log; only its failure is worth a line on the terminal."""
        command = [str(word) for word in argv]
        with open(self.log, "ab") as log:
            log.write(f"$ {' '.join(command)}\n".encode())
            log.flush()
            start = log.tell()
            status = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=stdout or log,
                stderr=log,
                env={**os.environ, **(env or {})},
                cwd=cwd,
            ).returncode
        if status != 0 and not may_fail:
            raise Failure(f"`{Path(command[0]).name}` exited with {status}{self._reason(start)}")

    def _reason(self, start: int) -> str:
        """What the program wrote about its failure: its first line marked as an error, or else its last one."""
        with open(self.log, "rb") as log:
            log.seek(start)
            lines = [line.strip() for line in log.read().decode(errors="replace").splitlines() if line.strip()]
        errors = [line for line in lines if line.startswith(("E:", "ERROR:"))]
        said = (errors or lines[-1:])[:1]
        return f" after saying `{said[0]}`" if said else ""

    @contextlib.contextmanager
    def scratch(self, room: int = 2 << 30) -> Iterator[Path]:
        """A temporary folder, in memory if that has room: packing thousands of small files is bound by the disk."""
        memory = Path("/dev/shm")
        parent = memory if in_memory_fits(memory, room) else self.out
        with tempfile.TemporaryDirectory(prefix="offline-world-", dir=parent) as folder:
            yield Path(folder)


def read_summary(path: Path) -> dict:
    """What world.json says, as far as it can be used; nothing if there is none, or it is damaged."""
    try:
        said = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    if not isinstance(said, dict):
        return {}
    return {key: value for key, value in said.items() if USABLE.get(key, lambda value: True)(value)}


def are_texts(value: object) -> bool:
    """Whether this is a list of texts."""
    return isinstance(value, list) and all(isinstance(word, str) for word in value)


def are_images(value: object) -> bool:
    """Whether this says of each image where its archive is and what its layer is."""
    return isinstance(value, dict) and all(
        isinstance(image, dict) and all(isinstance(image.get(key), str) for key in ("archive", "layer"))
        for image in value.values()
    )


# What of world.json a later run takes over, and how it is known to be whole.
USABLE: dict[str, Callable[[object], bool]] = {
    "port": lambda value: isinstance(value, int) and 0 < value < 1 << 16,
    "apt": are_texts,
    "requirements": are_texts,
    "images": are_images,
}


def in_memory_fits(memory: Path, room: int) -> bool:
    """Whether the memory file system exists, has the room, and lets programs be executed from it."""
    if not os.access(memory, os.W_OK):
        return False
    system = os.statvfs(memory)
    return system.f_bavail * system.f_frsize > room and not system.f_flag & getattr(os, "ST_NOEXEC", 8)


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yields an empty folder that takes the place of `path` only when all went well.

    A folder that is half made therefore never stands under its final name.
    """
    partial = path.with_name(path.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    yield partial
    shutil.rmtree(path, ignore_errors=True)
    partial.rename(path)


def write_atomically(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Writes a file under another name first, so that readers see the old content or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    partial.write_bytes(data)
    partial.chmod(mode)
    partial.rename(path)
