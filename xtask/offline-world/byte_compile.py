"""Compiles the Python files of the staged binary packages, so that no program has to when it first starts.

Packages that are `noarch: python` are left out: conda compiles those when it installs them.
The compiler must be the channel's own Python. It runs with the loader and the C library of the same Debian release,
because this machine's may be too old for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from conda_package import Package
from world import PYTHON, Failure, World

LIBC = "lib/x86_64-linux-gnu"


def compile_packages(world: World, staging: Path, packages: Iterable[Package]) -> None:
    """Adds the compiled files to the packages that are bound to one Python."""
    sources = [path for package in packages if not package.noarch for path in source_files(package)]
    names = staging / "sources.txt"
    # Relative names, because each compiled file has its own in it.
    names.write_text("".join(f"{path.relative_to(staging)}\n" for path in sources))
    libc = world.native / "root" / LIBC
    folders = [libc, *sorted(staging.glob("*/lib"))]
    loader = [libc / "ld-linux-x86-64.so.2", "--library-path", ":".join(str(folder) for folder in folders)]
    # `unchecked-hash` makes the result independent of file times, which change on the way into an environment.
    options = ["-qq", "-j", "0", "--invalidation-mode", "unchecked-hash", "-i", names]
    python = [staging / f"python/bin/python{PYTHON}", "-I", "-m", "compileall", *options]
    # Some packages carry files that are wrong on purpose, so a failure to compile is not an error here.
    world.run([*loader, *python], cwd=staging, may_fail=True)
    names.unlink()
    if not (staging / f"python/lib/python{PYTHON}/__pycache__").exists():
        raise Failure("the channel's Python compiles nothing")


def source_files(package: Package) -> list[Path]:
    """The Python files of a package.

    Files in which conda will put the prefix are left out: the compiled ones would keep the placeholder.
    """
    replaced = {package.root / name for name in package.prefix_files}
    return sorted(path for path in package.root.rglob("*.py") if path.is_file() and path not in replaced)
