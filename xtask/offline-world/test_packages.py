"""Tiny packages without Python that exist only so that tests have something special to install, or to solve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from conda_package import Package
from wheel_to_conda import put

# Sets a variable while the environment is active, as compilers and database clients do.
ACTIVATE = "export ACTIVATION_HOOK=yes\n"
DEACTIVATE = "unset ACTIVATION_HOOK\n"

# Does what must not break the shell that activates: real hooks are not written for `set -eu`,
# and what they print must not be mistaken for the output of the command that follows.
BROKEN = """\
echo "broken-activation-hook: $THIS_VARIABLE_IS_NOT_SET"
false
return 3
"""


def stage(staging: Path) -> list[Package]:
    """Stages the test packages."""
    hooks = {"activation-hook": (ACTIVATE, DEACTIVATE), "broken-activation-hook": (BROKEN, None)}
    packages = []
    for name, (activate, deactivate) in hooks.items():
        root = staging / name
        put(root / f"etc/conda/activate.d/{name}.sh", activate.encode())
        if deactivate:
            put(root / f"etc/conda/deactivate.d/{name}.sh", deactivate.encode())
        packages.append(Package(name, "1.0", "0", root, noarch="generic"))
    packages += [needs_cuda(staging), empty("cuda-version", "12.4", staging), with_script(staging)]
    return packages + [with_same_file(name, staging) for name in ("same-file-a", "same-file-b")]


def with_same_file(name: str, staging: Path) -> Package:
    """A package with a file that another one has as well, which happens on conda-forge: licenses, tests, documents."""
    put(staging / name / "share/same-file", name.encode())
    return Package(name, "1.0", "0", staging / name, noarch="generic")


def with_script(staging: Path) -> Package:
    """A package with a script that Conda runs when it is installed."""
    root = staging / "with-script"
    put(root / "bin/.with-script-post-link.sh", b'echo "$PKG_NAME" >"$PREFIX/share/its-script-ran"\n')
    return Package("with-script", "1.0", "0", root, noarch="generic")


def needs_cuda(staging: Path) -> Package:
    """A package that conda installs only where it believes that there is a driver of CUDA, as it does many on conda-forge."""
    return empty("needs-cuda", "1.0", staging, depends=["__cuda >=12"])


def metapackage(name: str, of: Package, staging: Path) -> Package:
    """An empty package that depends on exactly one version of another."""
    return empty(name, of.version, staging, of.build, noarch=None, depends=[f"{of.name} =={of.version}"])


def empty(
    name: str, version: str, staging: Path, build: str = "0", noarch: str | None = "generic", depends: Sequence[str] = ()
) -> Package:
    """A package without files."""
    root = staging / name
    root.mkdir()
    return Package(name, version, build, root, noarch=noarch, depends=list(depends))


def of_another_processor(packages: list[Package], staging: Path) -> list[Package]:
    """An empty package for linux-aarch64 beside each for linux-64: enough to solve for it, and to lock, but not to run."""
    root = staging / "linux-aarch64"
    twins = [package for package in packages if not package.noarch]
    for twin in twins:
        (root / twin.name).mkdir(parents=True)
    return [replace(twin, root=root / twin.name, platform="linux-aarch64", prefix_files=set()) for twin in twins]
