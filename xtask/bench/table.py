"""The table that is printed: a row for each thing that was measured, a column for each contender, and the ratios."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Row:
    """One thing that was measured; None where a contender cannot do it."""

    name: str
    unit: str
    ours: float
    lesson: float | None = None
    repo2docker: float | None = None
    floor: float | None = None


def shown(value: float | None, unit: str) -> str:
    """A measurement with its unit, to three digits."""
    if value is None:
        return ""
    if unit == "B":
        for prefix in ("", "k", "M", "G"):
            if value < 1000 or prefix == "G":
                return f"{value:.3g} {prefix}B"
            value /= 1000
    return f"{value:.3g} {unit}" if value < 1000 else f"{value:.0f} {unit}"


def ratio(value: float | None, ours: float) -> str:
    """How many times ours it is; smaller than one where ours is more."""
    return "" if value is None or ours == 0 else f"{value / ours:.3g}"


def markdown(rows: list[Row]) -> str:
    """The table."""
    lines = [
        "| what | this tool | the lesson | repo2docker | floor | lesson ÷ ours | repo2docker ÷ ours | ours ÷ floor |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for row in rows:
        values = [shown(value, row.unit) for value in (row.ours, row.lesson, row.repo2docker, row.floor)]
        ratios = [ratio(row.lesson, row.ours), ratio(row.repo2docker, row.ours)]
        ratios.append("" if not row.floor else f"{row.ours / row.floor:.3g}")
        lines.append("| " + " | ".join([row.name, *values, *ratios]) + " |")
    return "\n".join(lines)
