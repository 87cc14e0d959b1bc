"""by_conda.py: lays packages down with Conda itself, for what py-rattler does in another way, and where it cannot be had.

This is template/by_conda.py; docker/by_conda.py is its copy.
"""

import os
import shutil
import subprocess
import sys

from package_list import cache

CONDA = "/opt/conda/bin/conda"


def unpacked(package):
    """The folder in which Conda's cache has a package."""
    return cache / package.name


def unpack(packages):
    """Unpacks by Conda's own code what has been downloaded. Its folders may be from another package of the same name."""
    from conda.base.context import reset_context
    from conda.core.package_cache_data import ProgressiveFetchExtract
    from conda.models.match_spec import MatchSpec

    for package in packages:
        shutil.rmtree(unpacked(package), ignore_errors=True)
    os.environ["CONDA_QUIET"] = "true"
    reset_context()
    ProgressiveFetchExtract([MatchSpec(package.source, **package.sums) for package in packages]).execute()


def lay_down(packages, prefix):
    """Has Conda install what is in its cache, behind what is there. No solver runs."""
    unpack(packages)
    explicit = cache / f"explicit-{os.getpid()}.txt"
    md5 = [f"#{package.sums['md5']}" if "md5" in package.sums else "" for package in packages]
    lines = [package.source + each for package, each in zip(packages, md5)]
    explicit.write_text("\n".join(["@EXPLICIT", *lines, ""]))
    how = "install" if (prefix / "conda-meta/history").exists() else "create"
    try:
        subprocess.run([CONDA, how, "--quiet", "--prefix", prefix, "--file", explicit], check=True)
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)  # Conda has said why
    finally:
        explicit.unlink()
