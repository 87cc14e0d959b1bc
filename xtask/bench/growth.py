"""Rows of growth: environments of more packages, and projects of more files."""

from __future__ import annotations

import json

from contenders import Floor, Lesson, Ours, Repo2docker
from place import Place, median
from table import Row

# Environments of about 15, 50 and 110 packages: what is asked for, and what it needs.
ENVIRONMENTS = (
    ("python=3.11",),
    ("python=3.11", "pip", "numpy", "pandas", "matplotlib-base"),
    ("python=3.11", "pip", "jupyterlab=4", "notebook", "numpy", "pandas", "matplotlib-base", "ipywidgets"),
)
FILES = (10, 1_000, 100_000)


def rows(place: Place, ours: Ours, lesson: Lesson, repo2docker: Repo2docker, floor: Floor) -> list[Row]:
    """Builds each environment's step anew, beside plain Conda; then fills the project's data/."""
    if not (place.folder / "conda").exists():
        floor.conda()
    table = []
    for specs in ENVIRONMENTS:
        text = f"channels: [conda-forge, nodefaults]\ndependencies: {json.dumps(specs)}\n"
        for project in (ours, floor):
            (project.root / "environment.yml").write_text(text)
            (project.root / "requirements.txt").write_text("")
            (project.root / "postBuild").unlink(missing_ok=True)
        seconds = ours.build().seconds
        plain = floor.environment()
        count = len(list((floor.root / "env/conda-meta").glob("*.json")))
        table.append(Row(f"an environment of {count} packages, built", "s", seconds, None, None, plain))
    for count in FILES:
        fill(ours, count)
        generate = median(5, lambda: ours.xtask("generate").seconds)
        table.append(Row(f"generated in a project of {count:,} files", "s", generate))
        table.append(Row(f"a build without a change, of {count:,} files", "s", median(3, lambda: ours.build().seconds)))
    return table


def fill(ours: Ours, count: int) -> None:
    """Puts so many files into data/, a thousand in a folder."""
    for number in range(count):
        folder = ours.root / f"data/{number // 1000}"
        folder.mkdir(exist_ok=True)
        (folder / f"{number}.csv").touch()
