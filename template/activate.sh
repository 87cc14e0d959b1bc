# shellcheck shell=sh disable=SC1091,SC2016,SC3013  # dash and bash both know -nt
# Makes the Conda environment /opt/env active in the shell that reads this file: the entrypoint, login shells
# (/etc/profile.d), interactive shells (/etc/bash.bashrc), `bash -c` (BASH_ENV) and `sh -i` (ENV).
#
# Every shell of the container reads it, so it prints nothing, starts no Conda and survives whatever a package's hook does.
# This is template/activate.sh; docker/activate.sh is its copy.
_env_options=$-
set +eu
_env_condabin=/opt/conda/condabin:
[ -d /opt/conda ] || _env_condabin= # in an image for deployment

if [ -z "${_ENV_ACTIVE}" ]; then
  export _ENV_ACTIVE=1 # before the hooks, so that a shell which a hook starts does not begin anew
  . /opt/docker/exports.sh
  case ":${PATH}:" in
  *:/opt/env/bin:*) ;;
  *) export PATH="/opt/env/bin:${_env_condabin}${PATH}" ;;
  esac
  for _env_hook in /opt/env/etc/conda/activate.d/*.sh; do
    [ -r "${_env_hook}" ] || continue
    # In a child that hands back its variables: a hook may exit, fail, print or read, and this shell goes on.
    eval "$(
      exec 3>&1 >&2 </dev/null
      trap '[ -z "${BASH_VERSION}" ] || set -o posix; export -p >&3' EXIT
      # shellcheck source=/dev/null
      . "${_env_hook}"
    )"
  done
elif [ -n "${CONDA_PREFIX}" ]; then
  # Active already, in this environment or another one; Debian's /etc/profile may have reset PATH since.
  case ":${PATH}:" in
  *":${CONDA_PREFIX}/bin:"*) ;;
  *) export PATH="${CONDA_PREFIX}/bin:${_env_condabin}${PATH}" ;;
  esac
fi

# What `conda env config vars set` has said since the image was made. Conda is not started to ask for it: its file is turned
# into one for shells, once after each change, and a shell reads that unless the one that started it has.
if [ "${CONDA_PREFIX}" = /opt/env ] && [ -n "${_env_condabin}" ] && [ /opt/env/conda-meta/state -nt /opt/docker/exports.sh ]; then
  if [ ! /opt/env/conda-meta/state.sh -nt /opt/env/conda-meta/state ]; then
    /opt/conda/bin/python -I -S -c '
import json, os, shlex
path = "/opt/env/conda-meta/state"
print(f"[ \"${{_ENV_STATE}}\" = {os.stat(path).st_mtime_ns} ] || {{ export _ENV_STATE={os.stat(path).st_mtime_ns}")
with open(path) as file:
    for name, value in json.load(file).get("env_vars", {}).items():
        if name.isidentifier():
            print(f"unset {name}" if value == "***unset***" else f"export {name}={shlex.quote(value)}")
print("}")
' >"/opt/env/conda-meta/state.sh.$$" 2>/dev/null </dev/null
    mv -f "/opt/env/conda-meta/state.sh.$$" /opt/env/conda-meta/state.sh 2>/dev/null
  fi
  [ ! -r /opt/env/conda-meta/state.sh ] || . /opt/env/conda-meta/state.sh
fi

# An empty environment; `docker run --user` with somebody else's id, whose home is not the image's; and `--read-only`, which
# leaves /dev/shm alone to be written, unless /tmp is mounted.
if [ -z "${HOME}" ]; then
  HOME=$(getent passwd "$(id -u)" | cut -d: -f6)
  export HOME
fi
if [ ! -w "${HOME:-/}" ]; then
  [ -w /tmp ] || export TMPDIR=/dev/shm
  HOME="${TMPDIR:-/tmp}/home-$(id -u)"
  mkdir -p "${HOME}" 2>/dev/null
  # JupyterLab's settings, if the folder that the image names for them cannot be written either.
  [ -w "${JUPYTERLAB_SETTINGS_DIR%/*}" ] || unset JUPYTERLAB_SETTINGS_DIR JUPYTERLAB_WORKSPACES_DIR
fi

# The function `conda`, for activate and deactivate, is Conda's own. But it runs the packages' hooks in this shell, also
# after an installation, and those are not written for `set -eu`: so the two are off as long as it runs.
_env_define_conda() {
  conda() {
    _env_options=$-
    set +eu
    . /opt/conda/etc/profile.d/conda.sh # puts Conda's function in the place of this one
    conda "$@"
    _env_status=$?
    _env_define_conda
    _env_restore_options
    return "${_env_status}"
  }
}

_env_restore_options() {
  case ${_env_options} in *e*) set -e ;; esac
  case ${_env_options} in *u*) set -u ;; esac
}

[ -z "${_env_condabin}" ] || _env_define_conda

case $- in
*i*)
  case "${PS1}" in
  *"${CONDA_PROMPT_MODIFIER:-(}"*) ;;
  *) PS1="${CONDA_PROMPT_MODIFIER}${PS1}" ;;
  esac
  ;;
esac

_env_restore_options
unset _env_options _env_hook _env_condabin
