"""conda_reader.py FOLDER OURS: what Conda's and pip's own code read in each folder below FOLDER, and in the one of the same
name below OURS, where the files are that this tool made of it. One JSON object: name -> {"conda": …, "ours": …}."""

import io
import json
import os
import shlex
import shutil
import sys
import tempfile

from conda.env.env import from_file
from conda.models.match_spec import MatchSpec
from pip._internal.network.session import PipSession
from pip._internal.req.req_file import parse_requirements
from pip._vendor.packaging.requirements import InvalidRequirement, Requirement


def requirement(text):
    """A requirement in one spelling, as far as it has the standard's grammar."""
    try:
        parsed = Requirement(text)
    except InvalidRequirement:
        return text
    parsed.name = parsed.name.lower().replace("_", "-").replace(".", "-")
    return str(parsed)


def requirements(folder, lines):
    """What pip reads in these lines, whose `-r` are relative to the folder, and the options among them."""
    path = os.path.join(folder, "lines-of-pip.txt")
    with open(path, "w") as file:
        file.write("\n".join(lines) + "\n")
    found = set()
    for parsed in parse_requirements(path, session=PipSession()):
        kind = "constraint" if parsed.constraint else "editable" if parsed.is_editable else "requirement"
        found.add(f"{kind} {requirement(parsed.requirement)}")
    return sorted(found)


def read(folder, name):
    """The file as Conda sees it; the error if it sees none."""
    try:
        environment = from_file(os.path.join(folder, name))
        specs = sorted({str(MatchSpec(spec)) for spec in environment.dependencies.get("conda", [])})
        lines = list(environment.dependencies.get("pip", []))
        return {
            # Conda adds those of its configuration behind `defaults` elsewhere; here they are as written, each once.
            "channels": list(dict.fromkeys(environment.channels)),
            "dependencies": specs,
            "variables": {key: str(value) for key, value in (environment.variables or {}).items()},
            "pip": lines,
        }
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}".splitlines()[0]}


def variables(folder):
    """What the script of the image gives to `conda env config vars set`."""
    path = os.path.join(folder, "variables.sh")
    if not os.path.exists(path):
        return {}
    with open(path) as file:
        words = shlex.split(file.read(), comments=True)
    start = words.index("set") + 3 if "set" in words else len(words)
    return dict(word.split("=", 1) for word in words[start:] if "=" in word)


def both(folder, ours):
    """What Conda reads in the user's files, and in those that were made of them."""
    inner = [name for name in ("binder", ".binder") if os.path.isdir(os.path.join(folder, name))]
    folder = os.path.join(folder, *inner)
    names = [name for name in ("environment.yml", "environment.yaml") if os.path.exists(os.path.join(folder, name))]
    made = {"error": "refused"}
    if os.path.exists(os.path.join(ours, "environment.yml")):
        made = read(ours, "environment.yml")
        made["variables"] = variables(ours)
        files = [("-r", "requirements.txt"), ("-c", "constraints.txt")]
        made["pip"] = guarded(ours, [f"{o} {f}" for o, f in files if os.path.exists(os.path.join(ours, f))])
    conda = read(folder, names[0]) if names else {"error": "there is none"}
    if not names:
        # Then Conda has nothing to read, and only pip's lines can be compared.
        conda = made if "error" in made else {**made, "pip": []}
    if "error" not in conda:
        lines = conda["pip"]
        # This tool installs requirements.txt also if no line names it, and `pip` for it, as xtask/docs/new-project.md says.
        named = any("requirements.txt" in line for line in lines)
        if os.path.exists(os.path.join(folder, "requirements.txt")) and not named:
            lines = lines + ["-r requirements.txt"]
            conda["dependencies"] = sorted({*conda["dependencies"], *([] if has_pip(conda) else ["pip"])})
        conda["pip"] = guarded(folder, lines)
    return {"conda": conda, "ours": made}


def has_pip(conda):
    return any(MatchSpec(spec).name == "pip" for spec in conda["dependencies"])


def guarded(folder, lines):
    try:
        return requirements(folder, lines)
    except Exception as error:
        return [f"error: {type(error).__name__}"]


answer = {}
chatter, sys.stdout = sys.stdout, io.StringIO()
with tempfile.TemporaryDirectory() as scratch:
    for name in sorted(os.listdir(sys.argv[1])):
        folders = [shutil.copytree(os.path.join(root, name), os.path.join(scratch, str(index), name))
                   for index, root in enumerate(sys.argv[1:3])]
        answer[name] = both(*folders)
sys.stdout = chatter
print(json.dumps(answer))
