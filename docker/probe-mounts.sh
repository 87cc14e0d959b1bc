#!/bin/sh
# probe-mounts.sh UID:GID [read|write TARGET FOLDER]... -- COMMAND...: tries whether the user may read, and write, each folder
# that is mounted at TARGET, and becomes COMMAND. If one fails, says why in a sentence with FOLDER, which is the folder's name
# on the host as a shell there spells it, and with what mends it. UID:GID are those of the user on the host.
#
# Only a try from inside tells: ids, disks and the engine's own rules all have a say.
# This is template/probe-mounts.sh; docker/probe-mounts.sh is its copy.
set -u
export LC_ALL=C

# fail WHAT TARGET FOLDER REASON: ends with EX_CANTCREAT of sysexits.h, which no Jupyter ends with.
fail() {
  case $4 in
  *'Permission denied' | *'Operation not permitted')
    if [ "$(stat -c %u "$2")" = "$(id -u)" ]; then mend="run \`chmod u+rwx $3\`"; else mend="run \`sudo chown -R $ids $3\`"; fi
    ;;
  *'Read-only file system')
    mend="its disk is mounted read-only: write \`read-only = true\` for it in the setting \`mounts\`, or move the project to another disk"
    ;;
  *'No space left on device' | *'quota exceeded')
    mend="make room there; \`df -h $3\` says how much there is"
    ;;
  *) mend="take it out of the setting \`mounts\`, or mend its disk" ;;
  esac
  echo "error: the container cannot $1 the folder $3: ${4##*: }; $mend" >&2
  exit 73
}

ids=$1
shift
while [ "$1" != -- ]; do
  reason=$({ ls "$2" >/dev/null && cd "$2"; } 2>&1) || fail read "$2" "$3" "$reason"
  if [ "$1" = write ]; then
    # A file without content can be made on a full disk, too.
    probe=$2/.probe-$$
    reason=$({ env echo probe >"$probe"; } 2>&1) || {
      rm -f "$probe"
      fail 'write into' "$2" "$3" "$reason"
    }
    rm -f "$probe"
  fi
  shift 3
done
shift
exec "$@"
