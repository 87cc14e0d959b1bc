"""conda itself: the copy that conda-lock carries, completed with what only conda's own package has.

conda is not on PyPI, but the wheel of conda-lock vendors its Python code unchanged.  Missing there are the shell
functions, the programs in `bin` and `condabin`, and the solver plugin; they come from the folder conda_files.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from conda_package import PREFIX_PLACEHOLDER, Package
from wheel_to_conda import put
from world import HERE, PYTHON, World

FILES = HERE / "conda_files"
VENDORED = "conda_lock/_vendor/conda/"
# The vendored modules were rewritten to import each other under these names.
VENDORED_NAMES = ("conda_lock._vendor.conda", "conda_lock.vendor.conda")
SITE_PACKAGES = f"lib/python{PYTHON}/site-packages"

# What conda 24.7 imports, with conda-forge's lower bounds.
DEPENDS = [
    "archspec >=0.2.3", "boltons >=23.0.0", "conda-libmamba-solver >=23.11.0", "conda-package-handling >=2.2.0",
    "distro >=1.5.0", "frozendict >=2.4.2", "jsonpatch >=1.32", "packaging >=23.0", "platformdirs >=3.10.0",
    "pluggy >=1.0.0", "pycosat >=0.6.3", "pysocks", "requests >=2.28.0,<3", "ruamel.yaml >=0.11.14,<0.20",
    "setuptools >=60.0.0", "tqdm >=4", "truststore >=0.8.0", "zstandard >=0.19.0", f"python {PYTHON}.*",
]  # fmt: skip

PROGRAM = """\
#!{prefix}/bin/python
import sys

if __name__ == "__main__":
    from {module} import main

    sys.exit(main())
"""

CONDA_ENV = """\
\"\"\"The old program `conda-env`: the same as `conda env`.\"\"\"

import sys

from conda.cli.main import main as conda


def main():
    return conda("env", *sys.argv[1:])
"""

# `conda init` looks at the files for all shells, whichever shell it is asked to prepare.
OTHER_SHELLS = (
    "etc/profile.d/conda.csh", "etc/fish/conf.d/conda.fish", "condabin/Conda.psm1", "condabin/conda-hook.ps1",
    "conda.xsh",
)  # fmt: skip


def stage(world: World, staging: Path) -> list[Package]:
    """Stages conda and its solver plugin."""
    return [stage_conda(world, staging / "conda"), stage_solver(staging / "conda-libmamba-solver")]


def stage_conda(world: World, root: Path) -> Package:
    """Stages conda's modules and programs."""
    modules = root / SITE_PACKAGES
    copy_modules(next((world.wheels / "conda").glob("conda_lock-*.whl")), modules / "conda")
    version_file = (modules / "conda/_version.py").read_text()
    version = re.search(r"^__version__ = version = '([^']+)'", version_file, re.MULTILINE).group(1)
    put(modules / "conda_env/__init__.py", b"")
    put(modules / "conda_env/cli/__init__.py", b"")
    put(modules / "conda_env/cli/main.py", CONDA_ENV.encode())
    # `conda init` writes the prefix's own files anew from these copies, each after the lines that `add_programs`
    # puts first.
    put(modules / "conda/shell/etc/profile.d/conda.sh", (FILES / "conda.sh").read_bytes())
    for name in ("activate", "deactivate"):
        put(modules / "conda/shell/bin" / name, (FILES / name).read_bytes())
    for name in OTHER_SHELLS:
        put(modules / "conda/shell" / name, b"# This shell is not supported in the offline world.\n")
    add_dist_info(modules, "conda", version, "[console_scripts]\nconda = conda.cli.main_pip:main\n")
    package = Package(
        "conda", version, f"py{PYTHON.replace('.', '')}_0", root, depends=sorted(DEPENDS), license="BSD-3-Clause"
    )
    add_programs(package)
    return package


def copy_modules(wheel: Path, target: Path) -> None:
    """Copies the vendored modules and gives them back the names that they import each other by."""
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if name.startswith(VENDORED) and not name.endswith("/"):
                data = archive.read(name)
                if name.endswith(".py"):
                    for vendored in VENDORED_NAMES:
                        data = data.replace(vendored.encode(), b"conda")
                put(target / name[len(VENDORED) :], data)


def add_programs(package: Package) -> None:
    """Adds what users call or source; each of these files contains the environment's folder."""
    prefix = PREFIX_PLACEHOLDER
    conda = PROGRAM.format(prefix=prefix, module="conda.cli")
    environment = {
        "CONDA_EXE": f"{prefix}/bin/conda",
        "_CE_M": "",
        "_CE_CONDA": "",
        "CONDA_PYTHON_EXE": f"{prefix}/bin/python",
    }
    exports = "".join(f"export {name}='{value}'\n" for name, value in environment.items())
    texts = {
        "bin/conda": conda,
        "condabin/conda": conda,
        "bin/conda-env": PROGRAM.format(prefix=prefix, module="conda_env.cli.main"),
        "bin/activate": f'#!/bin/sh\n_CONDA_ROOT="{prefix}"\n' + (FILES / "activate").read_text(),
        "bin/deactivate": f'#!/bin/sh\n_CONDA_ROOT="{prefix}"\n' + (FILES / "deactivate").read_text(),
        "etc/profile.d/conda.sh": exports + (FILES / "conda.sh").read_text(),
    }
    for name, text in texts.items():
        put(package.root / name, text.encode(), executable=not name.startswith("etc/"))
    package.prefix_files.update(texts)


def stage_solver(root: Path) -> Package:
    """Stages the plugin that stands in for conda-libmamba-solver."""
    version = "24.7.0"
    put(root / "site-packages/conda_libmamba_solver.py", (FILES / "conda_libmamba_solver.py").read_bytes())
    add_dist_info(
        root / "site-packages",
        "conda-libmamba-solver",
        version,
        "[conda]\nconda-libmamba-solver = conda_libmamba_solver\n",
    )
    return Package("conda-libmamba-solver", version, "py_0", root, depends=["python >=3.8"], noarch="python")


def add_dist_info(modules: Path, name: str, version: str, entry_points: str) -> None:
    """Adds the metadata by which Python finds a distribution and its plugins."""
    folder = modules / f"{name.replace('-', '_')}-{version}.dist-info"
    put(folder / "METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode())
    put(folder / "INSTALLER", b"conda\n")
    put(folder / "RECORD", b"")
    put(folder / "entry_points.txt", entry_points.encode())
