"""Makes an offline world: what is needed to build and run a conda image without any registry or channel.

    python3 make.py OUT --processors PLATFORM=PROCESSOR ... [--apt PACKAGE ...] [--with REQUIREMENT ...]
                       [--suite SUITE] [--base SUITE ...] [--stamp TEXT] [--quiet]
    python3 make.py --possible

OUT/www is ready to be served, and OUT/world.json says what is in it.  A second run only makes what has changed; what an
earlier one was asked for stays.  `--possible` makes nothing, and fails where a world cannot be made.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import json
import random
import socket
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO

import base_image
import prerequisites
import toolbox
from apt_repository import DEFAULT_PACKAGES
from debian import find_mirror
from steps import Progress, Step
from world import CHANNEL_NAME, INSTALLER_NAME, PYTHON, Failure, World, read_summary, write_atomically

# Below the range from which the system itself takes ports for outgoing connections.
PORTS = range(20000, 32000)


def main() -> int:
    arguments = parse_arguments()
    try:
        if arguments.possible:
            prerequisites.require_possible()
            find_mirror()
        else:
            make(arguments)
    except Failure as failure:
        print(f"offline-world: {failure}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"offline-world: {unusable(error) if error.filename else error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("offline-world: interrupted", file=sys.stderr)
        return 130
    return 0


def unusable(error: OSError) -> str:
    """What to say of a place that cannot be used."""
    return (
        f"cannot use `{error.filename}` ({error.strerror}); make that folder writable, or name another one for caches in"
        " the variable XDG_CACHE_HOME"
    )


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make.py", description=__doc__.split("\n")[0])
    task = parser.add_mutually_exclusive_group(required=True)
    task.add_argument("out", metavar="OUT", type=Path, nargs="?", help="the folder to make the world in")
    task.add_argument("--possible", action="store_true", help="say whether this machine can make a world")
    parser.add_argument(
        "--processors",
        metavar="PLATFORM=PROCESSOR",
        nargs="+",
        default=[],
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
    parser.add_argument("--stamp", metavar="TEXT", default="", help="a text for OUT/world.json, which tells worlds apart")
    parser.add_argument("--quiet", action="store_true", help="say nothing but errors")
    return parser.parse_args()


def make(arguments: argparse.Namespace) -> None:
    """Brings all steps up to date and writes world.json."""
    out = arguments.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    with open(out / "lock", "w") as lock:
        wait_for(lock, arguments.quiet)
        prerequisites.ensure()
        # What an earlier run was asked for stays: others may be building from it.
        old = read_summary(out / "world.json")
        world = World(
            out=out,
            suite=arguments.suite,
            mirror=find_mirror(),
            apt_packages=union(arguments.apt or DEFAULT_PACKAGES, old.get("apt", [])),
            requirements=union(arguments.requirements, old.get("requirements", [])),
            processors=dict(pair.split("=") for pair in arguments.processors),
        )
        world.log.write_bytes(b"")
        progress = Progress(world, quiet=arguments.quiet)
        progress.bring_up_to_date(toolbox.STEP)
        toolbox.enter(world)
        steps = remaining_steps()
        for number, step in enumerate(steps):
            progress.bring_up_to_date(step, steps[number + 1 :])
        # The recipe is that of the world itself, whatever it has beside.
        recipe = progress.recipe()
        suites = sorted({suite for suite in arguments.bases if suite != arguments.suite})
        further = further_bases_of(suites)
        for number, step in enumerate(further):
            progress.bring_up_to_date(step, further[number + 1 :])
        write_summary(world, {"recipe": recipe, "stamp": arguments.stamp}, suites)


def wait_for(lock: IO[str], quiet: bool) -> None:
    """Waits until no other run makes the same world; then most often everything is done."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        if not quiet:
            print("offline-world: waiting for another program that makes it", file=sys.stderr, flush=True)
        fcntl.flock(lock, fcntl.LOCK_EX)


def union(*lists: Sequence[str]) -> tuple[str, ...]:
    """Each word once."""
    return tuple(sorted({word for words in lists for word in words}))


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


def further_bases_of(suites: Sequence[str]) -> list[Step]:
    """The steps for other releases than the world's own; for the same reason imported here."""
    import further_bases

    return further_bases.steps(suites)


def write_summary(world: World, made: dict[str, str], suites: Sequence[str]) -> None:
    """Writes world.json, unless it says the same already."""
    old = read_summary(world.summary)
    images = {**old.get("images", {}), **dict(image(replace(world, suite=suite)) for suite in (world.suite, *suites))}
    summary = {
        "base_image": world.base_image,
        "images": images,
        "installer": INSTALLER_NAME,
        "installer_sha256": hashlib.sha256(world.installer.read_bytes()).hexdigest(),
        "channel": CHANNEL_NAME,
        "python": PYTHON,
        # Kept as long as it can be: the port is part of a build's commands, and another one would void Docker's build cache.
        "port": old["port"] if is_usable(old.get("port")) else free_port(),
        "apt": world.apt_packages,
        "requirements": world.requirements,
        **made,
    }
    if summary != old:
        write_atomically(world.summary, (json.dumps(summary, indent=2) + "\n").encode())


def image(world: World) -> tuple[str, dict[str, str]]:
    """The name of a base image, where its archive is, and how an engine is asked whether it has it."""
    archive = world.image_archive.relative_to(world.out)
    return world.base_image, {"archive": archive.as_posix(), "layer": base_image.layer_id(world)}


def is_usable(port: int | None) -> bool:
    """Whether there is such a port, and at most servers of this world listen there."""
    if port is None:
        return False
    with socket.socket() as probe:
        for option in (socket.SO_REUSEADDR, socket.SO_REUSEPORT):
            probe.setsockopt(socket.SOL_SOCKET, option, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


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
