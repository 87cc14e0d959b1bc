"""package_list.py: the packages of an explicit list, with their checksums, and where the cache has them.

This is template/package_list.py; docker/package_list.py is its copy.
"""

import concurrent.futures
import hashlib
import os
import pathlib
import re

PUBLIC = "https://conda.anaconda.org/"
cache = pathlib.Path(os.environ["CONDA_PKGS_DIRS"])


class Package:
    """A line of the list, with that of its SHA-256 above it. Neither checksum has to be known."""

    def __init__(self, line, sha256):
        self.url, _, md5 = line.partition("#")
        self.source = self.url
        self.sums = {name: value for name, value in (("md5", md5), ("sha256", sha256)) if value}
        self.file = cache / self.url.rpartition("/")[2]
        self.name = re.sub(r"\.(conda|tar\.bz2)$", "", self.file.name)

    def differs(self):
        """What is another in the file than in the list, if anything is."""
        return next((name for name, value in self.sums.items() if digest(self.file, name) != value), None)


def digest(path, name):
    digest = hashlib.new(name, usedforsecurity=False)
    with path.open("rb") as opened:
        while block := opened.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def read_list(path):
    """The packages. The list names the public address of each channel; a mirror has the same files below another one."""
    mirror = os.environ.get("CONDA_CHANNEL_ALIAS", "").rstrip("/")
    packages, sha256 = [], None
    for line in pathlib.Path(path).read_text().splitlines():
        if line.startswith("# sha256: "):
            sha256 = line.split()[2]
        elif line and line[0] not in "#@":
            packages.append(package := Package(line, sha256))
            if mirror and line.startswith(PUBLIC):
                package.source = f"{mirror}/{package.url[len(PUBLIC):]}"
            sha256 = None
    return packages


def in_parallel(do, packages):
    """What `do` returns for each, in their order; the first error is raised."""
    with concurrent.futures.ThreadPoolExecutor(8) as threads:
        return list(threads.map(do, packages))
