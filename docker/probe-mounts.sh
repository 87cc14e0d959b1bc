#!/bin/sh
# probe-mounts.sh UID:GID [read|write|folder|volume TARGET FOLDER]... -- COMMAND...: tries whether the user may read, and write,
# each folder that is mounted at TARGET, and becomes COMMAND. If one fails, says why in a sentence with FOLDER, which is the
# folder's name on the host as a shell there spells it, or the volume's name, and with what mends it. UID:GID are those of the
# user on the host. Of a `folder` or `volume` nobody knows whether it is to be written: that fails with a warning.
#
# Only a try from inside tells: ids, disks and the engine's own rules all have a say.
# This is template/probe-mounts.sh; docker/probe-mounts.sh is its copy.
set -u
export LC_ALL=C

# mend TARGET FOLDER REASON: says what mends it.
mend() {
  case $3 in
  *'Permission denied' | *'Operation not permitted')
    # The last is root itself: in a rootless engine's container root has other ids on the host, and may no more there.
    case $(stat -c %u "$1")/$(id -u)/$ids in
    "$(id -u)"/*) echo "run \`chmod u+rwx $2\`" ;;
    */0/0:*) echo "run \`chown -R $ids $2\`, or let root write past every mode, by \`run-args = [\"--cap-add=DAC_OVERRIDE\"]\` in Cargo.toml" ;;
    *) echo "run \`sudo chown -R $ids $2\`" ;;
    esac
    ;;
  *'Read-only file system')
    echo "its disk is mounted read-only: write \`read-only = true\` for it in the setting \`mounts\`, or move the project to another disk"
    ;;
  *'No space left on device' | *'quota exceeded')
    echo "make room there; \`df -h $2\` says how much there is"
    ;;
  *) echo "take it out of the setting \`mounts\`, or mend its disk" ;;
  esac
}

# fail WHAT TARGET FOLDER REASON: ends with EX_CANTCREAT of sysexits.h, which no Jupyter ends with.
fail() {
  echo "error: the container cannot $1 the folder $3: ${4##*: }; $(mend "$2" "$3" "$4")" >&2
  exit 73
}

# try_write FOLDER: a file without content can be made on a full disk, too.
try_write() {
  reason=$({ env echo probe >"$1/.probe-$$"; } 2>&1) && tried=yes || tried=no
  rm -f "$1/.probe-$$"
  [ "$tried" = yes ]
}

ids=$1
shift
while [ "$1" != -- ]; do
  case $1 in
  read | write)
    reason=$({ ls "$2" >/dev/null && cd "$2"; } 2>&1) || fail read "$2" "$3" "$reason"
    [ "$1" = read ] || try_write "$2" || fail 'write into' "$2" "$3" "$reason"
    ;;
  folder)
    [ ! -d "$2" ] || try_write "$2" ||
      echo "warning: the container cannot write into the folder $3, which is at $2: ${reason##*: }; if it is to, $(mend "$2" "$3" "$reason")" >&2
    ;;
  volume)
    try_write "$2" ||
      echo "warning: the container cannot write into the volume $3, which is at $2: ${reason##*: }; name it in the setting \`mounts\`, for which the image makes a place that is yours" >&2
    ;;
  esac
  shift 3
done
shift
exec "$@"
