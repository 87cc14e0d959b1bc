//! The file that has a project's name: what it says, and whether it can be looked at.

use std::fmt;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};

use super::slug::slug;
use crate::base::mark::Mark;
use crate::base::regular;
use crate::project::paths::LOCAL_ENV;

/// The file, in the project.
pub const FILE: &str = "docker/.project-id";

/// The line by which docker/.env of an older version of this tool says the name.
pub const OLDER: &str = "COMPOSE_PROJECT_NAME=";

/// What the file says.
pub struct Written {
    /// The project's name in the engine.
    pub name: String,
    /// The folder in which it had it.
    pub folder: Utf8PathBuf,
    /// That of the folder; an earlier version of this tool wrote none.
    pub mark: Option<Mark>,
}

impl Written {
    /// What the file of this project says; nothing for one that is not as this tool writes it.
    pub fn read(root: &Utf8Path) -> Option<Self> {
        let text = regular::lenient(&root.join(FILE));
        let (name, rest) = text.split_once('\n')?;
        let (slug_part, id) = name.rsplit_once('-')?;
        let is_id = id.len() == 8 && id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let rest = rest.strip_suffix('\n').unwrap_or(rest);
        // A folder's name may have a line end in it.
        let marked =
            rest.rsplit_once('\n').and_then(|(folder, mark)| Some((folder, Some(Mark::parse(mark)?))));
        let (folder, mark) = marked.unwrap_or((rest, None));
        (is_id && slug(slug_part) == slug_part).then(|| Self {
            name: name.to_owned(),
            folder: folder.into(),
            mark,
        })
    }
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}", self.name, self.folder)?;
        self.mark.iter().try_for_each(|mark| writeln!(f, "{mark}"))
    }
}

/// Whether nobody can say what the folder holds, as where it is in a folder of another user's.
pub fn cannot_look(folder: &Utf8Path) -> bool {
    regular::read(folder, FILE.into()).is_err_and(|error| {
        let cause = error.root_cause().downcast_ref::<io::Error>();
        cause.is_some_and(|cause| cause.kind() == io::ErrorKind::PermissionDenied)
    })
}

/// Whether an older version of this tool has given the project this name, which hangs on its path.
pub fn is_older(root: &Utf8Path, name: &str) -> bool {
    let line = format!("{OLDER}{name}");
    regular::lenient(&root.join(LOCAL_ENV)).lines().any(|have| have == line)
}
