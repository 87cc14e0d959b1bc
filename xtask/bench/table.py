"""The tables that are printed: a row for each thing that was measured, a column for each contender, and ratios.

A cell has a value of each pass.  What is shown is their median and, of several, half the way from the smallest to the largest.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

# The contenders, as the tables call them.
OURS, LOCKED, LESSON, REPO2DOCKER, CONDA, FLOOR = "this tool", "with a lock", "the lesson", "repo2docker", "plain Conda", "floor"
RECORDED = "the recorded commit"

# A value of each pass; None where a contender cannot do it.
Values = Sequence["float | None"]


@dataclass
class Row:
    """One thing that was measured, with the values of each column."""

    name: str
    unit: str
    cells: list[Values]


@dataclass
class Table:
    """What one group of measurements says.  A ratio is a pair of columns, of which the second divides the first."""

    title: str
    columns: tuple[str, ...]
    ratios: tuple[tuple[str, str], ...] = ()
    rows: list[Row] = field(default_factory=list)

    def add(self, name: str, unit: str, *values: float | None) -> None:
        """Adds a row of one pass, with a value for each column."""
        assert len(values) == len(self.columns), name
        self.rows.append(Row(name, unit, [[value] for value in values]))

    def values(self, row: Row, *columns: str) -> Values:
        """The values of a column, or the ratios of two."""
        cells = [row.cells[self.columns.index(column)] for column in columns]
        return cells[0] if len(cells) == 1 else ratios(*cells)

    def markdown(self) -> str:
        """The table as Markdown, below its title."""
        heads = [self.title, *self.columns, *(f"{first} ÷ {second}" for first, second in self.ratios)]
        return markdown([heads, *(self.line(row) for row in self.rows)])

    def line(self, row: Row) -> list[str]:
        """The cells of a row."""
        return [
            row.name,
            *(shown(values, row.unit) for values in row.cells),
            *(times(self.values(row, *pair)) for pair in self.ratios),
        ]


def merged(passes: Sequence[Table]) -> Table:
    """One table of the same table of several passes.  A row that a pass lacks has no value of it."""
    first = passes[0]
    result = Table(first.title, first.columns, first.ratios)
    for name, unit in dict.fromkeys((row.name, row.unit) for table in passes for row in table.rows):
        found = [next((row for row in table.rows if row.name == name), None) for table in passes]
        cells: list[Values] = [[row.cells[at][0] if row else None for row in found] for at in range(len(first.columns))]
        result.rows.append(Row(name, unit, cells))
    return result


def markdown(lines: Sequence[Sequence[str]]) -> str:
    """Lines of cells as a table of Markdown, of which the first line is the head."""
    rule = ["---"] + ["---:"] * (len(lines[0]) - 1)
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (lines[0], rule, *lines[1:]))


def known(values: Values) -> list[float]:
    """The values that there are."""
    return [value for value in values if value is not None]


def ratios(first: Values, second: Values) -> list[float]:
    """How many times the second the first is, in each pass: what was measured in turns is compared in turns."""
    return [one / other for one, other in zip(first, second, strict=True) if one is not None and other]


def shown(values: Values, unit: str) -> str:
    """Measurements with their unit, to three digits."""
    if not known(values):
        return ""
    value, size, prefix = statistics.median(known(values)), 1.0, ""
    for larger in ("k", "M", "G") if unit == "B" else ():
        if value / size < 999.5:
            break
        size, prefix = size * 1000, larger
    value /= size
    whole = unit in ("", "B") and not prefix
    digits = 0 if whole else max(0, 3 - len(str(int(value)))) if value >= 0.9995 else 3
    return f"{value:.{digits}f} {prefix}{unit}".rstrip() + spread(values, digits, size)


def times(values: Values) -> str:
    """Ratios, to two digits or three."""
    if not known(values):
        return ""
    value = statistics.median(known(values))
    digits = 0 if value >= 10 else 2 if value < 2 else 1
    return f"{value:,.{digits}f}" + spread(values, digits)


def spread(values: Values, digits: int, size: float = 1.0) -> str:
    """How far the passes lie apart, if they do."""
    distance = (max(known(values)) - min(known(values))) / 2 / size
    return f" ± {distance:,.{digits}f}" if distance else ""
