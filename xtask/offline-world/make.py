"""Makes an offline world: what is needed to build and run a conda image without any registry or channel.

    python3 make.py OUT --processors PLATFORM=PROCESSOR ... [--apt PACKAGE ...] [--with REQUIREMENT ...]
                       [--suite SUITE] [--base SUITE ...] [--docker PATH]

OUT/www is ready to be served, and OUT/world.json says what is in it.  A second run only makes what has changed.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import json
import random
import socket
import sys
from pathlib import Path

import base_image
import prerequisites
import toolbox
from apt_repository import DEFAULT_PACKAGES
from debian import find_mirror
from steps import Progress, Step
from world import CHANNEL_NAME, INSTALLER_NAME, PYTHON, Failure, World, write_atomically

# Below the range from which the system itself takes ports for outgoing connections.
PORTS = range(20000, 32000)


def main() -> int:
    arguments = parse_arguments()
    try:
        make(arguments)
    except Failure as failure:
        print(f"offline-world: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("offline-world: interrupted", file=sys.stderr)
        return 130
    return 0


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make.py", description=__doc__.split("\n")[0])
    parser.add_argument("out", metavar="OUT", type=Path, help="the folder to make the world in")
    parser.add_argument(
        "--processors",
        metavar="PLATFORM=PROCESSOR",
        nargs="+",
        required=True,
        help="what conda calls the processor of each of its platforms",
    )
    parser.add_argument(
        "--apt",
        metavar="PACKAGE",
        nargs="+",
        action="extend",
        help=f"Debian packages to offer (default: {' '.join(DEFAULT_PACKAGES)})",
    )
    parser.add_argument(
        "--with",
        metavar="REQUIREMENT",
        nargs="+",
        action="extend",
        default=[],
        dest="requirements",
        help="further Python packages to offer",
    )
    parser.add_argument("--suite", default="bookworm", help="the Debian release of the base image (default: bookworm)")
    parser.add_argument(
        "--base",
        metavar="SUITE",
        nargs="+",
        action="extend",
        default=[],
        dest="bases",
        help="further Debian releases to make a base image and an apt repository of",
    )
    parser.add_argument("--docker", metavar="PATH", help="the docker client (default: the first on PATH)")
    return parser.parse_args()


def make(arguments: argparse.Namespace) -> None:
    """Brings all steps up to date and writes world.json."""
    docker = prerequisites.ensure(arguments.docker)
    world = World(
        out=arguments.out.resolve(),
        suite=arguments.suite,
        docker=docker,
        mirror=find_mirror(),
        apt_packages=tuple(sorted(arguments.apt or DEFAULT_PACKAGES)),
        requirements=tuple(sorted(arguments.requirements)),
        processors=dict(pair.split("=") for pair in arguments.processors),
    )
    world.out.mkdir(parents=True, exist_ok=True)
    with open(world.out / "lock", "w") as lock:
        # Two tests may want the same world at the same time: the second waits and finds everything done.
        fcntl.flock(lock, fcntl.LOCK_EX)
        world.log.write_bytes(b"")
        progress = Progress(world)
        progress.bring_up_to_date(toolbox.STEP)
        toolbox.enter(world)
        steps = remaining_steps()
        for number, step in enumerate(steps):
            progress.bring_up_to_date(step, steps[number + 1 :])
        # The recipe is that of the world itself, whatever it has beside.
        recipe = progress.recipe()
        further = further_bases(arguments)
        for number, step in enumerate(further):
            progress.bring_up_to_date(step, further[number + 1 :])
        write_summary(world, recipe)


def remaining_steps() -> list[Step]:
    """The steps after the first; their modules import the tools, so they cannot be imported earlier."""
    import apt_repository
    import channel
    import installer
    import native
    import pip_index
    import wheels

    modules = (base_image, wheels, native, channel, installer, pip_index, apt_repository)
    return [module.STEP for module in modules]


def further_bases(arguments: argparse.Namespace) -> list[Step]:
    """The steps for other releases than the world's own; for the same reason imported here."""
    import further_bases

    return further_bases.steps(sorted({suite for suite in arguments.bases if suite != arguments.suite}))


def write_summary(world: World, recipe: str) -> None:
    """Writes world.json, unless it says the same already."""
    path = world.out / "world.json"
    old = json.loads(path.read_text()) if path.exists() else {}
    summary = {
        "base_image": world.base_image,
        "installer": INSTALLER_NAME,
        "installer_sha256": hashlib.sha256(world.installer.read_bytes()).hexdigest(),
        "channel": CHANNEL_NAME,
        "python": PYTHON,
        # Kept for ever: the port is part of commands in Dockerfiles, and another one would void Docker's build cache.
        "port": old.get("port") or free_port(),
        "recipe": recipe,
    }
    if summary != old:
        write_atomically(path, (json.dumps(summary, indent=2) + "\n").encode())


def free_port() -> int:
    """A port that nothing listens on now, chosen at random so that several worlds do not share one."""
    for port in random.sample(PORTS, len(PORTS)):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise Failure(f"no port is free between {PORTS.start} and {PORTS.stop}")


if __name__ == "__main__":
    sys.exit(main())
