# shellcheck shell=sh
# terminal.sh TYPED COMMAND [SECONDS]: runs COMMAND in a terminal, in which TYPED is typed; further returns until it has ended, since
# a terminal whose keyboard is gone ends its shell. What runs before the shell may have read what was typed, so it is typed
# again after some SECONDS: TYPED ends with `exit`, and no shell of it is left to read that twice.
{
  while printf '%s\n' "$1"; do
    for _ in $(seq "${3:-5}"); do
      sleep 1
      echo || break 2
    done
  done
} 2>/dev/null | script -qec "$2" /dev/null
