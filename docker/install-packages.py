"""install-packages.py LIST: lays the packages of an explicit list down in /opt/env, behind those that are there: the one
place that does, with a lock and without.

No solver runs. Each package is compared with the SHA-256 in the list before it is unpacked. py-rattler lays down what it lays
down as Conda does; all else, and everything where it cannot be had, Conda itself.
This is template/install-packages.py; docker/install-packages.py is its copy.
"""

import os
import pathlib
import shutil
import subprocess
import sys

import by_conda
import by_rattler
from conda_meta import note
from package_list import in_parallel, read_list
from packed import Contents, python_of

PREFIX = pathlib.Path("/opt/env")


def fetch(packages):
    """Downloads what the cache does not have, or has otherwise than the list, by Conda's own code, which knows mirrors, proxies
    and certificates."""
    there = in_parallel(lambda package: package.file.exists() and not package.differs(), packages)
    missing = [package for package, is_there in zip(packages, there) if not is_there]
    if not missing:
        return  # and it takes Conda a third of a second to start
    from conda.base.context import reset_context
    from conda.gateways.connection.download import download

    os.environ["CONDA_QUIET"] = "true"
    reset_context()
    errors = [error for error in in_parallel(lambda package: get(package, download), missing) if error]
    if errors:
        sys.exit("\n".join(errors))


def get(package, download):
    """Downloads a package, and compares it: Conda compares one of its checksums. Returns what went wrong, if anything."""
    # Under another name until it is whole: there may be no checksum by which the next build would know.
    part = package.file.with_name(f"{package.file.name}.part")
    part.unlink(missing_ok=True)
    try:
        download(package.source, str(part), **package.sums)
        part.replace(package.file)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    if differs := package.differs():
        package.file.unlink()
        return f"{package.file.name} has another {differs} than the list, {package.sums[differs]}"
    return None


def lay_down(path, packages):
    """Lays them down. Returns the folder that has each of them unpacked."""
    found, reason = by_rattler.get()
    if found:
        # On the file system of the environment, so that a file is written once and linked.
        folder = make(PREFIX.with_name("packages"))
        begun = folder.stat().st_ctime_ns
        program = [sys.executable, by_rattler.__file__, path, PREFIX, folder]
        ran = subprocess.run(program, env={**os.environ, "PYTHONPATH": str(found)}, stderr=subprocess.PIPE, text=True)
        if ran.returncode == 0:
            return folder
        undo(begun)
        shutil.rmtree(folder)
        reason = (ran.stderr.strip().splitlines() or [f"it ended with {ran.returncode}"])[-1]
    print(f"py-rattler is not used here ({reason}): Conda itself lays the packages down, which takes longer", flush=True)
    by_conda.lay_down(packages, PREFIX)
    return by_conda.cache


def undo(begun):
    """Removes each file that has come since, and the folders that are empty without them."""
    for parent, folders, files in os.walk(PREFIX, topdown=False):
        for path in (os.path.join(parent, name) for name in files + folders):
            if os.path.isdir(path) and not os.path.islink(path):
                if not os.listdir(path):
                    os.rmdir(path)
            elif os.lstat(path).st_ctime_ns >= begun:
                os.unlink(path)


def make(folder):
    """A folder of the group `users`, as is what is made in it."""
    if not folder.exists():
        folder.mkdir()
        shutil.chown(folder, group=100)
        folder.chmod(0o2775)
    return folder


def main(path):
    os.umask(0o002)
    make(PREFIX)
    packages, folder = read_list(path), None
    if packages:
        fetch(packages)
        folder = lay_down(path, packages)
    python = python_of(PREFIX)
    note(packages, [Contents(folder / package.name, python) for package in packages], PREFIX)
    shutil.rmtree(PREFIX.with_name("packages"), ignore_errors=True)


# What unpacks may be a process that reads this file anew.
if __name__ == "__main__":
    main(*sys.argv[1:])
