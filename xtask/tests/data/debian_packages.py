"""Unpacks packages of Debian 13, which has Docker's newest plugins, into a folder, without installing anything.

    python3 debian_packages.py PROGRAMS_OF_THE_OFFLINE_WORLD FOLDER PACKAGE...

FOLDER/config is then a configuration in which a Docker client finds the plugins among them.
"""

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

programs, folder, packages = sys.argv[1], Path(sys.argv[2]), sys.argv[3:]
sys.path.insert(0, programs)

from debian import Apt, find_mirror  # noqa: E402


def run(command, cwd=None):
    subprocess.run([str(word) for word in command], cwd=cwd, check=True, stdout=sys.stderr)


folder.mkdir(parents=True, exist_ok=True)
apt = Apt(SimpleNamespace(out=folder, mirror=find_mirror(), run=run), "trixie")
apt.run("download", *packages, cwd=folder)
for package in folder.glob("*.deb"):
    run(["dpkg-deb", "--extract", package, folder])
(folder / "config").mkdir()
(folder / "config/cli-plugins").symlink_to("../usr/libexec/docker/cli-plugins")
