//! What a new project gets of this one that is not committed: whoever tried something out may not mean it for the new one.

use camino::{Utf8Path, Utf8PathBuf};
use xshell::cmd;

use super::files::{part, place};
use super::parts::Part;
use crate::base::wording::some_of;
use crate::machine::git::Git;
use crate::task::Task;

/// Names the files of the new project that come from one with changes since the commit that is checked out.
pub fn note(task: &Task, git: &Git, files: &[Utf8PathBuf]) {
    // Without a commit all is new, and there is nothing to say.
    let listed = git.ask(cmd!(git.shell, "git diff --name-only --relative --no-renames -z HEAD"));
    let listed = listed.unwrap_or_default();
    let is_copied = |path: &&str| {
        let made_anew =
            matches!(part(path.as_ref()), None | Some(Part::Readme | Part::Folder | Part::Generated));
        !made_anew && files.contains(&place(Utf8Path::new(path)))
    };
    let changed: Vec<&str> = listed.split_terminator('\0').filter(is_copied).collect();
    if !changed.is_empty() {
        let (have, they) = if changed.len() == 1 { ("has", "it is") } else { ("have", "they are") };
        task.report.note(&format!(
            "{} {have} changes that are not committed here; {they} in the new project with them",
            some_of(&changed)
        ));
    }
}
