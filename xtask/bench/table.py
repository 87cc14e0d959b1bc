"""The tables that are printed: a row for each thing that was measured, a column for each contender, and ratios."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

# The contenders, as the tables call them.
OURS, LOCKED, LESSON, REPO2DOCKER, FLOOR = "this tool", "with a lock", "the lesson", "repo2docker", "floor"
RECORDED = "the recorded commit"


@dataclass
class Row:
    """One thing that was measured: a value for each column, None where a contender cannot do it."""

    name: str
    unit: str
    values: Sequence[float | None]


@dataclass
class Table:
    """What one group of measurements says.  A ratio is a pair of columns, of which the second divides the first."""

    title: str
    columns: tuple[str, ...]
    ratios: tuple[tuple[str, str], ...] = ()
    rows: list[Row] = field(default_factory=list)

    def add(self, name: str, unit: str, *values: float | None) -> None:
        """Adds a row, with a value for each column."""
        assert len(values) == len(self.columns), name
        self.rows.append(Row(name, unit, values))

    def markdown(self) -> str:
        """The table as Markdown, below its title."""
        heads = [self.title, *self.columns, *(f"{first} ÷ {second}" for first, second in self.ratios)]
        lines = [heads, ["---"] + ["---:"] * (len(heads) - 1), *(self.line(row) for row in self.rows)]
        return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)

    def line(self, row: Row) -> list[str]:
        """The cells of a row."""
        value = dict(zip(self.columns, row.values, strict=True))
        ratios = [ratio(value[first], value[second]) for first, second in self.ratios]
        return [row.name, *(shown(value, row.unit) for value in row.values), *ratios]


def shown(value: float | None, unit: str) -> str:
    """A measurement with its unit, to three digits."""
    if value is None:
        return ""
    prefixes = iter(("", "k", "M", "G") if unit == "B" else ("",))
    prefix = next(prefixes)
    for larger in prefixes:
        if value < 999.5:
            break
        value, prefix = value / 1000, larger
    whole = unit == "B" and not prefix
    digits = 0 if whole else max(0, 3 - len(str(int(value)))) if value >= 0.9995 else 3
    return f"{value:.{digits}f} {prefix}{unit}"


def ratio(first: float | None, second: float | None) -> str:
    """How many times the second the first is, to two digits."""
    if first is None or not second:
        return ""
    times = first / second
    return f"{times:,.0f}" if times >= 10 else f"{times:.2f}" if times < 2 else f"{times:.1f}"
