"""install-packages.py LIST: lays the packages of an explicit list down in /opt/env, behind those that are there: the one
place that does, with a lock and without.

No solver runs. Each package is compared with the SHA-256 in the list before it is unpacked.
This is template/install-packages.py; docker/install-packages.py is its copy.
"""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

PREFIX = pathlib.Path("/opt/env")
CONDA = "/opt/conda/bin/conda"
PUBLIC = "https://conda.anaconda.org/"
cache = pathlib.Path(os.environ["CONDA_PKGS_DIRS"])


class Package:
    """A line of the list, with the line of the SHA-256 above it. Neither checksum has to be known."""

    def __init__(self, line, sha256):
        self.url, _, md5 = line.partition("#")
        self.sums = {name: value for name, value in (("md5", md5), ("sha256", sha256)) if value}
        self.file = cache / self.url.rpartition("/")[2]
        self.folder = cache / re.sub(r"\.(conda|tar\.bz2)$", "", self.file.name)

    def differs(self):
        """What is another in the file than in the list, if anything is."""
        return next((name for name, value in self.sums.items() if digest(self.file, name) != value), None)

    def forget(self):
        self.file.unlink(missing_ok=True)
        shutil.rmtree(self.folder, ignore_errors=True)


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
    for line in path.read_text().splitlines():
        if line.startswith("# sha256: "):
            sha256 = line.split()[2]
        elif line and line[0] not in "#@":
            if mirror and line.startswith(PUBLIC):
                line = f"{mirror}/{line[len(PUBLIC):]}"
            packages.append(Package(line, sha256))
            sha256 = None
    return packages


def in_parallel(do, packages):
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as threads:
        return list(threads.map(do, packages))


def forget_others(packages):
    """Forgets what the cache has under the name of a package and is not that package. Returns those that are not there."""
    is_there = in_parallel(lambda package: package.file.exists() and not package.differs(), packages)
    missing = [package for package, there in zip(packages, is_there) if not there]
    for package in missing:
        package.forget()
    return missing


def fetch(packages):
    """Downloads and unpacks by Conda's own code, which knows mirrors, proxies and certificates, and compares a SHA-256
    before it unpacks. Its command does so from 24.9 on, but would install in the same go."""
    from conda.base.context import reset_context
    from conda.core.package_cache_data import ProgressiveFetchExtract
    from conda.models.match_spec import MatchSpec

    os.environ["CONDA_QUIET"] = "true"
    reset_context()
    try:
        ProgressiveFetchExtract([MatchSpec(package.url, **package.sums) for package in packages]).execute()
    except Exception as error:
        reasons = getattr(error, "errors", None) or [error]
        sys.exit("\n".join(f"{type(reason).__name__}: {reason}" for reason in reasons))


def compare(packages):
    """Conda compares one of the checksums, and none of what is no download."""
    for package, differs in zip(packages, in_parallel(Package.differs, packages)):
        if differs:
            package.forget()
            sys.exit(f"{package.file.name} has another {differs} than the list, {package.sums[differs]}")


def forget_channel(packages):
    """Where a solver has fetched a package, the cache holds what the channel said of it on that day, and Conda would note
    it in the environment, which would make the layer depend on what was built before. It is to be what the package says."""
    for package in packages:
        info = package.folder / "info"
        noted = json.loads((info / "repodata_record.json").read_text())
        origin = {key: noted[key] for key in ("channel", "fn", "md5", "sha256", "size", "url") if key in noted}
        record = json.loads((info / "index.json").read_text()) | origin
        (info / "repodata_record.json").write_text(json.dumps(record))


def link(packages):
    """Has Conda install what now is in its cache."""
    explicit = cache / f"explicit-{os.getpid()}.txt"
    md5 = [f"#{package.sums['md5']}" if "md5" in package.sums else "" for package in packages]
    lines = [package.url + each for package, each in zip(packages, md5)]
    explicit.write_text("\n".join(["@EXPLICIT", *lines, ""]))
    how = "install" if (PREFIX / "conda-meta/history").exists() else "create"
    try:
        subprocess.run([CONDA, how, "--quiet", "--prefix", PREFIX, "--file", explicit], check=True)
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)  # Conda has said why
    finally:
        explicit.unlink()


def main(path):
    os.umask(0o002)
    if not PREFIX.exists():
        PREFIX.mkdir()
        shutil.chown(PREFIX, group=100)
        PREFIX.chmod(0o2775)
    packages = read_list(pathlib.Path(path))
    if packages:
        missing = forget_others(packages)
        fetch(packages)
        compare(missing)
        forget_channel(packages)
        link(packages)
    # Conda writes down what it has installed, which would make each part's layer depend on the parts below; the activation
    # step writes what environment.yml asks for.
    (PREFIX / "conda-meta").mkdir(exist_ok=True)
    (PREFIX / "conda-meta/history").write_text("")


# What unpacks may be a process that reads this file anew.
if __name__ == "__main__":
    main(*sys.argv[1:])
