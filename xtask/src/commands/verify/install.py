# Does what install.sh does, by the programs `conda` and `pip` that this Python finds.
import glob
import re
import subprocess


def say(name, value):
    print(f"@{name}={value}", flush=True)


def run(*command):
    try:
        answer = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        return answer.stdout
    except OSError as error:
        return str(error)


def last_line(text):
    return ([""] + text.strip().splitlines())[-1]


said = run("conda", "install", "--yes", "--quiet", "--no-deps", conda_package)  # noqa: F821
there = glob.glob(f"{environment}/conda-meta/{conda_package}-[0-9]*.json")  # noqa: F821
say("install", environment if there else f"not there: {last_line(said)}")  # noqa: F821
if pip_package:  # noqa: F821
    said = run("pip", "install", "--quiet", pip_package)  # noqa: F821
    where = re.search("^Location: (.*)/lib/python3", run("pip", "show", pip_package), re.MULTILINE)  # noqa: F821
    say("pip", where[1] if where else f"not there: {last_line(said)}")
say("end", "yes")
