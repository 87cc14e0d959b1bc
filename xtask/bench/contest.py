"""One pass: the projects of the three whose images are compared, which the groups of one pass share."""

from __future__ import annotations

from functools import cached_property

from contenders import Built, Locked, Ours, Project
from lesson import Lesson
from place import Place
from table import LESSON, LOCKED, OURS, Table


class Contest:
    """Ours, the same with a lock, and the lesson's.  Each is made and built when a group first asks for it."""

    def __init__(self, place: Place) -> None:
        self.place = place

    @cached_property
    def ours(self) -> Ours:
        """This tool."""
        return Ours(self.place)

    @cached_property
    def locked(self) -> Locked:
        """This tool, with a lock."""
        return Locked(self.place)

    @cached_property
    def lesson(self) -> Lesson:
        """The lesson's recipe."""
        return Lesson(self.place)

    @property
    def three(self) -> tuple[Project, Project, Project]:
        """All, in the order of the columns."""
        return (self.ours, self.locked, self.lesson)

    def first(self, *projects: Project) -> list[Built]:
        """The first build of each, or of these; those that have none yet build in turns."""
        return [project.first for project in projects or self.three]

    def table(self, title: str, *further: str, ratios: tuple[tuple[str, str], ...] = ()) -> Table:
        """A table with a column for each of the three, and further ones."""
        return Table(title, (OURS, LOCKED, LESSON, *further), ((LESSON, OURS), (LESSON, LOCKED), *ratios))
