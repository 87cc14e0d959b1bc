//! What `conda activate` sets, asked of Conda in an otherwise empty environment.

/// What activation sets and what differs by itself: folders of Conda's, the level, and what every shell has.
const OWN: [&str; 13] = [
    "CONDA_DEFAULT_ENV",
    "CONDA_EXE",
    "CONDA_PREFIX",
    "CONDA_PROGRAM",
    "CONDA_PROMPT_MODIFIER",
    "CONDA_PYTHON_EXE",
    "CONDA_SHLVL",
    "HOME",
    "PATH",
    "PWD",
    "SHLVL",
    "PS1",
    "_",
];

/// Whether activation itself, and not a package or environment.yml, sets this variable.
pub fn is_own(name: &str) -> bool {
    OWN.contains(&name)
        || name.starts_with("_CE_")
        || name.starts_with("CONDA_BACKUP_")
        || name == "OLDPWD"
        || name == "LC_CTYPE"
}

/// The command that prints what `conda activate` sets in an otherwise empty environment.
pub fn activation(conda: &str, home: &str, path: &str, environment: &str) -> Vec<String> {
    let variables = [format!("HOME={home}"), format!("PATH={path}"), format!("CONDA_PROGRAM={conda}")];
    let words = ["bash", "-c", include_str!("activation.sh"), "activation.sh", environment];
    ["env", "-i"].map(str::to_owned).into_iter().chain(variables).chain(words.map(str::to_owned)).collect()
}
