"""The floors of an environment: rattler alone, and plain Conda, both on this machine and without an image."""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path

from place import Place


class Rattler:
    """What lays packages down fastest, and the compiler of byte-code behind it."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.venv = place.folder / "rattler"
        place.run([sys.executable, "-m", "venv", self.venv])
        # The index is the machine's own.
        place.run([self.venv / "bin/pip", "install", "--quiet", wanted(place.repository)], drop=("PIP_INDEX_URL",))

    def environment(self, specs: tuple[str, ...]) -> tuple[int, float]:
        """How many packages an environment has, and the seconds that it takes, with all of them downloaded."""
        folder = self.place.folder / "laid-down"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        program = Path(__file__).with_name("lay_down.py")
        said = self.place.run([self.venv / "bin/python", program, self.place.server, folder, *specs]).said
        answer = json.loads(said.splitlines()[-1])
        return answer["packages"], answer["seconds"]


def wanted(repository: Path) -> str:
    """The version that an image is built with."""
    texts = (path.read_text() for path in (repository / "template").glob("*rattler*.py"))
    found = re.search('^VERSION = "(.*)"$', "\n".join(texts), re.MULTILINE)
    return f"py-rattler=={found[1]}" if found else "py-rattler"


class Conda:
    """Plain Conda, by its installer."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.root = place.folder / "conda"
        place.run(["bash", place.world / "www" / place.about["installer"], "-b", "-p", self.root])

    def environment(self, file: Path) -> float:
        """The seconds of an environment, whose packages are downloaded if one before has had them."""
        prefix = self.place.folder / "conda-env"
        shutil.rmtree(prefix, ignore_errors=True)
        create = [self.root / "bin/conda", "env", "create", "--quiet", "--prefix", prefix, "--file", file]
        return self.place.run(create).seconds
