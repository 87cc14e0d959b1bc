"""The base image: a small Debian that takes the place of the one a registry would give."""

from __future__ import annotations

import os
import re
import subprocess

from debian import SNAPSHOT_OPTIONS
from steps import Step
from world import Failure, World

# Nothing in a container reads these, and leaving them out makes the image a third smaller.
UNWANTED = ("man", "doc", "locale", "info", "lintian")
IMAGE_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def make(world: World) -> None:
    """Unpacks Debian with mmdebstrap and hands it to Docker as a tar stream.

    The apt options stay in the image, because an image made from a snapshot mirror needs them at every update.
    """
    # The variant `apt` is the smallest in which a Dockerfile can call apt-get.
    command = ["mmdebstrap", "--variant=apt", "--dpkgopt=force-unsafe-io"]
    for option, value in {**SNAPSHOT_OPTIONS, "Acquire::Languages": "none"}.items():
        command.append(f'--aptopt={option} "{value}"')
    command += [f"--dpkgopt=path-exclude=/usr/share/{folder}/*" for folder in UNWANTED]
    command += [world.suite, "-", f"deb {world.mirror} {world.suite} main"]
    changes = ["--change", 'CMD ["bash"]', "--change", f"ENV PATH={IMAGE_PATH}"]
    with world.scratch(room=1 << 30) as scratch:
        tar = scratch / "debian.tar"
        with open(tar, "wb") as stream:
            # mmdebstrap unpacks under TMPDIR, and dpkg is several times faster in memory than on a disk.
            world.run(command, stdout=stream, env={"TMPDIR": str(scratch), **proxy_environment()})
        world.run([world.docker, "import", *changes, tar, world.base_image])


def proxy_environment() -> dict[str, str]:
    """The machine's apt proxy, as a variable: mmdebstrap does not read the machine's apt configuration."""
    result = subprocess.run(["apt-config", "dump", "Acquire::http::Proxy"], capture_output=True, text=True)
    match = re.search(r'^Acquire::http::Proxy "(.+)";$', result.stdout, re.MULTILINE)
    return {"http_proxy": match.group(1)} if match and "http_proxy" not in os.environ else {}


def exists(world: World) -> bool:
    """Whether the engine still has the image."""
    command = [world.docker, "image", "inspect", "--format", "{{.Id}}", world.base_image]
    return subprocess.run(command, capture_output=True).returncode == 0


def read_file(world: World, path: str) -> bytes:
    """The content of one file of the image."""
    command = [world.docker, "run", "--rm", "--network", "none", world.base_image, "cat", path]
    result = subprocess.run(command, capture_output=True)
    if result.returncode != 0:
        raise Failure(f"cannot read {path} in {world.base_image}: {result.stderr.decode(errors='replace').strip()}")
    return result.stdout


STEP = Step(
    name="base image",
    make=make,
    exists=exists,
    scripts=("base_image.py", "debian.py"),
    parameters=lambda world: [world.suite, world.mirror],
)
