"""Rows of building: from nothing, again after each edit, for a second user, and what is sent and stored."""

from __future__ import annotations

from contenders import Floor, Lesson, Ours, Project, Repo2docker, context_bytes
from edits import EDITS, LESSON_USER, USER
from place import Place
from table import Row


def rows(place: Place, ours: Ours, lesson: Lesson, repo2docker: Repo2docker, floor: Floor) -> list[Row]:
    """Builds each image from nothing, and then edits its project."""
    table = [
        Row("a build from nothing", "s", seconds(ours, "--no-cache"), seconds(lesson, "--no-cache"), None, floor.conda())
    ]
    for edit in EDITS:
        edit.ours(ours)
        edit.lesson(lesson)
        # By hand, with the command that the tool prints; where something changes, most of the time is not the tool's.
        plain = by_hand(place, ours) if edit.name == "nothing at all" else None
        table.append(Row(f"a build after an edit: {edit.name}", "s", seconds(ours), seconds(lesson), None, plain))
    table.append(Row("a build for a second user", "s", seconds(ours, "--", *USER), seconds(lesson, *LESSON_USER)))
    for gigabytes in (0, 2):
        for project in (ours, lesson):
            with open(project.root / "data/large", "wb") as file:
                file.truncate(gigabytes << 30)
        # A label is an argument of the user's, with which something is built in any case.
        sent = context_bytes(ours.build("--", "--label", f"x={gigabytes}")), context_bytes(lesson.build())
        table.append(Row(f"sent to the engine with {gigabytes} GB in data/", "B", *sent))
    table.append(Row("the image", "B", size(place, ours), size(place, lesson)))
    return table


def seconds(project: Ours | Lesson, *flags: str) -> float:
    """How long a build takes."""
    return project.build(*flags).seconds


def by_hand(place: Place, ours: Ours) -> float:
    """The docker command that the tool prints, run by itself."""
    printed = ours.xtask("--dry-run", "docker-build", "--tag", f"{ours.image}-by-hand").said
    place.images.add(f"{ours.image}-by-hand")
    command = printed[printed.index("BUILD_ENV=") :]
    place.run(["sh", "-c", command], cwd=ours.root)
    return place.run(["sh", "-c", command], cwd=ours.root).seconds


def size(place: Place, project: Project) -> float:
    """The bytes of an image."""
    return float(place.run(["docker", "image", "inspect", "--format", "{{.Size}}", project.image]).said)
