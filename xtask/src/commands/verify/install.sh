# shellcheck shell=sh disable=SC2154
# Installs `conda_package` and `pip_package`, which are set in front of this, and prints where they are now, in the lines
# of look.sh. `conda` stands alone, as a person types it: in a condition, a shell with `set -e` would forgive a hook.
# Without dependencies, since the solver takes seconds each time and does the same behind every door.
say() { printf '@%s=%s\n' "$1" "$2"; }

log=/tmp/verify-install.log
conda install --yes --quiet --no-deps "$conda_package" >$log 2>&1 </dev/null
if ls "$environment/conda-meta/$conda_package"-[0-9]*.json >$log.ls 2>&1; then
  say install "$environment"
else
  say install "not there: $(tail -n 1 $log)"
fi

if [ -n "$pip_package" ]; then
  pip install --quiet "$pip_package" >$log 2>&1 </dev/null || true
  where=$(pip show "$pip_package" 2>/dev/null | sed -n 's|^Location: \(.*\)/lib/python3.*|\1|p')
  say pip "${where:-not there: $(tail -n 1 $log)}"
fi
say end yes
