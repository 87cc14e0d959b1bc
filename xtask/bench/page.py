"""The published page: what stands there between two marks is a run's, and the rest is written by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from engine import Failure

PAGE = Path("xtask/docs/benchmarks.md")
CHART = PAGE.with_suffix(".svg")
END = "<!-- end -->"


def mark(name: str) -> str:
    """The line above a section."""
    return f"<!-- bench: {name} -->"


def filled(text: str, sections: Mapping[str, str]) -> str:
    """The page with these sections in the place of what they had."""
    for name, section in sections.items():
        start, found, rest = text.partition(f"{mark(name)}\n")
        _, end, rest = rest.partition(END)
        if not found or not end:
            raise Failure(f"bench: {PAGE} has no lines `{mark(name)}` and `{END}`; write them where that table belongs")
        text = f"{start}{mark(name)}\n{section}\n{END}{rest}"
    return text


def marks(text: str) -> list[str]:
    """The sections that a page has."""
    return re.findall(r"^<!-- bench: (.*) -->$", text, re.MULTILINE)


def publish(repository: Path, sections: Mapping[str, str], chart: str) -> None:
    """Writes the tables into the page, and the chart beside it."""
    page = repository / PAGE
    text = filled(page.read_text(), sections)
    page.write_text(text)
    (repository / CHART).write_text(chart)
