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


def ensure(docker: str | None) -> str:
    """Makes sure that everything is there, and returns the docker client to use."""
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        raise Failure(
            f"offline-world is made for Linux on x86_64 only, this is {platform.system()} on {platform.machine()}"
        )
    missing = missing_packages(docker)
    if missing:
        install(missing)
    client = docker or shutil.which("docker") or "docker"
    check_engine(client)
    return client


def missing_packages(docker: str | None) -> list[str]:
    """The Debian packages of the programs that are not there."""
    programs = {"mmdebstrap": "mmdebstrap", "dpkg-deb": "dpkg", "apt-get": "apt", "gpgv": "gpgv"}
    missing = [package for program, package in programs.items() if not shutil.which(program)]
    if not DEBIAN_KEYRING.exists():
        missing.append("debian-archive-keyring")
    # Debian splits `ensurepip` off Python; without it `venv` is there but fails.
    if not importlib.util.find_spec("ensurepip"):
        missing.append("python3-venv")
    if not docker and not shutil.which("docker"):
        missing.append("docker.io")
    return missing


def install(packages: list[str]) -> None:
    """Installs Debian packages on this machine, or says how to."""
    if not shutil.which("apt-get"):
        raise Failure(
            f"offline-world needs {join(packages)}: run it on a machine with Debian's or Ubuntu's package manager"
        )
    by_hand = Failure(f"offline-world needs {join(packages)}: run `sudo apt-get install {' '.join(packages)}`")
    if os.geteuid() != 0:
        raise by_hand
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
            raise by_hand


def check_engine(docker: str) -> None:
    """Says early that the engine is down, instead of in the middle of the first step that needs it."""
    try:
        result = subprocess.run([docker, "version"], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    except OSError as error:
        raise Failure(f"offline-world cannot run `{docker}`: {error.strerror}") from None
    if result.returncode != 0:
        words = (result.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise Failure(f"offline-world needs a running Docker engine, but `{docker} version` says: {words}")


def join(words: list[str]) -> str:
    """Spells a list as in a sentence."""
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]
