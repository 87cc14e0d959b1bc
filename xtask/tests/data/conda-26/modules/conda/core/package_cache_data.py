"""Unpacks what has been downloaded, in processes of its own, which read the program anew. A package is its index.json, and has
no file."""

import concurrent.futures
import json
import multiprocessing
import os
import pathlib

cache = pathlib.Path(os.environ["CONDA_PKGS_DIRS"])


def unpack(file, record):
    info = file.with_suffix("") / "info"
    info.mkdir(parents=True)
    index = json.loads(file.read_text())
    (info / "index.json").write_text(json.dumps(index))
    (info / "paths.json").write_text(json.dumps({"paths": []}))
    (info / "repodata_record.json").write_text(json.dumps(index | record))


class ProgressiveFetchExtract:
    def __init__(self, specs):
        self.specs = specs

    def execute(self):
        spawn = multiprocessing.get_context("spawn")
        with concurrent.futures.ProcessPoolExecutor(1, spawn) as processes:
            for spec in self.specs:
                file = cache / spec.url.rpartition("/")[2]
                if not file.with_suffix("").exists():
                    # What its channel said of it on that day.
                    record = {"url": spec.url, "fn": file.name, "md5": spec.md5, "sha256": spec.sha256, "license": "the channel's"}
                    processes.submit(unpack, file, record).result()
