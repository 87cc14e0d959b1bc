//! Who the user is for git: told to a container by variables, so that no file of the user's has to be shared. They are not
//! git's own: those would count above a repository's configuration. The image's entrypoint writes the file from them that
//! counts below all others of the user's.

use anyhow::Result;

use crate::base::argv::Argv;
use crate::base::process::{DEADLINE, Runner, text};

/// What git calls each of the two settings, and the variable by which a container gets it; template/entrypoint.sh reads it.
const SETTINGS: [(&str, &str); 2] = [("user.name", "GIT_USER_NAME"), ("user.email", "GIT_USER_EMAIL")];

/// The variables by which a container gets who the user is.
pub const GIT_USER: [&str; 2] = [SETTINGS[0].1, SETTINGS[1].1];

/// The name and the address that git here has for this project, each `NAME=VALUE`; nothing if it has none.
///
/// # Errors
///
/// If git gives no answer.
pub fn git_identity(runner: &Runner) -> Result<Vec<String>> {
    let question = Argv::new("git").args(["config", "--null", "--get-regexp", r"^user\.(name|email)$"]);
    let answer = runner.ask(&question, DEADLINE)?.filter(|answer| answer.status.success());
    Ok(answer.map(|answer| variables(&text(&answer.stdout))).unwrap_or_default())
}

/// The variables for what git says: of a key that is set more than once the last value counts, as for git.
fn variables(said: &str) -> Vec<String> {
    let entries: Vec<(&str, &str)> = said.split('\0').filter_map(|entry| entry.split_once('\n')).collect();
    let last = |key: &str| entries.iter().rfind(|(found, value)| *found == key && !value.is_empty());
    let known = SETTINGS.iter().filter_map(|(key, name)| Some(format!("{name}={}", last(key)?.1)));
    known.collect()
}

#[cfg(test)]
mod tests {
    use super::variables;

    #[test]
    fn the_last_name_and_address_count_and_an_empty_one_is_none() {
        let said = "user.name\nJane\0user.email\njane@a\0user.email\njane@b\0";
        assert_eq!(variables(said), ["GIT_USER_NAME=Jane", "GIT_USER_EMAIL=jane@b"]);
        assert_eq!(variables("user.name\n\0user.email\na@b\0"), ["GIT_USER_EMAIL=a@b"]);
        assert_eq!(variables(""), [""; 0]);
    }
}
