"""Compiles the Python files of the staged binary packages, so that no program has to when it first starts.

Packages that are `noarch: python` are left out: conda compiles those when it installs them.
The compiler must be the channel's own Python.  It runs in a container of the base image, because this machine's
C library may be too old for it.  Files go in and out as tar streams, because the engine may be on another machine,
and lie in memory there, because thousands of small files are slow with some of Docker's storage drivers.
"""

from __future__ import annotations

import tarfile
from collections.abc import Iterable
from pathlib import Path

from conda_package import Package
from native import LIBRARIES
from world import PYTHON, World

# `unchecked-hash` makes the result independent of file times, which change on the way into an environment.
# Some packages carry files that are wrong on purpose, so a failure to compile is not an error here.
SCRIPT = f"""\
cd /staging && tar -xf -
LD_LIBRARY_PATH=$(echo /staging/*/lib | tr ' ' ':') \
    /staging/python/bin/python{PYTHON} -m compileall -qq -j 0 --invalidation-mode unchecked-hash . >/dev/null
find . -name '*.pyc' -print0 | tar -cf - --null --files-from -
"""


def compile_packages(world: World, staging: Path, packages: Iterable[Package]) -> None:
    """Adds the compiled files to the packages that are bound to one Python."""
    sources, results = staging / "sources.tar", staging / "compiled.tar"
    with tarfile.open(sources, "w") as archive:
        for package in packages:
            if not package.noarch:
                for path in needed_files(package):
                    archive.add(path, path.relative_to(staging).as_posix(), recursive=False)
    with open(sources, "rb") as stdin, open(results, "wb") as stdout:
        options = ["--rm", "--interactive", "--network", "none", "--tmpfs", "/staging:exec"]
        world.run([world.docker, "run", *options, world.base_image, "sh", "-c", SCRIPT], stdin=stdin, stdout=stdout)
    with tarfile.open(results) as archive:
        archive.extractall(staging)
    sources.unlink()
    results.unlink()


def needed_files(package: Package) -> list[Path]:
    """The Python files of a package; of the interpreter and its libraries everything, because they run there.

    Files in which conda will put the prefix are left out: the compiled ones would keep the placeholder.
    """
    runs = package.name in LIBRARIES or package.name == "python"
    replaced = {package.root / name for name in package.prefix_files}
    return [path for path in package.root.rglob("*") if (runs or path.suffix == ".py") and path not in replaced]
