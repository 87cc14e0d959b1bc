#!/bin/sh
# create-user.sh NAME UID GID: sees to it that an account with these ids exists, whose home is /home/NAME.
#
# Ids come from the host, so any of them may be taken in the base image: a login account (ubuntu:24.04 has one with uid
# 1000) becomes ours, a system account keeps its name. Group 100, `users`, owns the environment; the account joins it.
# This is template/create-user.sh; docker/create-user.sh is its copy.
set -eu

name=$1 uid=$2 gid=$3 home=/home/$1

case $name in
'' | [!a-z_]* | *[!a-z0-9_-]*)
  echo "username=$name is not a Linux account name: use a-z, 0-9, _ and -, beginning with a letter" >&2
  exit 2
  ;;
esac
case $uid$gid in
'' | *[!0-9]*)
  echo "uid=$uid and gid=$gid must be numbers: pass --build-arg uid=\$(id -u) --build-arg gid=\$(id -g)" >&2
  exit 2
  ;;
esac

# is_login UID: whether such an account belongs to a person and not to the system (65534 is nobody).
is_login() {
  [ "$1" -ge 1000 ] && [ "$1" -ne 65534 ]
}

getent group 100 >/dev/null || groupadd --gid 100 users
if ! getent group "$gid" >/dev/null; then
  group=$name
  ! getent group "$group" >/dev/null || group=g$gid
  groupadd --gid "$gid" "$group"
fi

owner=$(getent passwd "$uid" | cut -d: -f1)
if [ -z "$owner" ]; then
  taken=$(id -u "$name" 2>/dev/null || true) # the name belongs to another uid
  if [ -z "$taken" ]; then
    account=$name
  elif is_login "$taken"; then
    userdel "$name"
    account=$name
  else
    account=u$uid
  fi
  # --no-log-init: with an id of ten digits, useradd would write a login record at offset uid, many gigabytes deep.
  useradd --no-log-init --no-user-group --uid "$uid" --gid "$gid" --groups 100 \
    --home-dir "$home" --create-home --shell /bin/bash "$account" 2>&1
elif is_login "$uid"; then
  account=$name
  [ "$owner" = "$name" ] || ! getent passwd "$name" >/dev/null || account=$owner
  usermod --login "$account" --gid "$gid" --append --groups 100 --home "$home" --move-home --shell /bin/bash "$owner" 2>&1
elif [ "$uid" -eq 0 ]; then
  usermod --append --groups 100 root
else
  usermod --gid "$gid" --append --groups 100 "$owner"
fi

[ -d "$home" ] || mkdir -p "$home"
[ -e "$home/.bashrc" ] || cp -r /etc/skel/. "$home"
# Once more after the .bashrc of the base image, which sets the prompt.
echo '. /opt/docker/activate.sh' >>"$home/.bashrc"
mkdir -p "$home/app"
ln -sfn /opt/env "$home/app/env"
chown -R -h "$uid:$gid" "$home"
