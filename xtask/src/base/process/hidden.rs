//! Variables of the user's shell that a program is not to get, since they mean something else than we do.

use super::Runner;
use crate::base::argv::Argv;

/// A variable of the user's shell, and the program that is not to get it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hidden {
    /// How the command line of the program begins.
    pub command: &'static [&'static str],
    /// The variable.
    pub name: &'static str,
}

impl Hidden {
    fn is_from(&self, argv: &Argv) -> bool {
        let mut words = std::iter::once(&argv.program).chain(&argv.args);
        self.command.iter().all(|word| words.next().is_some_and(|said| said == word))
    }
}

impl Runner {
    /// What this command is not to get of our environment.
    pub fn hidden_from(&self, argv: &Argv) -> impl Iterator<Item = &'static str> {
        self.hidden.iter().filter(|hidden| hidden.is_from(argv)).map(|hidden| hidden.name)
    }

    /// The command as it is printed: whoever pastes it has these variables, too.
    pub(super) fn shown(&self, argv: &Argv) -> Argv {
        let without: Vec<&str> = self.hidden_from(argv).flat_map(|name| ["-u", name]).collect();
        if without.is_empty() {
            return argv.clone();
        }
        let env = Argv { env: argv.env.clone(), stdin: argv.stdin.clone(), ..Argv::new("env") };
        env.args(without).arg(&argv.program).args(argv.args.clone())
    }
}
