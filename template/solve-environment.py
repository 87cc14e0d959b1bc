"""solve-environment.py FOLDER|--json: asks Conda which packages /opt/docker/environment.yml means, each after what it needs.
FOLDER gets them as explicit lists, which install-packages.py reads; `cargo xtask lock` gets JSON.

Each package is in one of three parts, which are layers of the image. Python and what it needs comes first, since
packages are compiled with it. The large ones are apart, so that a new version of a small one does not move them.

Nothing is installed. This is template/solve-environment.py; docker/solve-environment.py is its copy.
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ENVIRONMENT = "/opt/docker/environment.yml"
CONDA = "/opt/conda/bin/conda"
# The public address of every channel that is given by its name.
PUBLIC = "https://conda.anaconda.org/"
PARTS = ("python", "large", "rest")
# What the first part is for, and from which size on, packed, a package is a large one.
ROOTS = ("python", "pip")
LARGE = 2 << 20


def read_environment(path):
    """The channels and the specs. The file is generated: each of them is a JSON string on a line of its own."""
    lists = {"channels": [], "dependencies": []}
    for line in open(path):
        if line.startswith("  - "):
            lists[of].append(json.loads(line[4:]))
        elif not line.startswith("#"):
            of = line.partition(":")[0]
    return lists["channels"], lists["dependencies"]


def arguments(channels, specs):
    """What Conda gets. `nodefaults` and variables are understood by its reader of environment files alone, and not by its
    command: without that word, Conda's own channels come behind those of the file."""
    named = [os.path.expandvars(channel) for channel in channels if channel != "nodefaults"]
    only = ["--override-channels"] if "nodefaults" in channels and named else []
    return only + [word for channel in named for word in ("--channel", channel)] + ["--", *specs]


def ask_conda(words):
    """Conda's answer to `create --dry-run`."""
    with tempfile.TemporaryDirectory() as folder:
        # Of a package that is in its cache Conda would not say where it comes from: it gets the lists of the channels alone.
        lists = os.path.join(os.environ.get("CONDA_PKGS_DIRS") or folder, "cache")
        os.makedirs(lists, exist_ok=True)
        if not lists.startswith(folder):
            os.symlink(lists, os.path.join(folder, "cache"))
        command = [CONDA, "create", "--prefix", os.path.join(folder, "env"), "--dry-run", "--json", *words]
        environment = {**os.environ, "CONDA_PKGS_DIRS": folder}
        return subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True).stdout


def read_answer(answer):
    """The packages in the order of their installation, or none and the reason."""
    try:
        answer = json.loads(answer)
        if answer.get("success") is not True:
            return None, (answer.get("error") or answer.get("message") or "Conda gives no reason").strip()
        actions = answer.get("actions", {})
        records = {stem(record["fn"]): record for record in actions.get("FETCH", [])}
        return [package(records[link["dist_name"]]) for link in actions.get("LINK", [])], None
    except (AttributeError, KeyError, ValueError) as error:
        return None, f"Conda's answer cannot be read ({error!r}): {answer}"


def needed(packages):
    """The names of the roots and of all that they need."""
    depends = {package["name"]: package["depends"] or [] for package in packages}
    found, next = set(), [name for name in ROOTS if name in depends]
    while next:
        name = next.pop()
        if name not in found:
            found.add(name)
            next += [other for each in depends[name] if (other := re.split(r"[\s=<>!\[]", each)[0]) in depends]
    return found


def add_parts(packages):
    """Says of each package which part it is in."""
    first = needed(packages)
    for package in packages:
        part = "python" if package["name"] in first else "large" if (package["size"] or 0) >= LARGE else "rest"
        package["part"] = part


def stem(file):
    """The name of a package's file without its ending."""
    return file.removesuffix(".conda").removesuffix(".tar.bz2")


def package(record):
    """What is to be known of a package."""
    known = {name: record.get(name) for name in ("name", "fn", "md5", "sha256", "size", "depends")}
    return {**known, "url": public_url(record["url"])}


def public_url(url):
    """The address at the public channel of what was found at a mirror's."""
    mirror = os.environ.get("CONDA_CHANNEL_ALIAS", "").rstrip("/")
    scheme, _, rest = mirror.partition("://")
    # Conda writes addresses without user and password, in most places.
    for start in (mirror, scheme + "://" + rest.partition("@")[2] if "@" in rest else mirror):
        if start and url.startswith(start + "/"):
            return PUBLIC + url[len(start) + 1 :]
    return url


def lines(package):
    """The lines of a package in an explicit list. A channel need not know the checksums."""
    if package["sha256"]:
        yield "# sha256: {sha256}  {fn}".format(**package)
    yield package["url"] + (f"#{package['md5']}" if package["md5"] else "")


def write(packages, folder):
    """A list for each part, in a tree of its own, as lock/ has them."""
    for part in PARTS:
        path = pathlib.Path(folder, part, "opt/docker", f"{part}.lock")
        path.parent.mkdir(parents=True)
        of_part = [line for package in packages if package["part"] == part for line in lines(package)]
        path.write_text("".join(f"{line}\n" for line in ["@EXPLICIT", *of_part]))


def main(where):
    packages, reason = read_answer(ask_conda(arguments(*read_environment(ENVIRONMENT))))
    add_parts(packages or [])
    if where == "--json":
        print(json.dumps({"error": reason} if reason else {"packages": packages}))
        sys.exit(bool(reason))
    if reason:
        sys.exit(reason)
    write(packages, where)


main(*sys.argv[1:])
