"""The floors of an environment: rattler alone, and plain Conda, both on this machine and without an image."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

from place import Place

# As the image has it: one wheel, by PyPI's own index.
RATTLER = "py-rattler>=0.28,<0.29"


class Rattler:
    """What lays packages down fastest, and the compiler of byte-code behind it."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.venv = place.folder / "rattler"
        place.run([sys.executable, "-m", "venv", self.venv])
        # The index is the machine's own.
        place.run([self.venv / "bin/pip", "install", "--quiet", RATTLER], drop=("PIP_INDEX_URL",))

    def environment(self, specs: tuple[str, ...]) -> tuple[int, float]:
        """How many packages an environment has, and the seconds that it takes, with all of them downloaded."""
        folder = self.place.folder / "laid-down"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        program = Path(__file__).with_name("lay_down.py")
        said = self.place.run([self.venv / "bin/python", program, self.place.server, folder, *specs]).said
        answer = json.loads(said.splitlines()[-1])
        return answer["packages"], answer["seconds"]


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
