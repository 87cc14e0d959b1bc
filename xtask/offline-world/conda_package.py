"""Writes and unpacks conda packages, and writes a channel's repodata, without conda-build and conda-index.

A package is an archive of files laid out as in an environment, plus a folder `info` that describes them.
The format `.conda` is a zip file of two zstd-compressed tar files, one for `info` and one for the rest;
the older `.tar.bz2` is one tar file of both.
"""

from __future__ import annotations

import bz2
import hashlib
import io
import json
import shutil
import tarfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import zstandard

# Stands in a package's text files for the environment's folder; conda replaces it when it installs.
PREFIX_PLACEHOLDER = "/offline_world_prefix_placeholder"
# One date for all files, so that the same content always gives the same archive.
TIMESTAMP = 1_700_000_000
# A channel mends what its packages say of themselves: conda-forge does so for many of them, so no program may take the one
# for the other.
MENDED = {"license": "as the channel has it"}
# The packages are made once and read a few times on the same machine, so speed counts more than size.
ZSTD_LEVEL = 3
SUBDIRS = ("linux-64", "linux-aarch64", "noarch")
# Those whose packages can be installed, and not only locked.
INSTALLABLE = ("linux-64", "noarch")


@dataclass
class Package:
    """A package whose files stand ready in the folder `root`."""

    name: str
    version: str
    build: str
    root: Path
    depends: list[str] = field(default_factory=list)
    constrains: list[str] = field(default_factory=list)
    noarch: str | None = None  # None, "generic" or "python"
    entry_points: list[str] = field(default_factory=list)
    prefix_files: set[str] = field(default_factory=set)  # text files with the placeholder
    license: str = "see upstream"
    summary: str = ""
    extension: str = ".conda"
    platform: str = "linux-64"

    @property
    def subdir(self) -> str:
        return "noarch" if self.noarch else self.platform

    @property
    def stem(self) -> str:
        return f"{self.name}-{self.version}-{self.build}"

    def index(self) -> dict:
        """What a solver must know."""
        index = {
            "name": self.name,
            "version": self.version,
            "build": self.build,
            "build_number": 0,
            "subdir": self.subdir,
            "platform": None if self.noarch else "linux",
            "depends": self.depends,
            "constrains": self.constrains,
            "license": self.license,
            "timestamp": TIMESTAMP * 1000,
        }
        return {**index, "noarch": self.noarch} if self.noarch else index


def write(package: Package, channel: Path, processors: dict[str, str]) -> tuple[str, dict]:
    """Writes the archive into the channel; returns its file name and its record for the repodata.

    `processors` has the name of each platform's processor.
    """
    index = {**package.index(), "arch": processors.get(package.subdir)}
    files = sorted(
        p.relative_to(package.root).as_posix() for p in package.root.rglob("*") if p.is_symlink() or not p.is_dir()
    )
    info = write_info(package, index, files)
    path = channel / package.subdir / (package.stem + package.extension)
    path.parent.mkdir(parents=True, exist_ok=True)
    if package.extension == ".conda":
        compress = zstandard.ZstdCompressor(level=ZSTD_LEVEL).compress
        members = {
            "metadata.json": json.dumps({"conda_pkg_format_version": 2}).encode(),
            f"pkg-{package.stem}.tar.zst": compress(tar(package.root, files)),
            f"info-{package.stem}.tar.zst": compress(tar(package.root, info)),
        }
        with zipfile.ZipFile(path, "w") as archive:  # Stored, not deflated: the members are compressed already.
            for name, data in members.items():
                archive.writestr(zipfile.ZipInfo(name), data)
    else:
        path.write_bytes(bz2.compress(tar(package.root, info + files), 1))
    data = path.read_bytes()
    sums = {"md5": hashlib.md5(data).hexdigest(), "sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
    return path.name, {**index, **sums, **MENDED}


def write_info(package: Package, index: dict, files: list[str]) -> list[str]:
    """Writes the folder `info` and returns the names of its files."""
    paths = {"paths": [path_entry(package, name) for name in files], "paths_version": 1}
    documents = {
        "index": index,
        "paths": paths,
        "about": {"summary": package.summary, "license": package.license},
    }
    if package.noarch == "python":
        documents["link"] = {
            "noarch": {"type": "python", "entry_points": package.entry_points},
            "package_metadata_version": 1,
        }
    info = package.root / "info"
    info.mkdir()
    for name, content in documents.items():
        (info / f"{name}.json").write_text(json.dumps(content, indent=1, sort_keys=True))
    (info / "files").write_text("".join(f"{name}\n" for name in files))
    return sorted(f"info/{p.name}" for p in info.iterdir())


def path_entry(package: Package, name: str) -> dict:
    """How conda is to place one file, and how it can tell that the file is intact."""
    path = package.root / name
    entry = {"_path": name, "path_type": "softlink" if path.is_symlink() else "hardlink"}
    if path.is_file():
        data = path.read_bytes()
        entry.update(sha256=hashlib.sha256(data).hexdigest(), size_in_bytes=len(data))
    if name in package.prefix_files:
        entry.update(prefix_placeholder=PREFIX_PLACEHOLDER, file_mode="text")
    return entry


def tar(root: Path, names: Iterable[str]) -> bytes:
    """A tar file that depends on nothing but the files' content and on who may execute them."""

    def neutral(member: tarfile.TarInfo) -> tarfile.TarInfo:
        member.uid = member.gid = 0
        member.uname = member.gname = "root"
        member.mtime = TIMESTAMP
        member.mode = 0o755 if member.mode & 0o111 else 0o644
        return member

    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name in names:
            archive.add(root / name, name, recursive=False, filter=neutral)
    return buffer.getvalue()


def unpack(archive: Path, folder: Path) -> None:
    """Unpacks a package as conda does into its package cache."""
    if archive.suffix != ".conda":
        with tarfile.open(archive) as members:
            members.extractall(folder)
        return
    with zipfile.ZipFile(archive) as members:
        for name in members.namelist():
            if name.endswith(".tar.zst"):
                data = zstandard.ZstdDecompressor().decompressobj().decompress(members.read(name))
                with tarfile.open(fileobj=io.BytesIO(data)) as inner:
                    inner.extractall(folder)


def write_repodata(channel: Path, records: Iterable[tuple[str, dict]]) -> None:
    """Writes the index of each subdir, which is all that conda reads to solve."""
    documents = {
        s: {"info": {"subdir": s}, "packages": {}, "packages.conda": {}, "removed": [], "repodata_version": 1}
        for s in SUBDIRS
    }
    for filename, record in records:
        section = "packages.conda" if filename.endswith(".conda") else "packages"
        documents[record["subdir"]][section][filename] = record
    for subdir, document in documents.items():
        (channel / subdir).mkdir(parents=True, exist_ok=True)
        data = json.dumps(document, indent=1, sort_keys=True)
        (channel / subdir / "repodata.json").write_text(data)
        # conda asks for this one first: the same without outdated versions, of which there are none here.
        shutil.copyfile(channel / subdir / "repodata.json", channel / subdir / "current_repodata.json")
