#!/bin/bash
# layer.sh COMMAND: the shell of every RUN in the Dockerfile.
#
# It runs COMMAND, stopping at the first failure, and then gives every file that COMMAND touched the same time, so that
# two builds of the same thing make the same layer, byte for byte, and a registry stores it once.
# It also takes in what belongs to the place of the build and must not be in the image: mirrors, proxies, a CA bundle.
#
# The Dockerfile starts it with `bash -p`, which keeps BASH_ENV, and so the environment, out of this shell; the shell of
# COMMAND does read it. This is template/layer.sh; docker/layer.sh is its copy.
set -euo pipefail

export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-1735689600} # 2025-01-01; pip, conda and useradd obey it
export DEBIAN_FRONTEND=noninteractive PYTHONDONTWRITEBYTECODE=1 PYTHONHASHSEED=0
export CONDA_ALWAYS_YES=true CONDA_NUMBER_CHANNEL_NOTICES=0 PIP_DISABLE_PIP_VERSION_CHECK=1
work=/dev/shm/layer-$UID

# Lines NAME=VALUE from the secret `build-env` (with the legacy builder: from the build argument BUILD_ENV).
import_build_env() {
  local line text=${BUILD_ENV:-}
  [[ -r /dev/build-env ]] && text=$(</dev/build-env)
  unset BUILD_ENV
  while IFS= read -r line; do
    [[ $line == *=* ]] && export "${line%%=*}=${line#*=}"
  done <<<"$text"
  for line in http_proxy https_proxy all_proxy no_proxy; do # some programs read small letters only, some capitals
    text=${line^^}
    text=${!line:-${!text:-}}
    [[ -z $text ]] || export "$line=$text" "${line^^}=$text"
  done
  if [[ -s /dev/ca.pem ]]; then # the secret `ca`: a bundle of certificates, under each name that somebody reads
    export SSL_CERT_FILE=/dev/ca.pem REQUESTS_CA_BUNDLE=/dev/ca.pem CURL_CA_BUNDLE=/dev/ca.pem
    export PIP_CERT=/dev/ca.pem GIT_SSL_CAINFO=/dev/ca.pem NODE_EXTRA_CA_CERTS=/dev/ca.pem
  fi
}

# cache NAME: the folder for downloads, a cache mount of BuildKit's where there is one, else one that is removed below. Conda
# notes where it had a package from, so the name is the same, and with it the layer.
cache() {
  local folder=/dev/cache-$1
  if [[ ! -d $folder ]]; then
    mkdir -p "/tmp/layer-$UID/$1"
    ln -s "/tmp/layer-$UID/$1" "$folder" 2>/dev/null || folder=/tmp/layer-$UID/$1
  fi
  [[ $UID != 0 ]] || chmod 1777 "$folder" # postBuild runs as another user
  echo "$folder"
}

# apt takes no such settings from variables, but the name of a file with settings.
configure_apt() {
  local cache=$1
  mkdir -p "$cache/lists/partial" "$cache/archives/partial"
  {
    echo "Dir::State::lists \"$cache/lists\"; Dir::Cache::archives \"$cache/archives\";"
    echo 'Dir::Cache::pkgcache ""; Dir::Cache::srcpkgcache ""; APT::Sandbox::User "root";'
    echo 'APT::Keep-Downloaded-Packages "true"; Binary::apt::APT::Keep-Downloaded-Packages "true";'
    [[ ! -s /dev/ca.pem ]] || echo 'Acquire::https::CAInfo "/dev/ca.pem";'
    if [[ -n ${APT_SOURCES:-} ]]; then # lines of a sources.list, parted by `;`, in the place of the image's own
      printf '%s\n' "${APT_SOURCES//;/$'\n'}" >"$work/sources.list"
      echo "Dir::Etc::sourcelist \"$work/sources.list\"; Dir::Etc::sourceparts \"/dev/null\";"
    fi
  } >"$work/apt.conf"
  export APT_CONFIG=$work/apt.conf
}

# Conda notes for each package where it came from: not the mirror, but the channel that `conda list` is to show anywhere.
forget_mirror() {
  local mirror public=https://conda.anaconda.org # as Conda itself has it, which takes half a second to say so
  find /opt/conda/conda-meta /opt/env/conda-meta -name '*.json' -newer "$work/start" -print0 >"$work/notes" 2>/dev/null || true
  [[ -s $work/notes ]] || return 0
  # Conda writes addresses without user and password.
  mirror=$(sed -e 's|//[^/]*@|//|' -e 's|/*$||' -e 's/[].[*^$\|]/\\&/g' <<<"$CONDA_CHANNEL_ALIAS")
  xargs --null sed -i "s|$mirror/|$public/|g" <"$work/notes"
}

# Logs and histories hold the time of the build. Nothing of a lower layer is deleted: that would leave a dated mark.
normalise() {
  local PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
  rm -rf "/tmp/layer-$UID"
  if [[ $UID == 0 ]]; then
    find /var/log /var/cache/ldconfig -xdev -type f -newer "$work/start" -exec truncate --size=0 {} + 2>/dev/null || true
    # What was unpacked there has the times of its archive, so the time of the change itself counts.
    find /tmp -xdev -mindepth 1 -cnewer "$work/start" -delete 2>/dev/null || true
  fi
  date_histories
  [[ $UID != 0 || -z ${CONDA_CHANNEL_ALIAS:-} || ! -x /opt/conda/bin/conda ]] || forget_mirror
  find_changed
  [[ $UID != 0 ]] || share_environment
  date_alike
}

# Conda's history, and files that hold nothing but a time: that of the environment, from Conda 25.11 on, as a number or as a
# date, and that of the first `jupyter` command of a home. Each keeps its form.
date_histories() {
  local meta file date
  date=$(date --utc --date="@$SOURCE_DATE_EPOCH" '+%F %T')
  for meta in /opt/conda/conda-meta /opt/env/conda-meta; do
    if [[ -w $meta/history && $meta/history -nt $work/start ]]; then
      sed -i "s/^==> .* <==\$/==> $date <==/" "$meta/history"
    fi
  done
  for file in /opt/conda/conda-meta/created_at /opt/env/conda-meta/created_at /home/*/.jupyter/migrated; do
    if [[ -w $file && ! -L $file && $file -nt $work/start ]]; then
      sed -i -E "s/[0-9]{4}-[0-9]{2}-[0-9]{2}([T ])[0-9:.]+/${date% *}\1${date#* }/; s/^[0-9.]+\$/$SOURCE_DATE_EPOCH/" "$file"
    fi
  done
}

# Lists what has changed and the folders that it lies in, and what in /opt/env has another group or mode than it is to have:
# in one walk, for a walk reads the whole image, and names come last, for they take longer to compare. The accounts' backup files in /etc have the time of what they are backups
# of, so there the time of the change itself counts. Docker mounts the first three of the files that are left out while a
# step runs, and makes the other two. A link that leads nowhere yet counts as one that cannot be written.
find_changed() {
  find / -xdev \( \( -newer "$work/start" -o -cnewer "$work/start" -path '/etc/*' \) \
    ! -path /etc/hosts ! -path /etc/resolv.conf ! -path /etc/hostname ! -path /etc/mtab ! -path /.dockerenv \
    \( -type l -o -writable \) -fprintf "$work/changed" '%p\0' -fprintf "$work/folders" '%h\0' \) , \
    \( ! -group 100 \( -path /opt/env -o -path '/opt/env/*' \) -fprintf "$work/group" '%p\0' \) , \
    \( -type d ! -perm -2070 \( -path /opt/env -o -path '/opt/env/*' \) -fprintf "$work/mode" '%p\0' \) 2>/dev/null || true
}

# All of /opt/env is the group's. Most file systems pass the group on to new files by themselves, because /opt/env has the
# setgid bit. But fuse-overlayfs, which rootless engines use, does not; and a hard link to a cached file has that one's group.
share_environment() {
  xargs --null --no-run-if-empty chgrp --no-dereference 100 <"$work/group"
  xargs --null --no-run-if-empty chmod g+rwxs <"$work/mode"
}

# Gives everything that has changed, and the folders above it, one time.
date_alike() {
  local folder
  local -A folders=()
  while IFS= read -r -d '' folder; do
    while [[ -n $folder && -z ${folders[$folder]:-} ]]; do
      folders[$folder]=1
      folder=${folder%/*}
    done
  done < <(sort --zero-terminated --unique "$work/folders")
  printf '%s\0' "${!folders[@]}" >>"$work/changed"
  xargs --null --no-run-if-empty touch --no-dereference --date="@$SOURCE_DATE_EPOCH" <"$work/changed" 2>/dev/null || true
}

mkdir -p "$work"
[[ $UID != 0 || $HOME != /root ]] || export HOME=/tmp/layer-0 # what tools leave in a home is not for the image
import_build_env
CONDA_PKGS_DIRS=$(cache conda) PIP_CACHE_DIR=$(cache pip)
export CONDA_PKGS_DIRS PIP_CACHE_DIR
configure_apt "$(cache apt)"
touch "$work/start"
# The clock of the file system ticks coarsely, and late on a busy machine: nothing may be as old as the mark.
until [[ $work/tick -nt $work/start ]]; do touch "$work/tick"; done

/bin/bash -euo pipefail -c "$1"
normalise
