"""The table of environments: of few packages and of many, each laid down anew, beside its floor."""

from __future__ import annotations

import json
import os

from build_log import ENVIRONMENT, seconds_of
from contenders import Ours, Project
from contest import Contest
from floor import Conda, Rattler
from table import CONDA, FLOOR, OURS, Table

# Environments of about 18, 50 and 120 packages, the first of which is the smallest that has Python.
FEW = ("python=3.11",)
SOME = (*FEW, "pip", "numpy", "pandas", "matplotlib-base", "ipywidgets")
MANY = (*SOME, "jupyterlab=4", "notebook")
# What runs in the environment's steps.
SCRIPTS = ("solve-environment.py", "install-packages.py")


def environment(contest: Contest) -> list[Table]:
    """The steps of each environment, where those below it are there and all packages are downloaded."""
    place = contest.place
    ours, rattler, conda = Alone(place), Rattler(place), Conda(place)
    table = Table("environment", (OURS, FLOOR, CONDA), ((OURS, FLOOR), (CONDA, OURS)))
    ask_for(MANY, ours)
    ours.measured("an environment before the others")
    conda.environment(ours.root / "environment.yml")
    for specs in (FEW, SOME, MANY):
        packages, floor = rattler.environment(specs)
        name = f"an environment of {packages} packages"
        ask_for(specs, ours)
        built = ours.measured(name)
        os.sync()
        plain = conda.environment(ours.root / "environment.yml")
        place.note(f"{name}: rattler {floor:.2f} s, plain Conda {plain:.2f} s")
        steps = seconds_of(built.log, ENVIRONMENT) or None
        if steps is None:
            place.note("no step of the build is known as the environment's: PARTS in xtask/bench/build_log.py lacks it")
        table.add(f"{name}: its steps", "s", steps, floor, plain)
        table.add(f"{name}: the whole build", "s", built.seconds, None, None)
    return [table]


class Alone(Ours):
    """A project of nothing but Conda packages, of which no registry gets anything."""

    name = "environment"
    registry = None  # type: ignore[assignment]

    def settings(self, lines: str) -> None:
        super().settings(lines)
        (self.root / "requirements.txt").write_text("")
        (self.root / "postBuild").unlink(missing_ok=True)


def ask_for(specs: tuple[str, ...], project: Project) -> None:
    """Writes environment.yml, and into what reads it a line that no build has seen: so the steps of the environment run,
    whatever an earlier one had in common with it."""
    (project.root / "environment.yml").write_text(f"channels: [conda-forge, nodefaults]\ndependencies: {json.dumps(specs)}\n")
    for script in SCRIPTS:
        with open(project.root / "template" / script, "a") as file:
            file.write(f"# {len(specs)}\n")
