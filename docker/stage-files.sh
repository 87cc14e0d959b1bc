#!/bin/sh
# stage-files.sh FROM TO [LOCK PROCESSOR=PLATFORM...]: sorts the files of docker/ and lock/ into one tree for each step of the
# build, TO/STEP. PLATFORM is Conda's name, and PROCESSOR what `uname -m` says there.
#
# Times and modes become the same for every clone, so that copying a tree gives the same layer everywhere, and each step
# gets its own files only, so that an edit of one file runs again only the steps that read it.
# This is template/stage-files.sh; docker/stage-files.sh is its copy.
set -eu

from=$1
to=$2
shift 2

# place STEP FILE...: puts each FILE that exists into the tree of STEP.
place() {
  folder=$to/$1/opt/docker
  mkdir -p "$folder"
  shift
  for file; do
    [ ! -e "$from/$file" ] || { cp "$from/$file" "$folder/" && chmod 644 "$folder/$file"; }
  done
}

place shell layer.sh
place environment environment.yml solve-environment.py
place packages install-packages.py package_list.py packed.py download.py by_rattler.py by_conda.py conda_meta.py
place activation freeze-activation.sh activate.sh variables.sh history python-start.py
place pip requirements.txt constraints.txt
place user create-user.sh entrypoint.sh probe-mounts.sh lab-packages.py jupyter_server_config.py
place postBuild postBuild with-build-files.sh
place start start
# Where Jupyter looks for what counts for everybody.
mkdir -p "$to/user/etc/jupyter"
ln -s /opt/docker/jupyter_server_config.py "$to/user/etc/jupyter/"

# place_lock LOCK PROCESSOR=PLATFORM...: the same for the lock of this machine's platform, whose parts are steps of their own.
place_lock() {
  platform=$(uname -m)
  for pair; do
    case $pair in "$(uname -m)="*) platform=${pair#*=} ;; esac
  done
  if [ ! -e "$1/conda-$platform.lock" ]; then
    echo "lock/ has no file conda-$platform.lock, and this image is for that platform" >&2
    exit 1
  fi
  for part in python large rest; do
    mkdir -p "$to/$part/opt/docker"
    awk -v part="$part" '/^# part: / { on = $3 == part; next } on || /^@EXPLICIT/' "$1/conda-$platform.lock" \
      >"$to/$part/opt/docker/$part.lock"
  done
  # Without the lines at the top, which say what the lock was made from.
  if [ -e "$1/requirements-$platform.txt" ]; then
    grep -v '^#' "$1/requirements-$platform.txt" >"$to/pip/opt/docker/requirements.txt"
  fi
}

[ $# = 0 ] || place_lock "$@"

# The builder makes these two for each step and removes them again, which dates /etc, unless they exist.
mkdir -p "$to/shell/etc"
echo '127.0.0.1 localhost' >"$to/shell/etc/hosts"
: >"$to/shell/etc/resolv.conf"

find "$to" -type d -exec chmod 755 {} +
# The project's own files, in TO/project, keep the bit that says whether they may be executed.
find "$to" -type f -perm -100 -exec chmod 755 {} +
find "$to" -type f ! -perm -100 -exec chmod 644 {} +
find "$to" -path '*/opt/docker/*' \( -name '*.sh' -o -name postBuild -o -name start \) -exec chmod 755 {} +
find "$to" -exec touch -h -d "@${SOURCE_DATE_EPOCH:-1735689600}" {} +
