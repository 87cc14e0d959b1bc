"""Opens a terminal of the lab in whose container this runs, without a word on where it is to begin, as the menu does it, and a
kernel. Prints the folder of the terminal, and what the kernel sees of variables of which Conda was told after the lab began."""

import json
import os
import subprocess
import time
from pathlib import Path
from urllib.request import Request, urlopen

from jupyter_client import BlockingKernelClient
from jupyter_core.paths import jupyter_runtime_dir

headers = {"Authorization": "token " + os.environ["JUPYTER_TOKEN"]}


def start(what):
    return json.load(urlopen(Request("http://127.0.0.1:8888/api/" + what, b"{}", headers, method="POST")))


def eventually(ask, seconds=60):
    """The first answer that is not empty."""
    end = time.monotonic() + seconds
    while not (answer := ask()):
        assert time.monotonic() < end
        time.sleep(0.1)
    return answer


def terminals():
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if b"\0JUPYTER_SERVER_ROOT=" in (folder / "environ").read_bytes():
                yield os.readlink(folder / "cwd")
        except OSError:
            pass


def conda(*words):
    subprocess.run(["conda", "env", "config", "vars", *words], check=True, capture_output=True)


conda("set", "NEW=it's $5 #")
conda("unset", "PROJECT_VARIABLE")
start("terminals")
print("terminal:", eventually(lambda: list(terminals()))[0])
kernel = start("kernels")["id"]
file = Path(jupyter_runtime_dir()) / f"kernel-{kernel}.json"
eventually(file.exists)
client = BlockingKernelClient(connection_file=str(file))
client.load_connection_file()
client.start_channels()


def ready():
    try:
        client.wait_for_ready(timeout=60)
        return True
    except RuntimeError:  # On a busy machine a kernel that is about to begin counts as dead.
        return False


eventually(ready)
code = "import os; print('kernel:', os.environ.get('NEW'), os.environ.get('PROJECT_VARIABLE'))"
client.execute_interactive(code, output_hook=lambda message: print(message["content"].get("text", ""), end=""))
