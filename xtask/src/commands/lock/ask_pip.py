"""ask_pip.py PLATFORM=PROCESSOR...: asks pip what it would install here, and prints `platform name version sha256 url` for each.

Started with the active environment's Python; requirements and constraints are in the environment of the process. The
first is this machine's. For another one it takes the same versions: a wheel for any machine and a source archive
serve there, too, and for other wheels pip is asked which one it has for that platform.
"""

import json
import os
import subprocess
import sys
import tempfile

PIP = [sys.executable, "-m", "pip", "install", "--dry-run", "--quiet", "--no-input", "--root-user-action=ignore"]


def report(arguments):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "report.json")
        if subprocess.run([*PIP, "--report", path, *arguments]).returncode:
            sys.exit(1)
        with open(path) as file:
            return json.load(file)["install"]


def written(folder, name):
    path = os.path.join(folder, name)
    with open(path, "w") as file:
        file.write(os.environ[name])
    return path


def line(platform, item):
    info, metadata = item["download_info"], item["metadata"]
    archive = info.get("archive_info", {})
    sha256 = archive.get("hashes", {}).get("sha256") or archive.get("hash", "").removeprefix("sha256=")
    url = info["url"] if item.get("is_direct") else "-"
    print(platform, metadata["name"], metadata["version"], sha256 or "-", url, sep="\t")


def options_for(processor):
    minor = int(os.confstr("CS_GNU_LIBC_VERSION").split(".")[1])
    names = [f"manylinux_2_{version}_{processor}" for version in range(minor, 16, -1)] + [f"manylinux2014_{processor}"]
    return ["--no-deps", "--only-binary=:all:", "--target=/nonexistent", *(f"--platform={name}" for name in names)]


def main(here, *others):
    with tempfile.TemporaryDirectory() as folder:
        requirements = ["--requirement", written(folder, "REQUIREMENTS")]
        constraints = ["--constraint", written(folder, "CONSTRAINTS")] if os.environ["CONSTRAINTS"] else []
        options = written(folder, "PIP_OPTIONS")
        found = report(["--upgrade", *requirements, *constraints])
        for pair in (here, *others):
            platform, processor = pair.split("=")
            for item in found:
                url = item["download_info"]["url"].split("#")[0]
                anywhere = not url.endswith(".whl") or url.endswith("-any.whl")
                if pair != here and not anywhere:
                    wanted = f"{item['metadata']['name']}=={item['metadata']['version']}"
                    [item] = report([*options_for(processor), "--requirement", options, wanted])
                line(platform, item)


main(*sys.argv[1:])
