"""What is wanted of a run: the goals, beside what was measured."""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from table import FLOOR, LESSON, LOCKED, OURS, Row, Table, known, markdown, shown, times


@dataclass(frozen=True)
class Goal:
    """A bound for a column of the rows that a pattern names, or for the ratio of two columns."""

    table: str
    rows: str
    columns: tuple[str, ...]
    bound: float
    at_most: bool = False
    # What would be better still.
    better: float | None = None
    # The storage driver of the engine that it is for, if it is for one alone.
    driver: str | None = None

    def wanted(self, unit: str) -> str:
        """The bound as a cell."""
        bound = times([self.bound]) if len(self.columns) > 1 else shown([self.bound], unit)
        better = f", better {times([self.better])}" if self.better else ""
        return f"{'≤' if self.at_most else '≥'} {bound}{better}"

    def is_reached(self, value: float) -> bool:
        """Whether a value keeps within the bound."""
        return value <= self.bound if self.at_most else value >= self.bound


def faster(rows: str, column: str, bound: float, better: float | None = None) -> Goal:
    """That the lesson takes so many times what a column of ours takes."""
    return Goal("building", rows, (LESSON, column), bound, better=better)


GOALS = (
    faster("a first build: seconds", OURS, 1.3, 1.7),
    faster("a first build: seconds", LOCKED, 1.4, 1.7),
    faster("no cache at all: seconds", OURS, 1.3, 1.7),
    faster("no cache at all: seconds", LOCKED, 1.4, 1.7),
    faster("a Conda package: seconds", OURS, 1.6),
    faster("a Conda package: seconds", LOCKED, 2.5),
    Goal("environment", r"an environment of \d+ packages: its steps", (OURS, FLOOR), 1.3, at_most=True),
    faster("a first build: to a registry", OURS, 1.0),
    faster("the image", OURS, 1.0),
    faster("the slim image: to a registry", OURS, 1.6),
    faster("the slim image", OURS, 1.6),
    Goal("another user", "layers above the last one that all users share", (OURS,), 3, at_most=True),
    Goal("another user", "another user: seconds", (OURS,), 4, at_most=True, driver="fuse-overlayfs"),
    Goal("starting", "`lab`, until it becomes docker: median", (OURS,), 0.05, at_most=True),
)


def measured(tables: Mapping[str, Table], driver: str) -> Iterator[tuple[Goal, Table, Row]]:
    """The goals of what was measured, each with its row."""
    for goal in GOALS:
        table = tables.get(goal.table)
        if table and goal.driver in (None, driver):
            rows = (row for row in table.rows if re.fullmatch(goal.rows, row.name))
            yield from ((goal, table, row) for row in rows if known(table.values(row, *goal.columns)))


def goals(tables: Mapping[str, Table], driver: str) -> str:
    """A table of Markdown; nothing if no goal is of what was measured."""
    lines = [["goal", "measured", "wanted", "reached"]]
    for goal, table, row in measured(tables, driver):
        values = table.values(row, *goal.columns)
        value = times(values) if len(goal.columns) > 1 else shown(values, row.unit)
        reached = goal.is_reached(statistics.median(known(values)))
        lines.append([f"{row.name}, {' ÷ '.join(goal.columns)}", value, goal.wanted(row.unit), "yes" if reached else "no"])
    return markdown(lines) if lines[1:] else ""
