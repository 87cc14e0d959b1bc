"""Writes an archive as `docker image save` does, of the images `one` and `other`.

The two are given as Python: lists of layers, of which each is a list of (NAME, what else is said of it).
"""

import gzip
import io
import json
import sys
import tarfile


def layer(members, compressed):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, said in members:
            member = tarfile.TarInfo(name)
            member.mtime, member.mode, content = 1735689600, 0o755 if name.endswith("/") else 0o644, said.pop("content", "")
            member.type = tarfile.DIRTYPE if name.endswith("/") else tarfile.REGTYPE
            for key, value in said.items():
                setattr(member, key, value)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content.encode()))
    return gzip.compress(file.getvalue()) if compressed else file.getvalue()


with tarfile.open(fileobj=sys.stdout.buffer, mode="w|") as archive:

    def add(name, content):
        member = tarfile.TarInfo(name)
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))

    manifest = []
    for tag, layers in zip(("one", "other"), map(eval, sys.argv[1:])):
        names = [f"blobs/sha256/{tag}{number}" for number in range(len(layers))]
        for name, members in zip(names, layers):
            add(name, layer(members, compressed=tag == "other"))
        history = [{"created_by": f"RUN |1 a=b /bin/bash -p /opt/docker/layer.sh step {n} # buildkit"} for n in range(len(layers))]
        add(f"{tag}.json", json.dumps({"history": history}).encode())
        manifest.append({"Config": f"{tag}.json", "RepoTags": [f"{tag}:latest"], "Layers": names})
    add("manifest.json", json.dumps(manifest).encode())
