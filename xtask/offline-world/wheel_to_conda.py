"""Turns wheels into conda packages.

A pure wheel becomes a `noarch: python` package: conda puts it in place, compiles it and writes its console scripts.
Any other wheel becomes a `linux-64` package bound to the channel's Python, with its console scripts inside.
"""

from __future__ import annotations

import configparser
import email.message
import email.parser
import zipfile
from collections.abc import Iterable
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import Specifier, SpecifierSet
from packaging.utils import canonicalize_name, parse_wheel_filename

from conda_package import PREFIX_PLACEHOLDER, Package
from world import PYTHON, PYTHON_FULL

# Most projects have the same name on conda-forge; these have another or are spelled otherwise there.
CONDA_NAMES = {
    "fastjsonschema": "python-fastjsonschema",
    "ipython-pygments-lexers": "ipython_pygments_lexers",
    "jupyter-client": "jupyter_client",
    "jupyter-core": "jupyter_core",
    "jupyter-events": "jupyter_events",
    "jupyter-server": "jupyter_server",
    "jupyter-server-terminals": "jupyter_server_terminals",
    "jupyterlab-pygments": "jupyterlab_pygments",
    "jupyterlab-server": "jupyterlab_server",
    "jupyterlab-widgets": "jupyterlab_widgets",
    "matplotlib": "matplotlib-base",
    "prometheus-client": "prometheus_client",
    "pure-eval": "pure_eval",
    "ruamel-yaml": "ruamel.yaml",
    "ruamel-yaml-clib": "ruamel.yaml.clib",
    "stack-data": "stack_data",
    "typing-extensions": "typing_extensions",
    "tzdata": "python-tzdata",  # conda-forge's `tzdata` is the database itself, not the Python project.
}

# Dependencies that conda-forge's packages have and the wheels do not declare.
EXTRA_DEPENDS = {"pip": ["setuptools", "wheel"]}

# A few packages in the older archive format, so that both formats are in use.
OLD_FORMAT = {"six", "tqdm"}

# Their test suites are a fifth of all files of a usual environment, and nobody runs them here.
WITHOUT_TESTS = {"matplotlib", "numpy", "pandas"}

MARKERS = {
    "implementation_name": "cpython",
    "os_name": "posix",
    "platform_machine": "x86_64",
    "platform_python_implementation": "CPython",
    "platform_system": "Linux",
    "python_full_version": PYTHON_FULL,
    "python_version": PYTHON,
    "sys_platform": "linux",
}

CONSOLE_SCRIPT = """\
#!{prefix}/bin/python
import sys

from {module} import {first}

if __name__ == "__main__":
    sys.exit({function}())
"""


def stage(wheel: Path, root: Path, extras: Iterable[str] = ()) -> Package:
    """Lays the files of a wheel out under `root` as a conda package has them."""
    name, version, _, tags = parse_wheel_filename(wheel.name)
    pure = all(tag.abi == "none" and tag.platform == "any" for tag in tags)
    package = Package(
        name=CONDA_NAMES.get(name, name),
        version=str(version),
        build="py_0" if pure else f"py{PYTHON.replace('.', '')}_0",
        root=root,
        noarch="python" if pure else None,
        extension=".tar.bz2" if name in OLD_FORMAT else ".conda",
    )
    metadata = read_metadata(wheel)
    package.depends = sorted({*depends(metadata, pure, extras), *EXTRA_DEPENDS.get(name, [])})
    package.license = (metadata["License-Expression"] or metadata["License"] or "see upstream").splitlines()[0][:60]
    package.summary = metadata["Summary"] or ""
    unpack(wheel, package)
    add_console_scripts(package)
    return package


def read_metadata(wheel: Path) -> email.message.Message:
    """The wheel's METADATA file."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(n for n in archive.namelist() if n.endswith(".dist-info/METADATA") and n.count("/") == 1)
        return email.parser.HeaderParser().parsestr(archive.read(name).decode())


def requirements(metadata: email.message.Message, extras: Iterable[str] = ()) -> list[Requirement]:
    """What the wheel needs on the channel's Python, with the given extras."""
    every = [Requirement(line) for line in metadata.get_all("Requires-Dist") or []]
    environments = [{**MARKERS, "extra": extra} for extra in ("", *extras)]
    return [r for r in every if not r.marker or any(r.marker.evaluate(e) for e in environments)]


def wanted_extras(wheels: Iterable[Path]) -> dict[str, set[str]]:
    """The extras that some wheel asks of another, as in `jsonschema[format-nongpl]`.

    Conda knows no extras, so what they bring becomes an ordinary dependency of the package that has them.
    """
    wanted: dict[str, set[str]] = {}
    for wheel in wheels:
        for requirement in requirements(read_metadata(wheel)):
            wanted.setdefault(canonicalize_name(requirement.name), set()).update(requirement.extras)
    return wanted


def depends(metadata: email.message.Message, pure: bool, extras: Iterable[str]) -> list[str]:
    """The wheel's dependencies in conda's spelling."""
    if pure:
        python = match_spec("python", SpecifierSet(metadata["Requires-Python"] or ""))
    else:
        major, minor = PYTHON.split(".")
        python = f"python >={PYTHON},<{major}.{int(minor) + 1}.0a0"
    return [python] + [match_spec(conda_name(r.name), r.specifier) for r in requirements(metadata, extras)]


def conda_name(project: str) -> str:
    """The name that a Python project has on conda-forge."""
    name = canonicalize_name(project)
    return CONDA_NAMES.get(name, name)


def match_spec(name: str, specifiers: SpecifierSet) -> str:
    """A Python version specifier as conda's, which has no `~=` and no `==1.*`."""
    parts = [part for specifier in sorted(specifiers, key=str) for part in conda_versions(specifier)]
    return f"{name} {','.join(parts)}".strip()


def conda_versions(specifier: Specifier) -> list[str]:
    """One clause of a specifier as one or two of conda's."""
    operator, version = specifier.operator, specifier.version
    if operator == "~=":
        return [f">={version}", version.rsplit(".", 1)[0] + ".*"]
    if operator == "==" and version.endswith(".*"):
        return [version]
    return [("==" if operator == "===" else operator) + version]


def unpack(wheel: Path, package: Package) -> None:
    """Unpacks the wheel's files to where the package has them."""
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.infolist():
            name = None if member.is_dir() else destination(member.filename, package)
            if name is None:
                continue
            data = archive.read(member)
            executable = bool(member.external_attr >> 16 & 0o111)
            if ".data/scripts/" in member.filename:
                executable = True
                if data.startswith(b"#!python"):
                    data = f"#!{PREFIX_PLACEHOLDER}/bin/".encode() + data[2:]
                    package.prefix_files.add(name)
            elif name.endswith(".dist-info/INSTALLER"):
                data = b"conda\n"
            put(package.root / name, data, executable)


def destination(member: str, package: Package) -> str | None:
    """Where a file of the wheel belongs; None for what an environment does not need."""
    library = site_packages(package)
    folder, _, rest = member.partition("/")
    if folder in WITHOUT_TESTS and "/tests/" in member:
        return None
    if not folder.endswith(".data"):
        return f"{library}/{member}"
    scheme, _, name = rest.partition("/")
    places = {"purelib": f"{library}/", "platlib": f"{library}/", "scripts": f"{scripts(package)}/", "data": ""}
    return places[scheme] + name if scheme in places else None


def site_packages(package: Package) -> str:
    """Where a package has its Python modules; for `noarch: python` conda knows the real place when it installs."""
    return "site-packages" if package.noarch else f"lib/python{PYTHON}/site-packages"


def scripts(package: Package) -> str:
    """Where a package has its programs."""
    return "python-scripts" if package.noarch else "bin"


def add_console_scripts(package: Package) -> None:
    """Declares the console scripts to conda, or writes them when conda would not."""
    points = list((package.root / site_packages(package)).glob("*.dist-info/entry_points.txt"))
    if not points:
        return
    parser = configparser.ConfigParser(delimiters=("=",), strict=False, interpolation=None)
    parser.optionxform = str  # Names of programs are case-sensitive.
    parser.read_string(points[0].read_text())
    sections = [parser[s] for s in ("console_scripts", "gui_scripts") if s in parser]
    found = {name: target.split("[")[0].strip() for section in sections for name, target in section.items()}
    if package.noarch:
        package.entry_points = [f"{name} = {target}" for name, target in found.items()]
        return
    for name, target in found.items():
        module, function = target.split(":")
        text = CONSOLE_SCRIPT.format(
            prefix=PREFIX_PLACEHOLDER, module=module, function=function, first=function.split(".")[0]
        )
        put(package.root / "bin" / name, text.encode(), executable=True)
        package.prefix_files.add(f"bin/{name}")


def put(path: Path, data: bytes, executable: bool = False) -> None:
    """Writes one file of a package, with the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    path.chmod(0o755 if executable else 0o644)
