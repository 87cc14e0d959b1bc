# Read by each JupyterLab of the image: it opens where what a person writes outlives the container.
#
# It shows all of ~/app. The file browser, the launcher and a new terminal, also one from the menu, begin in the first folder
# mounted there that can be written, in notebooks/ rather than in another. Without one JupyterLab opens in the home, and says what
# lasts.
# A folder that somebody names, on the command line or in a configuration of their own, is theirs to choose.
# Any Python 3 of an environment may read it.
# This is template/jupyter_server_config.py; docker/jupyter_server_config.py is its copy.
import os
import re
import sys
from pathlib import Path

from jupyter_core.paths import jupyter_config_path

APP = os.environ.get("REPO_DIR", "")


def is_chosen():
    words = sys.argv[1:]
    files = [file for folder in jupyter_config_path() for file in Path(folder).glob("jupyter*config.*") if file.is_file()]
    texts = [file.read_text(errors="replace") for file in files if not file.samefile(__file__)]
    return (
        os.getcwd() != APP
        or any("dir" in word.split("=")[0] for word in words if word.startswith("-"))
        or any(os.path.exists(word) for word in words if not word.startswith("-"))
        or any(re.search("(root|notebook|preferred)_dir", text) for text in texts)
    )


def mounted():
    """The folders mounted in ~/app that can be written, ~/app itself among them."""
    with open("/proc/self/mountinfo", encoding="utf-8", errors="surrogateescape") as table:
        targets = [line.split(" ")[4] for line in table]
    targets = [re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), target) for target in targets]
    targets = [target for target in targets if f"{target}/".startswith(f"{APP}/") and os.access(target, os.W_OK | os.X_OK)]
    return sorted(targets, key=lambda target: target != f"{APP}/notebooks")


def begin_terminals_in(folder, config):
    """The launcher says where a terminal is to begin, and the menu does not. The server itself stays where relative paths begin."""
    try:
        from jupyter_server_terminals.terminalmanager import TerminalManager
    except ImportError:
        return

    class Terminals(TerminalManager):
        def new_terminal(self, **options):
            return super().new_terminal(**{"cwd": folder, **options})

    config.TerminalsExtensionApp.terminal_manager_class = Terminals


def open_where_it_lasts(config):
    folders = mounted()
    shown = [folder for folder in folders if "/." not in folder[len(APP) :]]
    if APP in folders:
        return
    if shown:
        config.ServerApp.root_dir = APP
        config.FileContentsManager.preferred_dir = os.path.relpath(shown[0], APP)
        begin_terminals_in(shown[0], config)
    elif not folders:
        home = os.path.expanduser("~")
        config.ServerApp.root_dir = home
        begin_terminals_in(home, config)
        notebooks = f"type=bind,source=$PWD/notebooks,target={APP}/notebooks"
        print(
            f"JupyterLab opens in {home}: no folder of {APP} is mounted, so what you write here is gone with the container; "
            f"--mount {notebooks} in front of the image's name keeps what is in notebooks/",
            file=sys.stderr,
        )


if not is_chosen():
    open_where_it_lasts(get_config())  # noqa: F821
