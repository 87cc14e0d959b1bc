"""Unpacks a Docker client and its plugin buildx, as Debian 13 has them, into a folder, without installing anything.

    python3 buildx.py PROGRAMS_OF_THE_OFFLINE_WORLD FOLDER

The client is then FOLDER/usr/bin/docker, and FOLDER/config a configuration in which it finds the plugin.
"""

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

programs, folder = sys.argv[1], Path(sys.argv[2])
sys.path.insert(0, programs)

from debian import Apt, find_mirror  # noqa: E402


def run(command, cwd=None):
    subprocess.run([str(word) for word in command], cwd=cwd, check=True, stdout=sys.stderr)


apt = Apt(SimpleNamespace(out=folder, mirror=find_mirror(), run=run), "trixie")
apt.run("download", "docker-cli", "docker-buildx", cwd=folder)
for package in folder.glob("*.deb"):
    run(["dpkg-deb", "--extract", package, folder])
(folder / "config").mkdir()
(folder / "config/cli-plugins").symlink_to(folder / "usr/libexec/docker/cli-plugins")
