"""The edits of the cache contract, as each contender's user makes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from contenders import Project


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


# A second user, by build arguments.
USER = ("--build-arg", "username=ada", "--build-arg", "uid=57439")

NO_CACHE = ("--no-cache",)
FIRST = Edit("a first build", lambda project: project.begin(), flags=NO_CACHE)
NOTHING = Edit("nothing at all")
EDITS = (
    Edit("a notebook", append("notebooks/one.ipynb", "{}")),
    Edit("a comment in environment.yml", append("environment.yml", "# a comment")),
    Edit("a second user", arguments=USER),
    Edit("postBuild", append("postBuild", "true")),
    Edit("a pip requirement", append("requirements.txt", "tabulate")),
    Edit("a Conda package", conda_package),
    Edit("no cache at all", flags=NO_CACHE),
    Edit("an apt package", lambda project: project.apt(project.place.apt_package)),
)
