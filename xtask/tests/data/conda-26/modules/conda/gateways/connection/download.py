"""Downloads from the folder CHANNEL."""

import hashlib
import os
import pathlib


class ChecksumMismatchError(Exception):
    pass


def download(url, target_full_path, md5=None, sha256=None, size=None, progress_update_callback=None):
    target = pathlib.Path(target_full_path)
    content = pathlib.Path(os.environ["CHANNEL"], url.rpartition("/")[2]).read_bytes()
    with open(os.environ["CALLS"] + ".downloads", "a") as downloads:
        downloads.write(url + "\n")
    # One checksum alone is compared.
    name, sum = ("sha256", sha256) if sha256 else ("md5", md5)
    if sum and hashlib.new(name, content).hexdigest() != sum:
        error = f"Conda detected a mismatch between the expected content and downloaded content\nfor url '{url}'."
        raise ChecksumMismatchError(error)
    target.write_bytes(content)
