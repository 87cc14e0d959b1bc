#!/bin/bash
# Runs the container's command in the active environment, and becomes it, so that signals and exit code are the command's.
# bash has read BASH_ENV by now; it is read here too for `docker run --env BASH_ENV=`.
#
# This is template/entrypoint.sh; docker/entrypoint.sh is its copy.
# shellcheck source=/dev/null
. /opt/docker/activate.sh
case ${HOME} in
/tmp/home-* | /dev/shm/home-*) echo "the home of the image cannot be written: it is ${HOME} until the container ends" >&2 ;;
esac
# Around a mount that lies deeper, and that the image does not know, the engine makes folders, as root's. So root could write into
# them, beside what is mounted, and would lose it with the container. No variable is asked where they are: anybody can set one.
close_around_mounts() {
  local target other targets=() is_in_app='^/home/[^/]+/app/'
  while read -r _ _ _ _ target _; do
    printf -v target %b "${target}"
    [[ ${target}/ =~ ${is_in_app} ]] && targets+=("${target}")
  done </proc/self/mountinfo
  for target in "${targets[@]}"; do
    while target=${target%/*} && [[ ${target} =~ ${is_in_app} ]]; do
      for other in "${targets[@]}"; do [[ ${target}/ != "${other}"/* ]] || continue 3; done
      chmod a-w "${target}"
    done
  done
}
[ "${UID}" != 0 ] || close_around_mounts 2>/dev/null
# JupyterLab's settings that the image has and the user's volume has not, where they are read from there.
[ ! -d ~/.jupyter/lab ] || [ -z "${JUPYTERLAB_SETTINGS_DIR}" ] || cp -rn ~/.jupyter/lab/. ~/.kept 2>/dev/null || :
# Who commits, if git has no other word for it: of all files that a user may write this one counts least, below ~/.gitconfig
# and a repository's. It is a file, so that what `docker exec` starts has it, too.
(
  file=${XDG_CONFIG_HOME:-${HOME}/.config}/git/config
  [ -n "${GIT_USER_NAME}${GIT_USER_EMAIL}" ] && [ ! -e "${file}" ] && mkdir -p "${file%/*}" || exit
  quoted() {
    local value=$2
    value=${value//\\/"\\\\"}
    value=${value//\"/"\\\""}
    value=${value//$'\n'/"\\n"}
    [ -z "${value}" ] || printf '\t%s = "%s"\n' "$1" "${value}"
  }
  { echo '[user]' && quoted name "${GIT_USER_NAME}" && quoted email "${GIT_USER_EMAIL}"; } >"${file}"
) 2>/dev/null
# The project's script `start` gets the command as its arguments and ends with it, as repo2docker has it and calls it.
[ -z "${R2D_ENTRYPOINT}" ] || set -- "${R2D_ENTRYPOINT}" "$@"
# In our own words: bash's name a line of this file.
if [ $# != 0 ] && ! type -P -- "$1" >/dev/null; then
  case $1 in
  */*)
    [ ! -d "$1" ] || { echo "$1: this is a folder, and no program" >&2 && exit 126; }
    [ ! -e "$1" ] || { echo "$1: this file is not executable; \`chmod +x\` makes it so" >&2 && exit 126; }
    echo "$1: there is no such file in the container" >&2
    ;;
  *) echo "$1: there is no such program in the image; packages bring programs (environment.yml, apt.txt)" >&2 ;;
  esac
  exit 127
fi
exec "$@"
