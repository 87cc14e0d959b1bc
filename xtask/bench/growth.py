"""The table of growth: environments of more packages, and projects of more files."""

from __future__ import annotations

import json

from contenders import Ours, Project
from floor import Floor
from place import Place, median
from table import FLOOR, OURS, Table

# Environments of about 15, 50 and 110 packages: what is asked for, and what it needs.
ENVIRONMENTS = (
    ("python=3.11",),
    ("python=3.11", "pip", "numpy", "pandas", "matplotlib-base"),
    ("python=3.11", "pip", "jupyterlab=4", "notebook", "numpy", "pandas", "matplotlib-base", "ipywidgets"),
)
FILES = (10, 1_000, 100_000)


def table(place: Place) -> Table:
    """Builds each environment's step anew, beside plain Conda; then fills the project's data/."""
    ours, floor = Ours(place), Floor(place)
    result = Table("growing", (OURS, FLOOR), ((OURS, FLOOR),))
    for project in (ours, floor):
        (project.root / "requirements.txt").write_text("")
        (project.root / "postBuild").unlink()
    # The steps below the environment are there already, as Conda is on this machine, and the packages are downloaded.
    ask_for((*ENVIRONMENTS[-1], "tqdm"), ours, floor)
    ours.build()
    floor.conda()
    for specs in ENVIRONMENTS:
        ask_for(specs, ours, floor)
        seconds, plain = ours.build().seconds, floor.environment(cached=True)
        place.note(f"an environment of {floor.packages()} packages")
        result.add(f"an environment of {floor.packages()} packages, built", "s", seconds, plain)
    for count in FILES:
        fill(ours, count)
        generate = median(5, lambda: ours.xtask("generate").seconds)
        result.add(f"generated, in a project of {count:,} files", "s", generate, None)
        nothing = median(3, lambda: ours.build().seconds)
        result.add(f"a build without a change, in a project of {count:,} files", "s", nothing, None)
    return result


def ask_for(specs: tuple[str, ...], *projects: Project) -> None:
    """Writes the same environment.yml for each."""
    text = f"channels: [conda-forge, nodefaults]\ndependencies: {json.dumps(specs)}\n"
    for project in projects:
        (project.root / "environment.yml").write_text(text)


def fill(ours: Ours, count: int) -> None:
    """Puts so many files into data/, a thousand in a folder."""
    for number in range(count):
        folder = ours.root / f"data/{number // 1000}"
        folder.mkdir(exist_ok=True)
        (folder / f"{number}.csv").touch()
