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

conda --download-only
cd "$CONDA_PKGS_DIRS"
sed -n 's/^# sha256: //p' "$part" | sha256sum --check --quiet --strict
conda
rm "$list"

# Conda writes down what it has installed, which would make each part's layer depend on the parts below.
: >/opt/env/conda-meta/history
