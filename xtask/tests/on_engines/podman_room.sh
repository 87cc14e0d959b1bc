#!/bin/sh
# podman_room.sh [ROOT]...: a view of the file system in which podman, or a rootless Docker, finds what it needs; it lasts until
# stdin ends.
#
# It is called in a mount namespace of its own, which others enter by the process id that is printed. With a ROOT, a folder
# into which packages of a newer Debian are unpacked, those lie over the machine's own: podman and its C library are of
# one suite. A later ROOT lies over the earlier ones. Every user may use the two devices, as on most systems.
set -eu

for root; do
  mount -t overlay -o "lowerdir=$root/usr:/usr" overlay /usr
  mount -t overlay -o "lowerdir=$root/etc:/etc" overlay /etc
done
mount -t tmpfs tmpfs /mnt
mknod -m 666 /mnt/tun c 10 200
mknod -m 666 /mnt/fuse c 10 229
mount --bind /mnt/tun /dev/net/tun
mount --bind /mnt/fuse /dev/fuse
umount -l /mnt

echo $$
# cat is a process of its own, so that the id stays this shell's.
cat >/dev/null
