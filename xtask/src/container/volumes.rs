//! The volumes of a container: what a person trusts and sets, and those of the settings.

use crate::container::paths::home;
use crate::docker::mount::Volume;
use crate::machine::user::User;
use crate::project::folder::Project;
use crate::project::settings::Settings;
use crate::project::settings::volume::KEPT;

/// The volumes of a container of the project. Where no person is, as in a CI job, nothing is kept: each fresh clone there
/// would leave a volume behind.
pub fn volumes(project: &Project, settings: &Settings, account: &User, for_a_person: bool) -> Vec<Volume> {
    let home = home(account);
    let kept = Volume {
        name: project.kept_volume(account.uid),
        target: home.join(KEPT),
        project: Some(project.unique_name()),
    };
    let further = settings.container.volumes.iter().map(|volume| Volume {
        name: volume.name_for(account.uid),
        target: home.join(&volume.target),
        project: None,
    });
    for_a_person.then_some(kept).into_iter().chain(further).collect()
}
