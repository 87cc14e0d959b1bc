"""jupyter-repo2docker."""

from __future__ import annotations

import sys

from contenders import Project
from place import Done, Place


class Repo2docker(Project):
    """It can only be asked for its Dockerfile, and not build: its base image is Docker Hub's, and micromamba, which it
    downloads in a script of its own, is on no registry that the offline world is made from."""

    name = "repo2docker"

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self.venv = place.folder / "venv"
        place.run([sys.executable, "-m", "venv", self.venv])
        pip = [self.venv / "bin/pip", "install", "--quiet"]
        # Its setuptools part needs pkg_resources, which later versions do not have.  The index is the machine's own.
        self.installed = place.run([*pip, "jupyter-repo2docker", "setuptools<81"], drop=("PIP_INDEX_URL",))

    def generate(self) -> Done:
        """Prints its Dockerfile."""
        return self.place.run([self.venv / "bin/jupyter-repo2docker", "--no-build", "--debug", self.root])
