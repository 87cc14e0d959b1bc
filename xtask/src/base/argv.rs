//! A command line as a value: built by pure functions, then printed by `--dry-run` or run by process.rs.

use std::fmt;

use crate::base::quote;

/// A program, its arguments, and the variables that it gets in addition to ours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Argv {
    /// The program: a name that PATH resolves, or a path.
    pub program: String,
    /// Its arguments, unquoted.
    pub args: Vec<String>,
    /// What is passed by the environment, and so stands in no process list.
    pub env: Vec<Variable>,
    /// What it reads from its stdin, if that is known.
    pub stdin: Option<String>,
}

/// A variable of a command's environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// How the value is written in a shell: quoted, or naming a variable that the user's shell has.
    pub spelling: String,
}

impl Argv {
    /// The program alone.
    pub fn new(program: impl Into<String>) -> Self {
        Self { program: program.into(), ..Self::default() }
    }

    /// These words, the first of which is the program.
    pub fn of(words: Vec<String>) -> Self {
        let mut words = words.into_iter();
        Self::new(words.next().unwrap_or_default()).args(words)
    }

    /// Appends one argument.
    #[must_use]
    pub fn arg(mut self, arg: impl Into<String>) -> Self {
        self.args.push(arg.into());
        self
    }

    /// Appends several arguments.
    #[must_use]
    pub fn args<T: Into<String>>(mut self, args: impl IntoIterator<Item = T>) -> Self {
        self.args.extend(args.into_iter().map(Into::into));
        self
    }

    /// Appends `flag value`, if there is a value.
    #[must_use]
    pub fn option(self, flag: &str, value: Option<impl Into<String>>) -> Self {
        match value {
            Some(value) => self.arg(flag).arg(value),
            None => self,
        }
    }

    /// Appends the flag, if the condition holds.
    #[must_use]
    pub fn flag(self, flag: &str, condition: bool) -> Self {
        if condition { self.arg(flag) } else { self }
    }

    /// Adds a variable to the environment.
    #[must_use]
    pub fn env(self, name: &str, value: &str) -> Self {
        self.spelt_env(name, value, quote::sh(value))
    }

    /// Sets what it reads from its stdin.
    #[must_use]
    pub fn stdin(mut self, text: impl Into<String>) -> Self {
        self.stdin = Some(text.into());
        self
    }

    /// Adds a variable that is printed as the shell expression `spelling`.
    #[must_use]
    pub fn spelt_env(mut self, name: &str, value: &str, spelling: String) -> Self {
        self.env.push(Variable { name: name.to_owned(), value: value.to_owned(), spelling });
        self
    }
}

/// The command without its variables, on one line, quoted for `sh`.
impl fmt::Display for Argv {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&quote::sh(&self.program))?;
        self.args.iter().try_for_each(|arg| write!(f, " {}", quote::sh(arg)))
    }
}

impl Argv {
    /// The whole command with its variables and its stdin, for pasting into `sh`.
    pub fn pasteable(&self) -> String {
        let stdin = self.stdin.iter().map(|text| format!("printf %s {} | ", quote::sh(text)));
        let variables = self.env.iter().map(|variable| format!("{}={} ", variable.name, variable.spelling));
        stdin.chain(variables).chain([self.to_string()]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_can_be_pasted_into_sh() {
        let argv = Argv::new("printf").arg("%s|").args(["a b", "it's", "$HOME", ""]).env("TOKEN", "x y");
        assert_eq!(argv.pasteable(), r#"TOKEN='x y' printf '%s|' 'a b' 'it'\''s' '$HOME' ''"#);
        let argv = Argv::new("cat").arg("-").stdin("it's\n").env("A", "1");
        assert_eq!(argv.pasteable(), "printf %s 'it'\\''s\n' | A=1 cat -");
    }

    #[test]
    fn a_value_of_the_environment_is_not_in_the_line_that_is_echoed() {
        let argv = Argv::new("docker").arg("run").env("JUPYTER_TOKEN", "secret");
        assert_eq!(argv.to_string(), "docker run");
    }
}
