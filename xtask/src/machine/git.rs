//! git in one folder: questions whose answer may be no, and commands that have to succeed. It looks at the repository of that
//! folder, whatever the user's shell says of another one.

use std::collections::BTreeSet;

use anyhow::{Result, anyhow};
use camino::{Utf8Path, Utf8PathBuf};
use xshell::{Cmd, Shell, cmd};

use crate::base::argv::Argv;
use crate::base::process::{Runner, reason, text};

/// A shell in the folder, for git.
pub struct Git {
    /// What its commands are made with.
    pub shell: Shell,
    /// The variables that it does not get.
    hidden: Vec<&'static str>,
}

impl Git {
    /// In this folder; `None` if git is not installed.
    ///
    /// # Errors
    ///
    /// If there is no current folder.
    pub fn find(runner: &Runner, folder: &Utf8Path) -> Result<Option<Self>> {
        let git = Self::new(runner, folder)?;
        let installed = git.ask(cmd!(git.shell, "git --version")).is_some();
        Ok(installed.then_some(git))
    }

    /// The same without asking whether it is installed: if not, it has no answer to any question.
    ///
    /// # Errors
    ///
    /// If there is no current folder.
    pub fn new(runner: &Runner, folder: &Utf8Path) -> Result<Self> {
        let shell = runner.shell(folder)?;
        // What it says is looked at.
        shell.set_var("LC_ALL", "C");
        let hidden = runner.hidden_from(&Argv::new("git")).collect();
        Ok(Self { shell, hidden })
    }

    /// What the command prints; `None` if it fails.
    pub fn ask(&self, command: Cmd<'_>) -> Option<String> {
        let output = self.in_this_folder(command).quiet().ignore_status().output().ok()?;
        output.status.success().then(|| text(&output.stdout))
    }

    /// What the command prints.
    ///
    /// # Errors
    ///
    /// What git says if it fails.
    pub fn run(&self, command: Cmd<'_>) -> Result<String> {
        let command = self.in_this_folder(command).quiet().ignore_status();
        let output = command.output()?;
        if output.status.success() {
            return Ok(text(&output.stdout));
        }
        Err(anyhow!("`{command}` failed: {}", reason(&text(&output.stderr))))
    }

    /// The same for a command that is printed, too.
    ///
    /// # Errors
    ///
    /// What git says if it fails.
    pub fn run_argv(&self, argv: &Argv) -> Result<String> {
        self.run(self.shell.cmd(&argv.program).args(&argv.args))
    }

    /// Stages these files, also those of a name that the user has told git to ignore anywhere.
    ///
    /// # Errors
    ///
    /// What git says if it fails.
    pub fn add(&self, files: &[Utf8PathBuf]) -> Result<()> {
        let names: String = files.iter().map(|file| format!("{file}\0")).collect();
        let command = cmd!(self.shell, "git update-index --add -z --stdin");
        self.run(command.stdin(names)).map(drop)
    }

    /// The files that git has of the project in its folder; `None` if the project is in no repository.
    ///
    /// # Errors
    ///
    /// What git says if it does not read the project's repository.
    pub fn tracked(&self, root: &Utf8Path) -> Result<Option<BTreeSet<Utf8PathBuf>>> {
        let list = || cmd!(self.shell, "git ls-files -z");
        let listed = match root.join(".git").exists() {
            true => Some(self.run(list())?),
            false => self.ask(list()),
        };
        let files: Option<BTreeSet<_>> =
            listed.map(|names| names.split_terminator('\0').map(Utf8PathBuf::from).collect());
        // A repository around a project need not have it.
        Ok(files.filter(|files| files.contains(Utf8Path::new("Cargo.toml"))))
    }

    /// Whether git knows in whose name to commit.
    pub fn knows_its_user(&self) -> bool {
        let shell = &self.shell;
        [cmd!(shell, "git var GIT_AUTHOR_IDENT"), cmd!(shell, "git var GIT_COMMITTER_IDENT")]
            .into_iter()
            .all(|question| self.ask(question).is_some())
    }

    /// Whether git has the file, of which every character is meant as it stands there.
    pub fn has(&self, file: &Utf8Path) -> bool {
        let shell = &self.shell;
        self.ask(cmd!(shell, "git --literal-pathspecs ls-files --error-unmatch -- {file}")).is_some()
    }

    fn in_this_folder<'a>(&self, command: Cmd<'a>) -> Cmd<'a> {
        self.hidden.iter().fold(command, |command, variable| command.env_remove(variable))
    }
}

/// How to tell git in whose name to commit.
pub const INTRODUCE: &str =
    "`git config --global user.name NAME` and `git config --global user.email ADDRESS`";
