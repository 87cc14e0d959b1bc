"""packages.py PREFIX ROOT: the packages of Conda and pip in the environment PREFIX, and those of dpkg below ROOT, as a JSON list.

Each has its bytes as its files have them: of those that it lists, and of the byte-code that was compiled from them. A file counts
once: what pip has put in the place of Conda's is pip's. What is a folder belongs to several packages, and to none here.

It runs in the image, by whichever Python there is, and needs no package.
"""

import csv
import glob
import json
import os
import stat
import sys

PREFIX, ROOT = sys.argv[1:]
# What has been counted: paths, and files by their number, of which there are several names.
counted = set()
compiled = {}


def text(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()


def byte_code(path):
    """What Python has compiled from a file, and looks for beside it."""
    folder, name = os.path.split(path)
    if folder not in compiled:
        compiled[folder] = {}
        cache = os.path.join(folder, "__pycache__")
        for each in os.listdir(cache) if os.path.isdir(cache) else []:
            compiled[folder].setdefault(each.split(".")[0], []).append(os.path.join(cache, each))
    return compiled[folder].get(name[: -len(".py")], []) if name.endswith(".py") else []


def size(path):
    """The bytes of a file that is there and has not been counted yet."""
    try:
        file = os.lstat(path)
    except (OSError, ValueError):
        return 0
    marks = {path, (file.st_dev, file.st_ino)} if file.st_nlink > 1 else {path}
    if stat.S_ISDIR(file.st_mode) or marks & counted:
        return 0
    counted.update(marks)
    return file.st_size


def package(name, version, by, paths):
    paths = [os.path.normpath(path) for path in paths]
    return {"name": name, "version": version, "by": by, "bytes": sum(size(each) for path in paths for each in [path, *byte_code(path)])}


def fields(paragraph):
    """The first value of each field of a paragraph, as METADATA and dpkg write them."""
    lines = [line.partition(":") for line in paragraph.split("\n\n", 1)[0].splitlines() if not line.startswith((" ", "\t"))]
    return {name.lower(): value.strip() for name, _, value in reversed(lines)}


def files_of_conda(record):
    return record.get("files") or [each["_path"] for each in record.get("paths_data", {}).get("paths", [])]


def of_pip(by_conda):
    # A link such as lib/python3.1 leads to the same folder.
    sites = {os.path.realpath(site) for site in glob.glob(os.path.join(glob.escape(PREFIX), "lib", "python*", "site-packages"))}
    for site in sorted(sites):
        for record in sorted(glob.glob(os.path.join(glob.escape(site), "*.dist-info", "RECORD"))):
            metadata = os.path.join(os.path.dirname(record), "METADATA")
            if os.path.relpath(metadata, os.path.realpath(PREFIX)) not in by_conda and os.path.isfile(metadata):
                about = fields(text(metadata))
                rows = csv.reader(text(record).splitlines())
                paths = [os.path.join(site, row[0]) for row in rows if row]
                yield package(about.get("name", ""), about.get("version", ""), "pip", paths)


def of_dpkg():
    folder = os.path.join(ROOT, "var/lib/dpkg")
    status = os.path.join(folder, "status")
    known = map(fields, text(status).split("\n\n")) if os.path.isfile(status) else []
    versions = {about["package"]: about.get("version", "") for about in known if "package" in about}
    for listing in sorted(glob.glob(os.path.join(glob.escape(folder), "info", "*.list"))):
        # Of a package that there can be for two processors, the name has that of its own behind it.
        name = os.path.basename(listing)[: -len(".list")].split(":")[0]
        paths = [os.path.join(ROOT, path.lstrip("/")) for path in text(listing).splitlines()]
        yield package(name, versions.get(name, ""), "apt", paths)


records = [json.loads(text(path)) for path in sorted(glob.glob(os.path.join(glob.escape(PREFIX), "conda-meta", "*.json")))]
by_conda = {path for record in records for path in files_of_conda(record)}
found = list(of_pip(by_conda))
for record in records:
    paths = [os.path.join(PREFIX, path) for path in files_of_conda(record)]
    found.append(package(record["name"], record["version"], "conda", paths))
print(json.dumps(found + list(of_dpkg())))
