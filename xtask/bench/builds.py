"""The tables of building: from nothing, without a cache and with one more Conda package, what a registry and a disk have of
it, and where the time goes."""

from __future__ import annotations

from build_log import ENVIRONMENT, OTHER, SOLVER, STORING, steps
from contest import Contest
from edits import NO_CACHE, PACKAGE, measure, rows
from registry import Registry
from table import Table

# The parts of a build, from the bottom of the image.
PARTS = ("system packages", "Conda", SOLVER, ENVIRONMENT, "activation", "pip", "user", "postBuild", OTHER, STORING)
# A step of that many seconds which belongs to no part is named in the log, for the table is to explain where the time goes.
WORTH_A_NAME = 0.5


def building(contest: Contest) -> list[Table]:
    """Builds each image from nothing, then without a cache, and then with another Conda package."""
    table = contest.table("building")
    rows(table, "a first build", contest.first())
    table.add("the image", "B", *(project.size for project in contest.three))
    slim(table, contest)
    measure(table, contest, NO_CACHE)
    measure(table, contest, PACKAGE)
    return [table, parts(contest)]


def slim(table: Table, contest: Contest) -> None:
    """The image for deployment, beside the only one that the lesson has."""
    place, ours, lesson = contest.place, contest.ours, contest.lesson
    if "--slim" not in ours.xtask("docker-build", "--help").said:
        place.note("left out: the slim image, since `docker-build` does not know `--slim`")
        return
    image = f"{ours.image}:slim"
    seconds = ours.xtask("docker-build", "--slim").seconds
    registry = Registry.started(place, "slim")
    sent = registry.push(image) if registry else None
    table.add("the slim image, built after the other one: seconds", "s", seconds, None, None)
    table.add("the slim image: to a registry", "B", sent, None, lesson.first.sent)
    table.add("the slim image", "B", place.bytes_of(image), None, lesson.size)


def parts(contest: Contest) -> Table:
    """The seconds of each part of the first builds, by the log.  Stages side by side make their sum more than the build."""
    table = contest.table("where a first build's time goes")
    ran = [steps(built.log) for built in contest.first()]
    for part in PARTS:
        table.add(part, "s", *(sum(step.seconds for step in each if step.part == part) or None for each in ran))
    table.add("all steps, one after the other", "s", *(sum(step.seconds for step in each) for each in ran))
    table.add("the build", "s", *(built.seconds for built in contest.first()))
    for project, each in zip(contest.three, ran, strict=True):
        for step in each:
            if step.part == OTHER and step.seconds >= WORTH_A_NAME:
                contest.place.note(f"{project.name}: {step.seconds:.1f} s in a step of no part: {step.text[:150]}")
    return table
