#!/bin/bash
# install-packages.sh PART: installs one part of the lock into /opt/env, from the list /opt/docker/PART.lock.
#
# No solver runs. Conda compares each package that it downloads with the MD5 in the list, and this script every package
# with the SHA-256 before anything is installed. This is template/install-packages.sh; docker/install-packages.sh is its copy.
set -euo pipefail

part=/opt/docker/$1.lock list=$CONDA_PKGS_DIRS/$1.lock
public=https://conda.anaconda.org/ mirror=${CONDA_CHANNEL_ALIAS:-}
umask 0002
[[ -d /opt/env ]] || install --directory --mode=2775 --group=100 /opt/env
grep -q '^http' "$part" || exit 0 # such as an environment without Python

# The lock names the public address of each channel; a mirror has the same files below another one.
while IFS= read -r line; do
  [[ -z $mirror ]] || line=${line/#"$public"/"${mirror%/}/"}
  echo "$line"
done <"$part" >"$list"

how=create
[[ ! -e /opt/env/conda-meta/history ]] || how=install
conda() { /opt/conda/bin/conda "$how" --quiet --prefix /opt/env --file "$list" "$@"; }

# Where a solver has chosen a package, the cache holds what the channel said of it on that day, and Conda would note it in
# the environment, which would make the layer depend on what was built before. It is to be what the package says itself.
forget_channel() {
  xargs /opt/conda/bin/python -c '
import json, pathlib, sys
for package in sys.argv[1:]:
    info = pathlib.Path(package, "info")
    noted = json.loads((info / "repodata_record.json").read_text())
    origin = {key: noted[key] for key in ("channel", "fn", "md5", "sha256", "size", "url") if key in noted}
    record = json.loads((info / "index.json").read_text()) | origin
    (info / "repodata_record.json").write_text(json.dumps(record))'
}

conda --download-only
cd "$CONDA_PKGS_DIRS"
sed -n 's/^# sha256: //p' "$part" | sha256sum --check --quiet --strict
sed -En 's/^http.*\/(.*)\.(conda|tar\.bz2)#.*/\1/p' "$part" | forget_channel
conda
rm "$list"

# Conda writes down what it has installed, which would make each part's layer depend on the parts below.
: >/opt/env/conda-meta/history
