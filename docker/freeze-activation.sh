#!/bin/bash
# Asks Conda once, while the image is built, what `conda activate /opt/env` sets, and writes it to /opt/docker/exports.sh.
# Starting Conda for each shell would cost a quarter of a second each time.
#
# freeze-activation.sh --without-conda FILE: for an image without Conda, where FILE says what Conda has answered.
#
# This is template/freeze-activation.sh; docker/freeze-activation.sh is its copy.
set -euo pipefail

# prepare: what the environment and Conda are told before Conda is asked.
prepare() {
  # The prompt is to say (env), not the whole path.
  printf "env_prompt: '%s'\n" '({name}) ' >>/opt/conda/.condarc

  # The `variables:` of environment.yml, in the place where `conda env create` keeps them.
  umask 0002
  # shellcheck source=/dev/null
  [[ ! -e /opt/docker/variables.sh ]] || . /opt/docker/variables.sh

  # Conda was given a list of packages. This is what environment.yml asks for, which `conda install`, `conda remove` and
  # `conda env export` go by.
  cat /opt/docker/history >/opt/env/conda-meta/history
}

# Runs Conda's commands without the hooks of packages (`. "…/activate.d/…"`: activate.sh runs those, in the shell that
# needs them) and prints the variables that they set, but for those that only Conda's own programs read if it is not there.
print_exports() {
  local name value
  # shellcheck disable=SC2317  # called by what eval runs
  .() { :; }
  eval "$1"
  for name in $(compgen -e); do
    case $name in HOME | OLDPWD | PATH | PS1 | PWD | SHLVL | _) continue ;; esac
    value=${!name}
    [[ -d /opt/conda || ($name != _CE_* && $value != */opt/conda*) ]] || continue
    printf "export %s='%s'\n" "$name" "${value//"'"/"'\''"}"
  done
}

# The builder's own variables must not get into the result, hence `env -i`.
clean=(env -i HOME=/nonexistent PATH="$PATH")
if [[ ${1:-} == --without-conda ]]; then
  commands=$(<"$2")
else
  prepare
  commands=$("${clean[@]}" /opt/conda/bin/conda shell.posix activate /opt/env)
fi
"${clean[@]}" /bin/bash -c "$(declare -f print_exports); print_exports \"\$1\"" bash "$commands" >/opt/docker/exports.sh

# The C library, and with it `date` and R, looks for time zones where Debian's package puts them; Conda's has them, too.
if [[ ! -e /usr/share/zoneinfo && -d /opt/env/share/zoneinfo ]]; then
  ln -s /opt/env/share/zoneinfo /usr/share/zoneinfo
fi
# Both Pythons read one line of a .pth file when they start; a .pth file of this name comes behind all others.
for site in /opt/env/lib/python*/site-packages /opt/conda/lib/python*/site-packages; do
  [[ -d $site && ! -L ${site%/*} ]] || continue       # `python3.1` is a link to `python3.12`
  [[ ! -e $site/zz_conda_in_docker.pth ]] || continue # it came with the environment
  cp /opt/docker/python-start.py "$site/zz_conda_in_docker.py"
  # To compile it at each start would take a millisecond.
  "${site%/lib/*}/bin/python" -m py_compile "$site/zz_conda_in_docker.py" || true
  echo 'import zz_conda_in_docker' >"$site/zz_conda_in_docker.pth"
done

ln -s /opt/docker/activate.sh /etc/profile.d/zz-conda-env.sh # read by login shells
echo '. /opt/docker/activate.sh' >>/etc/bash.bashrc          # read by interactive shells
