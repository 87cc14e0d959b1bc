"""The table of growth: environments of more packages, and projects of more files."""

from __future__ import annotations

import json

from contenders import Ours, Project, storing_seconds
from floor import Floor
from place import Place, median
from table import FLOOR, OURS, Table

# Environments of about 18, 50 and 120 packages, the first of which is the smallest that has Python.
FEW = ("python=3.11",)
SOME = (*FEW, "pip", "numpy", "pandas", "matplotlib-base", "ipywidgets")
MANY = (*SOME, "jupyterlab=4", "notebook")
FILES = (10, 1_000, 100_000)


def table(place: Place) -> Table:
    """Builds each environment's step anew, beside plain Conda; then fills the project's data/."""
    ours, floor = Ours(place), Floor(place)
    result = Table("growing", (OURS, FLOOR), ((OURS, FLOOR),))
    for project in (ours, floor):
        (project.root / "requirements.txt").write_text("")
        (project.root / "postBuild").unlink()
    # The steps below the environment are there already, as Conda is on this machine, and the packages are downloaded.
    ask_for((*MANY, "tqdm"), ours, floor)
    ours.build()
    floor.conda()
    for specs in (FEW, SOME, MANY):
        ask_for(specs, ours, floor)
        built, plain = ours.build(), floor.environment(cached=True)
        name = f"an environment of {floor.packages()} packages"
        place.note(f"{name}: {built.seconds:.1f} s, plain Conda {plain:.1f} s")
        result.add(f"{name}, built", "s", built.seconds, plain)
        result.add(f"{name}: of these, to store the layers", "s", storing_seconds(built), None)
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
