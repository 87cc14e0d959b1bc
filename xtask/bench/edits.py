"""The edits of the cache contract, as each contender's user makes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from contenders import Lesson, Ours

CONDA = ("environment.yml", "  - numpy\n", "  - numpy\n  - tqdm\n")


@dataclass(frozen=True)
class Edit:
    """One edit: what it is called, and how it is made; flags of the build, where it is not an edit of a file."""

    name: str
    ours: Callable[[Ours], None]
    lesson: Callable[[Lesson], None]
    flags: tuple[str, ...] = ()


def same(edit: Callable[[Ours | Lesson], None]) -> tuple[Callable[[Ours], None], Callable[[Lesson], None]]:
    """An edit that both make in the same file."""
    return edit, edit


def append(file: str, line: str) -> Callable[[Ours | Lesson], None]:
    """Adds a line at the end of a file."""

    def edit(project: Ours | Lesson) -> None:
        path = project.root / file
        path.parent.mkdir(exist_ok=True)
        path.write_text((path.read_text() if path.exists() else "") + line + "\n")

    return edit


# Another account, by build arguments: `docker-build` hands on what stands behind `--`.
USER = ("--build-arg", "username=ada", "--build-arg", "uid=57439", "--build-arg", "gid=57439")
LESSON_USER = ("--build-arg", "username=ada", "--build-arg", "uid=57439", "--build-arg", "gid=100")

EDITS = (
    Edit("nothing at all", *same(lambda project: None)),
    Edit("a notebook", *same(append("notebooks/one.ipynb", "{}"))),
    Edit("a comment in environment.yml", *same(append("environment.yml", "# a comment"))),
    Edit("postBuild", *same(append("postBuild", "true"))),
    Edit("a pip requirement", *same(append("requirements.txt", "tabulate"))),
    Edit("a Conda package", *same(lambda project: project.edit(*CONDA))),
    Edit("an apt package", lambda ours: ours.settings('apt = ["tree"]\n'), lambda lesson: lesson.apt("tree")),
)
