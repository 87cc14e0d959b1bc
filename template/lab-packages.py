"""lab-packages.py list|end|hint [SINCE]: what was installed by its name in this container, and is not in its image.

`list` prints a line for each: `conda`, `pip`, `conda-removed` or `pip-removed`, and the spec or the name. `end` prints for a
person what would keep them, and `hint` the same in one line, of what was installed since SINCE alone.

Everything that the image holds has one time, by layer.sh, and so has this file: what has another one came later. What
was asked for by its name is in Conda's history and in pip's files REQUESTED; what that brought along is left out.
This is template/lab-packages.py; docker/lab-packages.py is its copy.
"""

import ast
import glob
import json
import os
import re
import shlex
import sys
import time

ENV = "/opt/env"
EPOCH = int(os.stat(__file__).st_mtime)
UNINSTALLED = "/tmp/.pip-uninstalled"


def read(*path):
    try:
        with open(os.path.join(*path), encoding="utf-8", errors="replace") as file:
            return file.read()
    except OSError:
        return ""


def came(path, since):
    """Whether the file came later than the image and than this time."""
    try:
        time_of_file = os.stat(path).st_mtime
    except OSError:
        return False
    return int(time_of_file) != EPOCH and time_of_file >= since


def normalised(name):
    return re.sub("[-_.]+", "-", name).lower()


def asked_of_conda():
    """The names in the history after those of the image: those asked for, and those taken out."""
    asked, removed, is_new = set(), set(), False
    of_image = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(EPOCH))
    for line in read(ENV, "conda-meta", "history").splitlines():
        date = re.match("==> (.*) <==$", line)
        if date:
            is_new = date[1] != of_image
        specs = re.match(r"# (update|install|remove|uninstall) specs: (.*)", line)
        if not (is_new and specs):
            continue
        try:
            specs, word = ast.literal_eval(specs[2]), specs[1]
        except (SyntaxError, ValueError):
            specs, word = specs[2].split(","), specs[1]
        names = {re.split(r"[\s=<>!~\[]", spec.split("::")[-1].strip())[0].lower() for spec in specs}
        (removed if word in ("remove", "uninstall") else asked).update(names)
    return asked, removed


def channel(record):
    """The channel's name, in front of the platform and the file in the package's address."""
    address = re.search(r'"url": *"[^"]*/([^/"]+)/[^/"]+/[^/"]+"', read(record + ".json"))
    return address[1] if address else ""


def of_conda(since):
    asked, removed = asked_of_conda()
    records = [path[: -len(".json")] for path in sorted(glob.glob(ENV + "/conda-meta/*.json"))]
    records = [(path, *os.path.basename(path).rsplit("-", 2)) for path in records]
    found = [record for record in records if record[1] in asked and came(record[0] + ".json", since)]
    # The channels of environment.yml are not known here, but those are from which the image has something.
    known = {channel(path) for path, *_ in records if found and not came(path + ".json", 0)} | {""}
    for path, name, version, _ in found:
        origin = channel(path)
        yield "conda", "%s%s=%s" % ("" if origin in known else origin + "::", name, version)
    for name in sorted(removed - {name for _, name, _, _ in records}):
        yield "conda-removed", name


def requirement(folder):
    """The line of a requirements file that asks for this installation; None for one from a folder of this container."""
    head = read(folder, "METADATA").split("\n\n")[0]
    name, version = (re.search("^%s: *(.*)$" % key, head, re.MULTILINE) for key in ("Name", "Version"))
    if not (name and version):
        return None
    origin = json.loads(read(folder, "direct_url.json") or "{}")
    if origin.get("url", "").startswith("file:"):
        return None
    if "vcs_info" in origin:
        vcs = origin["vcs_info"]
        return "%s @ %s+%s@%s" % (name[1], vcs["vcs"], origin["url"], vcs["commit_id"])
    return "%s @ %s" % (name[1], origin["url"]) if origin else "%s==%s" % (name[1], version[1])


def of_pip(since):
    places = [ENV, os.path.expanduser("~/.local")]
    folders = [path for place in places for path in sorted(glob.glob(place + "/lib/python*/site-packages/*.dist-info"))]
    for folder in folders:
        is_ours = read(folder, "INSTALLER").strip() != "conda"
        if is_ours and came(os.path.join(folder, "REQUESTED"), since):
            line = requirement(folder)
            if line:
                yield "pip", line
    there = {normalised(os.path.basename(folder).split("-")[0]) for folder in folders}
    records = glob.glob(ENV + "/conda-meta/*.json")
    of_conda_s = {normalised(os.path.basename(path).rsplit("-", 2)[0]) for path in records}
    for name in sorted({normalised(name) for name in read(UNINSTALLED).split()} - there):
        # pip has taken the files of a package away that Conda has brought, and is asked for there.
        yield "conda-removed" if name in of_conda_s else "pip-removed", name


def commands(found):
    """The commands that keep what was done."""
    for kind, command in (
        ("conda", "add"),
        ("pip", "add --pip"),
        ("conda-removed", "remove"),
        ("pip-removed", "remove --pip"),
    ):
        specs = [shlex.quote(spec) for what, spec in found if what == kind]
        if specs:
            yield "cargo xtask %s %s" % (command, " ".join(specs))


def names(found):
    return ", ".join(re.split("[= ]", spec.split("::")[-1])[0] for _, spec in found)


def main(how, since="0"):
    found = [*of_conda(float(since)), *of_pip(float(since))]
    came_new = [(kind, spec) for kind, spec in found if not kind.endswith("-removed")]
    gone = [(kind, spec) for kind, spec in found if kind.endswith("-removed")]
    if how == "list":
        print("".join("%s\t%s\n" % line for line in found), end="")
    elif how == "hint":
        if came_new:
            what = "is in this container alone and goes" if len(came_new) == 1 else "are in this container alone and go"
            keeps = "; and ".join("`%s`" % command for command in commands(came_new))
            print("xtask: %s %s with it; on your machine %s keeps that" % (names(came_new), what, keeps))
    else:
        if came_new:
            print("xtask: installed in this lab, and not in its image: %s. The lines that keep that:" % names(came_new))
            for kind, spec in came_new:
                print("  environment.yml:   - %s" % spec if kind == "conda" else "  requirements.txt:  %s" % spec)
        if gone:
            print("xtask: uninstalled in this lab, and still in its image: %s." % names(gone))
        if found:
            print("xtask: these commands write that:")
        for command in commands(found):
            print("  %s" % command)


main(*sys.argv[1:])
