"""imports.py PREFIX NAMES LINES: whether what the Conda packages NAMES and the requirements LINES, JSON lists, bring can be imported."""

import glob
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata

# A package that computes at its first import takes long; all of them together end before whoever asked gives up.
ONE, ALL, AT_A_TIME = 60, 240, 4
# Nobody imports these, whichever package has them.
OTHERS = {"benchmarks", "conftest", "docs", "doc", "examples", "scripts", "setup", "test", "testing", "tests"}
# The driver of a GPU comes from the machine, and this one may have none.
DRIVER = re.compile(r"(libcuda|libnvidia[\w-]*|libnvcuvid)\.so[.\d]*|CUDA driver|no CUDA-capable device|NVIDIA driver")
MISSING = re.compile(r"([\w.+-]+\.so[.\d]*): cannot open shared object file")


def normalised(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def modules(files):
    """The names at the top of site-packages."""
    found = set()
    for file in files:
        path = re.sub(r"^.*site-packages/", "", str(file))
        match = re.match(r"([A-Za-z]\w*)(/__init__\.py|\.py|(\.(cpython|abi3)[\w.-]*)?\.so)$", path)
        if match and match[1] not in OTHERS:
            found.add(match[1])
    return sorted(found)


def of_conda(prefix, name):
    folder = os.path.join(prefix, "conda-meta")
    for entry in sorted(os.listdir(folder)):
        if entry.endswith(".json") and entry.rsplit("-", 2)[0] == name:
            with open(os.path.join(folder, entry), encoding="utf-8") as record:
                files = json.load(record).get("files", [])
            return modules(file for file in files if "site-packages/" in file)
    return []


def of_pip(prefix, line):
    """The name of the requirement's package, and its modules."""
    egg = re.search(r"#egg=([\w.-]+)", line)
    # An address alone does not say which package it is.
    name = egg or (None if re.match(r"-|[\w+.-]+://", line) else re.match(r"[A-Za-z0-9][\w.-]*", line))
    if not name:
        return None, []
    name = name[1] if egg else name[0]
    sites = glob.glob(os.path.join(prefix, "lib", "python*", "site-packages"))
    for found in metadata.Distribution.discover(name=name, path=sites):
        return name, modules(file for file in found.files or [] if ".." not in str(file))
    return name, []


def asked_for(package, found):
    """The modules that are imported, and whether the package is of no use without: those with its name, or a few if none is."""
    name = normalised(package)
    own = [module for module in found if normalised(module) in (name, name.replace("-", ""))]
    return [(module, True) for module in own] or [(module, len(found) == 1) for module in found[:3]]


def answer(package, module, state, said):
    missing = MISSING.search(said)
    library = missing[1] if missing and not DRIVER.search(missing[1]) else ""
    return {"package": package, "module": module, "state": state, "said": said[:300], "library": library}


def run(python, module, folder, left):
    """The status of the import, and what it said; the status is None if it was given up."""
    program = "import importlib, sys; importlib.import_module(sys.argv[1])"
    null = subprocess.DEVNULL
    # A file and no pipe: a process that the module has started would keep it open.
    with tempfile.TemporaryFile(dir=folder) as log:
        command = [python, "-c", program, module]
        child = subprocess.Popen(command, stdin=null, stdout=null, stderr=log, cwd=folder, start_new_session=True)
        try:
            status = child.wait(left)
        except subprocess.TimeoutExpired:
            status = None
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
        log.seek(0)
        return status, log.read().decode(errors="replace")


def last_error(log):
    """What Python said at last: the line with the name of the error and those that belong to it, in one."""
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    names = [number for number, line in enumerate(lines) if re.match(r"[\w.]+(Error|Exception|Exit|Interrupt)\b", line)]
    return " ".join(lines[names[-1] :] if names else lines[-1:])


def tried(python, package, module, is_main, folder, end):
    left = min(ONE, end - time.monotonic())
    if left <= 0:
        return answer(package, module, "cannot", "there was no time left to try it")
    status, log = run(python, module, folder, left)
    if status is None:
        return answer(package, module, "cannot", "the import takes longer than it was given")
    if status == 0:
        return answer(package, module, "ok", "")
    said = last_error(log) or f"it ends with status {status}"
    if DRIVER.search(said):
        return answer(package, module, "cannot", "it needs the driver of a GPU, which this machine does not give it")
    # What a program refuses for want of a screen or a setting is its own business; a part that is missing is not.
    is_missing = re.match(r"(ImportError|ModuleNotFoundError)\b", said) and is_main
    return answer(package, module, "bad" if is_missing or MISSING.search(said) else "cannot", said)


def main():
    prefix, names, lines = sys.argv[1], json.loads(sys.argv[2]), json.loads(sys.argv[3])
    wanted = [(name, of_conda(prefix, name)) for name in names] + [of_pip(prefix, line) for line in lines]
    wanted = [(package, *module) for package, found in wanted if package for module in asked_for(package, found)]
    wanted = sorted(set(wanted))
    python = os.path.join(prefix, "bin", "python")
    end = time.monotonic() + ALL
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(AT_A_TIME) as pool:
        results = list(pool.map(lambda it: tried(python, *it, folder, end), wanted))
    print(json.dumps(results, ensure_ascii=False))


main()
