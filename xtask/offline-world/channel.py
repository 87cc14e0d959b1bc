"""The conda channel: stages every package as a folder, compiles, checks the dependencies, and writes the archives."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from packaging.utils import canonicalize_name, parse_wheel_filename

import channel_check
import conda_itself
import python_package
import test_packages
import wheel_to_conda
from byte_compile import compile_packages
from conda_package import Package, write, write_repodata
from native import Native
from steps import Step
from world import CHANNEL_NAME, Failure, World, replacing


def make(world: World) -> None:
    """Makes all packages anew and puts the channel in place."""
    # Fresh processes, because a copy of this one could inherit a lock that some thread holds.
    workers = ProcessPoolExecutor(mp_context=multiprocessing.get_context("spawn"))
    with world.scratch() as staging, replacing(world.channel) as channel, workers:
        packages = stage_own(world, staging) + stage_wheels(world, staging, workers)
        base = next((p for p in packages if p.name == "matplotlib-base"), None)
        if base:
            # On conda-forge the code is in `matplotlib-base`, and `matplotlib` is for those who want a GUI as well.
            packages.append(test_packages.metapackage("matplotlib", base, staging))
        holes = channel_check.holes(package.index() for package in packages)
        if holes:
            raise Failure(f"the channel has unsatisfied dependencies ({'; '.join(holes)})")
        compile_packages(world, staging, packages)
        packages += test_packages.of_another_processor(packages, staging)
        write_repodata(channel, workers.map(partial(write, channel=channel, processors=world.processors), packages))


def stage_own(world: World, staging: Path) -> list[Package]:
    """Stages what does not come as a wheel."""
    native = Native(world)
    packages = native.stage_libraries(staging) + python_package.stage(native, staging)
    return packages + conda_itself.stage(world, staging) + test_packages.stage(staging)


def stage_wheels(world: World, staging: Path, workers: ProcessPoolExecutor) -> list[Package]:
    """Stages all wheels of the channel."""
    wheels = sorted((world.wheels / "channel").glob("*.whl"))
    extras = wheel_to_conda.wanted_extras(wheels)
    roots = [staging / "wheels" / wheel.stem for wheel in wheels]
    wanted = [sorted(extras.get(project(wheel), ())) for wheel in wheels]
    return list(workers.map(wheel_to_conda.stage, wheels, roots, wanted))


def project(wheel: Path) -> str:
    """The normalized name of the project that a wheel is of."""
    return canonicalize_name(parse_wheel_filename(wheel.name)[0])


STEP = Step(
    name="conda channel",
    make=make,
    exists=lambda world: (world.channel / "noarch/repodata.json").exists(),
    scripts=(
        "channel.py",
        "channel_check.py",
        "byte_compile.py",
        "conda_itself.py",
        "conda_package.py",
        "native.py",
        "python_package.py",
        "test_packages.py",
        "wheel_to_conda.py",
        "conda_files/conda.sh",
        "conda_files/activate",
        "conda_files/deactivate",
        "conda_files/conda_libmamba_solver.py",
    ),  # fmt: skip
    parameters=lambda world: [CHANNEL_NAME, world.processors],
    # The base image only lends a place to run the compiler: another image gives the same channel.
    needs=("wheels", "native libraries"),
)
