//! What `conda activate` sets, asked of Conda in an otherwise empty environment: in the image, and on this machine.

use std::collections::BTreeMap;

use super::facts::Facts;

/// What activation sets and what differs by itself: folders of Conda's, the level, and what every shell has.
const OWN: [&str; 15] = [
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
    // Since Conda 25.7.
    "_CONDA_EXE",
    "_CONDA_ROOT",
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

/// The variables in both of two such answers: what a script makes anew each time, such as the name of a folder, can be
/// compared with nothing.
pub fn stable(once: &str, again: &str) -> BTreeMap<String, String> {
    let (once, again) = (Facts::parse(once), Facts::parse(again));
    once.variables.into_iter().filter(|(name, value)| again.variables.get(name) == Some(value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_conda_sets_for_itself_is_told_from_what_a_package_or_the_file_sets() {
        let own = ["CONDA_PREFIX", "_CE_CONDA", "_CONDA_EXE", "_CONDA_ROOT", "CONDA_BACKUP_X", "OLDPWD"];
        assert_eq!(own.map(is_own), [true; 6]);
        let others = ["GDAL_DATA", "_CONDA_PYTHON_SYSCONFIGDATA_NAME", "CONDA_TOOLCHAIN_HOST", "MY_VARIABLE"];
        assert_eq!(others.map(is_own), [false; 4]);
    }
}
