# What the notebook's `%pip` works on, in the lines of look.sh.
import os
import re

from IPython.utils.capture import capture_output

with capture_output() as said:
    get_ipython().run_line_magic("pip", "--version")  # noqa: F821
folder = (re.findall("^Location: (.*)$| from (.*)/pip ", said.stdout, re.MULTILINE) or [("", "")])[0]
folder = folder[0] or folder[1]
print("@pip=" + (folder.split("/lib/python3")[0] if os.access(folder, os.W_OK) else f"not writable: {folder}"))
print("@end=yes")
