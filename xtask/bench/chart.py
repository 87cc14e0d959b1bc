"""The chart: the seconds of what a user waits for, as an SVG that brings its own ground, in light and in dark."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping
from html import escape

from table import LESSON, LOCKED, OURS, Table, known, shown

# What is drawn: its name, the table and the row.
ROWS = (
    ("a first build", "building", "a first build: seconds"),
    ("no cache at all", "building", "no cache at all: seconds"),
    ("a Conda package", "building", "a Conda package: seconds"),
    ("a pip requirement", "editing", "a pip requirement: seconds"),
    ("postBuild", "editing", "postBuild: seconds"),
    ("an apt package", "editing", "an apt package: seconds"),
    ("a comment in environment.yml", "editing", "a comment in environment.yml: seconds"),
    ("another user", "another user", "another user: seconds"),
    ("the start of a lab", "starting", "from the command to JupyterLab's answer: median"),
)
SERIES = {OURS: "ours", LOCKED: "locked", LESSON: "lesson"}
STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.quiet { fill: #59636e }
.ground { fill: #ffffff }
.rule { stroke: #d1d9e0 }
.spread { stroke: #1f2328 }
.ours { fill: #0969da }
.locked { fill: #54aeff }
.lesson { fill: #9198a1 }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f6fc }
  .quiet { fill: #9198a1 }
  .ground { fill: #0d1117 }
  .rule { stroke: #3d444d }
  .spread { stroke: #f0f6fc }
  .ours { fill: #4493f8 }
  .locked { fill: #a5d6ff }
  .lesson { fill: #656c76 }
}
"""
WIDTH, LEFT, RIGHT, TOP, BAR, GAP = 780, 240, 120, 64, 13, 14

Group = tuple[str, dict[str, list[float]]]


def chart(tables: Mapping[str, Table]) -> str:
    """The SVG; the rows that were not measured are left out."""
    groups = list(measured(tables))
    longest = max((value for _, bars in groups for values in bars.values() for value in values), default=1.0)
    scale = (WIDTH - LEFT - RIGHT) / longest
    parts, y = [], TOP
    for name, bars in groups:
        middle = y + len(bars) * BAR / 2 + 4
        parts.append(f'<text x="{LEFT - 12}" y="{middle:.0f}" text-anchor="end">{escape(name)}</text>')
        for series, values in bars.items():
            parts.extend(bar(series, values, y, scale))
            y += BAR
        y += GAP
    parts.append(f'<line class="rule" x1="{LEFT}" y1="{TOP - 6}" x2="{LEFT}" y2="{y - GAP + 6}"/>')
    return framed([*legend(), *parts], y)


def measured(tables: Mapping[str, Table]) -> Iterator[Group]:
    """The values of each series, of each row that there is."""
    for name, title, row_name in ROWS:
        for table in (tables[title],) if title in tables else ():
            for row in (row for row in table.rows if row.name == row_name):
                columns = (column for column in SERIES if column in table.columns)
                bars = {SERIES[column]: known(table.values(row, column)) for column in columns}
                yield name, {series: values for series, values in bars.items() if values}


def bar(series: str, values: list[float], y: float, scale: float) -> Iterator[str]:
    """A bar as long as the median, with a line from the smallest to the largest, and its value."""
    length = max(1.0, statistics.median(values) * scale)
    yield f'<rect class="{series}" x="{LEFT}" y="{y}" width="{length:.1f}" height="{BAR - 1}"/>'
    first, last = (LEFT + value * scale for value in (min(values), max(values)))
    if len(values) > 1:
        yield f'<line class="spread" x1="{first:.1f}" y1="{y + BAR / 2}" x2="{last:.1f}" y2="{y + BAR / 2}"/>'
    end = max(LEFT + length, last) + 6
    yield f'<text class="quiet" x="{end:.1f}" y="{y + BAR - 3}" style="font-size: 11px">{shown(values, "s")}</text>'


def legend() -> Iterator[str]:
    """What is shown, and whose each colour is."""
    yield '<text x="16" y="24" style="font-weight: 600">Seconds that a user waits: less is better</text>'
    for number, (column, series) in enumerate(SERIES.items()):
        x = LEFT + 120 * number
        yield f'<rect class="{series}" x="{x}" y="36" width="{BAR}" height="{BAR}"/><text x="{x + 20}" y="47">{column}</text>'


def framed(parts: list[str], height: float) -> str:
    """The parts on their ground."""
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img">'
    title = "<title>Seconds of building and starting, beside the lesson's recipe</title>"
    ground = f'<rect class="ground" width="{WIDTH}" height="{height}"/>'
    return "\n".join([head, title, f"<style>{STYLE}</style>", ground, *parts, "</svg>", ""])
