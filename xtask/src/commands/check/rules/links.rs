//! Links in the shared folders, which are looked for on the disk, since no Conda file has them.

use crate::commands::check::finding::Finding;
use crate::commands::check::subject::Subject;
use crate::container::links::Stray;

/// `stray-link`
pub fn stray_link(subject: &Subject) -> Vec<Finding> {
    let finding = |stray: &Stray| Finding::warning(&stray.link, 1, stray.sentence()).fix(stray.mend.clone());
    subject.surroundings.strays.iter().map(finding).collect()
}
