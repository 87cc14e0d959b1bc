//! The commands that change which packages the Conda files name.

use clap::{ArgMatches, Command};

use super::words::{command, flag, no_check, texts, words};

/// `add`
#[derive(Debug)]
pub struct Add {
    /// The specs, or requirements of pip's.
    pub packages: Vec<String>,
    /// Whether pip is to install them.
    pub pip: bool,
    /// Whether to take what was installed in the running lab.
    pub from_lab: bool,
    /// Whether to write what `check` calls an error.
    pub no_check: bool,
}

impl Add {
    pub(super) fn grammar() -> Command {
        let from_lab =
            "Add what was installed in the running lab by its name, with the version that it has there";
        command("add", "Add packages to environment.yml or requirements.txt, and to the lock")
            .arg(
                words("PACKAGE", "The packages, such as `numpy` or `numpy>=2`")
                    .required_unless_present("from-lab")
                    .conflicts_with("from-lab"),
            )
            .args([
                flag("pip", "Add them to requirements.txt, for pip").conflicts_with("from-lab"),
                flag("from-lab", from_lab),
                no_check(),
            ])
    }

    pub(super) fn from_matches(matches: &mut ArgMatches) -> Self {
        Self {
            packages: texts(matches, "PACKAGE"),
            pip: matches.get_flag("pip"),
            from_lab: matches.get_flag("from-lab"),
            no_check: matches.get_flag("no-check"),
        }
    }
}

/// `remove`
#[derive(Debug)]
pub struct Remove {
    /// The names.
    pub packages: Vec<String>,
    /// Whether pip installs them.
    pub pip: bool,
    /// Whether to write what `check` calls an error.
    pub no_check: bool,
}

impl Remove {
    pub(super) fn grammar() -> Command {
        command("remove", "Take packages out of environment.yml or requirements.txt, and out of the lock")
            .arg(words("PACKAGE", "The packages").required(true))
            .args([flag("pip", "Take them out of what pip installs"), no_check()])
    }

    pub(super) fn from_matches(matches: &mut ArgMatches) -> Self {
        Self {
            packages: texts(matches, "PACKAGE"),
            pip: matches.get_flag("pip"),
            no_check: matches.get_flag("no-check"),
        }
    }
}
