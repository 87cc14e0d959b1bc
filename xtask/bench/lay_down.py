"""lay_down.py SERVER FOLDER SPEC...: the floor of an environment, laid down by rattler and compiled to byte-code, and nothing else.

It runs in an environment of its own that has py-rattler.  Solving and downloading come before and are not counted.  Files are
copied out of the cache, since an image has to have its own.  It prints the packages and the seconds as JSON.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from pathlib import Path

from rattler import Channel, Gateway, VirtualPackage, install, solve
from rattler.config import Config

COPIES = "allow-hard-links = false\nallow-ref-links = false\nallow-symbolic-links = false\n"


async def main(server: str, folder: Path, *specs: str) -> None:
    channel, lists, found = Channel(f"{server}/conda-forge"), Gateway(cache_dir=folder / "lists"), VirtualPackage.detect()
    # Conda, too, gives each Python its pip.
    records = await solve([channel], specs, lists, virtual_packages=found, add_pip_as_python_dependency=True)
    seconds = 0.0
    # The first time fills the cache.
    for name in ("first", "env"):
        os.sync()
        start = time.monotonic()
        prefix, cache = folder / name, folder / "packages"
        await install(records, prefix, cache, show_progress=False, config=Config.from_toml(COPIES))
        compile_all(prefix)
        seconds = time.monotonic() - start
    print(json.dumps({"packages": len(records), "seconds": seconds}))


def compile_all(prefix: Path) -> None:
    """Compiles what packages for every Python have brought, as Conda does, on all processors."""
    notes = [json.loads(note.read_text()) for note in (prefix / "conda-meta").glob("*.json")]
    files = [file for note in notes if note.get("noarch") == "python" for file in note["files"]]
    text = "\n".join(file for file in files if file.endswith(".py") and "/site-packages/" in file)
    command = ["bin/python", "-m", "compileall", "-q", "-l", "-j", "0", "-i", "-"]
    # A file for a later Python is no mistake.
    subprocess.run(command, cwd=prefix, input=text, text=True, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


asyncio.run(main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:]))
