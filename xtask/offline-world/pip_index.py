"""The pip index: all wheels in the folders and pages of the simple repository API (PEP 503)."""

from __future__ import annotations

import hashlib
import html
import os
import shutil
from pathlib import Path

from packaging.utils import canonicalize_name, parse_wheel_filename

from steps import Step
from world import World, replacing


def make(world: World) -> None:
    """Lays the wheels out by project and writes one page for each project and one for all."""
    with replacing(world.www / "simple") as index:
        for folder in ("channel", "pip"):
            for wheel in (world.wheels / folder).glob("*.whl"):
                add(wheel, index)
        projects = sorted(folder for folder in index.iterdir() if folder.is_dir())
        for project in projects:
            links = {f"{wheel.name}#sha256={sha256(wheel)}": wheel.name for wheel in sorted(project.glob("*.whl"))}
            (project / "index.html").write_text(page(links))
        (index / "index.html").write_text(page({f"{project.name}/": project.name for project in projects}))


def add(wheel: Path, index: Path) -> None:
    """Puts a wheel into its project's folder, as a hard link where the file system allows it."""
    folder = index / canonicalize_name(parse_wheel_filename(wheel.name)[0])
    folder.mkdir(exist_ok=True)
    if (folder / wheel.name).exists():
        return
    try:
        os.link(wheel, folder / wheel.name)
    except OSError:
        shutil.copyfile(wheel, folder / wheel.name)


def page(links: dict[str, str]) -> str:
    """A page of links, the only form that the API has."""
    anchors = "".join(
        f'<a href="{html.escape(target)}">{html.escape(text)}</a><br>\n' for target, text in links.items()
    )
    return f"<!DOCTYPE html>\n<html><body>\n{anchors}</body></html>\n"


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


STEP = Step(
    name="pip index",
    make=make,
    exists=lambda world: (world.www / "simple/index.html").exists(),
    scripts=("pip_index.py",),
    needs=("wheels",),
)
