# shellcheck shell=sh
# Prints what this shell of the container has: a line `@NAME=VALUE` for each fact. Any shell runs it, `bash -euc` too.
say() { printf '@%s=%s\n' "$1" "$2"; }

say env "$(env -0 | od -An -v -tx1 | tr -d ' \n')"
say python "$(command -v python || echo none)"
where=$(python -c 'import os, sys, sysconfig
print(sys.prefix, os.access(sysconfig.get_path("purelib"), os.W_OK))' 2>/dev/null || echo none False)
prefix=${where% *}
say prefix "$prefix"

# Here Conda itself runs the packages' scripts, which print and fail as they like.
say activate "$(
  set +eu
  conda activate base >/dev/null 2>&1
  there=$CONDA_PREFIX
  conda deactivate >/dev/null 2>&1
  echo "$there, $CONDA_PREFIX, level $CONDA_SHLVL"
)"

# Without a pattern: where that matches nothing, Conda from 25.9 on fails and prints no header.
listed=$(conda list 2>/dev/null | sed -n 's/^# packages in environment at \(.*\):$/\1/p' || true)
say list "${listed:-none}"

# Conda tries whether it may write the history, and pip whether it may write the folder of packages.
if [ -w "$listed/conda-meta/history" ]; then say install "$listed"; else say install 'not writable'; fi
case "${where##* } $(command -v pip || true)" in
"True $prefix/bin/pip") say pip "$prefix" ;;
*) say pip 'not writable' ;;
esac
say end yes
