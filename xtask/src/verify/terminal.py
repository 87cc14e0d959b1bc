"""terminal.py SCRIPT SHELL...: opens SHELL in a terminal, types SCRIPT, and prints the facts that it says.

Of the rest of the screen it prints one line, which shows that a terminal does not have the output of the command alone.
"""

import base64
import os
import pty
import re
import sys

typed = base64.b64encode(sys.argv[1].encode()).decode()
process, terminal = pty.fork()
if process == 0:
    os.environ["TERM"] = "xterm"
    os.execvp(sys.argv[2], sys.argv[2:])
# The empty line first: what is typed before the shell is ready is shown before its prompt, and not in a line of its own.
os.write(terminal, f'echo; eval "$(echo {typed} | base64 -d)"; exit\n'.encode())
screen = b""
while True:
    try:
        part = os.read(terminal, 65536)
    except OSError:  # how Linux says that the other side is closed
        break
    if not part:
        break
    screen += part
os.waitpid(process, 0)
lines = re.sub(r"\x1b\[[?0-9;]*[a-zA-Z]|\r", "", screen.decode(errors="replace")).splitlines()
facts = [line for line in lines if line.startswith("@")]
others = [line for line in lines if line.strip() and line not in facts]
print("\n".join(facts + others[:1]))
