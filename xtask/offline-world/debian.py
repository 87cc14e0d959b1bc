"""Debian's archive: finds the mirror this machine uses, and runs apt-get without touching the machine's own state."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from prerequisites import DEBIAN_KEYRING
from world import Failure, World

MIRROR_VARIABLE = "OFFLINE_WORLD_MIRROR"
RELEASES = {"bullseye", "bookworm", "trixie", "forky", "sid", "stable", "oldstable", "testing", "unstable"}

# The mirror may be a snapshot of some past day.  Its index files then have expired long ago, which is no reason
# to refuse them here.
SNAPSHOT_OPTIONS = {"Acquire::Check-Valid-Until": "false", "Acquire::Check-Date": "false"}


def find_mirror(etc_apt: Path = Path("/etc/apt")) -> str:
    """The mirror that the user names, or else the first Debian mirror among this machine's own apt sources."""
    named = os.environ.get(MIRROR_VARIABLE)
    if named:
        return named.rstrip("/")
    for uri, suites, components, keyring in apt_sources(etc_apt):
        # Other vendors offer suites named like Debian's, but sign them with keys of their own.
        debian_key = not keyring or "debian-archive" in keyring
        if RELEASES.intersection(suites) and "main" in components and debian_key and "-security" not in uri:
            return uri.rstrip("/")
    raise Failure(f"found no Debian mirror in {etc_apt}: set {MIRROR_VARIABLE} to the URL of one")


def apt_sources(etc_apt: Path) -> Iterator[tuple[str, list[str], list[str], str]]:
    """All entries of apt's sources as (URI, suites, components, keyring)."""
    parts = etc_apt / "sources.list.d"
    for file in [etc_apt / "sources.list", *sorted(parts.glob("*.sources")), *sorted(parts.glob("*.list"))]:
        if file.exists():
            text = file.read_text(errors="replace")
            yield from deb822_sources(text) if file.suffix == ".sources" else one_line_sources(text)


def deb822_sources(text: str) -> Iterator[tuple[str, list[str], list[str], str]]:
    """The entries of a `.sources` file: paragraphs of fields."""
    text = re.sub(r"^#.*\n", "", text, flags=re.MULTILINE)
    for paragraph in re.split(r"\n\s*\n", text):
        unfolded = re.sub(r"\n[ \t]+", " ", paragraph)
        fields = dict(re.findall(r"^([\w-]+):[ \t]*(.*)$", unfolded, re.MULTILINE))
        if "deb" not in fields.get("Types", "").split() or fields.get("Enabled", "yes").strip() == "no":
            continue
        for uri in fields.get("URIs", "").split():
            yield (
                uri,
                fields.get("Suites", "").split(),
                fields.get("Components", "").split(),
                fields.get("Signed-By", ""),
            )


def one_line_sources(text: str) -> Iterator[tuple[str, list[str], list[str], str]]:
    """The entries of a `.list` file: `deb [options] URI suite components`."""
    for line in text.splitlines():
        match = re.match(r"\s*deb\s+(?:\[(.*?)\]\s+)?(\S+)\s+(\S+)\s+([^#]*)", line)
        if match:
            options, uri, suite, components = match.groups()
            yield uri, [suite], components.split(), options if "signed-by" in (options or "") else ""


class Apt:
    """apt-get with sources, lists and cache of its own, and with the machine's own proxies and credentials.

    `status` is the list of installed packages to resolve against, in dpkg's format; nothing is installed if not given.
    """

    def __init__(self, world: World, suite: str, status: bytes | None = None) -> None:
        self.world = world
        root = world.out / "apt" / suite
        for folder in ("lists/partial", "cache/archives/partial"):
            (root / folder).mkdir(parents=True, exist_ok=True)
        # `target` keeps away further indexes that plugins of the machine's apt may ask for.
        options = f"arch=amd64 signed-by={DEBIAN_KEYRING} target=Packages"
        (root / "sources.list").write_text(f"deb [{options}] {world.mirror} {suite} main\n")
        (root / "status").write_bytes(status or b"")
        self.options = {
            **SNAPSHOT_OPTIONS,
            "APT::Architecture": "amd64",
            "APT::Sandbox::User": "root",  # The unprivileged user of apt may not reach our folder.
            "APT::Update::Error-Mode": "any",
            "Dir::State": root,
            "Dir::State::lists": root / "lists",
            "Dir::State::status": root / "status",
            "Dir::Cache": root / "cache",
            "Dir::Etc::sourcelist": root / "sources.list",
            "Dir::Etc::sourceparts": "/dev/null",
            "Dir::Etc::preferences": "/dev/null",
            "Dir::Etc::preferencesparts": "/dev/null",
        }
        self.run("update")

    def run(self, *arguments: object, cwd: Path | None = None) -> None:
        """Runs one apt-get command."""
        options = [word for name, value in self.options.items() for word in ("-o", f"{name}={value}")]
        self.world.run(["apt-get", "--quiet", "--yes", *options, *arguments], cwd=cwd)
