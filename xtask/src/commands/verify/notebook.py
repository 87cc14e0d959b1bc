"""notebook.py DOOR TEXT: runs TEXT in the JupyterLab of this container, through the websockets that the browser uses.

DOOR is `terminal`, `python` (a cell of a notebook), `shell` (a cell with `!`) or `subprocess` (a cell that starts a shell).
"""

import asyncio
import base64
import json
import pathlib
import re
import sys
import time
import uuid

from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import websocket_connect

# Where site.rs has JupyterLab write its address.
RUNTIME = pathlib.Path("/tmp/verify-jupyter")

# In seconds; verify.rs waits longer than that for all of it.
PATIENCE = 270


class Lab:
    def __init__(self):
        self.end = time.monotonic() + PATIENCE
        while True:
            try:
                about = json.loads(next(RUNTIME.glob("jpserver-*.json")).read_text())
                break
            except (StopIteration, ValueError):
                if time.monotonic() > self.end:
                    sys.exit("JupyterLab does not start: " + pathlib.Path(f"{RUNTIME}.log").read_text()[-500:])
                time.sleep(0.1)
        self.address = f"127.0.0.1:{about['port']}{about['base_url']}"
        self.headers = {"Authorization": f"token {about['token']}"}

    async def call(self, method, path, body=None):
        request = HTTPRequest(f"http://{self.address}api/{path}", method, self.headers, body, request_timeout=PATIENCE)
        return json.loads((await self.fetch(request)).body or b"null")

    async def fetch(self, request):
        """The answer. From jupyter_server 2.21 on its file is there before it listens."""
        while True:
            try:
                return await AsyncHTTPClient().fetch(request)
            except ConnectionRefusedError:
                if time.monotonic() > self.end:
                    raise
                await asyncio.sleep(0.1)

    def socket(self, path):
        return websocket_connect(HTTPRequest(f"ws://{self.address}{path}", headers=self.headers))


def as_command(text):
    return f'eval "$(echo {base64.b64encode(text.encode()).decode()} | base64 -d)"'


async def type_in_terminal(lab, text):
    name = (await lab.call("POST", "terminals", ""))["name"]
    socket = await lab.socket(f"terminals/websocket/{name}")
    socket.write_message(json.dumps(["stdin", "echo; " + as_command(text) + "\r"]))
    screen = ""
    while "@end=yes" not in screen:
        kind, *rest = json.loads(await socket.read_message())
        screen += rest[0] if kind == "stdout" else ""
    await lab.call("DELETE", f"terminals/{name}")
    lines = re.sub(r"\x1b\[[?0-9;]*[a-zA-Z]|\r", "", screen).splitlines()
    facts = [line for line in lines if line.startswith("@")]
    others = [line for line in lines if line.strip() and line not in facts]
    print("\n".join(facts + others[:1]))


async def run_cell(lab, code):
    kernel = (await lab.call("POST", "kernels", json.dumps({"name": "python3"})))["id"]
    socket = await lab.socket(f"api/kernels/{kernel}/channels")
    header = {"msg_id": uuid.uuid4().hex, "msg_type": "execute_request", "username": "", "session": "verify", "version": "5.3"}
    content = {"code": code, "silent": False, "store_history": False, "user_expressions": {}, "allow_stdin": False}
    message = {"channel": "shell", "header": header, "parent_header": {}, "metadata": {}, "content": content}
    socket.write_message(json.dumps(message))
    while True:
        answer = json.loads(await socket.read_message())
        content = answer["content"]
        if answer["parent_header"].get("msg_id") != header["msg_id"]:
            continue
        if answer["msg_type"] == "stream":
            getattr(sys, content["name"]).write(content["text"])
        elif answer["msg_type"] == "error":
            print(content["ename"], content["evalue"], file=sys.stderr)
        elif answer["msg_type"] == "status" and content["execution_state"] == "idle":
            break
    await lab.call("DELETE", f"kernels/{kernel}")


async def main(door, text):
    lab = Lab()
    if door == "terminal":
        return await type_in_terminal(lab, text)
    if door == "shell":
        text = "!" + as_command(text)
    elif door == "subprocess":
        text = f"import subprocess\nprint(subprocess.run({text!r}, shell=True, capture_output=True, text=True).stdout, end='')"
    await run_cell(lab, text)


try:
    asyncio.run(main(*sys.argv[1:]))
except Exception as error:
    sys.exit(f"{type(error).__name__}: {error}; JupyterLab says: " + pathlib.Path(f"{RUNTIME}.log").read_text()[-2000:])
