"""The installer: a shell script that carries base's packages and lets the conda among them install them.

It takes the place of Miniforge's installer and works as that one does: the payload is an unpacked package cache,
and conda itself links it into the prefix.  Base therefore has true records, hard links and a history.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path

import conda_package
from conda_package import INSTALLABLE
from steps import Step
from world import CHANNEL_NAME, HERE, INSTALLER_NAME, PYTHON, World, write_atomically

SPECS = ("python", "conda", "pip")

# conda remembers for each package where it came from.  The port at which the channel is served differs from
# machine to machine, so the records bear an address without one; the script puts the real one in if it is known.
CHANNEL_URL = f"http://127.0.0.1/{CHANNEL_NAME}"


def make(world: World) -> None:
    """Writes the installer and its checksum."""
    records = read_records(world.channel)
    order = install_order(records, SPECS)
    with world.scratch(room=1 << 29) as scratch:
        cache = scratch / "pkgs"
        fill_cache(world.channel, cache, [records[name] for name in order])
        payload = pack(scratch)
    conda, python = records["conda"], records["python"]
    values = {
        "VERSION": f"{conda['version']}-offline",
        "MD5": hashlib.md5(payload).hexdigest(),
        "CHANNEL": CHANNEL_NAME,
        "CHANNEL_URL": CHANNEL_URL,
        "PYTHON": f"python-{python['version']}-{python['build']}/bin/python{PYTHON}",
        "PYTHON_LIB": f"lib/python{PYTHON}/site-packages",
    }
    data = header(values) + payload
    checksum = hashlib.sha256(data).hexdigest()
    write_atomically(world.installer, data, mode=0o755)
    write_atomically(world.installer.with_name(INSTALLER_NAME + ".sha256"), f"{checksum}  {INSTALLER_NAME}\n".encode())


def read_records(channel: Path) -> dict[str, dict]:
    """The records by name; this channel has one version of each package."""
    records = {}
    for subdir in INSTALLABLE:
        repodata = json.loads((channel / subdir / "repodata.json").read_text())
        for section in ("packages", "packages.conda"):
            for filename, record in repodata[section].items():
                records[record["name"]] = {
                    **record,
                    "fn": filename,
                    "url": f"{CHANNEL_URL}/{subdir}/{filename}",
                    "channel": CHANNEL_URL,
                }
    return records


def install_order(records: dict[str, dict], specs: tuple[str, ...]) -> list[str]:
    """The packages with all they depend on, dependencies first."""
    order: list[str] = []
    visited: set[str] = set()

    def visit(name: str) -> None:
        if name in visited or name.startswith("__"):
            return
        visited.add(name)
        for dependency in records[name]["depends"]:
            visit(dependency.split()[0])
        order.append(name)

    for spec in specs:
        visit(spec)
    return order


def fill_cache(channel: Path, cache: Path, records: list[dict]) -> None:
    """Unpacks the packages as conda would after a download, and lists them for `conda install --file`."""
    for record in records:
        archive = channel / record["subdir"] / record["fn"]
        folder = cache / f"{record['name']}-{record['version']}-{record['build']}"
        conda_package.unpack(archive, folder)
        (folder / "info/repodata_record.json").write_text(json.dumps(record, indent=1, sort_keys=True))
    lines = ["@EXPLICIT", *(f"{record['url']}#{record['md5']}" for record in records)]
    (cache / "explicit.txt").write_text("\n".join(lines) + "\n")
    (cache / "urls.txt").write_text("".join(f"{record['url']}\n" for record in records))


def pack(folder: Path) -> bytes:
    """The package cache as a compressed tar file; without file times, so that the checksum is stable."""
    names = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_symlink() or not p.is_dir())
    return gzip.compress(conda_package.tar(folder, names), compresslevel=5, mtime=0)


def header(values: dict[str, str]) -> bytes:
    """The shell script before the payload, with its own number of lines in it."""
    text = (HERE / "installer_header.sh").read_text()
    for name, value in {**values, "LINES": str(text.count("\n"))}.items():
        text = text.replace(f"@{name}@", value)
    return text.encode()


STEP = Step(
    name="installer",
    make=make,
    exists=lambda world: world.installer.exists() and world.installer.with_name(INSTALLER_NAME + ".sha256").exists(),
    scripts=("installer.py", "installer_header.sh", "conda_package.py"),
    needs=("conda channel",),
)
