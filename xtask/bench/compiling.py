"""The table of compiling: the crates that the tool is made of, and the tool itself, beside those of a recorded commit."""

from __future__ import annotations

import shutil
import statistics
import tarfile
from dataclasses import dataclass, field
from pathlib import Path

from contest import Contest
from place import Done, Place
from table import OURS, RECORDED, Table

# The commit whose crates are the budget: those of later ones are to cost no more in the same run.
COMMIT = "b970c9af8d27f54f50714868eaf8438408e49fc3"
TIMES = 3
# What cargo reads, from the root of the repository.
SOURCES = ("Cargo.toml", "Cargo.lock", "xtask", "template")
# The project with the most lines among those that `check` is tested with.
LARGEST = "xtask/tests/data/environments/huge-anaconda"
CHECKS = 20


@dataclass
class Workspace:
    """A copy of the tool's sources, and what its crates and the tool itself took to compile."""

    place: Place
    root: Path
    crates: list[Done] = field(default_factory=list)
    tool: list[Done] = field(default_factory=list)

    def compile(self) -> None:
        """Compiles anew: the crates, with a program that does nothing, and then the tool."""
        shutil.rmtree(self.root / "target", ignore_errors=True)
        main = self.root / "xtask/src/main.rs"
        program = main.read_text()
        main.write_text("fn main() {}\n")
        self.crates.append(self.build())
        main.write_text(program)
        self.tool.append(self.build())

    def check(self) -> float:
        """What `check` takes on the largest project of the tests, in seconds."""
        words = ["--project", self.place.repository / LARGEST, "check"]
        return self.place.run([self.root / "target/debug/xtask", *words], cwd=self.root, may_fail=True).seconds

    def build(self) -> Done:
        """One run of cargo, with the crates that it has fetched."""
        build = ["cargo", "build", "--locked", "--package", "xtask", "--target-dir", self.root / "target"]
        return self.place.run(build, cwd=self.root)


def compiling(contest: Contest) -> list[Table]:
    """Compiles both several times, in turn; the fastest time is the one that others on the machine disturbed least."""
    place = contest.place
    both = [Workspace(place, this_one(place)), Workspace(place, recorded(place))]
    for workspace in both:
        place.run(["cargo", "fetch", "--locked"], cwd=workspace.root)
    for _ in range(TIMES):
        for workspace in both:
            workspace.compile()
    result = Table("compiling", (OURS, RECORDED), ((OURS, RECORDED),))
    for name, part in (("the crates", lambda it: it.crates), ("the tool itself", lambda it: it.tool)):
        cpu = [min(done.cpu_seconds for done in part(workspace)) for workspace in both]
        result.add(f"{name}: processor seconds", "s", *cpu)
        result.add(f"{name}: seconds", "s", *(min(done.seconds for done in part(workspace)) for workspace in both))
    # In turn, so that both meet the same machine.
    checks = [[workspace.check() for workspace in both] for _ in range(CHECKS)]
    result.add("`check` on the largest project of the tests", "s", *map(statistics.median, zip(*checks)))
    return [result]


def this_one(place: Place) -> Path:
    """The sources as they are now, committed or not."""
    root = place.folder / "now"
    root.mkdir()
    place.run(["cp", "-r", *SOURCES, root], cwd=place.repository)
    return root


def recorded(place: Place) -> Path:
    """The sources of the recorded commit."""
    root = place.folder / "recorded"
    archive = place.folder / "recorded.tar"
    place.run(["git", "archive", "--output", archive, COMMIT, *SOURCES], cwd=place.repository)
    with tarfile.open(archive) as file:
        file.extractall(root, filter="data")
    return root
