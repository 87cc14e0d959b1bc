# shellcheck shell=sh
# terminal.sh TYPED COMMAND: runs COMMAND in a terminal, in which TYPED is typed; further returns until it has ended, since
# a terminal whose keyboard is gone ends its shell.
{ printf '%s\n' "$1" && while sleep 1 && echo; do :; done; } 2>/dev/null | script -qec "$2" /dev/null
