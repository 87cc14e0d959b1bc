# shellcheck shell=sh
# activation.sh ENVIRONMENT: prints the variables that `conda activate ENVIRONMENT` sets, by Conda itself, as a line of
# `@env=` like look.sh; the packages' scripts included, whatever they do.
exec 3>&1 >/dev/null 2>&1 </dev/null
trap '"$CONDA_PYTHON_EXE" -I -c "import os; print(\"@env=\" + b\"\".join(n + b\"=\" + v + b\"\\0\" for n, v in os.environb.items()).hex())" >&3' EXIT
commands=$("$CONDA_PROGRAM" shell.posix activate "$1")
eval "$commands"
