"""Runs a command in a terminal of its own, closes the terminal once a word was printed there, and prints the exit code.

    python3 terminal.py WORD COMMAND...
"""

import os
import pty
import sys

word, command = sys.argv[1].encode(), sys.argv[2:]
child, terminal = pty.fork()
if child == 0:
    os.execvp(command[0], command)
seen = b""
while word not in seen:
    seen += os.read(terminal, 1024)
os.close(terminal)
status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
print(status if status >= 0 else 128 - status)
