"""pip, choosing packages for the channel's Python instead of the one that runs it.

`pip download --python-version` takes the version for the tags of wheels and for Requires-Python, but still
evaluates environment markers such as `python_version < "3.12"` for the interpreter it runs on.  With another
interpreter than the channel's, dependencies would be missing.  This script corrects the markers and starts pip.
"""

from __future__ import annotations

import sys

import pip._vendor.packaging.markers as markers
from pip._internal.cli.main import main

from world import PYTHON, PYTHON_FULL

TARGET = {"python_version": PYTHON, "python_full_version": PYTHON_FULL, "implementation_version": PYTHON_FULL}


def target_environment(original=markers.default_environment) -> dict[str, str]:
    """The environment markers of the channel's Python."""
    return {**original(), **TARGET}


if __name__ == "__main__":
    markers.default_environment = target_environment
    sys.exit(main())
