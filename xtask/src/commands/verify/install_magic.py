# Installs by the notebook's `%pip`, and prints where the package is now, in the lines of look.sh.
import re

from IPython.utils.capture import capture_output

with capture_output() as said:
    get_ipython().run_line_magic("pip", f"install --quiet {pip_package}")  # noqa: F821
with capture_output() as shown:
    get_ipython().run_line_magic("pip", f"show {pip_package}")  # noqa: F821
where = re.search("^Location: (.*)/lib/python3", shown.stdout, re.MULTILINE)
print("@pip=" + (where[1] if where else "not there: " + said.stdout.strip()[-200:].replace("\n", " ")))
print("@end=yes")
