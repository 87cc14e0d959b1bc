"""The base image: a small Debian that takes the place of the one a registry would give.

It is an archive as `docker image save` writes it, made without an engine: whichever engine is to build from it, Docker or
podman, loads it from there, and has the same image.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import subprocess
import tarfile
from pathlib import Path

from debian import SNAPSHOT_OPTIONS
from steps import Step
from world import Failure, World

# Nothing in a container reads these, and leaving them out makes the image a third smaller.
UNWANTED = ("man", "doc", "locale", "info", "lintian")
IMAGE_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# The time of the files and of the image, so that the same packages make the same image.
EPOCH, CREATED = 1_700_000_000, "2023-11-14T22:13:20Z"
LAYER = "layer.tar"


def make(world: World) -> None:
    """Unpacks Debian with mmdebstrap, and puts the files as the only layer into the archive of an image.

    The apt options stay in the image, because an image made from a snapshot mirror needs them at every update.
    """
    # The variant `apt` is the smallest in which a Dockerfile can call apt-get.
    command = ["mmdebstrap", "--variant=apt", "--dpkgopt=force-unsafe-io"]
    for option, value in {**SNAPSHOT_OPTIONS, "Acquire::Languages": "none"}.items():
        command.append(f'--aptopt={option} "{value}"')
    command += [f"--dpkgopt=path-exclude=/usr/share/{folder}/*" for folder in UNWANTED]
    command += [world.suite, "-", f"deb {world.mirror} {world.suite} main"]
    with world.scratch(room=1 << 30) as scratch:
        layer = scratch / LAYER
        # mmdebstrap unpacks under TMPDIR, and dpkg is several times faster in memory than on a disk.
        environment = {"TMPDIR": str(scratch), "SOURCE_DATE_EPOCH": str(EPOCH), **proxy_environment()}
        with open(layer, "wb") as stream:
            world.run(command, stdout=stream, env=environment)
        write_archive(world, layer)


def write_archive(world: World, layer: Path) -> None:
    """Writes the archive under another name first: one that is half written is never loaded."""
    config = {
        "architecture": "amd64",
        "os": "linux",
        "created": CREATED,
        "config": {"Env": [f"PATH={IMAGE_PATH}"], "Cmd": ["bash"]},
        "rootfs": {"type": "layers", "diff_ids": [digest_of_file(layer)]},
        "history": [{"created": CREATED, "created_by": "offline-world"}],
    }
    config_text = json.dumps(config).encode()
    config_name = hashlib.sha256(config_text).hexdigest() + ".json"
    manifest = [{"Config": config_name, "RepoTags": [world.base_image], "Layers": [LAYER]}]
    path = world.image_archive
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    with tarfile.open(partial, "w") as archive:
        archive.add(layer, LAYER)
        for name, text in ((config_name, config_text), ("manifest.json", json.dumps(manifest).encode())):
            entry = tarfile.TarInfo(name)
            entry.size, entry.mtime, entry.mode = len(text), EPOCH, 0o644
            archive.addfile(entry, io.BytesIO(text))
    partial.rename(path)


def digest_of_file(path: Path) -> str:
    """The digest by which engines know a layer."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return f"sha256:{digest.hexdigest()}"


def proxy_environment() -> dict[str, str]:
    """The machine's apt proxy, as a variable: mmdebstrap does not read the machine's apt configuration."""
    result = subprocess.run(["apt-config", "dump", "Acquire::http::Proxy"], capture_output=True, text=True)
    match = re.search(r'^Acquire::http::Proxy "(.+)";$', result.stdout, re.MULTILINE)
    return {"http_proxy": match.group(1)} if match and "http_proxy" not in os.environ else {}


def layer_id(world: World) -> str:
    """The digest of the image's only layer, which is the same on every engine."""
    with tarfile.open(world.image_archive) as archive:
        manifest = json.load(archive.extractfile("manifest.json"))
        config = json.load(archive.extractfile(manifest[0]["Config"]))
    return config["rootfs"]["diff_ids"][0]


def read_file(world: World, path: str) -> bytes:
    """The content of one file of the image."""
    with tarfile.open(world.image_archive) as archive, tarfile.open(fileobj=archive.extractfile(LAYER)) as layer:
        for entry in layer:
            if entry.name == f".{path}":
                return layer.extractfile(entry).read()
    raise Failure(f"the image {world.base_image} has no {path}")


STEP = Step(
    name="base image",
    make=make,
    exists=lambda world: world.image_archive.exists(),
    scripts=("base_image.py", "debian.py"),
    parameters=lambda world: [world.suite, world.mirror],
)
