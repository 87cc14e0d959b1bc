#!/bin/sh
# create-user.sh NAME UID GID [FOLDER]...: sees to it that an account with these ids exists, whose home is /home/NAME, with
# these folders.
# create-user.sh --alone NAME UID GID: the account alone, in no further group; its home comes from elsewhere.
#
# Ids come from the host, so any of them may be taken in the base image: a login account (ubuntu:24.04 has one with uid
# 1000) becomes ours, a system account keeps its name, and so does root. A name can be taken as well: another login account
# loses it, next to a system account ours is called uUID. In each case the home is /home/NAME, which HOME says to everybody.
# Group 100, `users`, owns the environment; the account joins it, unless it is to be alone.
# This is template/create-user.sh; docker/create-user.sh is its copy.
set -eu

append=--append groups=100
if [ "$1" = --alone ]; then
  append='' groups='' # a list of no groups, in the place of those that the account of a base image is in
  shift
fi
name=$1 uid=$2 gid=$3 home=/home/$1
shift 3

valid=yes
case $name in '' | [!a-z_]* | *[!a-z0-9_-]*) valid=no ;; esac
if [ $valid = no ] || [ ${#name} -gt 32 ]; then
  echo "username=$name is no Linux account name: use a-z, 0-9, _ and -, beginning with a letter, 32 characters at most" >&2
  exit 2
fi
for number in "$uid" "$gid"; do
  case $number in
  '' | *[!0-9]*)
    echo "uid=$uid and gid=$gid must be numbers: pass --build-arg uid=\$(id -u) --build-arg gid=\$(id -g)" >&2
    exit 2
    ;;
  esac
  # The largest number is no id: for the kernel it means "as before".
  if [ ${#number} -gt 10 ] || [ "$number" -ge 4294967295 ]; then
    echo "uid=$uid and gid=$gid must be less than 4294967295" >&2
    exit 2
  fi
done

# is_login UID: whether such an account belongs to a person and not to the system (65534 is nobody).
is_login() {
  [ "$1" -ge 1000 ] && [ "$1" -ne 65534 ]
}

owner=$(getent passwd "$uid" | cut -d: -f1)
account=$name
holder=$(id -u "$name" 2>/dev/null || echo "$uid") # who has the name
if [ "$holder" != "$uid" ]; then
  if is_login "$holder"; then userdel "$name" 2>&1; else account=u$uid; fi
fi

# After userdel, which takes the group of the account's name away.
if ! getent group 100 >/dev/null; then
  shared=users
  ! getent group "$shared" >/dev/null || shared=g100
  groupadd --gid 100 "$shared"
fi
if ! getent group "$gid" >/dev/null; then
  group=$name
  ! getent group "$group" >/dev/null || group=g$gid
  groupadd --gid "$gid" "$group"
fi

if [ -z "$owner" ]; then
  # --no-log-init: with an id of ten digits, useradd would write a login record at offset uid, many gigabytes deep.
  useradd --no-log-init --no-user-group --uid "$uid" --gid "$gid" --groups "$groups" \
    --home-dir "$home" --no-create-home --shell /bin/bash "$account" 2>&1
elif is_login "$uid"; then
  old_home=$(getent passwd "$uid" | cut -d: -f6)
  usermod --login "$account" --gid "$gid" $append --groups "$groups" --home "$home" --shell /bin/bash "$owner" 2>&1
  # A copy, and not --move-home: the mark of a deletion has a date, and the base image may name the old place.
  case $old_home in /home/?*) [ -e "$home" ] || [ ! -d "$old_home" ] || cp -a "$old_home" "$home" ;; esac
  # The group that came with the account takes the new name, too.
  if [ "$owner" != "$account" ] && getent group "$owner" >/dev/null && ! getent group "$account" >/dev/null; then
    groupmod --new-name "$account" "$owner"
  fi
elif [ "$uid" -eq 0 ]; then
  usermod $append --groups "$groups" root
  # JupyterLab wants to be told that root is meant: here it is, by whoever gave 0 as the id of the host's user.
  mkdir -p /etc/jupyter
  echo '{"ServerApp": {"allow_root": true}}' >/etc/jupyter/jupyter_server_config.json
else
  usermod --gid "$gid" $append --groups "$groups" "$owner"
fi

# Whether the programs above have changed their lock depends on the file system; so it counts as changed on each.
touch /etc/.pwd.lock
[ -n "$groups" ] || exit 0

[ -d "$home" ] || mkdir -p "$home"
[ -e "$home/.bashrc" ] || cp -r /etc/skel/. "$home"
# Once more after the .bashrc of the base image, which sets the prompt.
echo '. /opt/docker/activate.sh' >>"$home/.bashrc"
# The places of volumes are there as the user's, because a volume takes its owner from here.
mkdir -p "$home/app" "$home/.jupyter" "$home/.kept"
for folder; do mkdir -p "$home/$folder"; done
# keep FILE NAME: ~/FILE is ~/.kept/NAME, which lasts where a volume is mounted. Each link is of one file, so that it hides
# nothing which the image has beside it: kernels lie beside the signatures, and a profile's settings beside its history.
keep() {
  mkdir -p "$(dirname "$home/$1")"
  [ -e "$home/$1" ] || ln -sfn "$home/.kept/$2" "$home/$1"
}
keep .local/share/jupyter/nbsignatures.db nbsignatures.db
keep .local/share/jupyter/notebook_secret notebook_secret
keep .ipython/profile_default/history.sqlite ipython-history.sqlite
keep .bash_history bash_history
keep .python_history python_history
chmod 700 "$home/.jupyter"
ln -sfn /opt/env "$home/app/env"
chown -R -h "$uid:$gid" "$home"
