"""Tiny packages without Python that exist only so that tests have something special to install."""

from __future__ import annotations

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
    return packages


def metapackage(name: str, of: Package, staging: Path) -> Package:
    """An empty package that depends on exactly one version of another."""
    root = staging / name
    root.mkdir()
    return Package(name, of.version, of.build, root, depends=[f"{of.name} =={of.version}"])
