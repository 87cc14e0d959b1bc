"""The floor: plain Conda on this machine."""

from __future__ import annotations

import shutil

from contenders import Project


class Floor(Project):
    """The same environment without Docker."""

    name = "floor"

    def conda(self) -> float:
        """Installs Conda and creates the environment: the seconds."""
        installer = self.place.world / "www" / self.place.about["installer"]
        install = self.place.run(["bash", installer, "-b", "-p", self.place.folder / "conda"])
        return install.seconds + self.environment()

    def environment(self, cached: bool = False) -> float:
        """Creates the environment: the seconds.  `cached`: with the packages of an environment before, downloaded."""
        if not cached:
            shutil.rmtree(self.place.folder / "pkgs", ignore_errors=True)
        shutil.rmtree(self.root / "env", ignore_errors=True)
        conda = self.place.folder / "conda/bin/conda"
        create = [conda, "env", "create", "--quiet", "--prefix", self.root / "env", "--file", self.root / "environment.yml"]
        return self.place.run(create, cwd=self.root).seconds

    def packages(self) -> int:
        """How many packages the environment has."""
        return len(list((self.root / "env/conda-meta").glob("*.json")))
