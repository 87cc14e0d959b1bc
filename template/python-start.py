"""Runs at each start of the environment's Python and of Conda's own, by one line of a .pth file that lies beside it.

It puts the project's folder src/ behind all other places of `import`, in the environment's Python alone. In a running
container it also sees to what lab-packages.py says at the end of `pip install`, `conda install` and JupyterLab, and a new
kernel to what `conda env config vars set` has said since its server began.
A start costs less than a millisecond more, and never fails. Any Python from 2.7 on reads it.
This is template/python-start.py; docker/python-start.py is its copy.
"""
import os
import sys

# What is process 1 of a container that runs. In a build that is a shell.
_RUNS = (b"docker-init", b"podman-init", b"catatonit", b"tini", b"jupyter", b"jupyter-lab")


def _words(process):
    with open("/proc/%s/cmdline" % process, "rb") as cmdline:
        return cmdline.read().split(b"\0")


def _distributions():
    folders = [folder for folder in sys.path if folder.endswith("site-packages") and os.path.isdir(folder)]
    return set(name for folder in folders for name in os.listdir(folder) if name.endswith(".dist-info"))


def _say(how, since="0"):
    import subprocess

    subprocess.call(["/opt/conda/bin/python", "/opt/docker/lab-packages.py", how, since], stdout=2)


def _after_pip(before, since):
    gone = before - _distributions()
    if gone:
        with open("/tmp/.pip-uninstalled", "a") as log:
            log.write("".join("%s\n" % name.split("-")[0] for name in sorted(gone)))
    _say("hint", since)


def _quietly(function, *arguments):
    try:
        function(*arguments)
    except Exception:
        pass


def _take_variables():
    """As activate.sh does it for a shell."""
    path = "/opt/env/conda-meta/state"
    changed = os.stat(path).st_mtime_ns
    is_known = os.environ.get("_ENV_STATE") == str(changed)
    if is_known or os.environ.get("CONDA_PREFIX") != "/opt/env" or changed <= os.stat("/opt/docker/exports.sh").st_mtime_ns:
        return
    import json

    with open(path) as state:
        variables = json.load(state).get("env_vars", {})
    os.environ["_ENV_STATE"] = str(changed)
    for name, value in variables.items():
        if value == "***unset***":
            os.environ.pop(name, None)
        elif name.isidentifier():
            os.environ[name] = value


def _start():
    source = os.path.join(os.environ.get("REPO_DIR", "/nonexistent"), "src")
    if sys.prefix == "/opt/env" and os.path.isdir(source):
        sys.path.append(source)
    words = _words("self")[1:]
    # A kernel of any language that Python runs is told of its file by its server.
    if sys.prefix == "/opt/env" and any(b"/kernel-" in word for word in words):
        return _take_variables()
    program = os.path.basename(words[1 if words[0] == b"-m" else 0])
    if not program.startswith((b"pip", b"conda", b"jupyter-lab")):
        return
    if not any(os.path.basename(word) in _RUNS for word in _words(1)):
        return
    import atexit
    import time

    if program.startswith(b"jupyter"):
        # The lab itself, and not another command of its name in one of its terminals.
        if 1 in (os.getpid(), os.getppid()):
            atexit.register(_quietly, _say, "end")
    elif program.startswith(b"conda") and set(words) & {b"install", b"update", b"upgrade"}:
        atexit.register(_quietly, _say, "hint", str(time.time()))
    elif set(words) & {b"install", b"uninstall"}:
        atexit.register(_quietly, _after_pip, _distributions(), str(time.time()))


_quietly(_start)
