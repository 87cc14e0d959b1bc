"""packed.py: what a package is, and which files of the environment are its: by what it says of itself in info/.

The rules are Conda's: https://docs.conda.io/projects/conda-build/en/stable/resources/package-spec.html
This is template/packed.py; docker/packed.py is its copy.
"""

import dataclasses
import json
import re


@dataclasses.dataclass
class Python:
    """The environment's Python: the name of its program, where its packages lie, and what its byte-code is called."""

    name: str
    site_packages: str
    tag: str


@dataclasses.dataclass
class File:
    """A file of a package: where the package has it, where the environment has it, and what info/paths.json says of it."""

    source: str
    target: str
    said: dict

    @property
    def is_patched(self):
        """Whether it names the place of the environment, and so is another than the package's."""
        return "prefix_placeholder" in self.said


def read(path, absent=None):
    return json.loads(path.read_text()) if absent is None or path.exists() else absent


def python_of(prefix):
    """The Python of an environment, or None."""
    for path in prefix.glob("conda-meta/python-[0-9]*.json"):
        noted = read(path)
        if noted["name"] == "python":
            major, minor = noted["version"].split(".")[:2]
            site_packages = noted.get("python_site_packages_path") or f"lib/python{major}.{minor}/site-packages"
            return Python(f"python{major}.{minor}", site_packages, f"cpython-{major}{minor}")
    return None


class Contents:
    """An unpacked package, in an environment with this Python."""

    def __init__(self, folder, python):
        self.folder, self.python = folder, python
        self.index = read(folder / "info/index.json")
        link = read(folder / "info/link.json", {}).get("noarch", {})
        self.is_python_s = bool(python) and (link.get("type") or self.index.get("noarch")) == "python"
        # Each is `NAME = MODULE:FUNCTION`.
        points = link.get("entry_points", []) if self.is_python_s else []
        self.entry_points = [point.partition("=")[0].strip() for point in points]
        self.files = self.read_files()

    def read_files(self):
        """Its files, without the folder of what is unpacked."""
        said = read(self.folder / "info/paths.json", {}).get("paths")
        if said is None:
            names = (self.folder / "info/files").read_text().splitlines()
            said = [{"_path": name, "path_type": "hardlink"} for name in names]
        return [File(each["_path"], self.target(each["_path"]), each) for each in said]

    def target(self, source):
        """Where the environment has what a package has there. A package for every Python does not know the folder."""
        if self.is_python_s and source.startswith("site-packages/"):
            return self.python.site_packages + source[len("site-packages"):]
        if self.is_python_s and source.startswith("python-scripts/"):
            return "bin" + source[len("python-scripts"):]
        return source

    @property
    def to_compile(self):
        is_compiled = re.compile(r"site-packages/[^\t\n\r\f\v]+\.py").fullmatch
        return [file for file in self.files if self.is_python_s and is_compiled(file.source)]

    def compiled(self, file):
        """The byte-code of a file."""
        folder, _, name = file.target.rpartition("/")
        return f"{folder}/__pycache__/{name[:-3]}.{self.python.tag}.pyc"

    def needs_conda(self):
        """Why Conda has to lay it down, if it has: scripts that Conda runs, or no list of the files."""
        if not (self.folder / "info/paths.json").exists():
            return "is of the format before 2017"
        if any(re.fullmatch(r"bin/\..*-(pre|post)-link\.sh", file.source) for file in self.files):
            return "has a script that runs when it is installed"
        return None
