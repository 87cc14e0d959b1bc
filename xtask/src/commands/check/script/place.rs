//! The folder in which a command runs, as far as `cd` and `pushd` tell, and where a word leads from there.

use camino::{Utf8Path, Utf8PathBuf};

use super::token::Word;

/// A folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Folder {
    /// One of the project, relative to it; empty for the project's own.
    Project(Utf8PathBuf),
    /// One of the home, relative to it. On Binder that is the project's own.
    Home(Utf8PathBuf),
    /// One elsewhere.
    Elsewhere,
    /// That cannot be told.
    Unknown,
}

/// What stands in front of the project's folder, wherever a script is.
const PROJECT: [&str; 5] = ["$REPO_DIR", "${REPO_DIR}", "~/app", "$HOME/app", "${HOME}/app"];

/// What stands in front of the home.
const HOME: [&str; 3] = ["~", "$HOME", "${HOME}"];

impl Folder {
    /// The folder to which `cd` with this word leads.
    pub fn at(&self, word: Option<&Word>) -> Self {
        match word {
            None => Self::Home(Utf8PathBuf::new()),
            Some(word) if word.text == "-" => Self::Unknown,
            Some(word) => self.leads(word),
        }
    }

    /// Where a word leads from here.
    pub fn leads(&self, word: &Word) -> Self {
        let inner = |start: &str| {
            let rest = word.text.strip_prefix(start)?;
            (rest.is_empty() || rest.starts_with('/')).then(|| rest.trim_start_matches('/'))
        };
        let root = Utf8PathBuf::new();
        let (folder, rest) = match PROJECT.into_iter().find_map(inner) {
            Some(rest) => (Self::Project(root), rest),
            None => match HOME.into_iter().find_map(inner) {
                Some(rest) => (Self::Home(root), rest),
                None => (self.clone(), word.text.as_str()),
            },
        };
        match folder {
            _ if rest.starts_with('/') => Self::Elsewhere,
            _ if rest.contains(['$', '`', '*', '?', '{', '~']) => Self::Unknown,
            Self::Project(folder) => normal(&folder.join(rest)).map_or(Self::Elsewhere, Self::Project),
            Self::Home(folder) => normal(&folder.join(rest)).map_or(Self::Elsewhere, Self::Home),
            other => other,
        }
    }
}

/// The path without `.` and `..`; `None` if it leads out.
fn normal(path: &Utf8Path) -> Option<Utf8PathBuf> {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.as_str().split('/').filter(|part| !part.is_empty() && *part != ".") {
        if part == ".." {
            parts.pop()?;
        } else {
            parts.push(part);
        }
    }
    // A folder that deep is nobody's, and its name would grow with each `cd`.
    (parts.len() <= 64).then(|| parts.join("/").into())
}
