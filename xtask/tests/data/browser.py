"""Opens a JupyterLab in headless Chromium and waits for its launcher.

    browser.py CHROMIUM URL PNG SECONDS [CELL]

Prints the page's title, the number of dialogs, each card of the launcher and each dialog's text, and saves a picture of
the page. With CELL it does what a newcomer does: makes a notebook from the launcher, types that into its first cell, runs it,
and saves; then it prints what the cell's output is.
Speaks the DevTools protocol over two pipes (JSON, each message ended by a NUL), which needs no library.
"""

import base64
import json
import os
import select
import subprocess
import sys
import tempfile
import time

# The launcher has a card for each kernel; the text is there as soon as the card is.
LOOK = """JSON.stringify({title: document.title,
  cards: [...document.querySelectorAll('.jp-LauncherCard')].map(card => card.innerText.trim()),
  splash: !!document.querySelector('#jupyterlab-splash'),
  dialogs: [...document.querySelectorAll('.jp-Dialog')].map(dialog => dialog.innerText.trim())})"""


# Seconds for an answer. Beside a build, on a cold machine, Chromium has been seen to give none for longer.
ANSWER = 60


# Chromium ends all requests when an interface of this machine comes or goes, as one does with each container beside the
# test. A page that lost a stylesheet to it says nothing of JupyterLab, and is loaded again.
CHANGED = "net::ERR_NETWORK_CHANGED"


class Silent(Exception):
    """Chromium has not answered a call, or with an error: the page may have been on its way."""


class Browser:
    def __init__(self, chromium: str, profile: str) -> None:
        self.number = 0
        self.unread = b""
        # Why requests of the page have failed, in Chromium's words.
        self.failures: list[str] = []
        ours_in, theirs_out = os.pipe()
        theirs_in, ours_out = os.pipe()

        def place_pipes() -> None:
            # The numbers are Chromium's choice. Copies first: one of the pipes may have the other's number.
            read, write = os.dup(theirs_in), os.dup(theirs_out)
            os.dup2(read, 3)
            os.dup2(write, 4)

        options = ["--headless=new", "--remote-debugging-pipe", f"--user-data-dir={profile}", "--window-size=1280,800"]
        # A container or root has no sandbox, /dev/shm may be small, and the page is our own.
        options += ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--no-first-run", "--hide-scrollbars"]
        self.process = subprocess.Popen(
            [chromium, *options, "about:blank"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            close_fds=False,
            preexec_fn=place_pipes,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        self.read, self.write = ours_in, ours_out

    def call(self, method: str, session: str = "", **parameters: object) -> dict:
        """Calls a method and waits for its answer; of the events before it, only failed requests are of interest."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self.write, json.dumps(message).encode() + b"\0")
        deadline = time.monotonic() + ANSWER
        while True:
            while b"\0" not in self.unread:
                if not select.select([self.read], [], [], max(0, deadline - time.monotonic()))[0]:
                    raise Silent(f"chromium has not answered {method}")
                chunk = os.read(self.read, 1 << 20)
                if not chunk:
                    raise SystemExit(f"chromium ended at {method}")
                self.unread += chunk
            answer, self.unread = self.unread.split(b"\0", 1)
            answer = json.loads(answer)
            if answer.get("method") == "Network.loadingFailed" and not answer["params"].get("canceled"):
                self.failures.append(answer["params"]["errorText"])
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise Silent(f"chromium has answered {method} with {answer['error']}")
                return answer["result"]


def main() -> None:
    chromium, url, png, seconds = sys.argv[1:5]
    deadline = time.monotonic() + float(seconds)
    while True:
        try:
            return attempt(chromium, url, png, deadline)
        except Silent as silent:
            if time.monotonic() > deadline:
                raise SystemExit(str(silent)) from silent


def attempt(chromium: str, url: str, png: str, deadline: float) -> None:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = Browser(chromium, profile)
        try:
            look(browser, url, png, deadline)
        finally:
            browser.process.kill()
            browser.process.wait()


def look(browser: Browser, url: str, png: str, deadline: float) -> None:
    target = browser.call("Target.createTarget", url="about:blank")["targetId"]
    session = browser.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    browser.call("Network.enable", session)
    # The window is 800 pixels high, with its frame; the page is to be that.
    size = {"width": 1280, "height": 800, "deviceScaleFactor": 1, "mobile": False}
    browser.call("Emulation.setDeviceMetricsOverride", session, **size)
    while True:
        page = load(browser, session, url, deadline)
        if page and CHANGED not in browser.failures:
            break
        if time.monotonic() > deadline:
            raise SystemExit(f"the network of this machine changed at each try: {browser.failures}")
    with open(png, "wb") as file:
        file.write(base64.b64decode(browser.call("Page.captureScreenshot", session)["data"]))
    dialogs = page["dialogs"]
    print("\n".join([page["title"], f"dialogs: {len(dialogs)}", *page["cards"], *dialogs, *browser.failures]))
    for cell in sys.argv[5:]:
        write(browser, session, cell, deadline)


def write(browser: Browser, session: str, cell: str, deadline: float) -> None:
    def until(what: str, expression: str) -> object:
        while True:
            value = browser.call("Runtime.evaluate", session, expression=expression)["result"].get("value")
            if value:
                return value
            if time.monotonic() > deadline:
                raise SystemExit(f"not on the page: {what}")
            time.sleep(0.1)

    def click(what: str, selector: str) -> None:
        until(what, f"((it) => it && (it.click(), true))(document.querySelector(`{selector}`))")

    def press(key: str, code: int, modifiers: int = 0, text: str = "") -> None:
        keys = {"key": key, "code": key, "windowsVirtualKeyCode": code, "modifiers": modifiers}
        browser.call("Input.dispatchKeyEvent", session, type="keyDown", text=text, **keys)
        browser.call("Input.dispatchKeyEvent", session, type="keyUp", **keys)

    shift, control = 8, 2
    # Keys go to a page that has the focus.
    browser.call("Emulation.setFocusEmulationEnabled", session, enabled=True)
    click("a kernel's card", ".jp-LauncherCard[data-category='Notebook']")
    idle = ".jp-NotebookPanel .jp-Notebook-ExecutionIndicator[data-status='idle']"
    until("a kernel at rest", f"!!document.querySelector(`{idle}`)")
    # JupyterLab makes the first cell anew a moment after it is there, and keys that come while it is busy are lost: a person
    # sees that, and does it again.
    code = "document.querySelector('.jp-NotebookPanel .jp-Cell .cm-content')"
    output = "document.querySelector('.jp-NotebookPanel .jp-OutputArea-output')?.innerText.trim() || ' '"
    while (printed := until("an output", output)) == " ":
        until("a cell with the focus", f"{code}?.focus(), !!document.activeElement?.closest('.jp-Cell .cm-content')")
        if until("a cell", f"{code}?.innerText").strip() == cell:
            press("Enter", 13, shift, "\r")
        else:
            browser.call("Input.insertText", session, text=cell)
        time.sleep(1)
        if time.monotonic() > deadline:
            raise SystemExit("the cell has no output")
    print(printed)
    # At the first time JupyterLab asks for a name. A key that comes while it is busy with the next cell is lost.
    state = "it => it ? (it.click(), 'asked') : document.querySelector('.jp-mod-dirty') ? 'dirty' : 'saved'"
    state = f"({state})(document.querySelector('.jp-Dialog .jp-mod-accept'))"
    while (found := until("a notebook", state)) != "saved":
        if time.monotonic() > deadline:
            raise SystemExit(f"the notebook is {found}")
        if found == "dirty":
            press("s", 83, control)
        time.sleep(1)


def load(browser: Browser, session: str, url: str, deadline: float) -> dict:
    """Loads the page, and waits until its launcher is drawn; an empty answer if Chromium gave up a request of its own."""
    browser.failures.clear()
    browser.call("Page.navigate", session, url=url)
    while True:
        result = browser.call("Runtime.evaluate", session, expression=LOOK)["result"]
        page = json.loads(result.get("value", "{}"))
        if page.get("cards") and not page["splash"]:
            break
        if time.monotonic() > deadline:
            raise SystemExit(f"no launcher on the page: {page}; requests that failed: {browser.failures}")
        if CHANGED in browser.failures:
            return {}
        time.sleep(0.1)
    # The cards are there before their icons are drawn; a frame that is painted twice has them.
    painted = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 500))))"
    browser.call("Runtime.evaluate", session, expression=painted, awaitPromise=True)
    return json.loads(browser.call("Runtime.evaluate", session, expression=LOOK)["result"]["value"])


if __name__ == "__main__":
    main()
