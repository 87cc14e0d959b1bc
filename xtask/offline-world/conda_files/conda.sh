# The shell function `conda`: activation changes variables of the running shell, which no program it starts could do.
# Each activating command asks the program `conda` for shell code and evaluates the answer.
# All variables are expanded with a default, because the file is also sourced in scripts under `set -u`.

__conda_program() (
    # With `conda init --dev`, CONDA_EXE is a Python and these two are `-m` and `conda`.
    "$CONDA_EXE" ${_CE_M:+"$_CE_M"} ${_CE_CONDA:+"$_CE_CONDA"} "$@"
)

__conda_evaluate() {
    \local __conda_code
    __conda_code="$(PS1="${PS1:-}" __conda_program shell.posix "$@")" || \return
    \eval "$__conda_code"
    # The shell remembers where it found programs, and PATH has just changed.
    \hash -r
}

conda() {
    case "${1-}" in
        activate | deactivate)
            __conda_evaluate "$@"
            ;;
        install | update | upgrade | remove | uninstall)
            __conda_program "$@" || \return
            # The command may have brought or removed activation hooks of the active environment.
            __conda_evaluate reactivate
            ;;
        *)
            __conda_program "$@"
            ;;
    esac
}

if [ -z "${CONDA_SHLVL+set}" ]; then
    \export CONDA_SHLVL=0
    \export PATH="${CONDA_EXE%/*/*}/condabin${PATH:+:$PATH}"
    # Activation edits the prompt, also in shells that have none.
    PS1="${PS1-}"
fi
