//! Who the user is for git: told to a container by variables, so that no file of the user's has to be shared.

use anyhow::Result;

use crate::base::argv::Argv;
use crate::base::process::{DEADLINE, Runner, text};

/// The variables by which git is told two settings.
pub const GIT_CONFIG: [&str; 5] =
    ["GIT_CONFIG_COUNT", "GIT_CONFIG_KEY_0", "GIT_CONFIG_VALUE_0", "GIT_CONFIG_KEY_1", "GIT_CONFIG_VALUE_1"];

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
    let known: Vec<_> = ["user.name", "user.email"].into_iter().filter_map(last).collect();
    if known.is_empty() {
        return Vec::new();
    }
    let pairs = known.iter().enumerate().flat_map(|(at, (key, value))| {
        [format!("GIT_CONFIG_KEY_{at}={key}"), format!("GIT_CONFIG_VALUE_{at}={value}")]
    });
    std::iter::once(format!("GIT_CONFIG_COUNT={}", known.len())).chain(pairs).collect()
}

#[cfg(test)]
mod tests {
    use super::variables;

    #[test]
    fn the_last_name_and_address_count_and_an_empty_one_is_none() {
        let said = "user.name\nJane\0user.email\njane@a\0user.email\njane@b\0";
        let expected = [
            "GIT_CONFIG_COUNT=2",
            "GIT_CONFIG_KEY_0=user.name",
            "GIT_CONFIG_VALUE_0=Jane",
            "GIT_CONFIG_KEY_1=user.email",
            "GIT_CONFIG_VALUE_1=jane@b",
        ];
        assert_eq!(variables(said), expected);
        let address = ["GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=user.email", "GIT_CONFIG_VALUE_0=a@b"];
        assert_eq!(variables("user.name\n\0user.email\na@b\0"), address);
        assert_eq!(variables(""), [""; 0]);
    }
}
