"""Downloads from the folder CHANNEL, and unpacks in processes of its own, which read the program anew. A package is its
index.json."""

import concurrent.futures
import hashlib
import json
import multiprocessing
import os
import pathlib

cache = pathlib.Path(os.environ["CONDA_PKGS_DIRS"])


class ChecksumMismatchError(Exception):
    pass


class CondaMultiError(Exception):
    def __init__(self, errors):
        self.errors = errors


def unpack(file, record):
    info = file.with_suffix("") / "info"
    info.mkdir(parents=True)
    index = json.loads(file.read_text())
    (info / "index.json").write_text(json.dumps(index))
    (info / "repodata_record.json").write_text(json.dumps(index | record))


class ProgressiveFetchExtract:
    def __init__(self, specs):
        self.specs = specs

    def execute(self):
        spawn = multiprocessing.get_context("spawn")
        with concurrent.futures.ProcessPoolExecutor(1, spawn) as processes:
            for spec in self.specs:
                file = cache / spec.url.rpartition("/")[2]
                if not file.exists():
                    self.download(spec, file)
                if not file.with_suffix("").exists():
                    record = {"url": spec.url, "fn": file.name, "md5": spec.md5, "sha256": spec.sha256}
                    processes.submit(unpack, file, record).result()

    def download(self, spec, file):
        content = pathlib.Path(os.environ["CHANNEL"], file.name).read_bytes()
        # One checksum alone is compared.
        name = "sha256" if spec.sha256 else "md5"
        if getattr(spec, name) and hashlib.new(name, content).hexdigest() != getattr(spec, name):
            error = f"Conda detected a mismatch between the expected content and downloaded content\nfor url '{spec.url}'."
            raise CondaMultiError([ChecksumMismatchError(error)])
        file.write_bytes(content)
