"""Runs a command in a terminal of its own and, once a word was printed there, closes the terminal or types Ctrl-C in it,
once. Prints the exit code.

    python3 terminal.py WORD close|ctrl-c COMMAND...
"""

import os
import pty
import sys

word, deed, command = sys.argv[1].encode(), sys.argv[2], sys.argv[3:]
child, terminal = pty.fork()
if child == 0:
    os.execvp(command[0], command)
seen = b""
while word not in seen:
    seen += os.read(terminal, 1024)
if deed == "ctrl-c":
    os.write(terminal, b"\x03")
    # What is printed has to be read until there is no more of it, which Linux calls an error.
    try:
        while os.read(terminal, 1024):
            pass
    except OSError:
        pass
os.close(terminal)
status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
print(status if status >= 0 else 128 - status)
