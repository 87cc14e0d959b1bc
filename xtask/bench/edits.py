"""The tables of editing: what each edit of the cache contract builds again, and what another user does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import takewhile

from build_log import STORING, seconds_of
from contenders import Built, Ours, Project
from contest import Contest
from place import Place
from table import FLOOR, OURS, Table


@dataclass(frozen=True)
class Edit:
    """One edit: what it is called, how it is made, and what is built with: flags that each build knows, and docker's arguments."""

    name: str
    make: Callable[[Project], None] = lambda project: None
    flags: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()

    def words(self, project: Project) -> list[str]:
        """What the contender's build is called with."""
        return [*self.flags, *(project.docker_arguments(*self.arguments) if self.arguments else ())]


def append(file: str, line: str) -> Callable[[Project], None]:
    """Adds a line at the end of a file."""

    def edit(project: Project) -> None:
        path = project.root / file
        path.write_text((path.read_text() if path.exists() else "") + line + "\n")

    return edit


def conda_package(project: Project) -> None:
    """Asks Conda for one more package."""
    project.edit("environment.yml", "  - numpy\n", "  - numpy\n  - tqdm\n")


NO_CACHE = Edit("no cache at all", flags=("--no-cache",))
PACKAGE = Edit("a Conda package", conda_package)
NOTHING = Edit("nothing at all")
# By build arguments.
USER = Edit("another user", arguments=("--build-arg", "username=ada", "--build-arg", "uid=57439"))
EDITS = (
    Edit("a notebook", append("notebooks/one.ipynb", "{}")),
    Edit("a comment in environment.yml", append("environment.yml", "# a comment")),
    Edit("postBuild", append("postBuild", "true")),
    Edit("a pip requirement", append("requirements.txt", "tabulate")),
    Edit("an apt package", lambda project: project.apt(project.place.apt_package)),
)


def editing(contest: Contest) -> list[Table]:
    """Each edit, one upon the other."""
    contest.first()
    table = contest.table("editing", FLOOR, ratios=((OURS, FLOOR),))
    measure(table, contest, NOTHING, by_hand(contest.place, contest.ours))
    for edit in EDITS:
        measure(table, contest, edit, None)
    return [table]


def another_user(contest: Contest) -> list[Table]:
    """A colleague who builds on the same machine, and how much of the image is his alone."""
    contest.first()
    table = contest.table("another user")
    before = [project.layers for project in contest.three]
    # Under a name of its own, since the tool would take it for the project's.
    for project in contest.three:
        project.image = f"bench-{project.name}-of-ada"
    measure(table, contest, USER)
    after = [project.layers for project in contest.three]
    for project in contest.three:
        project.image = f"bench-{project.name}"
    table.add("layers above the last one that all users share", "", *map(above_shared, before, after))
    return [table]


def above_shared(one: list[str], other: list[str]) -> float:
    """How many layers of the second image lie above the last one that it has in common with the first."""
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    return float(len(other) - shared)


def measure(table: Table, contest: Contest, edit: Edit, *further: float | None) -> None:
    """The rows of an edit, which each contender makes and builds in its turn.  `further` is what the columns behind the
    contenders' have of the seconds."""
    builds = []
    for project in contest.three:
        edit.make(project)
        builds.append(project.measured(edit.name, *edit.words(project)))
    rows(table, edit.name, builds, *further)


def rows(table: Table, name: str, builds: list[Built], *further: float | None) -> None:
    """A row of the seconds, one of the bytes, and those of what is to be told apart, if there is something of it."""
    nothing = [None] * len(further)
    storing = [seconds_of(built.log, STORING) for built in builds]
    table.add(f"{name}: seconds", "s", *(built.seconds for built in builds), *further)
    if any(storing):
        table.add(f"{name}: of these, {STORING}", "s", *storing, *nothing)
    if any(built.locking for built in builds):
        table.add(f"{name}: `lock`, apart", "s", *(built.locking for built in builds), *nothing)
    if any(built.sent is not None for built in builds):
        table.add(f"{name}: to a registry", "B", *(built.sent for built in builds), *nothing)


def by_hand(place: Place, ours: Ours) -> float:
    """The docker command that the tool prints, run by itself, with nothing to do."""
    image = f"{ours.image}-by-hand"
    printed = ours.xtask("--dry-run", "docker-build", "--tag", image).said
    command = ["sh", "-c", printed[printed.index("BUILD_ENV=") :]]
    place.run(command, cwd=ours.root)
    return place.run(command, cwd=ours.root).seconds
