"""requirements.py LINES: for each requirement of the JSON list LINES, what this Python has installed for it."""

import json
import re
import sys
from importlib import metadata

from pip._vendor.packaging.requirements import InvalidRequirement, Requirement


def look_up(line):
    text = re.split(r" +(?:--|#)", line)[0]
    egg = re.search(r"#egg=([\w.-]+)", line)
    try:
        requirement = Requirement(text)
    except InvalidRequirement:
        # An address alone does not say which package it is, nor of which version.
        if not egg:
            return {"spec": line, "found": "not looked up: an address without a name", "satisfied": True}
        requirement = Requirement(egg[1])
    if requirement.marker and not requirement.marker.evaluate():
        return {"spec": line, "found": "not for this Python", "satisfied": True}
    try:
        version = metadata.version(requirement.name)
    except metadata.PackageNotFoundError:
        return {"spec": line, "found": "", "satisfied": False}
    return {"spec": line, "found": version, "satisfied": requirement.specifier.contains(version, prereleases=True)}


print(json.dumps([look_up(line) for line in json.loads(sys.argv[1])], ensure_ascii=False))
