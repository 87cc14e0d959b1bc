"""ask.py FOLDER...: what repo2docker makes of each folder, a line of JSON for each.

It asks the classes of repo2docker, so that one process serves for a whole table, and builds nothing.
"""

import json
import logging
import os
import sys

from repo2docker.app import Repo2Docker
from repo2docker.buildpacks import CondaBuildPack, RBuildPack
from repo2docker.buildpacks.r import RSPM_CUTOFF_DATE

logging.disable(logging.CRITICAL)
app = Repo2Docker()


def chosen():
    """The builder that takes the folder, or the one for all others."""
    for pack in app.buildpacks:
        found = pack("base")
        if found.detect():
            return found
    return app.default_buildpack("base")


def asked(pack):
    """What the builder says of itself."""
    said = {"builder": type(pack).__name__.removesuffix("BuildPack")}
    if not isinstance(pack, CondaBuildPack):
        return said
    pack.platform = "linux/amd64"
    pack.get_build_script_files()
    said |= {"python": pack.python_version, "second": bool(pack.separate_kernel_env)}
    if isinstance(pack, RBuildPack):
        # The rest of its questions are for a server.
        pack.r_version
        if pack.checkpoint_date < RSPM_CUTOFF_DATE:
            raise RuntimeError("a snapshot that is gone")
        pack.get_build_scripts = lambda: []
    if said["builder"] == "JuliaRequire":
        pack.build()
    steps = pack.get_preassemble_scripts() + pack.get_assemble_scripts()
    text = "\n".join(step for _, step in steps)
    said |= {
        "environment": "env update" in text,
        "requirements": "requirements.txt" in text,
        "project": "install --no-cache-dir ." in text,
        "irkernel": "r-irkernel" in text or isinstance(pack, RBuildPack),
    }
    return said


for folder in sys.argv[1:]:
    os.chdir(folder)
    try:
        said = asked(chosen())
    except Exception as error:
        said = {"refused": f"{type(error).__name__}: {error}"}
    print(json.dumps(said))
