"""conda_meta.py: notes in conda-meta/ what has been laid down, in Conda's form.

The notes are the same whoever has laid a package down, from which mirror and on what day: they say what the package says of
itself, and not what its channel said when the solver asked.
This is template/conda_meta.py; docker/conda_meta.py is its copy.
"""

import json
import os
import re

from package_list import digest


def public(url):
    """An address without what gives access: a user with a password, or a token."""
    return re.sub(r"/t/[^/]+/", "/", re.sub(r"//[^/@]*@", "//", url))


def paths(contents, prefix):
    """The files that are a package's, and what is known of each."""
    for file in contents.files:
        said = {**file.said, "_path": file.target}
        if "sha256" in said:
            patched = file.is_patched and (prefix / file.target).is_file()
            said["sha256_in_prefix"] = digest(prefix / file.target, "sha256") if patched else said["sha256"]
        yield said
    for file in contents.to_compile:
        compiled = contents.compiled(file)
        if os.path.exists(f"{prefix}/{compiled}"):
            yield {"_path": compiled, "path_type": "pyc_file"}
    for name in contents.entry_points:
        yield {"_path": f"bin/{name}", "path_type": "unix_python_entry_point"}


def record(package, contents, prefix):
    """What Conda has to know of a package in an environment."""
    known = list(paths(contents, prefix))
    noarch = contents.index.get("noarch")
    kind = {"package_type": f"noarch_{'python' if noarch == 'python' else 'generic'}"} if noarch else {}
    url = public(package.url)
    return {
        **contents.index,
        **kind,
        **package.sums,
        "channel": url.rpartition("/")[0],
        "url": url,
        "fn": package.file.name,
        "size": package.file.stat().st_size,
        "files": [path["_path"] for path in known],
        "paths_data": {"paths_version": 1, "paths": known},
        "link": {"source": str(package.file.with_name(package.name)), "type": 3},
    }


def note(packages, all_contents, prefix):
    """Writes the notes. The history stays empty, or each part's layer would depend on the parts below: the activation step
    writes what environment.yml asks for."""
    for package, contents in zip(packages, all_contents):
        write(prefix / f"conda-meta/{package.name}.json", json.dumps(record(package, contents, prefix), indent=2, sort_keys=True))
    write(prefix / "conda-meta/history", "")


def write(path, text):
    """A new file, whatever mode the one before had."""
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    path.write_text(text)
