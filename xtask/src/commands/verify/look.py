# Prints what this Python of the container has, in the same lines as look.sh.
import os
import re
import shutil
import subprocess
import sys
import sysconfig


def say(name, value):
    print(f"@{name}={value}", flush=True)


def run(*command):
    try:
        return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout
    except OSError as error:
        return str(error)


say("env", b"".join(name + b"=" + value + b"\0" for name, value in os.environb.items()).hex())
say("python", shutil.which("python"))
say("prefix", sys.prefix)
listed = re.findall("^# packages in environment at (.*):$", run("conda", "list"), re.MULTILINE)
listed = listed[0] if listed else "none"
say("list", listed)

say("install", listed if os.access(f"{listed}/conda-meta/history", os.W_OK) else "not writable")
ours = os.access(sysconfig.get_path("purelib"), os.W_OK) and shutil.which("pip") == f"{sys.prefix}/bin/pip"
say("pip", sys.prefix if ours else "not writable")
say("end", "yes")
