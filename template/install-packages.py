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
from download import download_all
from package_list import read_list
from packed import Contents, python_of

PREFIX = pathlib.Path("/opt/env")
# The packages that are being laid down, unpacked.
UNPACKED = PREFIX.with_name("packages")


def lay_down(packages):
    """Lays them down. Returns the folder that has each of them unpacked."""
    errors, (found, reason) = download_all(packages)
    if errors:
        sys.exit("\n".join(errors))
    if found:
        # On the file system of the environment, so that a file is written once and linked.
        folder = make(UNPACKED)
        begun = folder.stat().st_ctime_ns
        reason = in_a_process_of_its_own(by_rattler.lay_down, found, packages, PREFIX, folder)
        if not reason:
            return folder
        undo(begun)
        shutil.rmtree(folder)
    print(f"py-rattler is not used here ({reason}): Conda itself lays the packages down, which takes longer", flush=True)
    by_conda.lay_down(packages, PREFIX)
    return by_conda.cache


def in_a_process_of_its_own(do, *arguments):
    """Why it failed, if it did: whatever goes wrong there ends nothing but that process."""
    reading, writing = os.pipe()
    if not (child := os.fork()):
        try:
            reason = do(*arguments) or ""
        except BaseException as error:  # a panic of Rust's is no Exception
            reason = f"{type(error).__name__}: {error}".partition("\n")[0]
        os.write(writing, reason.encode())
        # py-rattler's threads do not always survive the end of the interpreter.
        os._exit(bool(reason))
    os.close(writing)
    with open(reading) as said:
        reason = said.read()
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return reason or (f"it ended with {ended}" if ended else None)


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
    packages, contents = read_list(path), []
    if packages:
        folder, python = lay_down(packages), python_of(PREFIX)
        contents = [Contents(folder / package.name, python) for package in packages]
    # What they were unpacked from goes while the notes are written.
    with subprocess.Popen(["rm", "-rf", UNPACKED]):
        note(packages, contents, PREFIX)


if __name__ == "__main__":
    main(*sys.argv[1:])
