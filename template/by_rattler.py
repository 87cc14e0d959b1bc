"""by_rattler.py: lays packages down with py-rattler, in a few seconds where Conda takes a quarter of a minute, and leaves each
file as Conda would.

This is template/by_rattler.py; docker/by_rattler.py is its copy.
"""

import asyncio
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import zipfile

from package_list import cache
from packed import Contents, python_of

VERSION = "0.28.0"
# One wheel for each processor, for every Python from 3.10 on, as PyPI has them.
WHEELS = (
    "4f4ab1d34d5394e7ce130a86e59009c95ace4f5757d9c3af04de1351bcea47eb",  # x86_64
    "61b24202374188e72130f1b3dc63b455befaafc3e49e5481a38b6a6c8828c1e0",  # aarch64
)


def get():
    """The folder from which py-rattler can be imported, in the cache; None if it cannot be had, and why."""
    folder = cache / f"py-rattler-{VERSION}-{os.uname().machine}"
    if folder.exists():
        return folder, None
    with tempfile.TemporaryDirectory(dir=cache) as work:
        wanted = pathlib.Path(work, "requirements.txt")
        wanted.write_text(f"py-rattler=={VERSION} " + " ".join(f"--hash=sha256:{sum}" for sum in WHEELS) + "\n")
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--retries=1"]
        asked = subprocess.run([*pip, "--require-hashes", "--dest", work, "--requirement", wanted], capture_output=True, text=True)
        wheels = list(pathlib.Path(work).glob("*.whl"))
        if asked.returncode or not wheels:
            return None, (asked.stderr.strip().splitlines() or ["pip says nothing"])[-1]
        zipfile.ZipFile(wheels[0]).extractall(pathlib.Path(work, "unpacked"))
        os.rename(pathlib.Path(work, "unpacked"), folder)
    return folder, None


async def install(packages, prefix, folder):
    """Unpacks the packages and links them into the prefix, behind those that are there."""
    from rattler import install
    from rattler.prefix import PrefixRecord
    from rattler.repo_data.record import RepoDataRecord

    there = [PrefixRecord.from_path(path) for path in prefix.glob("conda-meta/*.json")]
    new = await asyncio.gather(*(RepoDataRecord.from_package_archive(package.file) for package in packages))
    # Whatever is installed and not asked for would be removed.
    how = {"installed_packages": there, "cache_dir": folder, "execute_link_scripts": False, "show_progress": False}
    await install([*there, *new], prefix, **how)


def settle_conflicts(all_contents, prefix):
    """Of a file that several packages have, Conda keeps the last one's. py-rattler keeps one of them, and puts the others beside
    the environment, below the name of each package."""
    beside = prefix / "__clobbers__"
    if not beside.exists():
        return
    last = {file.target: contents.index["name"] for contents in all_contents for file in contents.files}
    for target, name in last.items():
        if os.path.lexists(beside / name / target):
            (beside / name / target).replace(prefix / target)
    shutil.rmtree(beside)


def indent_entry_points(contents, prefix):
    """Conda indents with spaces the programs that it writes."""
    for name in contents.entry_points:
        program = prefix / "bin" / name
        program.write_text(program.read_text().replace("\n\t", "\n    "))


def date_patched(contents, prefix):
    """A file that names the place of the environment is new, and has Conda's time of now."""
    for file in contents.files:
        if file.is_patched:
            os.utime(prefix / file.target, follow_symlinks=False)


def compile(all_contents, python, prefix):
    """Compiles what Conda compiles, and as Conda does: by the environment's own Python, named from the prefix on. What is not
    for this Python does not compile, and nobody minds."""
    sources = [entry.target for contents in all_contents for entry in contents.to_compile]
    if python and sources:
        with tempfile.NamedTemporaryFile("w") as names:
            names.write("\n".join(sources) + "\n")
            names.flush()
            command = [prefix / "bin" / python.name, "-Wi", "-m", "compileall", "-q", "-l", "-i", names.name, "-j", "0"]
            subprocess.run(command, cwd=prefix, stdout=subprocess.DEVNULL)


def lay_down(found, packages, prefix, folder):
    """Lays the packages down with what was found, behind those that are there; the folder gets them unpacked. Returns why that is
    for Conda to do, if it is."""
    sys.path.insert(0, str(found))
    asyncio.run(install(packages, prefix, folder))
    python = python_of(prefix)
    all_contents = [Contents(folder / package.name, python) for package in packages]
    for contents in all_contents:
        if reason := contents.needs_conda():
            return f"{contents.index['name']} {reason}"
        indent_entry_points(contents, prefix)
        date_patched(contents, prefix)
    settle_conflicts(all_contents, prefix)
    compile(all_contents, python, prefix)
    (prefix / "CACHEDIR.TAG").unlink(missing_ok=True)
    return None
