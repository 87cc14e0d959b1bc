"""Debian's Python as a conda package: made relocatable and brought back to the upstream layout."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from conda_package import PREFIX_PLACEHOLDER, Package
from native import BUILD, GLIBC, LIBRARIES, Native
from world import PYTHON, Failure

LIB = f"lib/python{PYTHON}"
ABI = "cp" + PYTHON.replace(".", "")

# EXTERNALLY-MANAGED forbids pip to install, and _distutils_system_mod sends it to Debian's folders.
UNWANTED = ("__pycache__", "test", "tests", "EXTERNALLY-MANAGED", "_distutils_system_mod.py", "config-*")
# These two extension modules would need libraries that nothing else here needs.
UNWANTED_EXTENSIONS = ("nis.*", "_dbm.*")

# The values that Python was built with; a module that only `sysconfig` imports.
BUILD_VALUES = "_sysconfigdata__x86_64-linux-gnu.py"

# Debian's additions to the standard library -> what upstream has there, or conda-forge.
TEXT_CHANGES = {
    "site.py": {"dist-packages": "site-packages"},
    "sysconfig.py": {
        "prefix_scheme = 'deb_system'": "prefix_scheme = 'posix_prefix'",
        "prefix_scheme = 'posix_local'": "prefix_scheme = 'posix_prefix'",
    },
    # The time zones are in the package tzdata, and a container may have no others.
    BUILD_VALUES: {"'TZPATH': '": f"'TZPATH': '{PREFIX_PLACEHOLDER}/share/zoneinfo:"},
}


def stage(native: Native, staging: Path) -> list[Package]:
    """Stages the interpreter, the package that names its ABI, and Debian's pycosat."""
    return [
        stage_python(native, staging / "python"),
        stage_abi(staging / "python_abi"),
        stage_pycosat(native, staging / "pycosat"),
    ]


def stage_python(native: Native, root: Path) -> Package:
    """Stages the interpreter with its standard library."""
    stage_standard_library(native, root)
    stage_interpreter(native, root)
    libraries = [f"{name} >={native.versions[deb]}" for name, (deb, _, _) in LIBRARIES.items()]
    return Package(
        "python",
        native.versions[f"python{PYTHON}-minimal"],
        f"{BUILD}_cpython",
        root,
        depends=[GLIBC, "ca-certificates", "tzdata", *libraries],
        constrains=[f"python_abi {PYTHON}.* *_{ABI}"],
        prefix_files={f"{LIB}/{BUILD_VALUES}"},
        license="Python-2.0",
    )


def stage_standard_library(native: Native, root: Path) -> None:
    """Copies the standard library without what only makes sense on an installed Debian."""
    library = root / LIB
    shutil.copytree(native.root / "usr" / LIB, library, symlinks=True, ignore=shutil.ignore_patterns(*UNWANTED))
    for path in library.rglob("*"):  # Some files are links into /etc or to packages that are not here.
        if path.is_symlink() and (os.readlink(path).startswith("/") or not path.exists()):
            path.unlink()
    for pattern in UNWANTED_EXTENSIONS:
        for path in (library / "lib-dynload").glob(pattern):
            path.unlink()
    for extension in (library / "lib-dynload").glob("*.so"):
        native.set_rpath(extension, "$ORIGIN/../..")
    for name, changes in TEXT_CHANGES.items():
        text = (library / name).read_text()
        for debian, upstream in changes.items():
            if debian not in text:
                raise Failure(f"Debian's {name} no longer contains `{debian}`: look up what took its place")
            text = text.replace(debian, upstream)
        (library / name).write_text(text)
    (library / "site-packages").mkdir()
    (library / "site-packages/README.txt").write_text("Third-party packages are installed here.\n")


def stage_interpreter(native: Native, root: Path) -> None:
    """Copies the interpreter and corrects the modules that are frozen into it.

    The module `site` that runs at start is not the file above but a copy inside the interpreter.  Both folder names
    have the same length, so the bytes can be exchanged in place.
    """
    data = (native.root / f"usr/bin/python{PYTHON}").read_bytes()
    if b"dist-packages" not in data:
        raise Failure("Debian's python no longer contains `dist-packages`: look up what took its place")
    binary = root / f"bin/python{PYTHON}"
    binary.parent.mkdir()
    binary.write_bytes(data.replace(b"dist-packages", b"site-packages"))
    binary.chmod(0o755)
    native.set_rpath(binary, "$ORIGIN/../lib")
    for name in ("python", "python3"):
        (root / "bin" / name).symlink_to(binary.name)


def stage_abi(root: Path) -> Package:
    """Stages the empty package by which conda-forge ties packages to one minor version of Python."""
    root.mkdir()
    return Package("python_abi", PYTHON, f"5_{ABI}", root, depends=[f"python {PYTHON}.*"])


def stage_pycosat(native: Native, root: Path) -> Package:
    """Stages conda's solver, which is on PyPI as source only; Debian has it compiled for the same Python."""
    site_packages = root / LIB / "site-packages"
    site_packages.mkdir(parents=True)
    for found in (native.root / "usr/lib/python3/dist-packages").glob("pycosat*"):
        copy = shutil.copytree if found.is_dir() else shutil.copyfile
        copy(found, site_packages / found.name)
    for extension in site_packages.glob("*.so"):
        native.set_rpath(extension, "$ORIGIN/../..")
    # Debian links it to a library that nothing else uses, so this library needs no package of its own.
    native.copy_library("libpicosat.so.1", root / "lib")
    depends = [f"python {PYTHON}.*", GLIBC]
    return Package(
        "pycosat",
        native.versions["python3-pycosat"],
        f"py{PYTHON.replace('.', '')}_0",
        root,
        depends=depends,
        license="MIT",
    )
