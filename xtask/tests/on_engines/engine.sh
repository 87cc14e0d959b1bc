#!/usr/bin/env bash
# engine.sh unpack [rootless|debian-12] | serve KIND | run KIND COMMAND...: container engines as users have them today, beside the
# machine's own.
#
# Docker, its plugins and podman of Debian's testing suite are unpacked into a cache, not installed; what the machine has
# stays as it is. `serve` starts a Docker engine with a socket, a folder and a bridge of its own, or joins the one that
# runs, says so in a line, and ends it when its stdin has ended and nobody else serves it. `run` does so for as long as the
# command runs, which finds this engine. KIND is overlay2 or containerd, which is its own store of images.
#
# - Docker's programs run on the C library of Debian 12. Its runc does not, so the machine's is used; podman gets its own
#   libraries, in a view of the file system in which they lie over the machine's (podman_room.sh). `unpack rootless` adds what an
#   ordinary user needs to run Docker, and `unpack debian-12` the podman of that Debian: each into a folder of its own, which it says.
# - The engine shares the machine's network, so that `--network host` reaches servers on 127.0.0.1. Its bridge has no rules
#   of iptables, which belong to the machine's engine: ports are published by docker-proxy, and nothing reaches the internet.
# - It has no mount namespace of its own: what a test mounts later has to be visible to it.
# - Its data must not lie on an overlay; overlay2 refuses that.
set -euo pipefail

here=$(dirname "$(realpath "$0")")
home=${XDG_CACHE_HOME:-$HOME/.cache}/conda-in-docker/test-engine
root=$home/root
packages=(docker.io docker-cli docker-buildx docker-compose containerd podman conmon crun netavark aardvark-dns passt catatonit
  golang-github-containers-common)
# What is unpacked apart: a suite, and packages of it.
declare -A apart=(
  [rootless]='testing rootlesskit slirp4netns'
  [debian-12]='bookworm podman conmon crun netavark aardvark-dns slirp4netns catatonit golang-github-containers-common iptables'
)
docker_programs=(docker dockerd docker-proxy containerd containerd-shim-runc-v2)

# fail SENTENCE: ends the script; the tests say the sentence.
fail() {
  echo "$1" >&2
  exit 1
}

# Asks what can be known before anything is downloaded.
look_for_hindrances() {
  [ "$(id -u)" = 0 ] || fail 'only root can start one'
  [ -e /usr/share/keyrings/debian-archive-keyring.gpg ] || fail 'this is no Debian: its archive keys are missing'
  local program
  for program in apt-get dpkg-deb ip runc; do
    command -v "$program" >/dev/null || fail "there is no $program here"
  done
  mkdir -p "$home"
  [ "$(stat --file-system --format=%T "$home")" != overlayfs ] || fail "$home lies on an overlay"
}

# apt_get ARGUMENT...: with sources, lists and cache of its own, and a system in which nothing is installed.
apt_get() {
  local apt=$home/apt
  apt-get --quiet --quiet --yes -o APT::Sandbox::User=root -o APT::Install-Recommends=false -o APT::Update::Error-Mode=any \
    -o APT::Get::AllowUnauthenticated=false -o Acquire::AllowInsecureRepositories=false \
    -o Acquire::AllowWeakRepositories=false -o Acquire::Languages=none -o Acquire::Check-Valid-Until=false \
    -o Dir::State="$apt" -o Dir::State::lists="$apt/lists" -o Dir::State::status="$apt/status" -o Dir::Cache="$apt/cache" -o Dir::Etc::sourcelist="$apt/sources.list" \
    -o Dir::Etc::sourceparts=/dev/null -o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts=/dev/null "$@"
}

# download SUITE PACKAGE...: with all that they need. Debian's archive keys are the only ones that apt trusts here.
download() {
  local suite=$1 mirror keys='signed-by=/usr/share/keyrings/debian-archive-keyring.gpg'
  mirror=$(PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$here/../../offline-world python3 -c 'import debian; print(debian.find_mirror())')
  rm -rf "$home/apt"
  mkdir -p "$home/apt/lists/partial" "$home/apt/cache/archives/partial"
  : >"$home/apt/status"
  echo "deb [$keys target=Packages] $mirror $suite main" >"$home/apt/sources.list"
  apt_get update
  apt_get install --download-only "${@:2}" >/dev/null
}

# extract FOLDER: puts what was downloaded into it.
extract() {
  rm -rf "$1"
  mkdir -p "$1"
  find "$home/apt/cache/archives" -name '*.deb' -print0 | xargs -0 -I {} -P 2 dpkg-deb -x {} "$1"
}

# Puts the packages, and all that they need, into $root, and Docker's own programs into $home/bin.
unpack() {
  [ ! -e "$home/versions" ] || return 0
  download testing "${packages[@]}" >"$home/apt.log" 2>&1 || fail "the packages cannot be had: $(tail -n 1 "$home/apt.log")"
  rm -rf "${home:?}/bin" "$home/config"
  mkdir -p "$home/bin" "$home/config"
  extract "$root"
  local program
  for program in "${docker_programs[@]}"; do
    find "$root/usr/bin" "$root/usr/sbin" -name "$program" -exec ln -s {} "$home/bin/" \;
  done
  ln -s "$root/usr/bin/tini-static" "$home/bin/docker-init"
  ln -s "$root/usr/libexec/docker/cli-plugins" "$home/config/cli-plugins"
  say_versions >"$home/versions.new"
  rm -rf "$home/apt"
  mv "$home/versions.new" "$home/versions"
}

# unpack_apart NAME: puts these packages into a folder, and says which one.
unpack_apart() {
  local folder=$home/$1 wanted
  read -ra wanted <<<"${apart[$1]}"
  if [ ! -e "$folder" ]; then
    download "${wanted[@]}" >"$home/apt.log" 2>&1 || fail "the packages cannot be had: $(tail -n 1 "$home/apt.log")"
    extract "$folder.new"
    rm -rf "$home/apt"
    mv "$folder.new" "$folder"
  fi
  echo "$folder"
}

say_versions() {
  echo "Docker $(version docker.io), buildx $(version docker-buildx), Compose $(version docker-compose), podman $(version podman)"
}

# version PACKAGE: its upstream version, from the name of its file: `docker.io_28.5.2+dfsg4-5_amd64.deb`.
version() { find "$home/apt/cache/archives" -name "$1_*.deb" -printf '%f\n' | sed 's/^[^_]*_\([0-9.]*\).*/\1/'; }

look_for_room() {
  [ "$(df --output=avail --block-size=1G "$home" | tail -n 1)" -ge 12 ] || fail "less than 12 GB are free for $home"
}

alive() { "$home/bin/docker" --host "unix://$place/docker.sock" version >/dev/null 2>&1; }

# Its bridge gets the first network of 10.100.0.0/14 that nobody here has.
make_bridge() {
  [ -z "$(ip -4 -oneline address show dev "$bridge" 2>/dev/null)" ] || return 0
  ip link delete "$bridge" 2>/dev/null || true
  local number
  for number in $(seq 100 103); do
    if ! ip route show match "10.$number.$octet.0/24" | grep -qv '^default'; then
      ip link add "$bridge" type bridge
      ip address add "10.$number.$octet.1/24" dev "$bridge"
      ip link set "$bridge" up
      return 0
    fi
  done
  fail "no network is free for the bridge $bridge"
}

start() {
  ! alive || return 0
  look_for_room
  make_bridge
  local store='"storage-driver": "overlay2"'
  [ "$kind" != containerd ] || store='"features": {"containerd-snapshotter": true}'
  cat >"$place/daemon.json" <<JSON
{"data-root": "$place/data", "exec-root": "$place/exec", "pidfile": "$place/pid", "hosts": ["unix://$place/docker.sock"],
 "bridge": "$bridge", "iptables": false, "ip6tables": false, "ip-masq": false, "ip-forward": false, "mtu": 1400, $store}
JSON
  PATH=$home/bin:$PATH setsid dockerd --config-file "$place/daemon.json" >"$place/log" 2>&1 </dev/null 8>&- 9>&- &
  for _ in $(seq 300); do
    ! alive || return 0
    sleep 0.1
  done
  stop
  fail "dockerd does not answer: $(tail -n 1 "$place/log")"
}

# The process of our engine; nothing if its id has gone to another program.
engine_pid() {
  local pid
  pid=$(cat "$place/pid" 2>/dev/null) || return 0
  if tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qF -- "--config-file $place/daemon.json"; then echo "$pid"; fi
}

stop() {
  local pid signal
  for signal in TERM KILL; do
    pid=$(engine_pid)
    [ -n "$pid" ] || break
    kill -"$signal" "$pid" 2>/dev/null || true
    for _ in $(seq 300); do
      [ -n "$(engine_pid)" ] || break
      sleep 0.1
    done
  done
  ip link delete "$bridge" 2>/dev/null || true
  # Docker leaves the networks of its containers mounted, and the folder could not be removed.
  umount "$place"/exec/netns/* 2>/dev/null || true
}

# serve COMMAND...: until the command has ended. A shared lock says who serves the engine; whoever gets it alone was the
# last. The other lock is held to start or stop.
serve() {
  local code=0
  exec 8>"$place/users"
  flock --shared 8
  start
  flock --unlock 9
  "$@" || code=$?
  flock 9
  if flock --exclusive --nonblock 8; then stop; fi
  return "$code"
}

until_stdin_ends() {
  cat "$home/versions"
  trap '' INT TERM HUP PIPE
  cat >/dev/null || true
}

# with_engine COMMAND...: Ctrl-C ends the command, and then the engine.
with_engine() {
  trap : INT TERM HUP
  cat "$home/versions" >&2
  DOCKER_HOST=unix://$place/docker.sock DOCKER_CONFIG=$home/config PATH=$home/bin:$PATH "$@" 8>&- 9>&-
}

command=${1:?unpack, serve or run} kind=${2:-}
look_for_hindrances
exec 9>"$home/lock"
flock 9
unpack
case $command-$kind in
  unpack-) ;;
  unpack-rootless | unpack-debian-12) unpack_apart "$kind" ;;
  serve-overlay2 | serve-containerd | run-overlay2 | run-containerd)
    place=$home/$kind
    mkdir -p "$place"
    number=$(cksum <<<"$place" | cut -d ' ' -f 1)
    bridge=tests-$((number % 1000000)) octet=$((number % 250))
    if [ "$command" = serve ]; then serve until_stdin_ends; else serve with_engine "${@:3}"; fi
    ;;
  *) fail "engine.sh knows unpack, unpack rootless, unpack debian-12, and serve and run with overlay2 or containerd, not: $*" ;;
esac
