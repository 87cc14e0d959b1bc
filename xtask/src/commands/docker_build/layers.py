"""What the layers of an image do, from the archive that `docker image save` writes to our stdin.

    layers.py IMAGE          prints a line for each layer, from the lowest: a digest of what it does, or `nothing`
    layers.py IMAGE OTHER    compares two images of one archive, and prints as JSON in which files they differ

What a layer does is what is otherwise above it than below it: each path that is new, gone or changed, with its type, content,
mode, owner, time and extended attributes. A folder's time is left out: one way in which Docker compares two folders stores it, the other
does not (moby's statDifferent, since its issue 9874). An engine stores the same with other marks on another day: a whiteout of what is
not there, a folder that is called opaque or was only looked into, hard links in another order, another compression. None of
these changes a file, so none of them counts. Two names of one file count as two files.

It runs in the image itself, by the Python of its Conda, and needs no package.
"""

import hashlib
import io
import itertools
import json
import re
import sys
import tarfile

FIELDS = ("type", "content", "mode", "owner", "time", "attributes")
# How many paths are named of all that differ, beside the first of each layer.
SHOWN = 40


def path_of(name):
    return re.sub(r"^(\./|/)+", "", name).rstrip("/")


def content_of(member, archive):
    digest = hashlib.sha256()
    file = archive.extractfile(member)
    while block := file.read(1 << 20):
        digest.update(block)
    return digest.hexdigest()


def entry_of(member, archive):
    """What counts of a member of a layer, in the order of FIELDS."""
    if member.isreg():
        kind, content = "file", content_of(member, archive)
    elif member.isdir():
        kind, content = "folder", ""
    elif member.issym():
        kind, content = "link", member.linkname
    else:
        kind, content = f"device {member.type.decode()}", f"{member.devmajor} {member.devminor}"
    mode = 0o777 if member.issym() else member.mode & 0o7777
    # What SELinux calls a file is the machine's matter.
    attributes = sorted(
        pair
        for pair in member.pax_headers.items()
        if pair[0].startswith("SCHILY.xattr.") and pair[0] != "SCHILY.xattr.security.selinux"
    )
    time = 0 if member.isdir() else int(member.mtime)
    return (kind, content, mode, (member.uid, member.gid), time, attributes)


def read_layer(file):
    """What a layer has by path (of a hard link, the path of its file), what it removes, and which folders it empties."""
    entries, removed, emptied = {}, [], []
    with tarfile.open(fileobj=file, mode="r|*") as archive:
        for member in archive:
            path = path_of(member.name)
            folder, _, name = path.rpartition("/")
            if name == ".wh..wh..opq":
                emptied.append(folder)
            elif name.startswith(".wh.") and not name.startswith(".wh..wh."):
                removed.append(path_of(f"{folder}/{name[4:]}"))
            elif path not in ("", ".") and not name.startswith(".wh."):
                entries[path] = path_of(member.linkname) if member.islnk() else entry_of(member, archive)
            # The module would keep each of them.
            archive.members = []
    return entries, removed, emptied


def read_archive(stream):
    """What is in the archive, by name: layers, and the documents in JSON that say which belong to an image."""
    found, same = {}, {}
    with tarfile.open(fileobj=stream, mode="r|") as archive:
        for member in archive:
            if member.issym():
                # A layer that is there twice; the names are ID/layer.tar, and the link begins with ../
                folder = member.name.rpartition("/")[0]
                same[member.name] = re.sub(r"^[^/]*/\.\./", "", f"{folder}/{member.linkname}")
            if not member.isreg() or member.size == 0:
                continue
            file = io.BufferedReader(archive.extractfile(member), 1 << 20)
            if file.peek(1)[:1] in (b"{", b"["):
                found[member.name] = json.load(file)
            elif member.size >= 1024 or "blobs/" in member.name:
                found[member.name] = read_layer(file)
    return found | {name: found[target] for name, target in same.items() if target in found}


def remove(path, state, before):
    """Takes a path away, and all that lies in it."""
    gone = [path] if path in state else []
    if not gone or state[path][0] == "folder":
        gone += [each for each in state if each.startswith(f"{path}/")]
    for each in gone:
        before.setdefault(each, state.pop(each))


def apply(layer, state):
    """Changes what is there as the layer does, and returns by path what is there now: None if it is gone."""
    entries, removed, emptied = layer
    before = {}
    files = {path: entries.get(entry) or state.get(entry) if isinstance(entry, str) else entry for path, entry in entries.items()}
    for path in removed:
        remove(path, state, before)
    for folder in emptied:
        if folder in state:
            kept = state[folder]
            remove(folder, state, before)
            state[folder] = kept
    for path, entry in files.items():
        if state.get(path, entry)[0] == "folder" != entry[0]:
            remove(path, state, before)
        before.setdefault(path, state.get(path))
        state[path] = entry
    return {path: state.get(path) for path, was in before.items() if state.get(path) != was}


def step_of(history):
    """The instruction that made a layer, as the Dockerfile has it, or nearly."""
    step = history.get("created_by", "").removesuffix(" # buildkit")
    step = step.rpartition("/opt/docker/layer.sh ")[2].removeprefix("/bin/sh -c #(nop) ").removeprefix("/bin/sh -c ")
    return " ".join(step.split())


def image_of(name, found):
    """What each layer of the image of this name does, and the instruction that made it."""
    tag = name if ":" in name.rpartition("/")[2] else f"{name}:latest"
    is_it = lambda image: any(f"/{each}".endswith(f"/{tag}") for each in image["RepoTags"] or [])
    image = next(image for image in found["manifest.json"] if is_it(image))
    made = [each for each in found[image["Config"]].get("history", []) if not each.get("empty_layer")]
    steps = [step_of(each) for each in made] if len(made) == len(image["Layers"]) else [""] * len(image["Layers"])
    state = {}
    return [(apply(found[layer], state), step) for layer, step in zip(image["Layers"], steps)]


def digest_of(does):
    return hashlib.sha256(repr(sorted(does.items())).encode("utf-8", "surrogateescape")).hexdigest() if does else "nothing"


def differences(path, one, other):
    """In what two layers differ about a path, in words."""
    if (path in one) != (path in other):
        return ["changed by the first alone" if path in one else "changed by the second alone"]
    one, other = one[path], other[path]
    if one and other:
        return [f"its {name}" for name, a, b in zip(FIELDS, one, other) if a != b]
    return [] if one == other else ["removed by the second" if one else "removed by the first"]


def compare(one, other):
    """The layers that differ, with the paths that do. A layer that does nothing is none: not every builder keeps it."""
    total = max(len(one), len(other))
    one, other = ([(n, *layer) for n, layer in enumerate(layers, 1) if layer[0]] for layers in (one, other))
    differ, left = [], SHOWN
    for a, b in itertools.zip_longest(one, other):
        (number, _, step), of_one, of_other = a or b, a[1] if a else {}, b[1] if b else {}
        of_paths = ((path, differences(path, of_one, of_other)) for path in sorted(of_one.keys() | of_other.keys()))
        files = [(f"/{path}", what) for path, what in of_paths if what]
        if files:
            named = [f"{printable(path)}: {', '.join(what)}" for path, what in files[: max(left, 1)]]
            left -= len(named)
            differ.append({"number": number, "step": printable(step), "files": len(files), "named": named})
    return {"layers": total, "differ": differ}


def printable(text):
    return "".join(each if each.isprintable() else each.encode("unicode_escape", "surrogatepass").decode() for each in text)


names = sys.argv[1:]
sys.stdout.reconfigure(encoding="utf-8")
found = read_archive(sys.stdin.buffer)
images = [image_of(name, found) for name in names]
if len(images) == 2:
    print(json.dumps(compare(*images), ensure_ascii=False))
else:
    print("\n".join(digest_of(does) for does, _ in images[0]))
