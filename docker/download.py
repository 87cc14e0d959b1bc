"""download.py LIST...: downloads the packages of all lists at once into the builder's cache, and what lays them down. What fails is
told by the step that needs it.

This is template/download.py; docker/download.py is its copy.
"""

import concurrent.futures
import os
import sys

import by_rattler
from package_list import in_parallel, read_list


def download_all(packages):
    """Downloads the packages, and py-rattler meanwhile. Returns what went wrong with the packages, a line each, and what
    by_rattler.py says."""
    with concurrent.futures.ThreadPoolExecutor() as threads:
        asked = threads.submit(by_rattler.get)
        return fetch(packages), asked.result()


def fetch(packages):
    """Downloads what the cache does not have, or has otherwise than the list, by Conda's own code, which knows mirrors, proxies
    and certificates. Returns what went wrong, a line each."""
    there = in_parallel(lambda package: package.file.exists() and not package.differs(), packages)
    missing = [package for package, is_there in zip(packages, there) if not is_there]
    if not missing:
        return []  # and it takes Conda a third of a second to start
    from conda.base.context import reset_context
    from conda.gateways.connection.download import download

    os.environ["CONDA_QUIET"] = "true"
    reset_context()
    return [error for error in in_parallel(lambda package: get(package, download), missing) if error]


def get(package, download):
    """Downloads a package, and compares it: Conda compares one of its checksums. Returns what went wrong, if anything."""
    # Under another name until it is whole: there may be no checksum by which the next build would know.
    part = package.file.with_name(f"{package.file.name}.part")
    part.unlink(missing_ok=True)
    try:
        download(package.source, str(part), **package.sums)
        part.replace(package.file)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    if differs := package.differs():
        package.file.unlink()
        return f"{package.file.name} has another {differs} than the list, {package.sums[differs]}"
    return None


if __name__ == "__main__":
    download_all([package for path in sys.argv[1:] for package in read_list(path)])
