"""Finds the programs that the steps call, and installs what is missing when it may."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import subprocess
from pathlib import Path

from world import Failure

DEBIAN_KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")


def ensure() -> None:
    """Makes sure that everything is there."""
    require_platform()
    missing = missing_packages()
    if missing:
        install(missing)


def require_possible() -> None:
    """Fails where something is missing that cannot be installed either."""
    require_platform()
    missing = missing_packages()
    if missing and (os.geteuid() != 0 or not shutil.which("apt-get")):
        raise by_hand(missing)


def require_platform() -> None:
    """Fails where the programs of the world do not run."""
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        raise Failure(
            f"offline-world is made for Linux on x86_64 only, this is {platform.system()} on {platform.machine()}"
        )


def missing_packages() -> list[str]:
    """The Debian packages of the programs that are not there."""
    programs = {"mmdebstrap": "mmdebstrap", "dpkg-deb": "dpkg", "apt-get": "apt", "gpgv": "gpgv"}
    missing = [package for program, package in programs.items() if not shutil.which(program)]
    if not DEBIAN_KEYRING.exists():
        missing.append("debian-archive-keyring")
    # Debian splits `ensurepip` off Python; without it `venv` is there but fails.
    if not importlib.util.find_spec("ensurepip"):
        missing.append("python3-venv")
    return missing


def by_hand(packages: list[str]) -> Failure:
    """What to say where this program may not install them."""
    return Failure(f"offline-world needs {join(packages)}: run `sudo apt-get install {' '.join(packages)}`")


def install(packages: list[str]) -> None:
    """Installs Debian packages on this machine, or says how to."""
    if not shutil.which("apt-get"):
        raise Failure(
            f"offline-world needs {join(packages)}: run it on a machine with Debian's or Ubuntu's package manager"
        )
    if os.geteuid() != 0:
        raise by_hand(packages)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        result = subprocess.run(
            ["apt-get", *arguments],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        if result.returncode != 0:
            raise by_hand(packages)


def join(words: list[str]) -> str:
    """Spells a list as in a sentence."""
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]
