"""Checks that every dependency of every record of a channel can be satisfied inside the channel.

Run by hand: `OUT/venv/bin/python channel_check.py OUT/www/conda-forge`.
"""

from __future__ import annotations

import fnmatch
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from packaging.specifiers import SpecifierSet

from conda_package import SUBDIRS


def holes(records: Iterable[dict]) -> list[str]:
    """The dependencies that no record satisfies, each as a readable line."""
    by_name: dict[str, list[dict]] = {}
    for record in records:
        by_name.setdefault(record["name"], []).append(record)
    return [
        f"{record['name']} {record['version']} needs {spec}"
        for same_name in by_name.values()
        for record in same_name
        for spec in record["depends"]
        # Names with two underscores are facts about the machine, such as the version of its C library.
        if not spec.startswith("__") and not any(satisfies(c, spec) for c in by_name.get(spec.split()[0], []))
    ]


def satisfies(record: dict, spec: str) -> bool:
    """Whether a record fulfils `name [versions [build]]`, in the subset of conda's language that this channel uses."""
    _, versions, build = (spec.split() + ["", "*"])[:3] if " " in spec else (spec, "", "*")
    clauses = [clause if clause[0] in "<>=!~" else f"=={clause}" for clause in versions.split(",") if clause]
    matches = SpecifierSet(",".join(clauses)).contains(record["version"], prereleases=True)
    return matches and fnmatch.fnmatchcase(record["build"], build or "*")


def read_records(channel: Path) -> Iterator[dict]:
    """All records of a channel on disk."""
    for subdir in SUBDIRS:
        repodata = json.loads((channel / subdir / "repodata.json").read_text())
        for section in ("packages", "packages.conda"):
            yield from repodata[section].values()


def main() -> int:
    records = list(read_records(Path(sys.argv[1])))
    found = holes(records)
    print("\n".join([*found, f"{len(records)} records, {len(found)} unsatisfied dependencies"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
