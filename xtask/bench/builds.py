"""The table of building: from nothing, again after each edit of the cache contract, for a second user, and after each what a
registry stores anew; then what is sent to the engine, and what is kept."""

from __future__ import annotations

from contextlib import ExitStack

from contenders import Lesson, Locked, Ours, context_bytes, storing_seconds
from edits import EDITS, FIRST, NOTHING, Edit
from floor import Floor
from place import Place
from registry import Registry
from table import FLOOR, LESSON, LOCKED, OURS, Table


def table(place: Place) -> Table:
    """Builds each image from nothing, and then edits its project, with a push to a registry of its own after each build."""
    contenders = (ours, locked, _) = (Ours(place), Locked(place), Lesson(place))
    result = Table("building", (OURS, LOCKED, LESSON, FLOOR), ((LESSON, OURS), (LESSON, LOCKED), (OURS, FLOOR)))
    with ExitStack() as stack:
        registries = [stack.enter_context(Registry(place, project.name).serving()) for project in contenders]

        def measured(edit: Edit, plain: float | None = None) -> None:
            """A row of seconds, and one of bytes."""
            seconds, stored, sent = [], [], []
            for project, registry in zip(contenders, registries, strict=True):
                edit.make(project)
                built = project.build(*edit.words(project))
                seconds.append(built.seconds)
                stored.append(storing_seconds(built))
                sent.append(registry.push(project.image))
                parts = f"{seconds[-1]:.2f} s, of which {stored[-1]:.1f} s to store, {sent[-1]:,.0f} bytes to a registry"
                place.note(f"{edit.name}: {project.name}: {parts}")
            result.add(f"{edit.name}: seconds", "s", *seconds, plain)
            if plain is not None:
                place.note(f"{edit.name}: floor: {plain:.2f} s")
            if edit is not NOTHING:
                result.add(f"{edit.name}: of these, to store the layers", "s", *stored, None)
            result.add(f"{edit.name}: to a registry", "B", *sent, None)

        measured(FIRST, Floor(place).conda())
        result.add("a lock, made in a project that was built: seconds", "s", None, locked.seconds_to_lock, None, None)
        measured(NOTHING, by_hand(place, ours))
        for edit in EDITS:
            measured(edit)
    for gigabytes in (0, 2):
        for project in contenders:
            with open(project.root / "data/large", "wb") as file:
                file.truncate(gigabytes << 30)
        # A label is an argument of the user's, with which something is built in any case.
        sent = [context_bytes(project.build(*project.docker_arguments("--label", f"x={gigabytes}"))) for project in contenders]
        result.add(f"sent to the engine with {gigabytes} GB in data/", "B", *sent, None)
    result.add("the image", "B", *(size(place, project.image) for project in contenders), None)
    return result


def by_hand(place: Place, ours: Ours) -> float:
    """The docker command that the tool prints, run by itself, with nothing to do."""
    image = f"{ours.image}-by-hand"
    printed = ours.xtask("--dry-run", "docker-build", "--tag", image).said
    place.images.add(image)
    command = ["sh", "-c", printed[printed.index("BUILD_ENV=") :]]
    place.run(command, cwd=ours.root)
    return place.run(command, cwd=ours.root).seconds


def size(place: Place, image: str) -> float:
    """The bytes of an image."""
    return float(place.run(["docker", "image", "inspect", "--format", "{{.Size}}", image]).said)
