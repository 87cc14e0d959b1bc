"""Stands in for py-rattler, with what it does in another way than Conda: see the tests that start it, tests/it/environment.rs. A
package is its index.json, with its files, FILES."""

import json
import os
import pathlib


async def install(records, target_prefix, installed_packages, cache_dir, execute_link_scripts, show_progress):
    prefix = pathlib.Path(target_prefix)
    # Whatever is there and not asked for would go.
    assert records[: len(installed_packages)] == installed_packages
    owners = {}
    for file in records[len(installed_packages) :]:
        index = json.loads(file.read_text())
        info = pathlib.Path(cache_dir, file.stem, "info")
        info.mkdir(parents=True)
        (info / "index.json").write_text(json.dumps(index))
        (info / "link.json").write_text(json.dumps(index.get("LINK", {})))
        if index.get("OLD"):
            (info / "files").write_text("\n".join(index["FILES"]))
        else:
            (info / "paths.json").write_text(json.dumps({"paths": [path(*each) for each in index["FILES"].items()]}))
        for source, text in index["FILES"].items():
            target = prefix / source.replace("site-packages/", "lib/python3.11/site-packages/")
            if target.exists():
                target = prefix / "__clobbers__" / index["name"] / target.relative_to(prefix)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text.replace("PREFIX", str(prefix)))
            target.chmod(0o775)
        for point in index.get("LINK", {}).get("noarch", {}).get("entry_points", []):
            (prefix / "bin" / point.split()[0]).write_text("#!python\nif True:\n\tmain()\n")
        (prefix / "conda-meta").mkdir(exist_ok=True)
        (prefix / f"conda-meta/{file.stem}.json").write_text(json.dumps({k: v for k, v in index.items() if k.islower()}))
        (prefix / f"conda-meta/{file.stem}.json").chmod(0o600)
        (prefix / "CACHEDIR.TAG").touch()
        if index.get("CRASH"):
            os.abort()


def path(source, text):
    import hashlib

    patched = {"prefix_placeholder": "PREFIX", "file_mode": "text"} if "PREFIX" in text else {}
    sum = hashlib.sha256(text.encode()).hexdigest()
    return {"_path": source, "path_type": "hardlink", "sha256": sum, "size_in_bytes": len(text), **patched}
