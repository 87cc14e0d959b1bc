"""Downloads all wheels: those that become conda packages, those only for the pip index, and the one with conda."""

from __future__ import annotations

from pathlib import Path

from steps import Step
from world import GLIBC_MINOR, HERE, PYTHON, PYTHON_FULL, World, replacing

# What users of the template ask for.
FOR_USERS = (
    "jupyterlab>=4,<5", "notebook", "ipykernel", "ipywidgets", "nbconvert",
    "numpy", "pandas", "matplotlib", "pillow",
    "six", "tqdm", "requests", "pyyaml", "click",
)  # fmt: skip

# What conda itself imports (pycosat comes from Debian: it has no wheel), and what every environment gets.
FOR_CONDA = (
    "pip", "setuptools", "wheel",
    "archspec", "boltons", "conda-package-handling", "conda-package-streaming", "distro", "frozendict",
    "jsonpatch", "packaging", "platformdirs", "pluggy", "pysocks", "requests", "ruamel.yaml", "tqdm",
    "truststore", "zstandard",
)  # fmt: skip

# Packages that only pip can install here, so that tests can tell which of the two installed something.
ONLY_FOR_PIP = ("watermark", "tabulate", "humanize")

# What lays packages down in a build: the version that template/by_rattler.py knows the checksums of.
FOR_BUILDS = ("py-rattler==0.28.0",)

# This release carries a complete copy of conda; others may carry none or lay it out otherwise.
CONDA_CARRIER = "conda-lock==4.0.3"


def make(world: World) -> None:
    """Fills wheels/{channel,pip,conda}."""
    with replacing(world.wheels) as wheels:
        download(world, wheels / "channel", FOR_CONDA + FOR_USERS + world.requirements)
        pins = wheels / "pins.txt"
        pins.write_text(constraints(wheels / "channel"))
        download(world, wheels / "pip", ONLY_FOR_PIP, "--constraint", pins)
        download(world, wheels / "pip", FOR_BUILDS, "--no-deps")
        download(world, wheels / "conda", (CONDA_CARRIER,), "--no-deps")


def download(world: World, folder: Path, requirements: tuple[str, ...], *options: object) -> None:
    """Downloads wheels, with their dependencies, that run on the channel's Python and C library.

    The user's own pip configuration is in force: it may name another index or a proxy.
    """
    # One wheel is enough for all: newer C libraries accept what was built for older ones.
    platforms = [f"manylinux_2_{minor}_x86_64" for minor in range(GLIBC_MINOR, 16, -1)] + ["manylinux2014_x86_64"]
    target = ["--only-binary", ":all:", "--implementation", "cp", "--python-version", PYTHON_FULL]
    target += [word for abi in ("cp" + PYTHON.replace(".", ""), "abi3", "none") for word in ("--abi", abi)]
    target += [word for name in platforms for word in ("--platform", name)]
    python = world.venv / "bin/python"
    world.run([python, HERE / "target_pip.py", "download", "--dest", folder, *target, *options, *requirements])


def constraints(folder: Path) -> str:
    """The versions in a folder as pip constraints, so that a second download agrees with the first."""
    pairs = (wheel.name.split("-")[:2] for wheel in sorted(folder.glob("*.whl")))
    return "".join(f"{name}=={version}\n" for name, version in pairs)


STEP = Step(
    name="wheels",
    make=make,
    exists=lambda world: (world.wheels / "conda").is_dir(),
    scripts=("wheels.py", "target_pip.py"),
    parameters=lambda world: [list(world.requirements), PYTHON_FULL, GLIBC_MINOR],
)
