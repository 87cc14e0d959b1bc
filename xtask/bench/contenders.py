"""Those whose images are measured.  Each has a project of its own with the same Conda files, and builds it in its way."""

from __future__ import annotations

import json
import os
import re
import shutil
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from engine import Failure
from place import Done, Place
from registry import Registry

FOLDERS = ("bin", "data", "doc", "notebooks", "results", "src")


@dataclass
class Built:
    """A build: its seconds and its log, the seconds of what its user did first and apart, and the bytes that a registry then
    stores anew; None where there is nothing of the kind."""

    seconds: float
    log: str
    locking: float | None
    sent: float | None


class Project:
    """A folder with Conda files, which a row edits."""

    name: str

    def __init__(self, place: Place) -> None:
        self.place = place
        self.root = place.folder / self.name
        self.image = f"bench-{self.name}"
        self.root.mkdir()
        for folder in FOLDERS:
            (self.root / folder).mkdir()
        for file in ("environment.yml", "requirements.txt", "postBuild"):
            shutil.copy(place.repository / file, self.root)

    def lock(self) -> float | None:
        """Makes a lock, if the project has one and an edit asks for a new one: the seconds."""

    def build(self, *words: str) -> Done:
        """Builds the image."""
        raise NotImplementedError(self.name)

    def docker_arguments(self, *words: str) -> list[str]:
        """How arguments of `docker image build` are passed to [`build`], after its other words."""
        return list(words)

    def apt(self, package: str) -> None:
        """Asks for a package of the operating system."""
        raise NotImplementedError(self.name)

    @cached_property
    def first(self) -> Built:
        """The first build, of a clone, on a machine that has built nothing."""
        return self.measured("a first build", "--no-cache")

    def measured(self, what: str, *words: str) -> Built:
        """Builds once the disk is at rest, so that nobody waits for what others have written."""
        locking = self.lock()
        os.sync()
        done = self.build(*words)
        self.place.note(f"{what}: {self.name}: {done.seconds:.2f} s")
        return Built(done.seconds, done.said, locking, self.registry.push(self.image) if self.registry else None)

    @cached_property
    def registry(self) -> Registry | None:
        """A registry of its own, if the machine has the program."""
        return Registry.started(self.place, self.name)

    @property
    def size(self) -> float:
        """The bytes of the image."""
        return self.place.bytes_of(self.image)

    @property
    def layers(self) -> list[str]:
        """The layers of the image, from the lowest."""
        asked = ["docker", "image", "inspect", "--format", "{{json .RootFS.Layers}}", self.image]
        return json.loads(self.place.run(asked).said)

    def edit(self, file: str, old: str, new: str) -> None:
        """Replaces a text in a file that has it."""
        path = self.root / file
        text = path.read_text()
        if old not in text:
            raise Failure(f"bench: {path} has no {old!r}")
        path.write_text(text.replace(old, new, 1))


class Ours(Project):
    """This tool, as its user calls it."""

    name = "ours"

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        for part in ("template", "docker"):
            shutil.copytree(place.repository / part, self.root / part)
        self.fill_caches_of(Ours.name)
        self.settings("")

    def fill_caches_of(self, name: str) -> None:
        """Has the builder's caches of downloads for itself, which no pass before has filled: a first build downloads."""
        template = (self.place.repository / "template/Dockerfile.j2").read_text()
        (self.root / "template/Dockerfile.j2").write_text(with_caches(template, f"{self.place.mark}-{name}"))

    def settings(self, lines: str) -> None:
        """Writes Cargo.toml."""
        table = f'[workspace.metadata.docker]\nimage = "{self.image}"\nport = 18888\n'
        (self.root / "Cargo.toml").write_text(table + lines)

    def apt(self, package: str) -> None:
        self.settings(f'apt = ["{package}"]\n')

    def command(self, *words: object) -> list[object]:
        """A command of the tool."""
        return [self.place.xtask, "--project", self.root, "--offline", *words]

    def xtask(self, *words: object, may_fail: bool = False, **further: str) -> Done:
        """Runs the tool; what it is told of mirrors is the offline world alone."""
        mirrors = ("CONDA_CHANNEL_ALIAS", "CONDA_PKGS_DIRS", "PIP_INDEX_URL", "PIP_CACHE_DIR")
        return self.place.run(self.command(*words), cwd=Path("/"), drop=mirrors, may_fail=may_fail, **further)

    def build(self, *words: str) -> Done:
        built = self.xtask("docker-build", "--tag", self.image, *words)
        if not self.place.is_as_begun():
            raise Failure("bench: the offline world was made anew during a build, so its seconds say nothing; measure again")
        return built

    def remove_volumes(self) -> None:
        """Removes what its labs have left, which have the project's name as their label."""
        name = (self.root / "docker/.project-id").read_text().splitlines()[0]
        named = ["--quiet", "--filter", f"label=com.docker.compose.project={name}"]
        if volumes := self.place.run(["docker", "volume", "ls", *named]).said.split():
            self.place.run(["docker", "volume", "rm", *volumes])

    def docker_arguments(self, *words: str) -> list[str]:
        return ["--", *words]


class Locked(Ours):
    """The same with a lock, which its user makes anew where an edit needs it."""

    name = "locked"

    @cached_property
    def first(self) -> Built:
        """The first build of a clone, which has the lock; the lock itself was made in a project that was built, like ours."""
        locking = self.lock()
        self.fill_caches_of(self.name)
        return replace(super().first, locking=locking)

    def lock(self) -> float | None:
        current = self.xtask("lock", "--check", may_fail=True).code == 0
        return None if current else self.xtask("lock").seconds


def with_caches(template: str, mark: str) -> str:
    """A Dockerfile whose cache mounts are other ones, by a mark before their names."""
    text, changed = re.subn(r"(--mount=type=cache,(?:(?!id=)[^,\s]+,)*id=)", rf"\g<1>{mark}-", template)
    if changed != template.count("--mount=type=cache"):
        raise Failure("bench: template/Dockerfile.j2 has a cache mount without `id=`, which would not be empty; add one")
    return text
